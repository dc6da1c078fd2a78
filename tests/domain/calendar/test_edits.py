"""This one, this and the following, all."""

from datetime import datetime, timedelta

import pytest

from rapat.domain.calendar.edits import Edit, Edited, Scope, cancel, edit
from rapat.domain.calendar.plan import Change, Plan, PlanId, Slot, Subject, occurrences
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.errors import Invalid, OccurrenceMissing
from tests.domain.calendar.test_plan import BERLIN, WEEKLY, utc

FIRST = WEEKLY.slot.starts
THIRD = FIRST + timedelta(weeks=2)
NEW = PlanId("later")


def shown(edited: Edited) -> list[tuple[str, str]]:
    """Day and title of the dates of five weeks."""
    dates = [
        date
        for plan in edited.plans
        for date in occurrences(plan, edited.changes.get(plan.id, ()), utc(10, 18), utc(11, 22))
    ]
    return [(f"{date.starts:%m-%d %H}", date.subject.title) for date in sorted(dates, key=lambda date: date.starts)]


def only(edited: Edited) -> Plan:
    assert len(edited.plans) == 1
    return edited.plans[0]


def test_one_date_is_moved_and_the_others_stay() -> None:
    slot = Slot(starts=THIRD.replace(hour=15), minutes=30)
    edited = edit(WEEKLY, (), THIRD, Scope.ONE, Edit(slot=slot), NEW)
    assert [day for day, _ in shown(edited)] == ["10-19 07", "10-26 08", "11-02 14", "11-09 08", "11-16 08"]
    assert only(edited).revision == WEEKLY.revision + 1


def test_a_second_edit_of_one_date_keeps_the_first() -> None:
    moved = edit(WEEKLY, (), THIRD, Scope.ONE, Edit(slot=Slot(starts=THIRD.replace(hour=15), minutes=30)), NEW)
    plan = only(moved)
    named = edit(plan, moved.changes[plan.id], THIRD, Scope.ONE, Edit(subject=Subject(title="Review")), NEW)
    assert ("11-02 14", "Review") in shown(named)


def test_the_following_become_a_series_of_their_own_with_the_same_link() -> None:
    slot = Slot(starts=THIRD.replace(hour=11), minutes=45)
    edited = edit(WEEKLY, (), THIRD, Scope.FOLLOWING, Edit(slot=slot, subject=Subject(title="Late")), NEW)
    assert shown(edited) == [
        ("10-19 07", "Round"),
        ("10-26 08", "Round"),
        ("11-02 10", "Late"),
        ("11-09 10", "Late"),
        ("11-16 10", "Late"),
    ]
    assert [plan.id for plan in edited.plans] == [WEEKLY.id, NEW]
    assert edited.plans[1].meeting == WEEKLY.meeting


def test_changes_of_later_dates_move_with_the_following() -> None:
    last = FIRST + timedelta(weeks=4)
    known = (Change(plan=WEEKLY.id, original=last, subject=Subject(title="Guests")),)
    slot = Slot(starts=THIRD.replace(hour=11), minutes=45)
    edited = edit(WEEKLY, known, THIRD, Scope.FOLLOWING, Edit(slot=slot), NEW)
    assert shown(edited)[-1] == ("11-16 10", "Guests")


def test_all_move_by_as_much_as_the_date_at_hand() -> None:
    slot = Slot(starts=THIRD + timedelta(days=1, hours=1), minutes=60)
    edited = edit(WEEKLY, (), THIRD, Scope.ALL, Edit(slot=slot), NEW)
    assert [day for day, _ in shown(edited)][:3] == ["10-20 08", "10-27 09", "11-03 09"]


def test_a_named_week_day_follows_the_move_but_several_days_are_refused() -> None:
    slot = Slot(starts=FIRST + timedelta(days=1), minutes=45)
    monday = edit(WEEKLY, (), FIRST, Scope.ALL, Edit(repeats=True, recurrence=_rule("FREQ=WEEKLY;BYDAY=MO")), NEW)
    tuesday = edit(only(monday), (), FIRST, Scope.ALL, Edit(slot=slot), NEW)
    assert [day for day, _ in shown(tuesday)][:2] == ["10-20 07", "10-27 08"]
    two = edit(WEEKLY, (), FIRST, Scope.ALL, Edit(repeats=True, recurrence=_rule("FREQ=WEEKLY;BYDAY=MO,WE")), NEW)
    with pytest.raises(Invalid):
        edit(only(two), (), FIRST, Scope.ALL, Edit(slot=slot), NEW)


def test_the_following_from_the_first_date_on_are_all() -> None:
    edited = edit(WEEKLY, (), FIRST, Scope.FOLLOWING, Edit(subject=Subject(title="New")), NEW)
    assert only(edited).id == WEEKLY.id


def test_cancelling_takes_one_the_following_or_all() -> None:
    assert len(shown(cancel(WEEKLY, (), THIRD, Scope.ONE))) == 4
    assert [day for day, _ in shown(cancel(WEEKLY, (), THIRD, Scope.FOLLOWING))] == ["10-19 07", "10-26 08"]
    assert shown(cancel(WEEKLY, (), THIRD, Scope.ALL)) == []
    assert shown(cancel(WEEKLY, (), FIRST, Scope.FOLLOWING)) == []


def test_a_date_that_the_meeting_does_not_have_is_not_edited() -> None:
    with pytest.raises(OccurrenceMissing):
        edit(WEEKLY, (), datetime(2026, 10, 20, 9), Scope.ONE, Edit(), NEW)
    with pytest.raises(OccurrenceMissing):
        cancel(WEEKLY, (), datetime(2026, 10, 20, 9), Scope.ONE)


def _rule(text: str) -> Recurrence:
    return Recurrence.parse(text, BERLIN)
