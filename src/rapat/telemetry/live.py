"""Counts of what is live, kept from the engine's events, for metrics."""

from collections.abc import Mapping

from rapat.ports import EngineEvent, ParticipantJoined, ParticipantLeft, RoomFinished, RoomStarted


class LiveCounts:
    """Rooms and people now. Give ``listen`` to ``Engine.on_event``."""

    def __init__(self) -> None:
        self._people: dict[str, set[str]] = {}

    def listen(self, event: EngineEvent) -> None:
        """Count one event."""
        match event:
            case RoomStarted(room):
                self._people.setdefault(room, set())
            case RoomFinished(room):
                self._people.pop(room, None)
            case ParticipantJoined(room, identity):
                self._people.setdefault(room, set()).add(identity)
            case ParticipantLeft(room, identity):
                self._people.get(room, set()).discard(identity)

    def figures(self) -> Mapping[str, float]:
        """``rooms`` and ``participants``."""
        return {"rooms": len(self._people), "participants": sum(len(people) for people in self._people.values())}
