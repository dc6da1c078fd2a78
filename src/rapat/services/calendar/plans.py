"""Planning meetings: make, look, change, cancel, invite, answer. Only people with an account plan.

Who planned it may change it; who is invited may look and answer; for anybody else it does not exist.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapat.domain import people as rules
from rapat.domain.calendar import edits
from rapat.domain.calendar.edits import Edit, Edited, Scope
from rapat.domain.calendar.plan import Occurrence, Plan, PlanId, demand_whole, occurrences, slot, subject
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.door import Rules
from rapat.domain.errors import Invalid, PlanChanged, PlanMissing, Refused
from rapat.domain.ids import MeetingId
from rapat.domain.people import Caller, Person
from rapat.ports import Clock, Store
from rapat.ports_calendar import Answer, Invitee, Series
from rapat.services.calendar.letters import CalendarLetters
from rapat.services.meetings import MeetingService

INVITEES_MAX = 500
"""People invited to one meeting: more are reached by the link, and each costs a letter with every change."""
PLANS_MAX = 1_000
"""Plans of one person that are not over; above it something plans, not somebody."""
PAST = timedelta(days=400)
"""How far back an agenda looks: as far as its window may be long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A meeting to be planned."""

    title: str
    starts: datetime
    """Local moment, without a zone."""
    minutes: int
    zone: str
    agenda: str = ""
    recurrence: str = ""
    """Value of an ``RRULE``; empty = once."""
    early_minutes: int | None = None
    invitees: tuple[str, ...] = ()
    """Addresses."""
    rules: Rules | None = None
    """With which the meeting starts, where the site forces nothing else; None = the site's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be different; None = stays."""

    title: str | None = None
    agenda: str | None = None
    starts: datetime | None = None
    """Local moment of the date at hand."""
    minutes: int | None = None
    zone: str | None = None
    recurrence: str | None = None
    """Empty = once from now on."""
    opens: bool = False
    """``early_minutes`` is meant, None as well."""
    early_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """One date as one person sees it."""

    occurrence: Occurrence
    mine: bool
    answer: Answer | None
    """None = is not among the invited."""


