"""What one participant receives: desired (subscriptions) against actual (media sections that carry them).

In single-PC mode only the client can add sections. So a new subscription waits for a free recvonly
section; when none is free the room asks the client for more (``media_sections_requirement``) and
fills them in the answer to the offer that follows. This file keeps the books; ``subscribing`` decides
who gets what and ``negotiation`` speaks with the core.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livekit.protocol import models, rtc

from rapat.engine.embedded.media.bridge import DownWish
from rapat.engine.embedded.rooms.layers import TOP_LAYER, wanted_layer

if TYPE_CHECKING:
    from rapat.engine.embedded.rooms.participant import Participant
    from rapat.engine.embedded.rooms.publication import Publication

MAX_FPS = 255
"""The core counts frames in a byte; no camera makes more."""
ASKED_PRIORITY = 255
"""Just above the first of those that a client ranks itself; these come before all others."""
SCREEN_PRIORITY = 100
"""A screen is why people look: it gets bandwidth before faces."""
FACE_PRIORITY = 50


@dataclass(slots=True, kw_only=True, eq=False)
class Subscription:
    """One track on its way to one participant."""

    subscriber: "Participant"
    publication: "Publication"
    down: int
    """Down track in the core; a new subscription gets a new one."""
    mid: str = ""
    """Section that carries it; empty = waiting for one."""
    wish: rtc.UpdateTrackSettings | None = None
    """The client's last setting for this track."""
    applied: DownWish | None = None
    """What the core was told last."""

    def target(self) -> DownWish:
        """What the core should be told."""
        wish = self.wish
        if wish is None:
            # An adaptive client tells its sizes within 100 ms: until then the lowest layer comes soonest.
            layer = 0 if self.subscriber.adaptive_stream else TOP_LAYER
            return DownWish(paused=False, max_layer=layer, priority=self._priority(0))
        return DownWish(
            paused=wish.disabled or wish.quality == models.OFF,
            max_layer=wanted_layer(self.publication.info.layers, wish),
            max_fps=min(wish.fps, MAX_FPS),
            priority=self._priority(wish.priority),
        )

    def _priority(self, asked: int) -> int:
        """``asked``: the client's own, 1 = first, 0 = none, which lets the kind of picture decide."""
        if asked:
            return ASKED_PRIORITY - min(asked, ASKED_PRIORITY - SCREEN_PRIORITY - 1)
        return SCREEN_PRIORITY if self.publication.info.source == models.SCREEN_SHARE else FACE_PRIORITY


@dataclass(slots=True)
class Section:
    """A section in which the client is ready to receive."""

    kind: str
    occupant: Subscription | None = None
    last_stream: str = ""
    """Stream id that it carried last: clients see a reused section as new only if this changes."""

    def occupy(self, subscription: Subscription, mid: str) -> None:
        """The next answer sends this subscription here."""
        self.occupant = subscription
        self.last_stream = subscription.publication.stream_id
        subscription.mid = mid


@dataclass(slots=True)
class Shortfall:
    """Sections asked for and not yet seen in an offer."""

    audios: int = 0
    videos: int = 0
    waiting: bool = False
    """An offer is on its way, or should be."""


class Subscriptions:
    """Everything one participant receives or wants to."""

    def __init__(self, *, auto: bool) -> None:
        self.auto = auto
        self.refused: set[str] = set()
        """Track sids that the client does not want although it subscribes automatically."""
        self.wanted: set[str] = set()
        """Track sids that it asked for although it does not."""
        self.sections: dict[str, Section] = {}
        """By mid."""
        self.asked = Shortfall()
        self._by_track: dict[str, Subscription] = {}

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._by_track.values()))

    def __len__(self) -> int:
        return len(self._by_track)

    def get(self, track_sid: str) -> Subscription | None:
        """The subscription to a track."""
        return self._by_track.get(track_sid)

    def add(self, subscription: Subscription) -> None:
        """A new wish."""
        self._by_track[subscription.publication.sid] = subscription

    def remove(self, track_sid: str) -> Subscription | None:
        """A wish ended; its section stays occupied until the next answer empties it."""
        return self._by_track.pop(track_sid, None)

    def wants(self, track_sid: str) -> bool:
        """Would the client have this track forwarded?"""
        return track_sid not in self.refused if self.auto else track_sid in self.wanted

    def waiting(self, kind: str) -> list[Subscription]:
        """Subscriptions of a kind that no section carries."""
        return [s for s in self._by_track.values() if not s.mid and s.publication.kind == kind]

    def is_current(self, subscription: Subscription | None) -> bool:
        """False for what was unsubscribed since."""
        return subscription is not None and self._by_track.get(subscription.publication.sid) is subscription

    def stale(self) -> bool:
        """True if a section still carries what is not wanted any more."""
        return any(s.occupant is not None and not self.is_current(s.occupant) for s in self.sections.values())

    def free_for(self, subscription: Subscription) -> str | None:
        """A section that can take this subscription, or None."""
        kind, stream = subscription.publication.kind, subscription.publication.stream_id
        for mid, section in self.sections.items():
            if section.kind == kind and section.occupant is None and section.last_stream != stream:
                return mid
        return None

    def vacate(self, mid: str) -> None:
        """The client does not receive in this section any more."""
        section = self.sections.pop(mid)
        if section.occupant is not None:
            section.occupant.mid = ""

    def missing(self, kind: str) -> int:
        """How many sections of a kind are too few, counting as free what the next answer will empty."""
        free = [s.last_stream for s in self.sections.values() if s.kind == kind and not self.is_current(s.occupant)]
        missing = 0
        for subscription in self.waiting(kind):
            fit = next((stream for stream in free if stream != subscription.publication.stream_id), None)
            if fit is None:
                missing += 1
            else:
                free.remove(fit)
        return missing

    def mid_map(self) -> dict[str, str]:
        """Every sending mid with its track: complete in every answer."""
        return {
            mid: section.occupant.publication.sid
            for mid, section in self.sections.items()
            if section.occupant is not None
        }
