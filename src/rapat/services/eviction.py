"""Takes somebody out of every live meeting: an account that was disabled must not go on listening."""

from rapat.domain.ids import MeetingId
from rapat.domain.people import Person
from rapat.ports import Engine, ParticipantNotFound, RoomNotFound, Store


class Eviction:
    """``send_out`` of a person, wherever it is now."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine

    async def send_out(self, person: Person) -> None:
        """End the person's connections; the places in the meetings stay as they are."""
        for room in await self._engine.list_rooms():
            place = await self._store.attendees.find(MeetingId(room.name), person.visitor)
            if place is None:
                continue
            try:
                await self._engine.remove_participant(room.name, place.identity)
            except (RoomNotFound, ParticipantNotFound):
                continue  # left meanwhile
