"""The task that owns one room: takes work from a bounded inbox, one piece at a time, and runs timers.

Nobody else touches the room, so nothing locks. A mistake in one piece of work ends the participant that
it was done for, never the room.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from rapat.engine.embedded.faults import describe
from rapat.engine.embedded.rooms.room import Room

T = TypeVar("T")

INBOX_LIMIT = 1024
"""Pieces of work waiting; a full inbox slows those who send, signal connections first."""
BURST = 64
"""Pieces of work before other tasks get a turn."""

log = structlog.get_logger("rapat.engine.rooms")


class RoomGone(Exception):
    """The room ended before the work was done; a new room of that name may be made."""


@dataclass(slots=True)
class _Work:
    run: Callable[[Room], Any]
    reply: asyncio.Future[Any] | None = None
    blame: str = ""


class RoomOwner:
    """Runs one room until it is finished."""

    def __init__(self, room: Room, on_finished: Callable[["RoomOwner"], None]) -> None:
        self.room = room
        self._on_finished = on_finished
        self._inbox: asyncio.Queue[_Work] = asyncio.Queue(INBOX_LIMIT)
        self._closed = False

    @property
    def name(self) -> str:
        """The room's name."""
        return self.room.state.facts.name

    async def ask(self, run: Callable[[Room], T]) -> T:
        """Do it in the room and return what it returns or raises; ``RoomGone`` when the room is over."""
        if self._closed:
            raise RoomGone
        reply: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        await self._inbox.put(_Work(run, reply))
        if self._closed:
            self._reject_waiting()
        return await reply

    async def tell(self, run: Callable[[Room], None], *, blame: str = "") -> None:
        """Do it in the room some time; waits while the inbox is full. ``blame`` = sid served."""
        if not self._closed:
            await self._inbox.put(_Work(run, None, blame))

    def deliver(self, events: list[tuple[Any, ...]]) -> bool:
        """Events of the media core; False = the inbox is full, offer them again."""
        if self._closed:
            return True
        try:
            self._inbox.put_nowait(_Work(lambda room: _run_events(room, events)))
        except asyncio.QueueFull:
            return False
        return True

    async def run(self) -> None:
        """Own the room until it is finished."""
        try:
            while not self.room.finished:
                work = await self._next()
                if work is not None:
                    self._do(work)
                    for _ in range(BURST):
                        if self._inbox.empty() or self.room.finished:
                            break
                        self._do(self._inbox.get_nowait())
                self._run_timers()
                self.room.state.media.flush()
                await asyncio.sleep(0)
        finally:
            self._closed = True
            self.room.state.media.close()
            self._on_finished(self)
            self._reject_waiting()

    async def _next(self) -> _Work | None:
        try:
            async with asyncio.timeout(self.room.state.timers.wait()):
                return await self._inbox.get()
        except TimeoutError:
            return None

    def _do(self, work: _Work) -> None:
        try:
            result = work.run(self.room)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not end the room
            if work.reply is None:
                log.error("room_work_failed", **describe(error))
                self.room.fault(work.blame)
            elif not work.reply.cancelled():
                work.reply.set_exception(error)
        else:
            if work.reply is not None and not work.reply.cancelled():
                work.reply.set_result(result)

    def _run_timers(self) -> None:
        try:
            self.room.state.timers.run_due()
        except Exception as error:  # noqa: BLE001 - as above
            log.error("room_timer_failed", **describe(error))

    def _reject_waiting(self) -> None:
        while not self._inbox.empty():
            work = self._inbox.get_nowait()
            if work.reply is not None and not work.reply.done():
                work.reply.set_exception(RoomGone())


def _run_events(room: Room, events: list[tuple[Any, ...]]) -> None:
    for event in events:
        room.media_event(event)
