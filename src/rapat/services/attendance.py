"""Coming and going, as the engine tells it: stored rights hold for everybody who comes in, and a meeting keeps a host.

The rule of succession: when no host has been in for a minute, the co-host who came first is host until the host is
back. Without a co-host nobody becomes host: strangers get no power by waiting.
"""

import asyncio
from dataclasses import replace

import structlog

from rapat.domain.ids import Identity, MeetingId, is_meeting_id
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import MODERATORS, Role
from rapat.ports import (
    Clock,
    Engine,
    EngineEvent,
    NotAdmitted,
    ParticipantJoined,
    ParticipantLeft,
    RoomFinished,
    Store,
    TokenGrant,
)
from rapat.services.enforcement import Enforcement, token_grant

HOST_AWAY_SECONDS = 60.0
"""How long a meeting waits for its host: a reload, a lost line, a slow laptop. Longer leaves a class alone."""
log = structlog.get_logger("rapat.attendance")


class Attendance:
    """Follows the engine's events; ``run`` for ever beside the server, ``tend`` every few seconds."""

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._enforcement = Enforcement(store, engine)
        self._pending: dict[tuple[str, str], EngineEvent] = {}
        """The latest event of each person: never more than people on this server."""
        self._woken = asyncio.Event()
        self._hostless: dict[MeetingId, float] = {}
        """Live meetings in which co-hosts are, but no host → since when."""

    def listen(self, event: EngineEvent) -> None:
        """Take an event of the engine; never blocks."""
        if isinstance(event, ParticipantJoined | ParticipantLeft):
            key = (event.room, event.identity)
            self._pending.pop(key, None)
            self._pending[key] = event
            self._woken.set()
        elif isinstance(event, RoomFinished):
            self._hostless.pop(MeetingId(event.room), None)

    def pending(self) -> tuple[EngineEvent, ...]:
        """Events not handled yet, the oldest first."""
        return tuple(self._pending.values())

    async def run(self) -> None:
        """Handle events as they come, until cancelled; one that fails is logged and does not stop the others."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._pending:
                event = self._pending.pop(next(iter(self._pending)))
                try:
                    await self.handle(event)
                except Exception as error:  # noqa: BLE001 - one meeting's fault must not leave the others unguarded
                    log.error("attendance_failed", event_kind=type(event).__name__, error=type(error).__name__)

    async def handle(self, event: EngineEvent) -> None:
        """What one coming or going means."""
        if not isinstance(event, ParticipantJoined | ParticipantLeft) or not is_meeting_id(event.room):
            return  # a room of somebody else's server API
        meeting = await self._store.meetings.find(MeetingId(event.room))
        who = await self._store.attendees.by_identity(MeetingId(event.room), Identity(event.identity))
        if meeting is None or who is None:
            return  # an API key's participant: its own token says what it may
        if isinstance(event, ParticipantJoined):
            await self._arrived(meeting, who)
        if who.role in MODERATORS:
            await self._look_for_host(meeting)

    async def standing(self, room: str, identity: str) -> TokenGrant | None:
        """What somebody may who knocks at the engine with a token: what is stored, not what the token says.

        Returns:
            None for rooms and participants of somebody else's server API.

        Raises:
            NotAdmitted: they were sent away or have not been let in.
        """
        if not is_meeting_id(room):
            return None
        meeting = await self._store.meetings.find(MeetingId(room))
        who = await self._store.attendees.by_identity(MeetingId(room), Identity(identity))
        if meeting is None or who is None:
            return None
        if who.removed or not who.joined:
            raise NotAdmitted
        return token_grant(meeting, who)

    async def tend(self) -> None:
        """Let co-hosts take over where the host has been away for too long."""
        now = self._clock.monotonic()
        due = [meeting for meeting, since in self._hostless.items() if now - since >= HOST_AWAY_SECONDS]
        for meeting_id in due:
            del self._hostless[meeting_id]
            meeting = await self._store.meetings.find(meeting_id)
            if meeting is not None:
                await self._succeed(meeting)

    async def _arrived(self, meeting: Meeting, who: Attendee) -> None:
        """What changed between ``standing`` and now holds too; an engine elsewhere never asks ``standing``."""
        if who.removed or not who.joined:
            await self._enforcement.send_out(meeting.id, who.identity)
            return
        await self._enforcement.person(meeting, who)
        if who.role is Role.HOST and not who.acting:
            await self._end_acting(meeting)

    async def _end_acting(self, meeting: Meeting) -> None:
        for place in await self._store.attendees.hosts(meeting.id):
            if place.acting:
                await self._make(meeting, place, Role.COHOST, acting=False)

    async def _look_for_host(self, meeting: Meeting) -> None:
        present = await self._moderators(meeting)
        if not present or any(place.role is Role.HOST for place in present):
            self._hostless.pop(meeting.id, None)
        else:
            self._hostless.setdefault(meeting.id, self._clock.monotonic())

    async def _succeed(self, meeting: Meeting) -> None:
        present = await self._moderators(meeting)
        if present and all(place.role is not Role.HOST for place in present):
            await self._make(meeting, present[0], Role.HOST, acting=True)

    async def _moderators(self, meeting: Meeting) -> list[Attendee]:
        """Hosts and co-hosts who are in, in the order of their coming."""
        places = {place.identity: place for place in await self._store.attendees.hosts(meeting.id)}
        present = await self._enforcement.present(meeting.id)
        return [places[Identity(info.identity)] for info in present if info.identity in places]

    async def _make(self, meeting: Meeting, place: Attendee, role: Role, *, acting: bool) -> None:
        changed = replace(place, role=role, acting=acting)
        await self._store.attendees.change(place, changed)
        await self._enforcement.person(meeting, changed)
