"""How much text a room takes from anybody: token, join request, signal message, server API alike.

The numbers are LiveKit's own where it has one, so that a client that works there works here. What
is over a limit is refused with a sentence; nothing is cut silently.
"""

from collections.abc import Mapping

MAX_ROOM_NAME = 256
"""Characters."""
MAX_IDENTITY = 256
"""Characters."""
MAX_NAME = 256
"""Characters of a participant's display name."""
MAX_METADATA_BYTES = 64 * 1024
"""UTF-8 bytes of a participant's or room's metadata: it is broadcast whole with every change."""
MAX_ATTRIBUTES = 64
"""Attributes of one participant."""
MAX_ATTRIBUTES_BYTES = 64 * 1024
"""UTF-8 bytes of all keys and values together: broadcast whole, like metadata."""
MAX_TRACK_NAME = 256
"""Characters of a track's name, stream name or client id."""


class LimitExceeded(ValueError):
    """A text is too long or a list too large; the message says which and the limit, never the content."""


def check_length(what: str, text: str, limit: int) -> None:
    """Raise ``LimitExceeded`` if ``text`` has more than ``limit`` characters."""
    if len(text) > limit:
        raise LimitExceeded(f"{what} is longer than {limit} characters")


def check_name(name: str) -> None:
    """A display name fits."""
    check_length("name", name, MAX_NAME)


def check_metadata(metadata: str) -> None:
    """Metadata fits."""
    # Encoding is only worth its cost when the characters alone do not already decide.
    if len(metadata) > MAX_METADATA_BYTES or len(metadata.encode()) > MAX_METADATA_BYTES:
        raise LimitExceeded(f"metadata is larger than {MAX_METADATA_BYTES} bytes")


def check_attributes(attributes: Mapping[str, str]) -> None:
    """The attributes, after merging, fit."""
    if len(attributes) > MAX_ATTRIBUTES:
        raise LimitExceeded(f"there are more than {MAX_ATTRIBUTES} attributes")
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    if size > MAX_ATTRIBUTES_BYTES:
        raise LimitExceeded(f"attributes are larger than {MAX_ATTRIBUTES_BYTES} bytes together")
