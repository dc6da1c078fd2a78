"""Meetings: start one, look at one, come in, end it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rapat.domain import names
from rapat.domain.admission import Presence, Verdict, passes
from rapat.domain.door import Rules
from rapat.domain.ids import Chooser, Identity, VisitorId
from rapat.domain.invitation import Invitation
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Caller, Person
from rapat.domain.rights import may
from rapat.domain.roles import MODERATORS, Action, Right, Role, demand
from rapat.ports import Clock, Engine, MeetingPage, RoomNotFound, RoomOptions, Store
from rapat.services.access import Access
from rapat.services.beginning_and_end import begin, end_for_all
from rapat.services.door import Doorkeeper, Ticket
from rapat.services.enforcement import room_metadata, token_grant
from rapat.services.knocking import knock_of
from rapat.services.opening import Opening
from rapat.services.site import Site
from rapat.services.waiting import Outlook, WaitingRoom

HOSTS_BEYOND = 5
"""Places beyond the limit, so that hosts and co-hosts can return to a full meeting: the engine's bound is this
much higher than the one at the door."""
NO_TICKET = Ticket()
PAGE_MAX = 200
"""Meetings of one page: about 40 kB of JSON."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person needs to connect."""

    token: str
    attendee: Attendee


@dataclass(frozen=True, slots=True)
class Overview:
    """A meeting as somebody at its door sees it."""

    meeting: Meeting
    participants: int
    you: Attendee | None
    places: int
    """Most people at a time."""


class MeetingService:
    """Use cases around a meeting as a whole."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        clock: Clock,
        *,
        choose: Chooser,
        new_identity: Callable[[], Identity],
        door: Doorkeeper,
        waiting: WaitingRoom,
        site: Site,
    ) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._choose = choose
        self._new_identity = new_identity
        self._door = door
        self._waiting = waiting
        self._access = Access(store)
        self._site = site
        self._opening = Opening(store, clock)

    async def create(self, caller: Caller, title: str, rules: Rules | None = None) -> Meeting:
        """Start a meeting now; the caller is its host, and its owner when signed in.

        Args:
            caller: who starts it.
            title: empty = none.
            rules: with which it starts, where the site forces nothing else; None = the site's.

        Raises:
            Invalid: the title.
        """
        defaults = self._site.now.meetings
        return await begin(
            self._store,
            self._clock,
            caller,
            title,
            defaults.rules() if rules is None else defaults.governed(rules),
            choose=self._choose,
            new_identity=self._new_identity,
        )

    async def mine(self, visitor: VisitorId | None, after: str, limit: int) -> MeetingPage:
        """Meetings that the caller made or joined, newest first; ``after`` = ``next`` of the page before."""
        if visitor is None:
            return MeetingPage([], "")
        return await self._store.meeting_lists.of(visitor, after, min(limit, PAGE_MAX))

    async def overview(self, meeting: str, visitor: VisitorId | None, person: Person | None = None) -> Overview:
        """What may be known before joining: no names of others, and to those who would wait not even their number.

        Raises:
            MeetingNotFound: no such meeting.
        """
        found = await self._access.meeting(meeting)
        you = await self._store.attendees.find(found.id, visitor) if visitor is not None else None
        knock = await knock_of(self._store, found, you, person)
        inside = len(await self._present(found)) if passes(found.rules, knock) else 0
        return Overview(found, inside, you, self._places(found))

    async def join(self, meeting: str, visitor: VisitorId, name: str, ticket: Ticket = NO_TICKET) -> Entry | Outlook:
        """Knock; the same browser keeps its identity and role.

        Returns:
            What to connect with, or how things stand in the waiting room.

        Raises:
            Invalid, MeetingNotFound, MeetingEnded, Removed, MeetingLocked, MeetingFull, PinNeeded, PinWrong,
            SignInNeeded, NotInvited, InvitationInvalid, TooManyRequests.
        """
        found = await self._access.meeting(meeting)
        known = await self._store.attendees.find(found.id, visitor)
        present = await self._present(found)
        others = present - {known.identity} if known is not None else present
        closed = await self._opening.closed(found, others)
        presence = Presence(len(others), self._places(found), closed is not None)
        judgement = await self._door.judge(found, known, ticket, presence)
        shown = names.person_name((judgement.invitation and judgement.invitation.name) or name)
        if known is not None and known.joined and not may(found, known, Right.RENAME):
            shown = known.name  # coming in again is no way around it
        fresh = Attendee(found.id, visitor, self._new_identity(), shown, Role.PARTICIPANT)
        place = known or await self._store.attendees.add(fresh)
        picture = ticket.person.picture if ticket.person is not None else ""
        me = _with_invitation(replace(place, name=shown, picture=picture), judgement.invitation)
        if judgement.verdict is Verdict.WAIT:
            await self._store.attendees.change(place, me)
            return await self._waiting.enter(found, me)
        return await self._let_in(found, place, me)

    async def end(self, meeting: str, visitor: VisitorId) -> None:
        """End for all; nobody can join again. Ending twice is no error.

        Raises:
            MeetingNotFound, NotInMeeting, NotHost.
        """
        standing = await self._access.standing(meeting, visitor)
        demand(standing.me.role, Action.END)
        await end_for_all(self._store, self._clock, self._engine, standing.meeting)

    async def _let_in(self, found: Meeting, place: Attendee, me: Attendee) -> Entry:
        inside = replace(me, joined=True, waiting_since=None)
        await self._store.attendees.change(place, inside)
        bound = self._site.places + HOSTS_BEYOND
        await self._engine.create_room(found.id, RoomOptions(metadata=room_metadata(found), max_participants=bound))
        return Entry(self._engine.mint_token(token_grant(found, inside)), inside)

    def _places(self, found: Meeting) -> int:
        return min(found.rules.places or self._site.places, self._site.places)

    async def _present(self, meeting: Meeting) -> set[str]:
        try:
            return {participant.identity for participant in await self._engine.list_participants(meeting.id)}
        except RoomNotFound:
            return set()


def _with_invitation(me: Attendee, shown: Invitation | None) -> Attendee:
    """The place as an invitation makes it: once, and never less than somebody is already."""
    if shown is None or me.invitation == shown.id:
        return me
    role = me.role if me.role in MODERATORS else shown.role
    return replace(me, role=role, invitation=shown.id)
