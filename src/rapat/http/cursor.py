"""Where a list goes on, as text that clients hand back without looking into it."""

import base64
import binascii

from rapat.domain.errors import Invalid


def to_cursor(position: str) -> str:
    """The cursor of a position; empty = there is no more."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> str:
    """The position of a cursor; empty = the beginning.

    Raises:
        Invalid: no cursor of ours.
    """
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Invalid("after: no cursor of this list") from error
