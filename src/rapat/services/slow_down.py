"""Slows guesses of passwords down: the more wrong ones in a row, the longer the wait. Nothing is ever locked."""

from collections import OrderedDict
from dataclasses import dataclass

from rapat.domain.errors import TooManyRequests

FREE_TRIES = 5
"""Wrong ones without a wait: a person tries the two or three passwords that it has."""
FIRST_WAIT = 2.0
"""Seconds after the first wrong one beyond the free; doubles with each."""
LONGEST_WAIT = 300.0
"""Seconds: 288 guesses a day against one account, and nobody who is right waits longer than five minutes."""
FORGOTTEN_AFTER = 3600.0
"""Seconds without a try after which all is forgotten."""
KEYS_MAX = 10_000
"""Counted at a time, the least recently tried forgotten first: about 2 MB."""


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last: float


class SlowDown:
    """Counts tries by key, such as account and address together: who guesses from elsewhere slows nobody else."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def attempt(self, key: str, now: float) -> None:
        """Count one try at monotonic time ``now``, before its outcome is known: many at once are many.

        Raises:
            TooManyRequests: too soon after the last; ``retry_after`` says how long to wait. It is not counted.
        """
        known = self._tries.get(key)
        if known is None or now - known.last > FORGOTTEN_AFTER:
            known = _Tries(0, now)
        left = known.last + _wait(known.count) - now
        if left > 0:
            raise TooManyRequests(left)
        self._tries[key] = _Tries(known.count + 1, now)
        self._tries.move_to_end(key)
        if len(self._tries) > KEYS_MAX:
            self._tries.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Whoever this is knows the password: forget the wrong tries."""
        self._tries.pop(key, None)


def _wait(tries: int) -> float:
    """Seconds that must lie between this many tries and the next one."""
    if tries < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(tries - FREE_TRIES, 30))
