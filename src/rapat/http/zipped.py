"""A ZIP (APPNOTE 6.3.10) written while it is sent: it takes no memory and no disk, whatever is in it."""

import io
import zipfile
from collections.abc import AsyncIterator

Member = tuple[str, AsyncIterator[bytes]]
"""Name in the archive, and the content in pieces."""


async def zipped(members: AsyncIterator[Member]) -> AsyncIterator[bytes]:
    """The archive in pieces; contents are stored as they are."""
    wire = _Wire()
    with zipfile.ZipFile(wire, "w", zipfile.ZIP_STORED) as archive:
        async for name, content in members:
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                async for piece in content:
                    member.write(piece)
                    yield wire.take()
    yield wire.take()


class _Wire(io.RawIOBase):
    """Where the archive is written to; not to be sought in, so that sizes come after contents."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: object, /) -> int:
        piece = memoryview(data)  # type: ignore[arg-type]  # every buffer
        self._held += piece
        return piece.nbytes

    def take(self) -> bytes:
        """What was written since."""
        held = bytes(self._held)
        self._held.clear()
        return held
