"""A meeting and the places of people in it."""

from dataclasses import dataclass
from datetime import datetime

from rapat.domain.door import Rules
from rapat.domain.ids import Identity, MeetingId, PersonId, VisitorId
from rapat.domain.roles import Right, Role


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
    waiting_note: str = ""
    """What a host wrote to those who wait."""
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
    held: bool = False
    """A host sent this person to the waiting room: whatever the rule says, only a host lets it in again."""
    waiting_since: datetime | None = None
    """Stands in the waiting room since then; None = does not wait."""
    invitation: str | None = None
    """Id of the signed invitation that it came with."""
    acting: bool = False
    """Is host only until the host comes back."""
    picture: str = ""
    """Of the account, as in ``domain.people``; empty = a guest, or none."""
