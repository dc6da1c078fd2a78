"""Reports of disturbers: anybody in a meeting tells the administrators of the site; kept, not mailed."""

from collections.abc import Callable

from rapat.domain.errors import Refused
from rapat.domain.ids import VisitorId
from rapat.domain.report import Report, report_text
from rapat.ports import Clock, Store
from rapat.services.access import Access
from rapat.services.limits import Rate, RateLimiter

REPORTING = Rate(burst=5, per_second=1 / 60)
"""Per person: a few disturbers at once; more would be the disturbance."""


class ReportService:
    """Takes reports, and gives them to administrators."""

    def __init__(self, store: Store, clock: Clock, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._access = Access(store)
        self._rates = RateLimiter(REPORTING)

    async def report(self, meeting: str, visitor: VisitorId, identity: str, text: str) -> Report:
        """Tell the administrators about somebody who is or was in the meeting.

        Raises:
            Invalid, Refused: oneself; NotInMeeting, ParticipantMissing, TooManyRequests.
        """
        standing = await self._access.standing(meeting, visitor)
        about = await self._access.attendee(standing.meeting.id, identity)
        if about.identity == standing.me.identity:
            raise Refused("not about oneself")
        shown = report_text(text)
        self._rates.take(str(visitor), self._clock.monotonic())
        made = Report(
            id=self._new_id(),
            meeting=standing.meeting.id,
            reporter=standing.me.identity,
            about=about.identity,
            about_name=about.name,
            text=shown,
            reported_at=self._clock.now(),
        )
        await self._store.reports.add(made)
        return made

    async def open(self, limit: int) -> list[Report]:
        """Reports that nobody has dealt with, newest first. The caller has checked that it may see them."""
        return await self._store.reports.open(limit)

    async def close(self, report: str) -> bool:
        """Mark a report as dealt with; False = there is no such open one. The caller has checked its right."""
        return await self._store.reports.close(report)
