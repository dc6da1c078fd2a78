"""Rules as calendar applications write them."""

from datetime import date, datetime
from itertools import islice

import pytest

from rapat.domain.calendar.recurrence import COUNT_MAX, STEPS_MAX, Recurrence
from rapat.domain.errors import Invalid

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 9)


def rule(text: str) -> Recurrence:
    return Recurrence.parse(text, BERLIN)


def days(text: str, first: datetime, count: int) -> list[str]:
    return [f"{start:%m-%d}" for start in islice(rule(text).starts(first), count)]


def test_week_days_are_kept_in_order_whatever_order_they_came_in() -> None:
    assert days("FREQ=WEEKLY;BYDAY=WE,MO", MONDAY, 4) == ["11-23", "11-25", "11-30", "12-02"]
    assert rule("freq=weekly;byday=WE,MO").text(BERLIN) == "FREQ=WEEKLY;BYDAY=MO,WE"


def test_the_last_friday_and_the_second_tuesday_of_a_month_are_found() -> None:
    assert days("FREQ=MONTHLY;BYDAY=-1FR", datetime(2026, 11, 27, 9), 3) == ["11-27", "12-25", "01-29"]
    assert days("FREQ=MONTHLY;BYDAY=2TU", datetime(2026, 12, 8, 9), 2) == ["12-08", "01-12"]


def test_a_month_without_the_day_is_left_out() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=31", datetime(2026, 12, 31, 9), 3) == ["12-31", "01-31", "03-31"]


def test_an_end_in_utc_is_a_day_of_the_meetings_zone() -> None:
    assert rule("FREQ=DAILY;UNTIL=20261125T233000Z").until == date(2026, 11, 26)
    assert rule("FREQ=DAILY;UNTIL=20261126").text(BERLIN) == "FREQ=DAILY;UNTIL=20261126T225959Z"
    assert days("FREQ=DAILY;UNTIL=20261125", MONDAY, 9) == ["11-23", "11-24", "11-25"]


def test_a_series_is_split_without_losing_or_doubling_a_date() -> None:
    whole = rule("FREQ=WEEKLY;COUNT=5")
    split = list(whole.starts(MONDAY))[2]
    before = whole.before(MONDAY, split)
    assert before is not None
    assert [*before.starts(MONDAY), *whole.since(MONDAY, split).starts(split)] == list(whole.starts(MONDAY))
    assert whole.before(MONDAY, MONDAY) is None


def test_a_rule_without_end_is_walked_over_only_so_far() -> None:
    assert sum(1 for _ in rule("FREQ=DAILY").starts(MONDAY)) == STEPS_MAX


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=100000000000000000000",
        f"FREQ=DAILY;COUNT={COUNT_MAX + 1}",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=٣",
        "FREQ=DAILY;UNTIL=20271399",
        "FREQ=DAILY;WKST=SU",
        "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 60),
        "FREQ=DAILY;COUNT=" + "9" * 5_000,
    ],
)
def test_what_no_calendar_offers_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rule(text)
