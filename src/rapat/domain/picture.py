"""Pictures of people: small squares that the browser made. Only their head is read here: what they are, how large.

PNG: ISO 15948 §11.2.1 (IHDR). JPEG: ITU-T T.81 §B.2.2 (frame header). WebP: RFC 9649 §2.5–2.7.
"""

from dataclasses import dataclass

from rapat.domain.errors import PictureRefused

PICTURE_MAX_BYTES = 64 * 1024
"""A square of 256 pixels has 5 to 30 kB; it is shown beside a name in lists of hundreds."""
SIDE_MAX = 1024
"""Pixels. A few bytes can claim a picture that eats the memory of everybody who looks at the list."""
_JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Start-of-frame markers of the forms that browsers draw."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its media type."""

    type: str
    content: bytes


def checked_picture(content: bytes) -> Picture:
    """A picture that may be shown to others.

    Raises:
        PictureRefused: neither PNG, JPEG nor WebP, or too large in bytes or pixels.
    """
    if len(content) > PICTURE_MAX_BYTES:
        raise PictureRefused(f"picture: at most {PICTURE_MAX_BYTES} bytes")
    for kind, size in (("image/png", _png), ("image/jpeg", _jpeg), ("image/webp", _webp)):
        sides = size(content)
        if sides is None:
            continue
        if not all(0 < side <= SIDE_MAX for side in sides):
            raise PictureRefused(f"picture: at most {SIDE_MAX} pixels a side")
        return Picture(kind, content)
    raise PictureRefused("picture: PNG, JPEG or WebP")


def _png(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if content[:2] != b"\xff\xd8":
        return None
    at = 2
    while content[at : at + 1] == b"\xff" and at + 9 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + length
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    form = content[12:16]
    if form == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return int.from_bytes(content[26:28], "little") & 0x3FFF, int.from_bytes(content[28:30], "little") & 0x3FFF
    return None
