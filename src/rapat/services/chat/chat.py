"""The services of the chat together, as routes and programs are given them."""

from collections.abc import Callable
from dataclasses import dataclass

from rapat.ports import Clock, Engine, Store
from rapat.services.chat.reading import ReadingService
from rapat.services.chat.steering import SteeringService
from rapat.services.chat.writing import WritingService


@dataclass(frozen=True, slots=True)
class Chat:
    """Everything that can be done with chats."""

    writing: WritingService
    reading: ReadingService
    steering: SteeringService

    @classmethod
    def on(cls, store: Store, engine: Engine, clock: Clock, *, new_id: Callable[[], str]) -> "Chat":
        """The services on one store and engine."""
        return cls(
            WritingService(store, engine, clock, new_id=new_id),
            ReadingService(store),
            SteeringService(store, engine, clock),
        )
