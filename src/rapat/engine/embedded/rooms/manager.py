"""All rooms of the process: made on demand, found by name, forgotten when they are over."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from livekit.protocol import models

from rapat.engine.embedded.limits import check_metadata
from rapat.engine.embedded.media.bridge import MediaBridge, RoomMedia
from rapat.engine.embedded.rooms.membership import JoinRefused, check_newcomer
from rapat.engine.embedded.rooms.owner import RoomGone, RoomOwner
from rapat.engine.embedded.rooms.participant import Newcomer, Participant
from rapat.engine.embedded.rooms.revocations import Revocations
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.rooms.state import IdSource, RoomFacts, RoomPolicy, RoomState
from rapat.ports import Clock, EngineEvent, RoomFinished, RoomNotFound, RoomOptions, RoomStarted

T = TypeVar("T")

ATTEMPTS = 3
"""A room may end between being found and being asked; a new one is made, this often."""


class RoomManager:
    """Finds, makes and ends rooms."""

    def __init__(
        self,
        *,
        policy: RoomPolicy,
        max_rooms: int,
        bridge: MediaBridge,
        clock: Clock,
        ids: IdSource,
        refresh_token: Callable[[Participant], str],
    ) -> None:
        self._policy = policy
        self._max_rooms = max_rooms
        self._bridge = bridge
        self._clock = clock
        self._ids = ids
        self._refresh_token = refresh_token
        self._owners: dict[str, RoomOwner] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: list[Callable[[EngineEvent], None]] = []
        self.revocations = Revocations()
        self.closing = False
        """True while the process stops: nobody is let in."""

    def on_event(self, listener: Callable[[EngineEvent], None]) -> None:
        """Call ``listener`` with every event."""
        self._listeners.append(listener)

    def exists(self, name: str) -> bool:
        """True while the room is live."""
        return name in self._owners

    def owner(self, name: str) -> RoomOwner | None:
        """The live room's owner."""
        return self._owners.get(name)

    async def check_join(self, name: str, newcomer: Newcomer) -> None:
        """Raise ``JoinRefused`` if the join would be refused; makes no room."""
        self._check_capacity(name)
        owner = self._owners.get(name)
        if owner is None:
            check_newcomer(newcomer, self._bridge.inspect)
            return
        try:
            await owner.ask(lambda room: room.membership.check(newcomer))
        except RoomGone:
            return

    async def enter(self, name: str, run: Callable[[Room], T]) -> tuple[RoomOwner, T]:
        """Do something in a room that is made if need be. Raises ``JoinRefused`` when there are too many."""
        for _ in range(ATTEMPTS):
            self._check_capacity(name)
            owner = self._owners.get(name) or self._open(name)
            try:
                return owner, await owner.ask(run)
            except RoomGone:
                continue
        raise JoinRefused(503, "the room is closing, try again")

    async def ask(self, name: str, run: Callable[[Room], T]) -> T:
        """Do something in a live room; raises ``RoomNotFound``."""
        owner = self._owners.get(name)
        if owner is None:
            raise RoomNotFound("requested room does not exist")
        try:
            return await owner.ask(run)
        except RoomGone as gone:
            raise RoomNotFound("requested room does not exist") from gone

    async def create(self, name: str, options: RoomOptions) -> models.Room:
        """Make the room, or change the options of the one that is there. Raises ``LimitExceeded``."""
        check_metadata(options.metadata)

        def configure(room: Room) -> models.Room:
            room.set_options(options)
            return room.state.info()

        return (await self.enter(name, configure))[1]

    async def list(self, names: Sequence[str] = ()) -> "list[models.Room]":
        """Live rooms; empty ``names`` = all."""
        found: list[models.Room] = []
        for name in list(self._owners):
            if names and name not in names:
                continue
            try:
                found.append(await self.ask(name, lambda room: room.state.info()))
            except RoomNotFound:
                continue
        return found

    async def end(self, name: str, reason: models.DisconnectReason) -> None:
        """Everybody leaves; raises ``RoomNotFound``."""
        await self.ask(name, lambda room: room.end_all(reason))

    async def close(self, reason: models.DisconnectReason) -> None:
        """Everybody leaves every room; nobody is let in any more."""
        self.closing = True
        for name in list(self._owners):
            try:
                await self.end(name, reason)
            except RoomNotFound:
                continue
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _check_capacity(self, name: str) -> None:
        if self.closing:
            raise JoinRefused(503, "the server is restarting, try again")
        if name not in self._owners and len(self._owners) >= self._max_rooms:
            raise JoinRefused(503, f"the server holds its limit of {self._max_rooms} rooms")

    def _open(self, name: str) -> RoomOwner:
        def deliver(events: "list[tuple[object, ...]]") -> bool:
            return owner.deliver(events)

        media = self._bridge.open_room(deliver)
        owner = RoomOwner(Room(self._state(name, media)), self._forget)
        self._owners[name] = owner
        task = asyncio.get_running_loop().create_task(owner.run(), name="room")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._emit(RoomStarted(name))
        return owner

    def _state(self, name: str, media: RoomMedia) -> RoomState:
        facts = RoomFacts(
            name=name,
            sid=self._ids.sid("RM_"),
            created_at_ms=int(self._clock.now().timestamp() * 1000),
            max_participants=self._policy.max_participants,
            empty_timeout_seconds=self._policy.empty_timeout_seconds,
            departure_timeout_seconds=self._policy.departure_timeout_seconds,
        )
        return RoomState(
            facts=facts,
            policy=self._policy,
            media=media,
            clock=self._clock,
            ids=self._ids,
            refresh_token=self._refresh_token,
            emit=self._emit,
        )

    def _forget(self, owner: RoomOwner) -> None:
        if self._owners.get(owner.name) is owner:
            del self._owners[owner.name]
            self._emit(RoomFinished(owner.name))

    def _emit(self, event: EngineEvent) -> None:
        for listener in self._listeners:
            listener(event)
