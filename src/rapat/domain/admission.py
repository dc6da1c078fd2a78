"""Who comes in, who waits, who is refused: the door's rule applied to somebody who knocks."""

from dataclasses import dataclass
from enum import Enum

from rapat.domain.door import Entry, Others, Rules
from rapat.domain.errors import (
    MeetingEnded,
    MeetingFull,
    MeetingLocked,
    NotInvited,
    PinNeeded,
    Removed,
    SignInNeeded,
)
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import MODERATORS


class Verdict(Enum):
    """What the door says to somebody whom it does not refuse."""

    COME_IN = "come_in"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door, as far as the rule asks."""

    known: Attendee | None = None
    """Its earlier place in this meeting; None = never been here."""
    signed_in: bool = False
    invited: bool = False
    """By account, or by a signed invitation."""
    pin_right: bool = False

    @property
    def is_host(self) -> bool:
        """Hosts and co-hosts are never kept out of their own meeting."""
        return self.known is not None and self.known.role in MODERATORS

    @property
    def was_let_in(self) -> bool:
        """Has been inside, or was admitted, and was not sent out since."""
        return self.known is not None and (self.known.joined or self.known.admitted)


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in the room now, as far as admission must know."""

    count: int
    """People in the room, not counting the one who knocks."""
    limit: int
    closed: bool = False
    """The meeting's time has not come, and nobody is in."""


def admit(meeting: Meeting, knock: Knock, presence: Presence) -> Verdict:
    """Apply the rule.

    Raises:
        MeetingEnded, Removed, MeetingLocked, PinNeeded, SignInNeeded, NotInvited, MeetingFull: in this order.
    """
    if meeting.ended_at is not None:
        raise MeetingEnded("the host has ended this meeting")
    if knock.known is not None and knock.known.removed:
        raise Removed("a host has removed this person")
    if knock.is_host:
        return Verdict.COME_IN
    if meeting.locked and not knock.was_let_in:
        raise MeetingLocked("the host has locked this meeting")
    if meeting.rules.pin and not (knock.was_let_in or knock.invited or knock.pin_right):
        raise PinNeeded("give the meeting's PIN")
    if not passes(meeting.rules, knock):
        if meeting.rules.others is Others.WAIT or (knock.known is not None and knock.known.held):
            return Verdict.WAIT
        raise _refusal(meeting.rules, knock)
    if presence.closed:
        return Verdict.WAIT
    if presence.count >= presence.limit:
        raise MeetingFull(f"{presence.limit} people are in")
    return Verdict.COME_IN


def passes(rules: Rules, knock: Knock) -> bool:
    """Whether the rule alone, without a host's word, lets somebody in; PIN, lock and places are asked elsewhere."""
    if knock.is_host or knock.was_let_in:
        return True
    if knock.known is not None and knock.known.held:
        return False
    if rules.entry is Entry.LINK or knock.invited:
        return True
    return rules.entry is Entry.SIGNED_IN and knock.signed_in


def _refusal(rules: Rules, knock: Knock) -> SignInNeeded | NotInvited:
    if rules.entry is Entry.SIGNED_IN or not knock.signed_in:
        return SignInNeeded("sign in first")
    return NotInvited("only invited people come in")
