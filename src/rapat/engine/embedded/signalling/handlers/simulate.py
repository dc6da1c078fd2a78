"""Test scenarios that clients may ask for: refused, except on a development server.

They let anybody disturb its own session at will; a production server takes no orders to fail.
"""

from collections.abc import Mapping

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler


def simulate(room: Room, participant: Participant, body: rtc.SimulateScenario) -> None:
    """Only the scenarios that end or restart the sender's own session."""
    if not room.state.policy.allow_simulation:
        return
    match body.WhichOneof("scenario"):
        case "server_leave":
            room.membership.end(participant, models.SERVER_SHUTDOWN)
        case "leave_request_full_reconnect" | "node_failure" | "migration":
            room.membership.end(participant, models.MIGRATION, rtc.LeaveRequest.RECONNECT)


HANDLERS: Mapping[str, Handler] = {"simulate": simulate}
