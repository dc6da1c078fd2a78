"""Which rights a person has now: the table of roles, the switches of the meeting, what was granted to that person."""

import hashlib

from rapat.domain.errors import NotAllowed
from rapat.domain.ids import Identity
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import ALLOWED, MODERATORS, Right

SOURCES: dict[Right, tuple[str, ...]] = {
    Right.MICROPHONE: ("microphone",),
    Right.CAMERA: ("camera",),
    Right.SHARE: ("screen_share", "screen_share_audio"),
}
"""Right → the sources that it opens, in LiveKit's token spelling."""
NUMBERS = 10_000
"""Numbers that stand for names: four digits can be said aloud, and two alike do no harm."""


def may(meeting: Meeting, me: Attendee, right: Right) -> bool:
    """Whether somebody in the meeting may do this now.

    A grant to the person beats role and switch; switches do not concern hosts and co-hosts.
    """
    if right in me.granted:
        return True
    return me.role in ALLOWED[right] and (me.role in MODERATORS or right not in meeting.rules.off)


def require(meeting: Meeting, me: Attendee, right: Right) -> None:
    """Pass, or raise.

    Raises:
        NotAllowed: the role does not have the right, or a host switched it off.
    """
    if not may(meeting, me, right):
        raise NotAllowed(f"a host has not allowed: {right}")


def sources(meeting: Meeting, me: Attendee) -> tuple[str, ...]:
    """What somebody may publish, in LiveKit's token spelling; empty = nothing at all."""
    return tuple(name for right, names in SOURCES.items() if may(meeting, me, right) for name in names)


def number(identity: Identity) -> str:
    """What stands for a name that others may not know, like ``#0417``; one person keeps it all through a meeting."""
    digest = int.from_bytes(hashlib.sha256(identity.encode()).digest()[:4], "big")
    return f"#{digest % NUMBERS:04}"


def public_name(meeting: Meeting, who: Attendee) -> str:
    """What everybody is told somebody is called."""
    return number(who.identity) if _is_hidden(meeting, who) else who.name


def public_picture(meeting: Meeting, who: Attendee) -> str:
    """The picture that everybody is shown; a face says as much as a name. Empty = none."""
    return "" if _is_hidden(meeting, who) else who.picture


def _is_hidden(meeting: Meeting, who: Attendee) -> bool:
    return Right.SEE_NAMES in meeting.rules.off and who.role not in MODERATORS
