"""A meeting and the people who have joined it; who may come in."""

from dataclasses import dataclass
from datetime import datetime

from rapat.domain.door import Rules
from rapat.domain.errors import MeetingEnded, MeetingFull, MeetingLocked, Removed
from rapat.domain.ids import Identity, MeetingId, PersonId, VisitorId
from rapat.domain.roles import MODERATORS, Right, Role


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; ``ended_at`` None = it can be joined."""

    id: MeetingId
    title: str
    created_at: datetime
    locked: bool = False
    ended_at: datetime | None = None
    rules: Rules = Rules()
    spotlight: Identity | None = None
    """Whom hosts show large to everybody."""
    owner: PersonId | None = None
    """Whose account it belongs to; None = a guest started it."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """One browser in one meeting: its identity, name and role outlive reloads."""

    meeting: MeetingId
    visitor: VisitorId
    identity: Identity
    name: str
    role: Role
    hand: int | None = None
    """Order of the raised hand in this meeting, from 1; None = down."""
    removed: bool = False
    joined: bool = False
    """True once it has been in the meeting: such people may return to a locked one."""
    granted: frozenset[Right] = frozenset()
    """Rights given to this person alone, whatever role and switches say."""
    admitted: bool = False
    """A host let this person in, so the door's rule is met for this meeting."""
    waiting_since: datetime | None = None
    """Stands in the waiting room since then; None = does not wait."""
    invitation: str | None = None
    """Id of the signed invitation that it came with."""
    acting: bool = False
    """Is host only until the host comes back."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room now, as far as admission must know."""

    count: int
    """People in the room, not counting the one who knocks."""
    limit: int


def admit(meeting: Meeting, known: Attendee | None, presence: Presence) -> None:
    """Pass, or say why not.

    Args:
        meeting: where to.
        known: the knocker's earlier place in this meeting; None = never been here.
        presence: how full it is.

    Raises:
        MeetingEnded, Removed, MeetingLocked, MeetingFull: in this order.
    """
    if meeting.ended_at is not None:
        raise MeetingEnded("the host has ended this meeting")
    if known is not None and known.removed:
        raise Removed("a host has removed this person")
    is_host = known is not None and known.role in MODERATORS
    if meeting.locked and not is_host and not (known is not None and known.joined):
        raise MeetingLocked("the host has locked this meeting")
    if presence.count >= presence.limit and not is_host:
        raise MeetingFull(f"{presence.limit} people are in")
