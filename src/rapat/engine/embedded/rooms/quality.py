"""How good everybody's line is, every five seconds, when it changed.

Loss and round trip decide; the thresholds follow what people notice. Nobody is ever told LOST about
itself: a JavaScript client that publishes would throw its connection away (livekit-client 2.23).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from livekit.protocol import models, rtc

from rapat.engine.embedded.media.core import PeerReport, TrackReport
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.state import RoomState

INTERVAL_SECONDS = 5.0
GOOD_LOSS = 0.02
"""Above it a careful listener notices: GOOD."""
POOR_LOSS = 0.08
"""Above it everybody does: POOR."""
GOOD_RTT_MS = 300.0
POOR_RTT_MS = 700.0
MIN_EXPECTED = 20
"""Packets; fewer say nothing about loss (a muted or DTX-silent track)."""

SCORES: dict[models.ConnectionQuality, float] = {
    models.EXCELLENT: 5.0,
    models.GOOD: 3.5,
    models.POOR: 2.0,
    models.LOST: 1.0,
}


@dataclass(slots=True)
class _Line:
    expected: int = 0
    lost: int = 0
    loss_down: float = 0.0
    rtt_ms: float = 0.0

    def judge(self) -> models.ConnectionQuality:
        loss_up = self.lost / self.expected if self.expected >= MIN_EXPECTED else 0.0
        loss = max(loss_up, self.loss_down)
        if loss > POOR_LOSS or self.rtt_ms > POOR_RTT_MS:
            return models.POOR
        if loss > GOOD_LOSS or self.rtt_ms > GOOD_RTT_MS:
            return models.GOOD
        return models.EXCELLENT


class Quality:
    """Gathers reports between two rounds and tells what changed."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._lines: dict[str, _Line] = {}
        self._told: dict[str, dict[str, models.ConnectionQuality]] = {}
        """What each viewer (sid) was told about whom (sid)."""
        self._schedule()

    def reports(self, tracks: Iterable[TrackReport], peers: Iterable[PeerReport]) -> None:
        """What the core measured since its last report."""
        for number, expected, lost, _jitter_ms, _bitrate in tracks:
            publication = self._state.tracks.by_number(number)
            if publication is not None:
                line = self._line(publication.owner)
                line.expected += expected
                line.lost += lost
        for peer, loss, rtt_ms, _line_bps, _sent in peers:
            participant = self._state.roster.by_peer(peer)
            if participant is not None:
                line = self._line(participant)
                line.loss_down, line.rtt_ms = max(line.loss_down, loss), rtt_ms

    def forget(self, participant: Participant) -> None:
        """It left."""
        self._lines.pop(participant.sid, None)
        self._told.pop(participant.sid, None)
        for told in self._told.values():
            told.pop(participant.sid, None)

    def restart(self, participant: Participant) -> None:
        """A resumed client knows nothing: tell it all again."""
        self._told.pop(participant.sid, None)

    def _line(self, participant: Participant) -> _Line:
        return self._lines.setdefault(participant.sid, _Line())

    def _schedule(self) -> None:
        self._state.timers.set("quality", INTERVAL_SECONDS, self._round)

    def _round(self) -> None:
        self._schedule()
        judged = {p.sid: self._judge(p) for p in self._state.roster if p.transport.ever_connected}
        for viewer in self._state.roster:
            self._tell(viewer, judged)
        self._lines.clear()

    def _judge(self, participant: Participant) -> models.ConnectionQuality:
        if not participant.transport.connected:
            return models.LOST
        return self._lines.get(participant.sid, _Line()).judge()

    def _tell(self, viewer: Participant, judged: dict[str, models.ConnectionQuality]) -> None:
        told = self._told.setdefault(viewer.sid, {})
        updates = []
        for participant in [viewer, *_publishers_for(viewer)]:
            quality = judged.get(participant.sid)
            if quality is None or told.get(participant.sid) == quality:
                continue
            if participant is viewer and quality == models.LOST:
                continue
            told[participant.sid] = quality
            updates.append(
                rtc.ConnectionQualityInfo(participant_sid=participant.sid, quality=quality, score=SCORES[quality])
            )
        if updates:
            viewer.signal.send(messages.connection_quality(updates))


def _publishers_for(viewer: Participant) -> list[Participant]:
    owners = {s.publication.owner.sid: s.publication.owner for s in viewer.subscriptions}
    return list(owners.values())
