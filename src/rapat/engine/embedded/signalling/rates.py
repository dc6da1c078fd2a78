"""How often one connection may send each kind of signal message.

Kinds that carry state are slowed (the reader waits, TCP pushes back, nothing is lost); kinds that say
nothing lasting are dropped beyond their rate. Somebody who stays far over its rate is sent away.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: ``burst`` at once, then ``per_second``; ``drop`` = beyond it, ignore instead of slow."""

    burst: float
    per_second: float
    drop: bool = False


DEFAULT_RATE = Rate(burst=50, per_second=20)
"""A person's clicks and a client's housekeeping are far below it."""

RATES: Mapping[str, Rate] = {
    # A Python client sends some candidates for each of seven sections; we need none of them.
    "trickle": Rate(burst=500, per_second=100, drop=True),
    # Each costs an SDP parse: clients gather changes for 100 ms.
    "offer": Rate(burst=30, per_second=10),
    "add_track": Rate(burst=60, per_second=10),
    "mute": Rate(burst=30, per_second=10),
    # A gallery of a hundred tiles that scrolls sends one setting a tile.
    "track_setting": Rate(burst=300, per_second=100),
    "subscription": Rate(burst=300, per_second=50),
    "ping": Rate(burst=30, per_second=5, drop=True),
    "ping_req": Rate(burst=30, per_second=5, drop=True),
    "update_metadata": Rate(burst=20, per_second=5),
    "subscription_permission": Rate(burst=20, per_second=5),
    "sync_state": Rate(burst=5, per_second=1),
    "": Rate(burst=50, per_second=10, drop=True),
}

MAX_DEBT_SECONDS = 30.0
"""Who would have to wait longer than this is not a client but a flood."""
MAX_DROPPED = 50_000
"""Messages ignored in one session before it ends: each still costs a parse."""


class Flood(Exception):
    """So far over the rate that the session ends."""


class RateLimiter:
    """The buckets of one connection."""

    def __init__(self) -> None:
        self._level: dict[str, tuple[float, float]] = {}
        self._dropped = 0

    def admit(self, kind: str, now: float) -> float | None:
        """Seconds to wait before handling a message of this kind, or None = ignore it.

        Raises:
            Flood: the session should end.
        """
        rate = RATES.get(kind, DEFAULT_RATE)
        tokens, at = self._level.get(kind, (rate.burst, now))
        tokens = min(rate.burst, tokens + max(0.0, now - at) * rate.per_second) - 1
        if tokens < 0 and rate.drop:
            self._dropped += 1
            if self._dropped > MAX_DROPPED:
                raise Flood(kind)
            return None
        self._level[kind] = (tokens, now)
        wait = max(0.0, -tokens / rate.per_second)
        if wait > MAX_DEBT_SECONDS:
            raise Flood(kind)
        return wait
