"""Dates of a planned meeting, over daylight saving and with changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rapat.domain.calendar.plan import (
    Change,
    Plan,
    PlanId,
    Slot,
    Subject,
    demand_whole,
    moment,
    occurrence,
    occurrences,
)
from rapat.domain.calendar.plan import slot as checked_slot
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.errors import Invalid
from rapat.domain.ids import MeetingId, PersonId

BERLIN = "Europe/Berlin"
WEEKLY = Plan(
    id=PlanId("p"),
    owner=PersonId("ana"),
    meeting=MeetingId("abcd-abcd-abcd-abcd"),
    subject=Subject(title="Round"),
    slot=Slot(starts=datetime(2026, 10, 19, 9), minutes=45),
    zone=BERLIN,
    recurrence=Recurrence.parse("FREQ=WEEKLY", BERLIN),
    created_at=datetime(2026, 10, 1, tzinfo=UTC),
)


def utc(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_nine_oclock_stays_nine_oclock_when_daylight_saving_ends() -> None:
    starts = [date.starts for date in occurrences(WEEKLY, (), utc(10, 18), utc(11, 3))]
    assert starts == [utc(10, 19, 7), utc(10, 26, 8), utc(11, 2, 8)]


def test_a_skipped_hour_and_a_doubled_hour_have_one_meaning() -> None:
    assert moment(datetime(2026, 3, 29, 2, 30), BERLIN) == utc(3, 29, 1) + timedelta(minutes=30)
    assert moment(datetime(2026, 10, 25, 2, 30), BERLIN) == utc(10, 25, 0) + timedelta(minutes=30)


def test_a_window_shows_what_overlaps_it_and_nothing_else() -> None:
    running = occurrences(WEEKLY, (), utc(10, 19, 7) + timedelta(minutes=44), utc(10, 26, 8))
    assert [date.starts for date in running] == [utc(10, 19, 7)]
    over = occurrences(WEEKLY, (), utc(10, 19, 7) + timedelta(minutes=45), utc(10, 26, 8))
    assert over == []


def test_a_date_that_was_moved_into_the_window_from_far_away_is_shown_there() -> None:
    far = datetime(2026, 12, 14, 9)
    moved = Change(plan=WEEKLY.id, original=far, slot=Slot(starts=datetime(2026, 10, 20, 14), minutes=30))
    shown = occurrences(WEEKLY, (moved,), utc(10, 20), utc(10, 21))
    assert [(date.original, date.starts, date.changed) for date in shown] == [(far, utc(10, 20, 12), True)]
    assert occurrences(WEEKLY, (moved,), utc(12, 14), utc(12, 15)) == []


def test_a_cancelled_date_and_a_cancelled_series_are_not_there() -> None:
    first = WEEKLY.slot.starts
    gone = Change(plan=WEEKLY.id, original=first, cancelled=True)
    assert occurrence(WEEKLY, (gone,), first) is None
    assert occurrence(WEEKLY, (), first) is not None
    assert occurrence(WEEKLY, (), first + timedelta(days=1)) is None
    assert occurrences(replace(WEEKLY, cancelled=True), (), utc(10, 18), utc(11, 3)) == []


@pytest.mark.parametrize("until", [utc(10, 18), utc(10, 18) + timedelta(days=401)])
def test_an_endless_or_inverted_window_is_refused(until: datetime) -> None:
    with pytest.raises(Invalid):
        occurrences(WEEKLY, (), utc(10, 18), until)


def test_a_first_date_that_the_rule_does_not_give_is_refused() -> None:
    with pytest.raises(Invalid):
        demand_whole(replace(WEEKLY, recurrence=Recurrence.parse("FREQ=WEEKLY;BYDAY=TU", BERLIN)))


@pytest.mark.parametrize(
    ("starts", "minutes"),
    [(datetime(2026, 1, 1, tzinfo=UTC), 30), (datetime(9999, 1, 1), 30), (datetime(2026, 1, 1), 0)],
)
def test_a_slot_that_cannot_be_is_refused(starts: datetime, minutes: int) -> None:
    with pytest.raises(Invalid):
        checked_slot(starts, minutes)
