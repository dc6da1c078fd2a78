"""How often somebody may do something: token buckets in a bounded table."""

from collections import OrderedDict
from dataclasses import dataclass

from rapat.domain.errors import TooManyRequests

KEYS_MAX = 10_000
"""Buckets kept at a time, the least recently used forgotten first: about 2 MB. A flood from more addresses
than that is what the operator's firewall is for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, then ``per_second`` for ever."""

    burst: float
    per_second: float


class RateLimiter:
    """One rate for many keys."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> None:
        """Count one use by ``key`` at monotonic time ``now``.

        Raises:
            TooManyRequests: nothing is left; ``retry_after`` says how long to wait.
        """
        left = self._left(key, now)
        self._buckets.pop(key, None)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > KEYS_MAX:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooManyRequests((1 - left) / self._rate.per_second)

    def check(self, key: str, now: float) -> None:
        """As ``take``, without counting: for what counts only when it goes wrong.

        Raises:
            TooManyRequests: nothing is left.
        """
        left = self._left(key, now)
        if left < 1:
            raise TooManyRequests((1 - left) / self._rate.per_second)

    def _left(self, key: str, now: float) -> float:
        left, seen = self._buckets.get(key, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - seen) * self._rate.per_second)
