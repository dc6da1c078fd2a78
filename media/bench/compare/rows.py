"""What is compared: one row a scenario, with the bars that it is judged by."""

from dataclasses import dataclass
from math import inf

STEADY, CAPACITY, STORM, CHURN = "steady", "capacity", "storm", "churn"
"""What the load generator does."""
LINES = "lines"
"""A meeting of real clients on bad lines (``media/bench/lines``)."""
KINDS = (STEADY, CAPACITY, STORM, CHURN, LINES)


@dataclass(frozen=True)
class Bar:
    """What one figure of ours must reach."""

    name: str
    path: tuple[str, ...]
    """Steps to the figure in a line."""
    bound: float
    unit: str
    """How it is written, as ``{:.1f} ms``."""
    is_least: bool = False
    """The figure must not fall below the bound, instead of not exceed it."""

    @property
    def worst(self) -> float:
        return -inf if self.is_least else inf


@dataclass(frozen=True)
class Row:
    """One scenario. ``flags`` go to the load generator as they are."""

    key: str
    title: str
    what: str
    scenario: str
    flags: tuple[str, ...] = ()
    times_livekit: float | None = None
    """Least ratio of our median to LiveKit's; None: no bar."""
    times_best: float | None = None
    """The same to the best of the other peers."""
    share_of_limit: float | None = None
    """Least share of the limit program's figure of the same minute."""
    bars: tuple[Bar, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    """Settings of our server that make it do the same work as the others."""
    peers: bool = True
    """False: a load that would drown the others, or that concerns us alone."""
    runs_max: int | None = None
    """Searches and storms take long: fewer runs than asked for."""
    within_s: float = 240.0
    """One run takes so long at most."""
    is_asked_for: bool = False
    """It takes so long that only who names it gets it."""

    @property
    def has_audience(self) -> bool:
        """Media flows, and those who send do not receive: what is played to a server that sends streams one by one."""
        publishers, _, receivers = self.scenario.rpartition("-")[2].partition("x")
        return self.what == STEADY and publishers != receivers


def _steady(name: str, title: str, times: float | None, share: float | None = None) -> Row:
    best = 1.5 if share else None
    return Row(name, title, STEADY, name, times_livekit=times, times_best=best, share_of_limit=share)


def _paced(name: str, title: str) -> Row:
    return Row(f"{name}-paced", f"{title}, evenly paced", STEADY, name, ("--paced",), times_livekit=3.5)


JOIN_CPU = Bar("CPU of a join", ("cpu_ms_per_join",), 5.0, "{:.1f} ms")
JOIN_RATE = Bar("joins a second", ("joins_per_second",), 100.0, "{:.0f}", is_least=True)
JOIN_PICTURE = Bar("p95 to the first decodable picture", ("picture_ms", "p95"), 170.0, "{:.0f} ms")
MEMORY = (
    Bar("memory of an idle subscriber", ("rss_per_idle_subscriber_kib",), 300.0, "{:.0f} KiB"),
    Bar("growth while people come and go", ("rss_growth",), 0.02, "{:.1%}"),
)
"""A fiftieth is what pools of two allocators wander by; a leak of a hundred bytes a join exceeds it in 30 minutes."""


def _pesq(line: str, least: float) -> Bar:
    return Bar(f"PESQ, {line} lost", (LINES, line, "pesq"), least, "{:.2f}", is_least=True)


def _frozen(line: str, most: float) -> Bar:
    return Bar(f"frozen, {line} lost", (LINES, line, "frozen"), most, "{:.1%}")


def _kept(line: str) -> Bar:
    return Bar(f"pictures a second kept by {line}", (LINES, line, "kept"), 0.9, "{:.0%}", is_least=True)


SQUEEZE = (
    Bar("smaller picture after", (LINES, "cut", "down_after_s"), 2.0, "{:.1f} s"),
    Bar("longest freeze", (LINES, "cut", "longest_freeze_s"), 1.0, "{:.2f} s"),
    Bar("usual picture again after", (LINES, "cut", "up_after_s"), 15.0, "{:.1f} s"),
    *(_kept(f"other {number}") for number in (1, 2, 3)),
)

ROWS = (
    _steady("video-1x50", "video 1→50", 5.0, 0.5),
    _steady("video-1x200", "video 1→200", 4.0, 0.5),
    _steady("video-10x10", "video 10×10", 4.0, 0.5),
    _steady("video-5x5", "video 5×5", None),
    _paced("video-1x50", "video 1→50"),
    _paced("video-5x5", "video 5×5"),
    Row(
        "audio-10x50",
        "audio 10→50",
        STEADY,
        "audio-10x50",
        times_livekit=3.0,
        environment=(("RAPAT_MEDIA_LOUDEST_ABOVE", "1000"),),  # all ten, as others do, not the five loudest
    ),
    Row("audio-100x100", "100 open microphones", STEADY, "audio-100x100", peers=False),
    Row("webinar", "webinar 1→500", STEADY, "video-1x500", peers=False, runs_max=1),
    Row("capacity-1xN", "receivers of one camera", CAPACITY, "video-1x1", times_livekit=4.0, runs_max=1),
    Row("capacity-8x8", "rooms of 8×8, audio and video", CAPACITY, "av-8x8", times_livekit=4.0, runs_max=1),
    Row("storm-at-once", "100 join at once", STORM, "video-1x1", ("--joins", "100"), bars=(JOIN_CPU,), runs_max=2),
    Row(
        "storm-20",
        "100 join, 20 a second",
        STORM,
        "video-1x1",
        ("--joins", "100", "--rate", "20"),
        bars=(JOIN_CPU, JOIN_PICTURE),
        runs_max=2,
    ),
    Row(
        "storm-silent",
        "100 join, nobody sends",
        STORM,
        "video-1x1",
        ("--joins", "100", "--silent"),
        bars=(JOIN_CPU, JOIN_RATE),
        runs_max=2,
    ),
    Row("churn", "50 leave and come again", CHURN, "video-1x50", ("--rounds", "8"), bars=MEMORY, runs_max=1),
    Row(
        "churn-long",
        "50 leave and come again for 30 minutes",
        CHURN,
        "video-1x50",
        ("--minutes", "30"),
        bars=MEMORY,
        peers=False,
        runs_max=1,
        within_s=2400.0,
        is_asked_for=True,
    ),
    Row(
        "lines-voice",
        "speech on lossy lines",
        LINES,
        "voice",
        bars=(_pesq("10 %", 2.9), _pesq("20 %", 2.4), _pesq("30 %", 1.9)),
        runs_max=2,
    ),
    Row(
        "lines-video",
        "speech and video on lossy lines of 100 ms",
        LINES,
        "video",
        bars=(_pesq("20 %", 2.3), _frozen("10 %", 0.04), _frozen("20 %", 0.12), _frozen("30 %", 0.25)),
        runs_max=2,
    ),
    Row("lines-squeeze", "one of four cut to 250 kbit/s", LINES, "squeeze", bars=SQUEEZE, runs_max=1),
)
KEYS = tuple(row.key for row in ROWS)
USUAL = tuple(row.key for row in ROWS if not row.is_asked_for)
SHORT = ("video-1x50", "video-5x5", "audio-10x50")
"""Rows of ``--quick``."""
