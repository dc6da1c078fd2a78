"""Early-join policy: when a planned meeting is open to others than its hosts.

Only plans with ``early_minutes`` say anything; a meeting of which none does is always open. Where several plans
share a meeting (a series that was split), the one that opens first opens it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapat.domain.calendar.plan import WINDOW_MAX, Change, Occurrence, Plan, occurrences

BEHIND = timedelta(days=2)
"""How far back a date that still runs may have begun: longer than the longest meeting."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody but hosts comes in now."""

    opens: datetime | None
    """UTC; None = no date lies ahead: only a host's coming opens."""


def closed(plans: Iterable[tuple[Plan, Iterable[Change]]], now: datetime) -> Closed | None:
    """Whether the meeting of these plans is closed at ``now`` (UTC, aware); None = open.

    A date is open from ``early_minutes`` before its start to its end.
    """
    strict = [(plan, changes) for plan, changes in plans if plan.early_minutes is not None and not plan.cancelled]
    if not strict:
        return None
    coming = [date for plan, changes in strict for date in _around(plan, changes, now)]
    if any(_opens(date) <= now < date.ends for date in coming):
        return None
    return Closed(min((_opens(date) for date in coming if _opens(date) > now), default=None))


def _around(plan: Plan, changes: Iterable[Change], now: datetime) -> list[Occurrence]:
    since = now - BEHIND
    return occurrences(plan, changes, since, since + WINDOW_MAX)


def _opens(date: Occurrence) -> datetime:
    return date.starts - timedelta(minutes=date.plan.early_minutes or 0)
