"""Dynacast: publishers hear which qualities of their tracks anybody wants, so that nobody encodes for no one.

More is told at once, since somebody waits for it; less only when it lasted, since tiles come and go
while people scroll and speakers change, and every change costs a key frame.
"""

from livekit.protocol import models

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.layers import quality_of
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import Publication
from rapat.engine.embedded.rooms.state import RoomState

LOWER_AFTER_SECONDS = 5.0
"""LiveKit's figure. Sooner, scrolling would switch encoders on and off; later, uplinks carry what nobody sees."""

RANKS = {models.OFF: 0, models.LOW: 1, models.MEDIUM: 2, models.HIGH: 3}
"""``OFF`` is the largest number of the enum and the least demand."""


class Demand:
    """Remembers what each publisher was told."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._told: dict[str, models.VideoQuality] = {}
        """By track sid. A publisher that was told nothing sends everything."""

    def review(self, publication: Publication) -> None:
        """Who wants it, or how much of it, may have changed."""
        if publication.kind != "video" or not publication.live:
            return
        wanted, told = _wanted(publication), self._told.get(publication.sid, models.HIGH)
        timer = self._timer(publication)
        if RANKS[wanted] >= RANKS[told]:
            self._state.timers.cancel(timer)
            if wanted != told:
                self._tell(publication, wanted)
        elif not self._state.timers.is_set(timer):
            self._state.timers.set(timer, LOWER_AFTER_SECONDS, lambda: self._tell(publication, _wanted(publication)))

    def restart(self, participant: Participant) -> None:
        """A resumed publisher may have missed what it was told."""
        for publication in participant.publications.announced():
            if publication.sid in self._told:
                self._tell(publication, self._told[publication.sid])

    def forget(self, publication: Publication) -> None:
        """It ended."""
        self._told.pop(publication.sid, None)
        self._state.timers.cancel(self._timer(publication))

    @staticmethod
    def _timer(publication: Publication) -> tuple[str, str, str]:
        return (publication.owner.sid, "demand", publication.sid)

    def _tell(self, publication: Publication, highest: models.VideoQuality) -> None:
        self._told[publication.sid] = highest
        codec = publication.info.mime_type.rpartition("/")[2].lower()
        publication.owner.signal.send(messages.subscribed_quality(publication.sid, codec, highest))


def _wanted(publication: Publication) -> models.VideoQuality:
    """The best quality that any subscriber wants."""
    targets = (subscription.target() for subscription in publication.subscribers.values())
    qualities = [quality_of(publication.info.layers, target.max_layer) for target in targets if not target.paused]
    return max(qualities, key=RANKS.__getitem__, default=models.OFF)
