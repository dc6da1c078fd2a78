"""Offers and candidates. Single-PC: the client offers; its candidates are not needed by an ICE-lite server."""

from collections.abc import Mapping

from livekit.protocol import rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler, ignore


def offer(room: Room, participant: Participant, body: rtc.SessionDescription) -> None:
    """Answer it."""
    room.offered(participant, body)


HANDLERS: Mapping[str, Handler] = {
    "offer": offer,
    # An answer to an offer that we never make ends whole servers elsewhere; here it is nothing.
    "answer": ignore,
    "trickle": ignore,
}
