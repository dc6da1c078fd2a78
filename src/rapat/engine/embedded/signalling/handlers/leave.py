"""A participant says goodbye. Only ever for itself."""

from collections.abc import Mapping

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler


def leave(room: Room, participant: Participant, _body: rtc.LeaveRequest) -> None:
    """End its session; the others are told at once."""
    room.membership.end(participant, models.CLIENT_INITIATED)


HANDLERS: Mapping[str, Handler] = {"leave": leave}
