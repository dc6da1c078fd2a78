"""What is compared: one row a scenario, with the bar that it is judged by."""

from dataclasses import dataclass

STEADY, CAPACITY, STORM, CHURN = "steady", "capacity", "storm", "churn"
"""What the load generator does."""


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
    peers: bool = True
    """False: a load that would drown the others, or that concerns us alone."""
    runs_max: int | None = None
    """Searches and storms take long: fewer runs than asked for."""

    @property
    def has_one_publisher(self) -> bool:
        """Everybody receives one stream: what can be played to servers with a connection for each stream."""
        return self.what == STEADY and self.scenario.partition("-")[2].startswith("1x")


def _steady(name: str, title: str, times: float | None, share: float | None = None) -> Row:
    best = 1.5 if share else None
    return Row(name, title, STEADY, name, times_livekit=times, times_best=best, share_of_limit=share)


def _paced(name: str, title: str) -> Row:
    return Row(f"{name}-paced", f"{title}, evenly paced", STEADY, name, ("--paced",), times_livekit=3.5)


ROWS = (
    _steady("video-1x50", "video 1→50", 5.0, 0.5),
    _steady("video-1x200", "video 1→200", 4.0, 0.5),
    _steady("video-10x10", "video 10×10", 4.0, 0.5),
    _steady("video-5x5", "video 5×5", None),
    _paced("video-1x50", "video 1→50"),
    _paced("video-5x5", "video 5×5"),
    _steady("audio-10x50", "audio 10→50", 3.0),
    Row("audio-100x100", "100 open microphones", STEADY, "audio-100x100", peers=False),
    Row("webinar", "webinar 1→500", STEADY, "video-1x500", peers=False, runs_max=1),
    Row("capacity-1xN", "receivers of one camera", CAPACITY, "video-1x1", times_livekit=4.0, runs_max=1),
    Row("capacity-8x8", "rooms of 8×8, audio and video", CAPACITY, "av-8x8", times_livekit=4.0, runs_max=1),
    Row("storm-at-once", "100 join at once", STORM, "video-1x1", ("--joins", "100"), runs_max=2),
    Row("storm-20", "100 join, 20 a second", STORM, "video-1x1", ("--joins", "100", "--rate", "20"), runs_max=2),
    Row("storm-silent", "100 join, nobody sends", STORM, "video-1x1", ("--joins", "100", "--silent"), runs_max=2),
    Row("churn", "50 leave and come again", CHURN, "video-1x50", ("--rounds", "8"), runs_max=1),
)
KEYS = tuple(row.key for row in ROWS)
SHORT = ("video-1x50", "video-5x5", "audio-10x50")
"""Rows of ``--quick``."""
