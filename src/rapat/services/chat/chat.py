"""The services of the chat together, as routes and programs are given them."""

from collections.abc import Callable
from dataclasses import dataclass

from rapat.ports import Clock, Engine, Store
from rapat.ports_chat import BlobStore
from rapat.services.chat.files import FileLimits, FileService
from rapat.services.chat.reading import ReadingService
from rapat.services.chat.steering import SteeringService
from rapat.services.chat.writing import WritingService


@dataclass(frozen=True, slots=True)
class Chat:
    """Everything that can be done with chats."""

    writing: WritingService
    reading: ReadingService
    steering: SteeringService
    files: FileService

    @classmethod
    def on(
        cls,
        store: Store,
        engine: Engine,
        clock: Clock,
        blobs: BlobStore,
        *,
        new_id: Callable[[], str],
        limits: Callable[[], FileLimits],
    ) -> "Chat":
        """The services on one store and engine."""
        return cls(
            WritingService(store, engine, clock, new_id=new_id),
            ReadingService(store),
            SteeringService(store, engine, clock),
            FileService(store, blobs, clock, new_id=new_id, limits=limits),
        )
