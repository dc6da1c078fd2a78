"""What administrators see and do: live meetings, reports, the activity log, how the box is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rapat.domain.activity import EVERYTHING, Act, Activity, Wanted
from rapat.domain.errors import MeetingNotFound, ReportMissing
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.people import Person, SiteRight, demand_site
from rapat.domain.report import Report
from rapat.ports import Clock, Engine, Store
from rapat.ports_admin import Box, Health
from rapat.services.beginning_and_end import end_for_all

REPORTS_MAX = 200
"""Open reports shown at once; when more wait, the site has another problem."""
PAGE_MAX = 200
"""Entries of one page of the log."""


@dataclass(frozen=True, slots=True)
class LiveMeeting:
    """A meeting that takes place."""

    id: MeetingId
    title: str
    people: int
    since: datetime | None
    owner: Person | None
    """None = a guest started it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log with the names of today; empty = the account is gone, or the id is of something else."""

    activity: Activity
    actor: str
    about: str


class AdministrationService:
    """Every method demands the right first and raises ``Refused`` without it."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, box: Box, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._box = box
        self._new_id = new_id

    async def note(self, actor: Person, act: Act, about: str = "", address: str = "") -> None:
        """Write an entry. Demands nothing: it tells what was allowed."""
        await self._store.activities.add(
            Activity(id=self._new_id(), at=self._clock.now(), actor=actor.id, act=act, about=about, address=address)
        )

    async def live(self, me: Person) -> list[LiveMeeting]:
        """Meetings with somebody in them, the fullest first."""
        demand_site(me, SiteRight.MANAGE_SITE)
        rooms = await self._engine.list_rooms()
        found = [await self._live(room.name, room.num_participants, room.creation_time) for room in rooms]
        return sorted(found, key=lambda meeting: (-meeting.people, meeting.id))

    async def end(self, me: Person, meeting: str, address: str) -> None:
        """End a meeting for everybody; nobody can join it again.

        Raises:
            MeetingNotFound: there is none.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        found = await self._store.meetings.find(MeetingId(meeting))
        if found is None:
            raise MeetingNotFound("no meeting has this id")
        await end_for_all(self._store, self._clock, self._engine, found)
        await self.note(me, Act.MEETING_ENDED, found.id, address)

    async def reports(self, me: Person) -> list[Report]:
        """Reports of disturbers that nobody has dealt with, newest first."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return await self._store.reports.open(REPORTS_MAX)

    async def close_report(self, me: Person, report: str, address: str) -> None:
        """Mark one as dealt with.

        Raises:
            ReportMissing: there is no such open one.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        if not await self._store.reports.close(report):
            raise ReportMissing("no open report has this id")
        await self.note(me, Act.REPORT_CLOSED, report, address)

    async def activity(self, me: Person, before: str, limit: int, wanted: Wanted = EVERYTHING) -> list[Entry]:
        """A page of the log, newest first; ``before`` = the last id of the page above, empty = the first page."""
        demand_site(me, SiteRight.MANAGE_SITE)
        found = await self._store.activities.page(before, min(limit, PAGE_MAX), wanted)
        names: dict[str, str] = {}
        for shown in {shown for entry in found for shown in (entry.actor, entry.about) if shown}:
            person = await self._store.people.find(PersonId(shown))
            names[shown] = person.name if person is not None else ""
        return [Entry(entry, names.get(entry.actor, ""), names.get(entry.about, "")) for entry in found]

    async def health(self, me: Person) -> Health:
        """How the box is."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return await self._box.health()

    async def _live(self, name: str, people: int, created: int) -> LiveMeeting:
        meeting = await self._store.meetings.find(MeetingId(name))
        owner = meeting.owner if meeting is not None else None
        return LiveMeeting(
            id=MeetingId(name),
            title=meeting.title if meeting is not None else "",
            people=people,
            since=datetime.fromtimestamp(created, UTC) if created else None,
            owner=await self._store.people.find(owner) if owner is not None else None,
        )
