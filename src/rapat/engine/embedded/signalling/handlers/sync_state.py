"""A resumed client says what it believes."""

from collections.abc import Mapping

from livekit.protocol import rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler


def sync_state(room: Room, participant: Participant, body: rtc.SyncState) -> None:
    """Bring our books in line with it, or make it join anew."""
    room.synchronise(participant, body)


HANDLERS: Mapping[str, Handler] = {"sync_state": sync_state}
