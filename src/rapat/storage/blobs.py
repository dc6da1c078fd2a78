"""``ports_chat.BlobStore`` through obstore: a folder by default, S3 (or what speaks like it) by setting.

The path is made of the hash alone, so nothing that a person typed ever becomes a path.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from rapat.domain.errors import FileTooLarge
from rapat.domain.files import HEAD_BYTES
from rapat.ports_chat import Received

if TYPE_CHECKING:
    from obstore import GetResult  # a name of its stubs alone

CHUNK_BYTES = 256 * 1024
"""One piece of a download: larger holds more memory for a slow reader, smaller costs turns of the loop."""
TRIES_AGAIN, TRY_FOR = 2, timedelta(seconds=6)
"""After the first failure; the person who waits can try again too, so not the library's ten times in three minutes."""
WRITE_BYTES = 1024 * 1024
"""Gathered before a write to disk, which happens in a thread: smaller costs turns, larger costs memory per upload."""


def open_store(folder: Path, url: str) -> ObjectStore:
    """The place where bytes lie.

    Args:
        folder: used when ``url`` is empty; made when it is missing.
        url: ``s3://bucket/prefix``; keys and endpoint come from the ``AWS_…`` variables.

    Raises:
        obstore.exceptions.BaseError: the address cannot be right.
    """
    if not url:
        return LocalStore(prefix=folder, mkdir=True)
    # No client options here: they would put aside what the operator set by `AWS_ALLOW_HTTP`, `AWS_TIMEOUT` and others.
    return from_url(url, retry_config={"max_retries": TRIES_AGAIN, "retry_timeout": TRY_FOR})


class Blobs:
    """Bytes by the SHA-256 of their content; what arrives is spooled in ``spool`` first, as its hash is known last."""

    def __init__(self, store: ObjectStore, spool: Path) -> None:
        self._store = store
        self._spool = spool

    @asynccontextmanager
    async def receive(self, content: AsyncIterator[bytes], limit: int) -> AsyncIterator[Received]:
        with tempfile.NamedTemporaryFile(dir=self._spool, prefix="upload-") as file:
            digest, size, head, waiting = hashlib.sha256(), 0, b"", bytearray()
            async for piece in content:
                size += len(piece)
                if size > limit:
                    raise FileTooLarge(f"at most {limit} bytes")
                head = head or bytes(piece[:HEAD_BYTES])
                digest.update(piece)
                waiting += piece
                if len(waiting) >= WRITE_BYTES:
                    await asyncio.to_thread(file.write, bytes(waiting))
                    waiting.clear()
            await asyncio.to_thread(_finish, file, bytes(waiting))
            yield Received(digest.hexdigest(), size, head, Path(file.name))

    async def keep(self, received: Received) -> None:
        path = _path(received.digest)
        try:
            await obstore.head_async(self._store, path)
        except FileNotFoundError:
            await obstore.put_async(self._store, path, received.path)

    async def stream(self, digest: str) -> AsyncIterator[bytes]:
        found = await obstore.get_async(self._store, _path(digest))
        return _pieces(found)

    async def delete(self, digest: str) -> None:
        try:
            await obstore.delete_async(self._store, _path(digest))
        except FileNotFoundError:
            pass  # a sweep that was interrupted between bytes and row comes again


async def _pieces(found: "GetResult") -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=CHUNK_BYTES):
        yield bytes(piece)


def _path(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest}"


def _finish(file: IO[bytes], rest: bytes) -> None:
    file.write(rest)
    file.flush()
