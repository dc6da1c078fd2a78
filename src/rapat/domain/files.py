"""What a file in a chat may be called, weigh and claim to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapat.domain.errors import FileRefused, Invalid
from rapat.domain.ids import Identity, MeetingId
from rapat.domain.names import clean

NAME_MAX = 120
"""Characters of a file's name; the ending is kept when it is cut."""
ENDING_MAX = 12
"""Characters that count as an ending, dot included: ``.tar.gz`` keeps ``.gz``."""
PREVIEW_MAX_BYTES = 48 * 1024
"""A small picture of 640 pixels in WebP or JPEG has 10–40 kB; it fits one request of usual size."""
PICTURE_SIDE_MAX = 30_000
"""Pixels of one side that a client may claim; only keeps absurd layouts out."""
RUNS_WHEN_OPENED = frozenset(
    (
        ".exe .com .bat .cmd .scr .pif .msi .msp .msix .appx .cpl .dll .sys .lnk .url .reg .inf .hta .js .jse .vbs .vbe"
        " .wsf .wsh .ps1 .psm1 .jar .app .command .scpt .apk .iso .img .vhd .chm .gadget .application .website"
    ).split()
)
"""Endings that a double click runs: they are how a machine is taken over through a chat. Packed in a ZIP they pass,
as two deliberate steps stand between a press and harm."""
SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/gif": ((0, b"GIF8"),),
    "image/webp": ((0, b"RIFF"), (8, b"WEBP")),
}
"""Pictures that every browser draws and that cannot hold a script: type → bytes at offsets. SVG is not among them."""
HEAD_BYTES = 16
"""How much of the beginning ``picture_type`` needs."""
ANYTHING = "application/octet-stream"
"""What a file is served as that is no picture: browsers save it and run nothing."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a picture, made by the uploader's browser."""

    digest: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCard:
    """A file as a message shows it; ``digest`` is where its bytes lie and never travels."""

    id: str
    meeting: MeetingId
    identity: Identity
    client_id: str
    name: str
    type: str
    """A picture type of ``SIGNATURES``, or ``ANYTHING``."""
    size: int
    """Bytes."""
    digest: str
    """SHA-256 of the content, hexadecimal."""
    created_at: datetime
    expires_at: datetime
    message: str | None = None
    """Id of the message that carries it; None = uploaded, not sent yet."""
    width: int = 0
    height: int = 0
    """Pixels, as the uploader's browser measured; 0 = unknown."""
    preview: Preview | None = None
    gone: bool = False
    """Its time is over and its bytes are deleted."""

    def as_json(self) -> dict[str, Any]:
        """The form in which it travels."""
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "size": self.size,
            "width": self.width,
            "height": self.height,
            "preview": self.preview is not None,
            "expires_at": self.expires_at.isoformat().replace("+00:00", "Z"),
            "gone": self.gone,
        }


def file_name(text: str) -> str:
    """The name under which others save the file: one line, no folders, no turned directions.

    Raises:
        Invalid: nothing is left.
        FileRefused: an ending that a double click runs.
    """
    name = clean(text.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    if not name:
        raise Invalid("name: at least one visible character")
    stem, dot, ending = name.rpartition(".")
    if dot and f".{ending.lower()}" in RUNS_WHEN_OPENED:
        raise FileRefused("files of this kind run when they are opened")
    if len(name) <= NAME_MAX:
        return name
    kept = f".{ending}" if dot and len(ending) < ENDING_MAX else ""
    return (stem if kept else name)[: NAME_MAX - len(kept)] + kept


def picture_type(head: bytes) -> str | None:
    """What picture begins with these bytes; None = none that we show."""
    for kind, marks in SIGNATURES.items():
        if all(head[at : at + len(mark)] == mark for at, mark in marks):
            return kind
    return None


def side(pixels: int) -> int:
    """One side of a picture as claimed by its uploader; 0 = unknown.

    Raises:
        Invalid: negative or absurd.
    """
    if not 0 <= pixels <= PICTURE_SIDE_MAX:
        raise Invalid(f"width, height: 0 to {PICTURE_SIDE_MAX} pixels")
    return pixels
