"""When a planned meeting is open to others than its hosts."""

from datetime import UTC, datetime, timedelta

import pytest

from rapat.domain.calendar.opening import Closed, closed
from rapat.domain.calendar.plan import Change, Plan, PlanId, Slot, Subject
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.ids import MeetingId, PersonId

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday."""


def plan(early: int | None, rule: str = "FREQ=WEEKLY", plan_id: str = "1", *, cancelled: bool = False) -> Plan:
    return Plan(
        id=PlanId(plan_id),
        owner=PersonId("ana"),
        meeting=MeetingId("m"),
        subject=Subject(title="Round"),
        slot=Slot(starts=datetime(2026, 11, 23, 9), minutes=45),
        zone="UTC",
        recurrence=Recurrence.parse(rule, "UTC") if rule else None,
        early_minutes=early,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        cancelled=cancelled,
    )


@pytest.mark.parametrize(
    ("minutes", "opens"),
    [
        (-11, START - timedelta(minutes=10)),
        (-10, None),
        (0, None),
        (44, None),
        (45, START + timedelta(days=7, minutes=-10)),
    ],
)
def test_a_date_is_open_from_the_early_minutes_to_its_end(minutes: int, opens: datetime | None) -> None:
    found = closed([(plan(10), ())], START + timedelta(minutes=minutes))
    assert found == (None if opens is None else Closed(opens))


def test_without_the_policy_a_meeting_is_always_open() -> None:
    night = START + timedelta(hours=12)
    assert closed([], night) is None
    assert closed([(plan(None), ())], night) is None
    assert closed([(plan(10, cancelled=True), ())], night) is None


def test_a_moved_date_opens_where_it_was_moved_to() -> None:
    moved = Change(
        plan=PlanId("1"),
        original=datetime(2026, 11, 23, 9),
        slot=Slot(starts=START.replace(hour=14, tzinfo=None), minutes=45),
    )
    assert closed([(plan(0), [moved])], START) == Closed(START.replace(hour=14))
    assert closed([(plan(0), [moved])], START.replace(hour=14)) is None


def test_after_the_last_date_only_a_host_opens() -> None:
    assert closed([(plan(5, rule=""), ())], START + timedelta(hours=2)) == Closed(None)


def test_of_several_plans_the_first_to_open_counts() -> None:
    both = [(plan(0, rule=""), ()), (plan(30, rule="", plan_id="2"), ())]
    assert closed(both, START - timedelta(hours=1)) == Closed(START - timedelta(minutes=30))
    assert closed(both, START - timedelta(minutes=20)) is None
