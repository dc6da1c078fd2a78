"""Answers of those who have no account here: the link in their letter shows the meeting and takes yes, maybe or no."""

from dataclasses import dataclass
from datetime import datetime

from rapat.domain.calendar.plan import WINDOW_MAX, Plan, moment, occurrences
from rapat.domain.errors import PlanMissing
from rapat.ports import Clock, Store
from rapat.ports_calendar import Answer, Invitee, ReplyLinks, Series


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page behind the link shows."""

    plan: Plan
    owner: str
    """Name of who invites."""
    starts: datetime
    """UTC: the next date, else the first."""
    invitee: Invitee


class ReplyService:
    """Reads links and notes answers. A link is one address's; it shows nobody else who is invited."""

    def __init__(self, store: Store, clock: Clock, links: ReplyLinks) -> None:
        self._store = store
        self._clock = clock
        self._links = links

    async def look(self, link: str) -> Asked:
        """The meeting and what was answered so far; nothing changes by looking.

        Raises:
            PlanMissing: not a link of ours, the meeting is cancelled, or the address is no longer invited.
        """
        series, invitee = await self._behind(link)
        owner = await self._store.people.find(series.plan.owner)
        return Asked(series.plan, owner.name if owner is not None else "", self._starts(series), invitee)

    async def answer(self, link: str, answer: Answer) -> None:
        """Say whether one comes; raises as ``look``."""
        series, invitee = await self._behind(link)
        if not await self._store.plans.answer_as(series.plan.id, invitee.address, answer):
            raise PlanMissing("you are no longer invited to this meeting")

    async def _behind(self, link: str) -> tuple[Series, Invitee]:
        claims = self._links.read(link)
        series = await self._store.plans.find(claims[0]) if claims is not None else None
        if claims is None or series is None or series.plan.cancelled:
            raise PlanMissing("no planned meeting stands behind this link")
        for invitee in series.invitees:
            if invitee.address == claims[1]:
                return series, invitee
        raise PlanMissing("you are no longer invited to this meeting")

    def _starts(self, series: Series) -> datetime:
        now = self._clock.now()
        coming = occurrences(series.plan, series.changes, now, now + WINDOW_MAX)
        return coming[0].starts if coming else moment(series.plan.slot.starts, series.plan.zone)
