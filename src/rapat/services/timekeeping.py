"""Ends meetings in time: those that reached their longest length, and planned ones that are over and empty.

A meeting's own limit and the site's are one: the shorter counts, from the first person's coming. Everybody in the
room is warned before. A meeting that takes place again (a series, a permanent room) is emptied and can be entered
anew; any other has ended for good. What is remembered here dies with the process: after a restart lengths count anew.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapat.domain.calendar.plan import last_end
from rapat.domain.ids import MeetingId, is_meeting_id
from rapat.domain.meeting import Meeting
from rapat.ports import Clock, Engine, EngineEvent, RemovalReason, RoomFinished, RoomNotFound, Store
from rapat.services.enforcement import Enforcement
from rapat.services.site import Site

TOPIC = "rapat.time"
"""Data packets to everybody: how many minutes are left."""
WARNINGS = (2, 10)
"""Minutes before the end: time to come to an end, and time to say goodbye. Ascending."""
LINGER = timedelta(hours=1)
"""How long after its last date an empty planned meeting can still be entered: who forgot something comes back."""
EMPTIED_MAX = 10_000
"""Planned meetings remembered as empty before their end; those forgotten stay open, which harms nobody."""
MINUTE = 60.0


@dataclass(slots=True)
class _Run:
    """One meeting that takes place now."""

    since: float
    """Monotonic seconds."""
    warned: int | None = None
    """The last warning that was given, in minutes before the end."""


class Timekeeper:
    """Tended every few seconds; warnings and ends are late by no more than that."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, site: Site) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._site = site
        self._enforcement = Enforcement(store, engine)
        self._running: dict[MeetingId, _Run] = {}
        self._emptied: OrderedDict[MeetingId, datetime] = OrderedDict()
        """Meetings that nobody is in → when to look whether they are over."""

    def listen(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, RoomFinished) and is_meeting_id(event.room):
            self._emptied[MeetingId(event.room)] = self._clock.now()
            if len(self._emptied) > EMPTIED_MAX:
                self._emptied.popitem(last=False)

    async def tend(self) -> None:
        """Warn and end where it is time."""
        peopled = {MeetingId(room.name) for room in await self._engine.list_rooms() if room.num_participants}
        self._running = {meeting: run for meeting, run in self._running.items() if meeting in peopled}
        for meeting_id in peopled:
            self._emptied.pop(meeting_id, None)
            meeting = await self._store.meetings.find(meeting_id) if is_meeting_id(meeting_id) else None
            if meeting is not None:
                await self._watch(meeting, self._running.setdefault(meeting.id, _Run(self._clock.monotonic())))
        now = self._clock.now()
        for meeting_id in [meeting for meeting, when in self._emptied.items() if when <= now]:
            del self._emptied[meeting_id]
            await self._look_whether_over(meeting_id, now)

    async def _watch(self, meeting: Meeting, run: _Run) -> None:
        minutes = self._site.minutes(meeting.rules)
        if minutes is None:
            return
        left = minutes - (self._clock.monotonic() - run.since) / MINUTE
        if left <= 0:
            await self._end(meeting)
            return
        due = next((warning for warning in WARNINGS if left <= warning), None)
        if due is not None and due < minutes and due != run.warned:
            run.warned = due
            await self._enforcement.send(meeting.id, TOPIC, {"minutes": due})

    async def _end(self, meeting: Meeting) -> None:
        if not await self._comes_again(meeting):
            await self._end_for_good(meeting)
        self._running.pop(meeting.id, None)
        try:
            await self._engine.delete_room(meeting.id, RemovalReason.ROOM_DELETED)
        except RoomNotFound:
            pass  # the last one has just left

    async def _comes_again(self, meeting: Meeting) -> bool:
        if meeting.owner is not None and await self._store.calendars.room(meeting.owner) == meeting.id:
            return True
        ends, now = await self._ends_of_plans(meeting.id), self._clock.now()
        return any(end is None or end > now for end in ends)

    async def _look_whether_over(self, meeting_id: MeetingId, now: datetime) -> None:
        """A planned meeting whose last date is over ends; one that is not is looked at again then."""
        ends = await self._ends_of_plans(meeting_id)
        last = [end for end in ends if end is not None]
        if not ends or len(last) < len(ends):
            return  # not planned, or for ever
        over = max(last) + LINGER
        if over > now:
            self._emptied[meeting_id] = over
            return
        meeting = await self._store.meetings.find(meeting_id)
        if meeting is not None:
            await self._end_for_good(meeting)

    async def _end_for_good(self, meeting: Meeting) -> None:
        if meeting.ended_at is None:
            await self._store.meetings.change(meeting, replace(meeting, ended_at=self._clock.now()))

    async def _ends_of_plans(self, meeting: MeetingId) -> list[datetime | None]:
        found = await self._store.plans.of_meeting(meeting)
        return [last_end(series.plan, series.changes) for series in found if not series.plan.cancelled]
