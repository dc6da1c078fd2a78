"""The waiting room: who stands before the door, how long, and what hosts do about it.

Who waits asks one small question again and again and learns nothing of the inside. Hosts hear of every change by a
data packet and ask for the list.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from rapat.domain import names
from rapat.domain.admission import passes
from rapat.domain.calendar.opening import Closed
from rapat.domain.errors import Invalid, MeetingEnded, MeetingFull, NotInMeeting, ParticipantMissing, Refused, Removed
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person
from rapat.domain.roles import Action
from rapat.ports import Clock, Engine, Store
from rapat.services.access import Access
from rapat.services.enforcement import Enforcement
from rapat.services.knocking import knock_of
from rapat.services.opening import Opening

TOPIC = "rapat.door"
"""Data packets to hosts: how many wait."""
AWAY_SECONDS = 30.0
"""Who has not asked for this long has gone away: ten missed questions, a tunnel and not a blink."""
WAITING_MAX = 300
"""People in one waiting room; a longer list helps no host, and a flood must end somewhere."""
ROOMS_MAX = 10_000
"""Waiting rooms remembered, the least recently used forgotten first: its people knock again."""
GLANCE_SECONDS = 1.0
"""How old the answer to those who wait may be: three hundred of them ask a hundred times a second together."""
NOTE_MAX = 300
"""Characters of the message to those who wait."""


class State(StrEnum):
    """How somebody stands to the waiting room."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    """Ask to join now."""
    AWAY = "away"
    """Not in the waiting room: knock again."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that somebody who waits may know."""

    state: State
    since: datetime | None
    place: int
    """In line, from 1; 0 = not waiting."""
    note: str
    host_here: bool
    early: bool = False
    """The meeting's time has not come: it opens by itself."""
    opens: datetime | None = None
    """When; None = with the coming of a host alone."""


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the answers to all who wait have in common."""

    at: float
    line: Mapping[Identity, tuple[int, datetime | None]]
    """Place and since when."""
    host_here: bool
    closed: Closed | None


@dataclass(slots=True)
class _Room:
    """What is remembered of one waiting room."""

    seen: dict[Identity, float] = field(default_factory=dict)
    glance: _Glance | None = None


class WaitingRoom:
    """Waiting rooms of all meetings."""

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._access = Access(store)
        self._enforcement = Enforcement(store, engine)
        self._opening = Opening(store, clock)
        self._started = clock.monotonic()
        self._rooms: OrderedDict[MeetingId, _Room] = OrderedDict()

    # For those who wait

    async def enter(self, meeting: Meeting, who: Attendee) -> Outlook:
        """Somebody whom the door let wait; its place is stored. Hosts hear of it.

        Raises:
            MeetingFull: too many wait.
        """
        line = await self._line(meeting)
        if all(place.identity != who.identity for place in line):
            if len(line) >= WAITING_MAX:
                raise MeetingFull("too many people wait")
            waiting = replace(who, waiting_since=who.waiting_since or self._clock.now())
            await self._store.attendees.change(who, waiting)
            self._see(meeting.id, who.identity)
            await self._tell(meeting.id, len(line) + 1)
        return await self._outlook(meeting, who.identity)

    async def look(self, meeting: str, visitor: VisitorId | None, person: Person | None = None) -> Outlook:
        """How things stand for the caller; asking keeps its place.

        Raises:
            MeetingNotFound, MeetingEnded; NotInMeeting: never knocked; Removed: was sent away.
        """
        found, me = await self._mine(meeting, visitor)
        if me.waiting_since is None:
            inside = me.joined or me.admitted
            return Outlook(State.ADMITTED if inside else State.AWAY, None, 0, "", inside)
        self._see(found.id, me.identity)
        outlook = await self._outlook(found, me.identity)
        if not outlook.early and passes(found.rules, await knock_of(self._store, found, me, person)):
            return Outlook(State.ADMITTED, None, 0, "", True)  # the rule was opened, or the time has come
        return outlook

    async def give_up(self, meeting: str, visitor: VisitorId | None) -> None:
        """Leave the line; raises as ``look``."""
        found, me = await self._mine(meeting, visitor)
        if me.waiting_since is not None:
            await self._store.attendees.change(me, replace(me, waiting_since=None))
            await self._tell(found.id, len(await self._line(found)))

    # For hosts

    async def line(self, meeting: str, visitor: VisitorId) -> tuple[Meeting, list[Attendee]]:
        """The meeting with its note, and who waits, first come first; raises ``NotHost``."""
        standing = await self._access.acting(meeting, visitor, Action.ADMIT)
        return standing.meeting, await self._line(standing.meeting)

    async def admit(self, meeting: str, visitor: VisitorId, identity: str | None) -> list[Identity]:
        """Let one person in, or with None everybody who waits now.

        Raises:
            NotHost; ParticipantMissing: nobody with this identity waits.
        """
        standing = await self._access.acting(meeting, visitor, Action.ADMIT)
        line = await self._line(standing.meeting)
        chosen = [place for place in line if identity in {None, place.identity}]
        if identity is not None and not chosen:
            raise ParticipantMissing("nobody with this identity waits")
        for place in chosen:
            await self._store.attendees.change(place, replace(place, admitted=True, held=False, waiting_since=None))
        await self._tell(standing.meeting.id, len(line) - len(chosen))
        return [place.identity for place in chosen]

    async def deny(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Send somebody who waits away; it is banned from this meeting.

        Raises:
            NotHost; ParticipantMissing: nobody with this identity waits.
        """
        standing = await self._access.acting(meeting, visitor, Action.ADMIT)
        line = await self._line(standing.meeting)
        target = next((place for place in line if place.identity == identity), None)
        if target is None:
            raise ParticipantMissing("nobody with this identity waits")
        await self._store.attendees.change(target, replace(target, removed=True, waiting_since=None))
        await self._tell(standing.meeting.id, len(line) - 1)

    async def write(self, meeting: str, visitor: VisitorId, text: str) -> None:
        """Show those who wait a message, also those who come later; empty = none.

        Raises:
            NotHost; Invalid: longer than ``NOTE_MAX``.
        """
        note = names.clean(text)
        if len(note) > NOTE_MAX:
            raise Invalid(f"text: at most {NOTE_MAX} characters")
        standing = await self._access.acting(meeting, visitor, Action.ADMIT)
        await self._store.meetings.change(standing.meeting, replace(standing.meeting, waiting_note=note))

    async def send_back(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Send somebody from the meeting to the waiting room; only a host lets it in again.

        Raises:
            NotHost; Refused: a host, or oneself; ParticipantMissing.
        """
        standing, target = await self._access.over(meeting, visitor, identity, Action.REMOVE)
        if target.identity == standing.me.identity:
            raise Refused("leave instead")
        outside = replace(target, joined=False, admitted=False, held=True, hand=None, waiting_since=self._clock.now())
        await self._store.attendees.change(target, outside)
        self._see(standing.meeting.id, target.identity)
        await self._enforcement.send_out(standing.meeting.id, target.identity)
        await self._tell(standing.meeting.id, len(await self._line(standing.meeting)))

    # Inside

    async def _mine(self, meeting: str, visitor: VisitorId | None) -> tuple[Meeting, Attendee]:
        found = await self._access.meeting(meeting)
        me = await self._store.attendees.find(found.id, visitor) if visitor is not None else None
        if found.ended_at is not None:
            raise MeetingEnded("the host has ended this meeting")
        if me is None:
            raise NotInMeeting("join first")
        if me.removed:
            raise Removed("a host has sent this person away")
        return found, me

    async def _line(self, meeting: Meeting) -> list[Attendee]:
        """Who waits now; those who went away without a word are taken out of the line."""
        seen, oldest = self._room(meeting.id).seen, self._clock.monotonic() - AWAY_SECONDS
        line: list[Attendee] = []
        for place in await self._store.attendees.waiting(meeting.id):
            if seen.get(place.identity, self._started) >= oldest:
                line.append(place)
            else:
                seen.pop(place.identity, None)
                await self._store.attendees.change(place, replace(place, waiting_since=None))
        return line

    def _room(self, meeting: MeetingId) -> _Room:
        room = self._rooms.setdefault(meeting, _Room())
        self._rooms.move_to_end(meeting)
        if len(self._rooms) > ROOMS_MAX:
            self._rooms.popitem(last=False)
        return room

    def _see(self, meeting: MeetingId, identity: Identity) -> None:
        self._room(meeting).seen[identity] = self._clock.monotonic()

    async def _outlook(self, meeting: Meeting, me: Identity) -> Outlook:
        room, now = self._room(meeting.id), self._clock.monotonic()
        glance = room.glance
        if glance is None or now - glance.at > GLANCE_SECONDS or me not in glance.line:
            glance = room.glance = await self._glance(meeting, now)
        place, since = glance.line.get(me, (0, None))
        closed = glance.closed
        opens = closed.opens if closed is not None else None
        return Outlook(State.WAITING, since, place, meeting.waiting_note, glance.host_here, closed is not None, opens)

    async def _glance(self, meeting: Meeting, now: float) -> _Glance:
        line = await self._line(meeting)
        hosts = {place.identity for place in await self._store.attendees.hosts(meeting.id)}
        inside = {info.identity for info in await self._enforcement.present(meeting.id)}
        closed = await self._opening.closed(meeting, inside)
        places = {place.identity: (number, place.waiting_since) for number, place in enumerate(line, start=1)}
        return _Glance(now, places, not hosts.isdisjoint(inside), closed)

    async def _tell(self, meeting: MeetingId, waiting: int) -> None:
        self._room(meeting).glance = None
        await self._enforcement.send_to_hosts(meeting, TOPIC, {"waiting": waiting})