class PlanService:
    """Use cases of planned meetings."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        meetings: MeetingService,
        letters: CalendarLetters,
        *,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._clock = clock
        self._meetings = meetings
        self._letters = letters
        self._new_id = new_id

    async def plan(self, caller: Caller, me: Person, draft: Draft) -> Series:
        """Plan a meeting; it gets its link at once, and whoever is invited a letter.

        Raises:
            Invalid: something in the draft.
            Refused: the person has too many plans.
        """
        zone = rules.time_zone(draft.zone)
        invited = await self._invitees(draft.invitees, me)
        about, when = subject(draft.title, draft.agenda), slot(draft.starts, draft.minutes)
        rule = Recurrence.parse(draft.recurrence, zone) if draft.recurrence else None
        plan = Plan(
            id=PlanId(self._new_id()),
            owner=me.id,
            meeting=MeetingId(""),
            subject=about,
            slot=when,
            zone=zone,
            recurrence=rule,
            early_minutes=draft.early_minutes,
            created_at=self._clock.now(),
        )
        demand_whole(plan)
        if len(await self._store.plans.of_person(me.id, self._clock.now(), PLANS_MAX)) >= PLANS_MAX:
            raise Refused(f"at most {PLANS_MAX} planned meetings that are not over")
        meeting = await self._meetings.create(caller, about.title, draft.rules)
        series = Series(plan=replace(plan, meeting=meeting.id), invitees=invited)
        await self._store.plans.add(series)
        self._letters.invite(series, me, invited)
        return series

    async def agenda(self, me: Person, since: datetime, until: datetime) -> list[Appointment]:
        """Dates of a window, own and invited, by start; those answered with no as well.

        Raises:
            Invalid: the window (see ``occurrences``).
        """
        found = await self._store.plans.of_person(me.id, since, PLANS_MAX)
        dates = [
            Appointment(date, series.plan.owner == me.id, _answer(series, me))
            for series in found
            for date in occurrences(series.plan, series.changes, since, until)
        ]
        return sorted(dates, key=lambda date: (date.occurrence.starts, date.occurrence.plan.id))

    async def look(self, me: Person, plan: str) -> Series:
        """A plan that the person made or is invited to.

        Raises:
            PlanMissing: there is none, or it is not the person's to see.
        """
        found = await self._store.plans.find(PlanId(plan))
        if found is None or (found.plan.owner != me.id and _answer(found, me) is None):
            raise PlanMissing("no planned meeting of yours has this id")
        return found

    async def pin(self, me: Person, series: Series) -> str:
        """The PIN of the meeting's door, for whom planned it, to be told to those who come by the link alone.

        Empty = none is asked for, or it is not this person's to know.
        """
        found = await self._store.meetings.find(series.plan.meeting) if series.plan.owner == me.id else None
        return found.rules.pin if found is not None else ""

    async def change(self, me: Person, plan: str, original: datetime, scope: Scope, wish: Wish) -> Series:
        """Change one date, this and the following, or all.

        Returns:
            The plan that holds the date now: with ``FOLLOWING`` a new one.

        Raises:
            PlanMissing, Refused: not the owner's, OccurrenceMissing, Invalid, PlanChanged: somebody was faster.
        """
        series = await self._own(me, plan)
        new = PlanId(self._new_id())
        edited = edits.edit(series.plan, series.changes, original, scope, _edit(series, original, wish), new)
        await self._save(edited, series.plan)
        stored = [await self._look_again(part.id) for part in edited.plans]
        for part in stored:
            self._letters.change(part, me)
        return stored[-1]

    async def cancel(self, me: Person, plan: str, original: datetime, scope: Scope) -> None:
        """Cancel one date, this and the following, or all; raises as ``change``."""
        series = await self._own(me, plan)
        edited = edits.cancel(series.plan, series.changes, original, scope)
        await self._save(edited, series.plan)
        after = await self._look_again(series.plan.id)
        if after.plan.cancelled:
            self._letters.cancel(after, me, after.invitees)
        else:
            self._letters.change(after, me)

    async def invite(self, me: Person, plan: str, addresses: Sequence[str]) -> Series:
        """Make exactly these the invited: the new ones get an invitation, those left out a cancellation.

        Raises:
            PlanMissing, Refused: not the owner's, Invalid: an address, or too many.
        """
        series = await self._own(me, plan)
        invited = await self._invitees(addresses, me)
        await self._store.plans.invite(series.plan.id, invited)
        before = {invitee.address for invitee in series.invitees}
        now = {invitee.address for invitee in invited}
        after = await self._look_again(series.plan.id)
        self._letters.invite(after, me, [invitee for invitee in invited if invitee.address not in before])
        self._letters.cancel(after, me, [invitee for invitee in series.invitees if invitee.address not in now])
        return after

    async def answer(self, me: Person, plan: str, answer: Answer) -> None:
        """Say whether one comes.

        Raises:
            PlanMissing: is not invited.
        """
        if not await self._store.plans.answer(PlanId(plan), me.id, answer):
            raise PlanMissing("you are not invited to such a meeting")

    async def _own(self, me: Person, plan: str) -> Series:
        series = await self.look(me, plan)
        if series.plan.owner != me.id:
            raise Refused("only who planned it changes it")
        return series

    async def _save(self, edited: Edited, before: Plan) -> None:
        if not await self._store.plans.save(edited, before):
            raise PlanChanged("it was changed meanwhile; look at it again")

    async def _look_again(self, plan: PlanId) -> Series:
        found = await self._store.plans.find(plan)
        if found is None:
            raise PlanMissing("it was removed meanwhile")
        return found

    async def _invitees(self, addresses: Sequence[str], me: Person) -> tuple[Invitee, ...]:
        if len(addresses) > INVITEES_MAX:
            raise Invalid(f"invitees: at most {INVITEES_MAX}")
        wanted = dict.fromkeys(rules.email_address(address) for address in addresses)
        wanted.pop(me.email, None)
        known = await self._store.people.by_emails(list(wanted))
        return tuple(
            Invitee(
                address=address,
                name=known[address].name if address in known else "",
                person=known[address].id if address in known else None,
            )
            for address in wanted
        )


def _answer(series: Series, me: Person) -> Answer | None:
    return next((invitee.answer for invitee in series.invitees if invitee.person == me.id), None)


def _edit(series: Series, original: datetime, wish: Wish) -> Edit:
    plan = series.plan
    change = next((change for change in series.changes if change.original == original), None)
    about = (change.subject if change is not None else None) or plan.subject
    when = change.slot if change is not None else None
    starts, minutes = (when.starts, when.minutes) if when is not None else (original, plan.slot.minutes)
    moves = wish.starts is not None or wish.minutes is not None
    renames = wish.title is not None or wish.agenda is not None
    zone = rules.time_zone(wish.zone) if wish.zone is not None else None
    return Edit(
        slot=slot(wish.starts or starts, minutes if wish.minutes is None else wish.minutes) if moves else None,
        subject=subject(
            about.title if wish.title is None else wish.title, about.agenda if wish.agenda is None else wish.agenda
        )
        if renames
        else None,
        zone=zone,
        repeats=wish.recurrence is not None,
        recurrence=Recurrence.parse(wish.recurrence, zone or plan.zone) if wish.recurrence else None,
        opens=wish.opens,
        early_minutes=wish.early_minutes,
    )
