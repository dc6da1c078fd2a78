"""One direction of a bad line in virtual time: what becomes of each datagram. Sockets are not its matter."""

from dataclasses import dataclass
from random import Random

QUEUE_S = 0.3
"""Longest wait for a narrow line: what a home router holds. More is delay that nobody measures, less is loss."""
HEADERS = 28
"""Bytes of IPv4 and UDP headers, which a narrow line carries too."""


@dataclass(frozen=True)
class Quality:
    """Of one direction. Zero everywhere = a perfect line."""

    loss: float = 0.0
    """Share of datagrams that vanish, each on its own."""
    delay_s: float = 0.0
    rate_bps: float = 0.0
    """Bits a second; 0 = no limit."""


class Line:
    """Decides when a datagram arrives. ``quality`` may be replaced at any time."""

    def __init__(self, quality: Quality, random: Random) -> None:
        self.quality = quality
        self._random = random
        self._free_at = 0.0
        self.passed = 0
        """Bytes that came out or will, headers included."""

    def arrival(self, size: int, now: float) -> float | None:
        """When ``size`` bytes that are offered at ``now`` come out; None = never. Times in seconds, never falling."""
        quality = self.quality
        if quality.loss and self._random.random() < quality.loss:
            return None
        if not quality.rate_bps:
            self.passed += size + HEADERS
            return now + quality.delay_s
        begins = max(now, self._free_at)
        if begins - now > QUEUE_S:
            return None
        self.passed += size + HEADERS
        self._free_at = begins + (size + HEADERS) * 8 / quality.rate_bps
        return self._free_at + quality.delay_s
