"""Who is speaking: audio levels from the core become deltas in eighths for those who can hear them."""

import math
from collections.abc import Iterable

from livekit.protocol import models

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.state import RoomState

STEPS = 8
"""Levels are rounded up to eighths: finer ones would send updates that nobody can see."""


class Speakers:
    """Remembers the levels that were told and tells what changes."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._tracks: dict[int, float] = {}
        """Level by up track; silent ones are absent."""
        self._told: dict[str, float] = {}
        """Level by participant sid, as told last; silent ones are absent."""

    def levels(self, levels: Iterable[tuple[int, float]]) -> None:
        """Levels of some tracks, 0–1; 0 = fell silent."""
        touched: dict[str, Participant] = {}
        for number, level in levels:
            publication = self._state.tracks.by_number(number)
            if publication is None:
                continue
            if level > 0 and not publication.blocked:
                self._tracks[number] = level
            else:
                self._tracks.pop(number, None)
            touched[publication.owner.sid] = publication.owner
        self._tell([speaker for speaker in touched.values() if self._changed(speaker)])

    def forget(self, participant: Participant) -> None:
        """It left."""
        for publication in participant.publications:
            self._tracks.pop(publication.number, None)
        self._told.pop(participant.sid, None)

    def _changed(self, speaker: Participant) -> bool:
        level = max((self._tracks.get(p.number, 0.0) for p in speaker.publications), default=0.0)
        rounded = min(1.0, math.ceil(level * STEPS) / STEPS)
        if rounded == self._told.get(speaker.sid, 0.0):
            return False
        if rounded:
            self._told[speaker.sid] = rounded
        else:
            self._told.pop(speaker.sid, None)
        return True

    def _tell(self, changed: list[Participant]) -> None:
        if not changed:
            return
        infos = {speaker.sid: self._info(speaker) for speaker in changed}
        for listener in self._state.roster:
            heard = [infos[speaker.sid] for speaker in changed if _hears(listener, speaker)]
            if heard:
                listener.signal.send(messages.speakers_changed(heard))

    def _info(self, speaker: Participant) -> models.SpeakerInfo:
        level = self._told.get(speaker.sid, 0.0)
        return models.SpeakerInfo(sid=speaker.sid, level=level, active=level > 0)


def _hears(listener: Participant, speaker: Participant) -> bool:
    if listener is speaker:
        return True
    if speaker.hidden:
        return False
    return any(p.kind == "audio" and listener.identity in p.subscribers for p in speaker.publications)
