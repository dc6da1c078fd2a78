"""A participant changes its own name, metadata or attributes."""

from collections.abc import Mapping

from livekit.protocol import rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler


def update_metadata(room: Room, participant: Participant, body: rtc.UpdateParticipantMetadata) -> None:
    """If its token allows."""
    room.profiles.requested(participant, body)


HANDLERS: Mapping[str, Handler] = {"update_metadata": update_metadata}
