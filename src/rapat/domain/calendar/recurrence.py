"""How a planned meeting repeats: the part of RFC 5545's recurrence rules that people use.

Dates are worked out in the local time of the plan's zone, so that nine o'clock stays nine o'clock over daylight
saving (RFC 5545 §3.8.5.3). What is left out (hours and seconds, week numbers, positions in a set) no calendar
application offers for meetings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from rapat.domain.errors import Invalid

INTERVAL_MAX = 99
"""Every 99 weeks is nearly two years; above it is a slip of the keyboard."""
COUNT_MAX = 730
"""Two years of every day. More is "without end"."""
RULE_MAX = 256
"""Characters of a rule: all week days with all month days fit."""
STEPS_MAX = 4_000
"""Occurrences that are walked over to reach a window: a daily meeting for eleven years. A rule that needs more
is read as if it had ended."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"})
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")


class Frequency(StrEnum):
    """What a rule counts in."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_FREQUENCIES: dict[Frequency, Literal[0, 1, 2, 3]] = {
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
    Frequency.YEARLY: YEARLY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A rule. ``count`` and ``until`` None = without end; at most one of them is set."""

    frequency: Frequency
    interval: int = 1
    days: tuple[str, ...] = ()
    """``MO``; in months and years also the second Tuesday ``2TU`` and the last Friday ``-1FR``."""
    month_days: tuple[int, ...] = ()
    """Days of the month from 1, or from its end with -1."""
    count: int | None = None
    until: date | None = None
    """The last day, in the plan's zone; included."""

    @classmethod
    def parse(cls, text: str, zone: str) -> "Recurrence":
        """Read the value of an ``RRULE`` property.

        Args:
            text: without ``RRULE:``.
            zone: of the plan; an ``UNTIL`` in UTC is a day of this zone.

        Raises:
            Invalid: not a rule, or one of a kind that is left out.
        """
        parts = _parts(text)
        unknown = parts.keys() - _KNOWN
        if unknown:
            raise Invalid("recurrence: FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL are understood")
        if parts.get("WKST", "MO") != "MO":
            raise Invalid("recurrence: weeks begin on Monday")
        try:
            frequency = Frequency(parts.get("FREQ", ""))
        except ValueError as error:
            raise Invalid("recurrence: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY") from error
        rule = cls(
            frequency=frequency,
            interval=_whole(parts.get("INTERVAL", "1"), 1, INTERVAL_MAX),
            days=_days(parts["BYDAY"]) if "BYDAY" in parts else (),
            month_days=_month_days(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else (),
            count=_whole(parts["COUNT"], 1, COUNT_MAX) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"], zone) if "UNTIL" in parts else None,
        )
        rule.demand_sense()
        return rule

    def demand_sense(self) -> None:
        """Pass, or raise.

        Raises:
            Invalid: parts that do not go together (RFC 5545 §3.3.10).
        """
        if self.count is not None and self.until is not None:
            raise Invalid("recurrence: COUNT or UNTIL, not both")
        numbered = any(len(day) > len("MO") for day in self.days)
        if numbered and self.frequency in (Frequency.DAILY, Frequency.WEEKLY):
            raise Invalid("recurrence: numbered week days belong to MONTHLY and YEARLY")
        if self.month_days and self.frequency is Frequency.WEEKLY:
            raise Invalid("recurrence: days of the month do not belong to WEEKLY")

    def text(self, zone: str) -> str:
        """The value of an ``RRULE`` property; ``UNTIL`` in UTC, as a start with a time zone demands."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append(f"BYDAY={','.join(self.days)}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            last = datetime.combine(self.until, time(23, 59, 59), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
            parts.append(f"UNTIL={last:%Y%m%dT%H%M%SZ}")
        return ";".join(parts)

    def starts(self, first: datetime) -> Iterator[datetime]:
        """Local starts from ``first`` on, in order; at most ``STEPS_MAX``. ``first`` is among them when it fits."""
        rule = rrule(
            _FREQUENCIES[self.frequency],
            dtstart=first,
            interval=self.interval,
            byweekday=[_weekday(day) for day in self.days] or None,
            bymonthday=self.month_days or None,
            count=self.count,
            until=datetime.combine(self.until, time.max) if self.until is not None else None,
        )
        return islice(rule, STEPS_MAX)

    def fits(self, first: datetime) -> bool:
        """Whether a series can begin at this local moment."""
        return next(self.starts(first), None) == first

    def before(self, first: datetime, split: datetime) -> "Recurrence | None":
        """The part of a series from ``first`` that lies before the day of ``split``; None = nothing does."""
        until = split.date() - timedelta(days=1)
        return replace(self, count=None, until=until) if until >= first.date() else None

    def since(self, first: datetime, split: datetime) -> "Recurrence":
        """The part of a series from ``first`` that begins at ``split``: what is left of a count."""
        if self.count is None:
            return self
        gone = sum(1 for start in self.starts(first) if start < split)
        return replace(self, count=max(self.count - gone, 1))


def _parts(text: str) -> dict[str, str]:
    if len(text) > RULE_MAX:
        raise Invalid(f"recurrence: at most {RULE_MAX} characters")
    pairs = [part.partition("=") for part in text.upper().strip().split(";")]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs) or not all(parts.values()):
        raise Invalid("recurrence: NAME=VALUE parts between semicolons, each name once")
    return parts


def _whole(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= len(str(high)) + 1):
        raise Invalid("recurrence: a number is not one")
    number = int(text)
    if not low <= number <= high:
        raise Invalid(f"recurrence: a number is not between {low} and {high}")
    return number


def _days(text: str) -> tuple[str, ...]:
    found = [_DAY.fullmatch(part) for part in text.split(",")]
    if len(found) > len(WEEKDAYS) * 2 or not all(found):
        raise Invalid("recurrence: BYDAY is a list like MO,WE or 2TU or -1FR")
    days = {f"{int(match[1]) if match[1] else ''}{match[2]}" for match in found if match}
    return tuple(sorted(days, key=lambda day: (WEEKDAYS.index(day[-2:]), day)))


def _month_days(text: str) -> tuple[int, ...]:
    days = {_whole(part, -31, 31) for part in text.split(",")}
    if 0 in days:
        raise Invalid("recurrence: days of the month count from 1, or from the end with -1")
    return tuple(sorted(days))


def _until(text: str, zone: str) -> date:
    match = _UNTIL.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        day = datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S")
        if match[3]:
            return day.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
    except (ValueError, OverflowError) as error:
        raise Invalid("recurrence: UNTIL is a day like 20271231") from error
    return day.date()


def _weekday(day: str) -> weekday:
    number = int(day[:-2]) if len(day) > len("MO") else None
    return weekday(WEEKDAYS.index(day[-2:]), number)
