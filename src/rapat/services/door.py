"""The door of a meeting: PIN, signed invitations, and what the rule says to somebody who knocks."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rapat.domain import invitation, names
from rapat.domain.admission import Presence, Verdict, admit
from rapat.domain.errors import InvitationInvalid, PinWrong, Removed
from rapat.domain.ids import VisitorId
from rapat.domain.invitation import Invitation
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person
from rapat.domain.roles import Action
from rapat.ports import Clock, Invitations, Store
from rapat.services.access import Access
from rapat.services.knocking import knock_of
from rapat.services.limits import Rate, RateLimiter

GUESSING = Rate(burst=5, per_second=1 / 30)
"""Wrong PINs from one address: five slips of the finger, then one in half a minute; a 4-digit PIN lasts days."""
GUESSING_ALL = Rate(burst=100, per_second=1 / 3)
"""Wrong PINs at one meeting from anywhere: many addresses together still need hours for half of four digits."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What somebody shows at the door."""

    pin: str = ""
    invitation: str = ""
    """A signed invitation's text; empty = none."""
    person: Person | None = None
    """The account that asks; None = a guest."""
    origin: str = ""
    """Whose rate wrong PINs count against: the caller's address."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the door says, and the invitation that was shown, if any."""

    verdict: Verdict
    invitation: Invitation | None


class Doorkeeper:
    """Applies the rule of the door; remembers how often somebody guessed."""

    def __init__(self, store: Store, clock: Clock, invitations: Invitations, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._invitations = invitations
        self._new_id = new_id
        self._access = Access(store)
        self._guesses = RateLimiter(GUESSING)
        self._guesses_of_all = RateLimiter(GUESSING_ALL)

    async def judge(self, meeting: Meeting, known: Attendee | None, ticket: Ticket, presence: Presence) -> Judgement:
        """Say whether somebody comes in or waits.

        Raises:
            PinWrong, InvitationInvalid, TooManyRequests; besides those of ``domain.admission.admit``.
        """
        shown = await self._read(meeting, ticket.invitation) if ticket.invitation else None
        knock = await knock_of(
            self._store,
            meeting,
            known,
            ticket.person,
            shows_invitation=shown is not None,
            pin_right=self._pin_is_right(meeting, ticket),
        )
        return Judgement(admit(meeting, knock, presence), shown)

    async def invite(
        self, meeting: str, visitor: VisitorId, role: str, name: str, lifetime: timedelta
    ) -> tuple[str, Invitation]:
        """Sign an invitation.

        Returns:
            Its text, for the address after ``#invitation=``, and what it says.

        Raises:
            NotHost, Invalid.
        """
        standing = await self._access.acting(meeting, visitor, Action.INVITE)
        made = Invitation(
            id=self._new_id(),
            meeting=standing.meeting.id,
            role=invitation.check(standing.me.role, role, lifetime),
            name=names.person_name(name) if name.strip() else "",
            expires_at=self._clock.now() + lifetime,
        )
        return self._invitations.write(made), made

    async def _read(self, meeting: Meeting, text: str) -> Invitation:
        found = self._invitations.read(text)
        if found is None or found.meeting != meeting.id or found.expires_at <= self._clock.now():
            raise InvitationInvalid("not signed here, expired, or of another meeting")
        if any(place.invitation == found.id for place in await self._store.attendees.banned(meeting.id)):
            raise Removed("who came with this invitation was removed")
        return found

    def _pin_is_right(self, meeting: Meeting, ticket: Ticket) -> bool:
        if not meeting.rules.pin or not ticket.pin:
            return False
        now = self._clock.monotonic()
        here, everywhere = f"{meeting.id}/{ticket.origin}", str(meeting.id)
        self._guesses.check(here, now)
        self._guesses_of_all.check(everywhere, now)
        given = "".join(ticket.pin.split())
        if hmac.compare_digest(given.encode(), meeting.rules.pin.encode()):
            return True
        self._guesses.take(here, now)
        self._guesses_of_all.take(everywhere, now)
        raise PinWrong("not this meeting's PIN")
