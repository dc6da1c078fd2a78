"""What changing or cancelling "this one", "this and the following" or "all" makes of a series.

Pure: gives what to store, stores nothing. The series keeps its link through every edit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rapat.domain.calendar.plan import Change, Plan, PlanId, Slot, Subject, demand_whole, is_original
from rapat.domain.calendar.recurrence import WEEKDAYS, Recurrence
from rapat.domain.errors import OccurrenceMissing


class Scope(StrEnum):
    """Which dates an edit means."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What shall be different. None = stays."""

    slot: Slot | None = None
    subject: Subject | None = None
    zone: str | None = None
    repeats: bool = False
    """The rule is changed, to ``recurrence``; for one date it is ignored."""
    recurrence: Recurrence | None = None
    """None with ``repeats`` = takes place once from now on."""
    opens: bool = False
    """When others may come in is changed, to ``early_minutes``; for one date it is ignored."""
    early_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What to store in one transaction. ``changes`` are all changes of each plan named: others are removed."""

    plans: tuple[Plan, ...]
    changes: dict[PlanId, tuple[Change, ...]] = field(default_factory=dict)


def edit(plan: Plan, changes: Iterable[Change], original: datetime, scope: Scope, what: Edit, new: PlanId) -> Edited:
    """Change dates of a plan.

    Args:
        plan: as stored.
        changes: all of the plan.
        original: local start of the date at which the person stands; for ``ALL`` it only tells by how much the
            time of day was moved.
        scope: which dates.
        what: the difference. A new slot is the slot of the date at ``original``.
        new: id for the plan that ``FOLLOWING`` makes of the later part.

    Raises:
        OccurrenceMissing: the rule does not give ``original``.
        Invalid: the result does not go together.
    """
    known = tuple(changes)
    if not is_original(plan, original):
        raise OccurrenceMissing("this date is not one of the meeting's")
    if plan.recurrence is None or scope is Scope.ALL:
        return _edit_all(plan, known, original, what)
    if scope is Scope.ONE:
        return _edit_one(plan, known, original, what)
    if original == plan.slot.starts:
        return _edit_all(plan, known, original, what)
    return _edit_following(plan, known, original, what, new)


def cancel(plan: Plan, changes: Iterable[Change], original: datetime, scope: Scope) -> Edited:
    """Cancel dates of a plan; raises as ``edit``."""
    known = tuple(changes)
    if not is_original(plan, original):
        raise OccurrenceMissing("this date is not one of the meeting's")
    revised = replace(plan, revision=plan.revision + 1)
    if plan.recurrence is None or scope is Scope.ALL:
        return Edited(plans=(replace(revised, cancelled=True),), changes={plan.id: known})
    if scope is Scope.ONE:
        gone = Change(plan=plan.id, original=original, cancelled=True, revision=revised.revision)
        return Edited(plans=(revised,), changes={plan.id: _with(known, gone)})
    earlier = plan.recurrence.before(plan.slot.starts, original)
    if earlier is None:
        return Edited(plans=(replace(revised, cancelled=True),), changes={plan.id: known})
    kept = tuple(change for change in known if change.original < original)
    return Edited(plans=(replace(revised, recurrence=earlier),), changes={plan.id: kept})


def moves(before: Plan, after: Plan) -> bool:
    """Whether an edit leaves the dates of a plan at other times than they had: who said yes may not be free then.

    An earlier end of a series, or a later one, moves no date.
    """
    same_days = _pattern(before.recurrence) == _pattern(after.recurrence)
    same_time = (before.zone, before.slot.minutes) == (after.zone, after.slot.minutes)
    return not (same_days and same_time and is_original(before, after.slot.starts))


def _pattern(rule: Recurrence | None) -> Recurrence | None:
    return replace(rule, count=None, until=None) if rule is not None else None


def _edit_one(plan: Plan, known: tuple[Change, ...], original: datetime, what: Edit) -> Edited:
    revision = plan.revision + 1
    untouched = Change(plan=plan.id, original=original)
    before = next((change for change in known if change.original == original), untouched)
    change = replace(
        before,
        slot=what.slot or before.slot,
        subject=what.subject or before.subject,
        cancelled=False,
        revision=revision,
    )
    return Edited(plans=(replace(plan, revision=revision),), changes={plan.id: _with(known, change)})


def _edit_all(plan: Plan, known: tuple[Change, ...], original: datetime, what: Edit) -> Edited:
    moved = what.slot.starts - original if what.slot is not None else timedelta()
    minutes = what.slot.minutes if what.slot is not None else plan.slot.minutes
    changed = _changed(plan, what, Slot(starts=plan.slot.starts + moved, minutes=minutes))
    shifted = (replace(change, original=change.original + moved) for change in known)
    return Edited(plans=(changed,), changes={plan.id: _still_there(changed, shifted)})


def _edit_following(plan: Plan, known: tuple[Change, ...], original: datetime, what: Edit, new: PlanId) -> Edited:
    rule = plan.recurrence
    if rule is None:
        raise OccurrenceMissing("a single meeting has no following dates")
    first_slot = what.slot or Slot(starts=original, minutes=plan.slot.minutes)
    later = replace(plan, id=new, recurrence=rule.since(plan.slot.starts, original), revision=0)
    later = replace(_changed(later, what, first_slot), revision=0)
    earlier = replace(plan, recurrence=rule.before(plan.slot.starts, original), revision=plan.revision + 1)
    moved = first_slot.starts - original
    shifted = (
        replace(change, plan=new, original=change.original + moved, revision=0)
        for change in known
        if change.original > original
    )
    kept = tuple(change for change in known if change.original < original)
    return Edited(plans=(earlier, later), changes={plan.id: kept, new: _still_there(later, shifted)})


def _changed(plan: Plan, what: Edit, slot: Slot) -> Plan:
    rule = what.recurrence if what.repeats else _moved_rule(plan, slot)
    return demand_whole(
        replace(
            plan,
            slot=slot,
            subject=what.subject or plan.subject,
            zone=what.zone or plan.zone,
            recurrence=rule,
            early_minutes=what.early_minutes if what.opens else plan.early_minutes,
            revision=plan.revision + 1,
        )
    )


def _moved_rule(plan: Plan, slot: Slot) -> Recurrence | None:
    """The rule after the series moved to ``slot``: a weekly meeting that moves from Monday to Tuesday repeats on
    Tuesdays. A rule of several days, which cannot follow by itself, stays and is judged by ``demand_whole``."""
    rule = plan.recurrence
    if rule is None or slot.starts.date() == plan.slot.starts.date():
        return rule
    before, after = WEEKDAYS[plan.slot.starts.weekday()], WEEKDAYS[slot.starts.weekday()]
    if rule.days == (before,):
        return replace(rule, days=(after,))
    if rule.month_days == (plan.slot.starts.day,):
        return replace(rule, month_days=(slot.starts.day,))
    return rule


def _still_there(plan: Plan, changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if is_original(plan, change.original))


def _with(known: tuple[Change, ...], change: Change) -> tuple[Change, ...]:
    return (*(other for other in known if other.original != change.original), change)
