"""A planned meeting, single or repeated, the changes to single dates of it, and the dates that come of both.

Times are kept as people said them: a local moment and the name of a time zone. What that is in UTC follows from
the zone's rules of that day, so a law that changes daylight saving moves the meeting with it, as it should.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from rapat.domain import names
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.errors import Invalid
from rapat.domain.ids import MeetingId, PersonId

PlanId = NewType("PlanId", str)

MINUTES_MAX = 24 * 60
"""Longest meeting; what lasts longer is two."""
AGENDA_MAX = 4_000
"""Characters: a page. Longer papers belong into a file."""
EARLY_MINUTES_MAX = 24 * 60
WINDOW_MAX = timedelta(days=400)
"""Longest window of dates at once: a year's view and some days around it."""
YEARS = range(1990, 2200)
"""Years that a plan may start in: beyond them is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a date says beside its time."""

    title: str
    agenda: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When: a local moment of the plan's zone, without a zone of its own, and a length."""

    starts: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One planned meeting. All its dates share one link."""

    id: PlanId
    owner: PersonId
    meeting: MeetingId
    subject: Subject
    slot: Slot
    """Of the first date."""
    zone: str
    """Name in the IANA time zone database."""
    recurrence: Recurrence | None = None
    """None = takes place once."""
    early_minutes: int | None = None
    """How long before the start others than hosts may come in; None = at any time."""
    revision: int = 0
    """Rises with every change that others must hear of (``SEQUENCE`` of RFC 5545 §3.8.7.4)."""
    created_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different at one date of a series. None = as the plan has it."""

    plan: PlanId
    original: datetime
    """Local start that the rule gives: which date is meant, however often it is moved."""
    slot: Slot | None = None
    subject: Subject | None = None
    cancelled: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One date, ready to be shown."""

    plan: Plan
    original: datetime
    """Local; names the date in later calls."""
    starts: datetime
    """UTC."""
    ends: datetime
    """UTC."""
    subject: Subject
    changed: bool = False
    """Differs from the series."""


def subject(title: str, agenda: str) -> Subject:
    """A subject that may be kept.

    Raises:
        Invalid: no title, or too long.
    """
    shown = names.meeting_title(title)
    if not shown:
        raise Invalid("title: at least one visible character")
    if len(agenda) > AGENDA_MAX:
        raise Invalid(f"agenda: at most {AGENDA_MAX} characters")
    return Subject(title=shown, agenda=agenda.strip())


def slot(starts: datetime, minutes: int) -> Slot:
    """A slot that may be kept.

    Raises:
        Invalid: a moment with a zone or of a strange year, or a strange length.
    """
    if starts.tzinfo is not None or starts.year not in YEARS:
        raise Invalid("starts: a local time like 2027-03-01T09:00, without an offset")
    if not 1 <= minutes <= MINUTES_MAX:
        raise Invalid(f"minutes: 1 to {MINUTES_MAX}")
    return Slot(starts=starts.replace(second=0, microsecond=0), minutes=minutes)


def demand_whole(plan: Plan) -> Plan:
    """The plan, when its parts go together.

    Raises:
        Invalid: the first date is not one of the rule's, or the early minutes are strange.
    """
    if plan.recurrence is not None and not plan.recurrence.fits(plan.slot.starts):
        raise Invalid("starts: the first date must be one of those that the recurrence gives")
    if plan.early_minutes is not None and not 0 <= plan.early_minutes <= EARLY_MINUTES_MAX:
        raise Invalid(f"early_minutes: 0 to {EARLY_MINUTES_MAX}")
    return plan


def moment(local: datetime, zone: str) -> datetime:
    """A local moment in UTC. One that daylight saving skips is read with the offset before the gap, one that it
    repeats is the first of the two (RFC 5545 §3.3.5)."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def originals(plan: Plan) -> Iterator[datetime]:
    """Local starts as the rule gives them, in order, changes aside."""
    if plan.recurrence is None:
        return iter((plan.slot.starts,))
    return plan.recurrence.starts(plan.slot.starts)


def occurrences(plan: Plan, changes: Iterable[Change], since: datetime, until: datetime) -> list[Occurrence]:
    """Dates that overlap a window, by start.

    Args:
        plan: whose.
        changes: all of this plan.
        since: aware; dates that ended before are left out.
        until: aware; dates that start then or later are left out. At most ``WINDOW_MAX`` after ``since``.

    Raises:
        Invalid: the window is upside down or too long.
    """
    if not since < until <= since + WINDOW_MAX:
        raise Invalid(f"until: after since, by at most {WINDOW_MAX.days} days")
    if plan.cancelled:
        return []
    by_original = {change.original: change for change in changes}
    # A date may be moved into the window from anywhere, the others lie where the rule says.
    dates = [_date(plan, original, by_original.get(original)) for original in _near(plan, by_original, until)]
    inside = (date for date in dates if date is not None and date.ends > since and date.starts < until)
    return sorted(inside, key=lambda date: date.starts)


def occurrence(plan: Plan, changes: Iterable[Change], original: datetime) -> Occurrence | None:
    """One date by its original start; None = the rule does not give it, or it was cancelled."""
    known = next((change for change in changes if change.original == original), None)
    if plan.cancelled or not is_original(plan, original):
        return None
    return _date(plan, original, known)


def last_end(plan: Plan, changes: Iterable[Change]) -> datetime | None:
    """When the last date ends, in UTC; None = never, as far as a series is walked over."""
    rule = plan.recurrence
    if rule is not None and rule.count is None and rule.until is None:
        return None
    last = max(originals(plan), default=plan.slot.starts)
    moved = [change.slot for change in changes if change.slot is not None]
    slots = [Slot(starts=last, minutes=plan.slot.minutes), *moved]
    return max(moment(slot.starts, plan.zone) + timedelta(minutes=slot.minutes) for slot in slots)


def is_original(plan: Plan, start: datetime) -> bool:
    """Whether the rule gives this local start."""
    for original in originals(plan):
        if original >= start:
            return original == start
    return False


def _near(plan: Plan, changes: dict[datetime, Change], until: datetime) -> Iterator[datetime]:
    last = until.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
    moved = {original for original, change in changes.items() if change.slot is not None}
    for original in originals(plan):
        if original > last and not moved:
            return
        if original <= last or original in moved:
            moved.discard(original)
            yield original


def _date(plan: Plan, original: datetime, change: Change | None) -> Occurrence | None:
    own = change or Change(plan=plan.id, original=original)
    if own.cancelled:
        return None
    when = own.slot or Slot(starts=original, minutes=plan.slot.minutes)
    starts = moment(when.starts, plan.zone)
    return Occurrence(
        plan=plan,
        original=original,
        starts=starts,
        ends=starts + timedelta(minutes=when.minutes),
        subject=own.subject or plan.subject,
        changed=change is not None,
    )
