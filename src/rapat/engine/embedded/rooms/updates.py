"""Who is told what about whom.

Everything goes out at once: LiveKit holds viewers back for up to three seconds, and their data then
arrives from an unknown sender. A hidden participant is shown to itself alone.
"""

from collections import OrderedDict

from livekit.protocol import models

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.state import RoomState

ROOM_UPDATE_SECONDS = 1.0
"""Head counts are gathered for this long: a rush of joins is one update a second, not one each."""
MAX_DEPARTED = 256
"""Departures remembered for those who resume; older ones are missing from the snapshot anyway."""


class Updates:
    """Tells participants about each other and the room."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._departed: OrderedDict[str, models.ParticipantInfo] = OrderedDict()

    def participant(self, participant: Participant) -> None:
        """Something about it changed: everybody hears, itself too."""
        participant.touch()
        participant.told = participant.info()
        self._send(participant, participant.told)

    def left(self, participant: Participant, reason: models.DisconnectReason) -> None:
        """It is gone, and out of the roster."""
        participant.touch()
        info = participant.info(reason)
        if not participant.hidden:
            self._departed[participant.sid] = info
            if len(self._departed) > MAX_DEPARTED:
                self._departed.popitem(last=False)
        self._send(participant, info)
        self.head_count()

    def snapshot(self, viewer: Participant) -> bytes:
        """All that a resumed client must know: everybody, itself, and who left meanwhile."""
        present = [viewer.info(), *self.others(viewer)]
        return messages.participants([*present, *self._departed.values()])

    def others(self, viewer: Participant) -> list[models.ParticipantInfo]:
        """Everybody else whom ``viewer`` may know of, as all have been told: made anew for each who joins, it was a
        fifth of what a join into a full room costs."""
        return [other.told or other.info() for other in self._state.roster.visible() if other is not viewer]

    def room(self) -> None:
        """The room's metadata or options changed."""
        self._state.timers.cancel("room-update")
        frame = messages.room(self._state.info())
        for participant in self._state.roster:
            participant.signal.send(frame)

    def head_count(self) -> None:
        """The number of participants changed."""
        if not self._state.timers.is_set("room-update"):
            self._state.timers.set("room-update", ROOM_UPDATE_SECONDS, self.room)

    def _send(self, about: Participant, info: models.ParticipantInfo) -> None:
        frame = messages.participants([info])
        about.signal.send(frame)
        if about.hidden:
            return
        for other in self._state.roster:
            if other is not about:
                other.signal.send(frame)
