"""Meetings: start one, look at one, come in, end it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rapat.domain import names
from rapat.domain.ids import Chooser, Identity, VisitorId, new_meeting_id
from rapat.domain.meeting import Attendee, Meeting, Presence, admit
from rapat.domain.people import Caller
from rapat.domain.roles import Action, Role, demand
from rapat.ports import Clock, Engine, RemovalReason, RoomNotFound, RoomOptions, Store
from rapat.services.access import Access
from rapat.services.enforcement import room_metadata, token_grant

HOSTS_BEYOND = 5
"""Places beyond the limit, so that hosts and co-hosts can return to a full meeting: the engine's bound is this
much higher than the one at the door."""


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
        max_participants: int,
    ) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._choose = choose
        self._new_identity = new_identity
        self._access = Access(store)
        self.max_participants = max_participants

    async def create(self, caller: Caller, title: str) -> Meeting:
        """Start a meeting now; the caller is its host, and its owner when signed in.

        Raises:
            Invalid: the title.
        """
        meeting = Meeting(
            new_meeting_id(self._choose),
            names.meeting_title(title),
            self._clock.now(),
            owner=caller.person.id if caller.person is not None else None,
        )
        host = Attendee(meeting.id, caller.visitor, self._new_identity(), "", Role.HOST)
        await self._store.meetings.add(meeting, host)
        return meeting

    async def overview(self, meeting: str, visitor: VisitorId | None) -> Overview:
        """What may be known before joining: no names of others.

        Raises:
            MeetingNotFound: no such meeting.
        """
        found = await self._access.meeting(meeting)
        you = await self._store.attendees.find(found.id, visitor) if visitor is not None else None
        return Overview(found, len(await self._present(found)), you)

    async def join(self, meeting: str, visitor: VisitorId, name: str) -> Entry:
        """Let somebody in; the same browser keeps its identity and role.

        Raises:
            Invalid, MeetingNotFound, MeetingEnded, Removed, MeetingLocked, MeetingFull.
        """
        shown = names.person_name(name)
        found = await self._access.meeting(meeting)
        known = await self._store.attendees.find(found.id, visitor)
        present = await self._present(found)
        others = len(present - {known.identity}) if known is not None else len(present)
        admit(found, known, Presence(others, self.max_participants))
        fresh = Attendee(found.id, visitor, self._new_identity(), shown, Role.PARTICIPANT)
        before = known or await self._store.attendees.add(fresh)
        me = replace(before, name=shown, joined=True)
        await self._store.attendees.change(before, me)
        bound = self.max_participants + HOSTS_BEYOND
        await self._engine.create_room(found.id, RoomOptions(metadata=room_metadata(found), max_participants=bound))
        return Entry(self._engine.mint_token(token_grant(found, me)), me)

    async def end(self, meeting: str, visitor: VisitorId) -> None:
        """End for all; nobody can join again. Ending twice is no error.

        Raises:
            MeetingNotFound, NotInMeeting, NotHost.
        """
        standing = await self._access.standing(meeting, visitor)
        demand(standing.me.role, Action.END)
        if standing.meeting.ended_at is None:
            await self._store.meetings.change(standing.meeting, replace(standing.meeting, ended_at=self._clock.now()))
        try:
            await self._engine.delete_room(standing.meeting.id, RemovalReason.ROOM_DELETED)
        except RoomNotFound:
            pass  # nobody was in

    async def _present(self, meeting: Meeting) -> set[str]:
        try:
            return {participant.identity for participant in await self._engine.list_participants(meeting.id)}
        except RoomNotFound:
            return set()
