"""``ports_chat.BlobStore`` through obstore: a folder by default, S3 (or what speaks like it) by setting.

The path is made of the hash alone, so nothing that a person typed ever becomes a path.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

CHUNK_BYTES = 256 * 1024
"""One piece of a download: larger holds more memory for a slow reader, smaller costs turns of the loop."""


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
    return from_url(url)


class Blobs:
    """Bytes by the SHA-256 of their content."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, digest: str, content: Path | bytes) -> None:
        try:
            await obstore.head_async(self._store, _path(digest))
        except FileNotFoundError:
            await obstore.put_async(self._store, _path(digest), content)

    async def stream(self, digest: str) -> AsyncIterator[bytes]:
        found = await obstore.get_async(self._store, _path(digest))
        return _pieces(found)

    async def delete(self, digest: str) -> None:
        try:
            await obstore.delete_async(self._store, _path(digest))
        except FileNotFoundError:
            pass  # a sweep that was interrupted between bytes and row comes again


async def _pieces(found: obstore.GetResult) -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=CHUNK_BYTES):
        yield bytes(piece)


def _path(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest}"
