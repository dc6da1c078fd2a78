"""Lets rules that the site forces hold in the meetings that are there already, live ones first."""

from dataclasses import replace

from rapat.domain.ids import MeetingId
from rapat.domain.meeting import Meeting
from rapat.domain.site import MeetingDefaults
from rapat.ports import Engine, Store
from rapat.services.enforcement import Enforcement

MEETINGS_AT_ONCE = 500
"""Meetings read in one statement: about 200 kB."""


class Governing:
    """Brings meetings in line."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine
        self._enforcement = Enforcement(store, engine)

    async def bring_in_line(self, defaults: MeetingDefaults) -> None:
        """Write what is forced into every meeting that has not ended; rights bite in live ones as they are written."""
        live = {MeetingId(room.name) for room in await self._engine.list_rooms()}
        for name in live:
            meeting = await self._store.meetings.find(name)
            if meeting is not None and meeting.ended_at is None:
                await self._bring(meeting, defaults, live=True)
        after = MeetingId("")
        while found := await self._store.meetings.open_after(after, MEETINGS_AT_ONCE):
            for meeting in found:
                await self._bring(meeting, defaults, live=False)
            after = found[-1].id

    async def _bring(self, before: Meeting, defaults: MeetingDefaults, *, live: bool) -> None:
        after = replace(before, rules=defaults.governed(before.rules))
        await self._store.meetings.change(before, after)
        if live and after.rules != before.rules:
            await self._enforcement.everybody(after)
            await self._enforcement.room(after)
