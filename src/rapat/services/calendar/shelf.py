"""What each person has for good: a permanent room, and a private feed for calendar applications."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from rapat.domain.errors import PlanMissing
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.people import Caller, Person
from rapat.ports import Clock, Store
from rapat.ports_calendar import Series
from rapat.services.calendar.ics import Method, Site, write
from rapat.services.calendar.plans import PLANS_MAX, PlanService
from rapat.services.meetings import MeetingService

FEED_PAST = timedelta(days=90)
"""How long over meetings stay in a feed: calendar applications keep what they have seen anyway."""


class CalendarShelf:
    """Rooms, files and feeds."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        meetings: MeetingService,
        plans: PlanService,
        site: Site,
        *,
        new_secret: Callable[[], str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._meetings = meetings
        self._plans = plans
        self._site = site
        self._new_secret = new_secret

    async def room(self, caller: Caller, me: Person) -> MeetingId:
        """The person's permanent room; made when first asked for."""
        known = await self._store.calendars.room(me.id)
        if known is not None:
            return known
        made = await self._meetings.create(caller, "")
        return await self._store.calendars.set_room(me.id, made.id)

    async def new_feed(self, me: Person) -> str:
        """A new secret address of the feed, as the last part of its path; the one before is dead.

        It is shown once: only its SHA-256 is kept.
        """
        secret = self._new_secret()
        await self._store.calendars.set_feed(me.id, _hash(secret))
        return secret

    async def feed(self, secret: str) -> bytes:
        """The calendar behind a secret address.

        Raises:
            PlanMissing: no feed, or no longer one, has this address.
        """
        owner = await self._store.calendars.feed_owner(_hash(secret))
        person = await self._store.people.find(owner) if owner is not None else None
        if person is None or not person.active:
            raise PlanMissing("no calendar has this address")
        since = self._clock.now() - FEED_PAST
        found = await self._store.plans.of_person(person.id, since, PLANS_MAX)
        return write(
            [(series, await self._owner(series, person)) for series in found],
            self._site,
            self._clock.now(),
            Method.PUBLISH,
        )

    async def file(self, me: Person, plan: str) -> bytes:
        """One planned meeting as a file; raises as ``PlanService.look``."""
        series = await self._plans.look(me, plan)
        owner = await self._owner(series, me)
        return write([(series, owner)], self._site, self._clock.now(), Method.PUBLISH)

    async def _owner(self, series: Series, me: Person) -> Person | None:
        if series.plan.owner == me.id:
            return me
        return await self._store.people.find(PersonId(series.plan.owner))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
