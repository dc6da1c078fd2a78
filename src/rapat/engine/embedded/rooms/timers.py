"""Deadlines of one room: named, replaceable, run by its owner task, in the clock that is given.

There is no ``call_later`` in a room, so a test moves the clock and calls ``run_due``.
"""

import heapq
from collections.abc import Callable, Hashable
from itertools import count

Action = Callable[[], None]


class Timers:
    """A heap of deadlines; setting a name again replaces it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._order = count()
        self._heap: list[tuple[float, int, Hashable]] = []
        self._current: dict[Hashable, tuple[int, Action]] = {}

    def set(self, name: Hashable, delay: float, action: Action) -> None:
        """Run ``action`` once, ``delay`` seconds from now, unless replaced or cancelled."""
        ticket = next(self._order)
        self._current[name] = (ticket, action)
        heapq.heappush(self._heap, (self._now() + delay, ticket, name))

    def is_set(self, name: Hashable) -> bool:
        """True while ``name`` waits."""
        return name in self._current

    def cancel(self, name: Hashable) -> None:
        """Forget a deadline; unknown names are fine."""
        self._current.pop(name, None)

    def cancel_group(self, first: Hashable) -> None:
        """Forget every tuple name that starts with ``first`` (a participant's sid)."""
        for name in [n for n in self._current if isinstance(n, tuple) and n and n[0] == first]:
            del self._current[name]

    def wait(self) -> float | None:
        """Seconds until the next deadline, at least 0; None when there is none."""
        while self._heap and not self._is_live(self._heap[0]):
            heapq.heappop(self._heap)
        return max(0.0, self._heap[0][0] - self._now()) if self._heap else None

    def run_due(self) -> None:
        """Run what is due, in order of deadline."""
        now = self._now()
        while self._heap and self._heap[0][0] <= now:
            entry = heapq.heappop(self._heap)
            if self._is_live(entry):
                self._current.pop(entry[2])[1]()

    def _is_live(self, entry: tuple[float, int, Hashable]) -> bool:
        current = self._current.get(entry[2])
        return current is not None and current[0] == entry[1]
