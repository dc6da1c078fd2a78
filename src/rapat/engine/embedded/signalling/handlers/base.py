"""What a handler is: it runs in the room's owner task, for a participant that is still there."""

from collections.abc import Callable
from typing import Any

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room

Handler = Callable[[Room, Participant, Any], None]
"""Room, sender, body of the message."""


def ignore(_room: Room, _participant: Participant, _body: Any) -> None:
    """A message that asks nothing of us."""
