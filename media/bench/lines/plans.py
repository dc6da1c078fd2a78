"""The meetings that can be played: who listens on what line, and for how long."""

from dataclasses import dataclass, field

from lines.line import Quality

CUT_BPS = 250_000
HALF_RTT_S = 0.05
"""One way of a line of 100 ms there and back."""


@dataclass(frozen=True)
class Listener:
    """One who listens: its name in the figures, and the line to it once it has joined."""

    name: str
    down: Quality = Quality()
    up: Quality = Quality()


@dataclass(frozen=True)
class Cut:
    """A narrow line for some time, for the first listener."""

    quality: Quality
    after_s: float
    for_s: float


@dataclass(frozen=True)
class Plan:
    """One meeting: one speaks, the others listen."""

    listeners: tuple[Listener, ...]
    seconds: float
    """Length of what is judged."""
    has_video: bool = False
    cut: Cut | None = None
    settle_s: float = field(default=4.0)
    """Between the last join and the first judged moment: decoders run, estimates have grown."""


def _lossy(percent: int, delay_s: float = 0.0) -> Listener:
    down, up = Quality(loss=percent / 100, delay_s=delay_s), Quality(delay_s=delay_s)
    return Listener(f"{percent} %", down, up)


PLANS = {
    "voice": Plan(tuple(_lossy(percent) for percent in (0, 10, 20, 30)), seconds=30),
    "video": Plan(tuple(_lossy(percent, HALF_RTT_S) for percent in (10, 20, 30)), seconds=30, has_video=True),
    "squeeze": Plan(
        (Listener("cut"), Listener("other 1"), Listener("other 2"), Listener("other 3")),
        seconds=45,
        has_video=True,
        cut=Cut(Quality(rate_bps=CUT_BPS), after_s=10, for_s=15),
        settle_s=8,
    ),
}
