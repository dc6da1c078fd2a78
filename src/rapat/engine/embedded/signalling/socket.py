"""A signal connection on a Starlette WebSocket: reads into the session, writes what rooms send.

The writing side is a bounded queue with one writer task: a client that does not read is closed with
1013 and can resume; it never holds a room up.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from rapat.engine.embedded.rooms.owner import RoomOwner
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.session import Session, Step

MAX_QUEUED_FRAMES = 1024
MAX_QUEUED_BYTES = 2 * 1024 * 1024
"""With the socket's own buffers a stuck client costs less than 4 MiB."""
FIRST_MESSAGE_SECONDS = 15.0
"""Every client pings or offers within 10 s of its join."""
SILENCE_SECONDS = 60.0
"""Clients ping every 10 s, throttled background tabs once a minute at worst while a call runs."""
CLOSE_SECONDS = 5.0
"""A closing handshake may take this long, then the connection is just dropped."""
CLOSE_TRY_AGAIN = 1013
CLOSE_GOING_AWAY = 1001


class SocketSink:
    """``SignalSink`` over a WebSocket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._close: tuple[int, str] | None = None
        self.closed = asyncio.Event()
        """Set when the connection should be let go."""

    def send(self, frame: bytes) -> None:
        """Queue a frame; a full queue closes the connection."""
        if self._close is not None:
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        # One frame alone may be larger: the join of a full room with long metadata.
        if len(self._frames) > MAX_QUEUED_FRAMES or (len(self._frames) > 1 and self._bytes > MAX_QUEUED_BYTES):
            self._frames.clear()
            self.close(CLOSE_TRY_AGAIN, "reads too slowly")
            self.closed.set()
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued."""
        if self._close is None:
            self._close = (code, reason)
            self._wake.set()

    async def write(self) -> None:
        """Send what is queued until closed; the connection's writer task."""
        try:
            while True:
                while self._frames:
                    frame = self._frames.popleft()
                    self._bytes -= len(frame)
                    await self._websocket.send_bytes(frame)
                if self._close is not None:
                    return
                self._wake.clear()
                await self._wake.wait()
        except (WebSocketDisconnect, RuntimeError, OSError):
            return
        finally:
            self.closed.set()

    async def finish(self) -> None:
        """Send the close frame, if anybody still listens."""
        code, reason = self._close or (CLOSE_GOING_AWAY, "")
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        if self._websocket.client_state is not WebSocketState.CONNECTED:
            return
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(code, reason)
        except (TimeoutError, RuntimeError, OSError, WebSocketDisconnect):
            return


class Connection:
    """One client's signal connection, after the join was admitted."""

    def __init__(
        self, websocket: WebSocket, sink: SocketSink, session: Session, owner: RoomOwner, participant: Participant
    ) -> None:
        self._websocket = websocket
        self._sink = sink
        self._session = session
        self._owner = owner
        self._participant = participant
        self._heard_until = 0.0

    async def run(self) -> None:
        """Serve until either side closes; the room then hears of it."""
        try:
            self._hear(FIRST_MESSAGE_SECONDS)
            await first_done(self._sink.write(), self._read(), self._silence(), self._sink.closed.wait())
        finally:
            participant, sink = self._participant, self._sink
            await self._owner.tell(lambda room: room.membership.signal_lost(participant, sink))
        await self._sink.finish()

    def _hear(self, seconds: float) -> None:
        self._heard_until = asyncio.get_running_loop().time() + seconds

    async def _silence(self) -> None:
        """Ends when nothing came for too long; one timer in a minute, not one for each message."""
        loop = asyncio.get_running_loop()
        while (left := self._heard_until - loop.time()) > 0:
            await asyncio.sleep(left)

    async def _read(self) -> None:
        try:
            while True:
                message = await self._websocket.receive()
                self._hear(SILENCE_SECONDS)
                if message["type"] == "websocket.disconnect":
                    return
                data = message.get("bytes")
                step = self._session.received_text() if data is None else self._session.received(data)
                if await self._perform(step):
                    return
        except (WebSocketDisconnect, RuntimeError, OSError):
            return

    async def _perform(self, step: Step) -> bool:
        if step.wait_seconds:
            await asyncio.sleep(step.wait_seconds)
        for reply in step.replies:
            self._sink.send(reply)
        if step.handler is not None:
            await self._hand_over(step)
        if step.end_code is not None:
            self._sink.close(step.end_code, "refused")
            await self._sink.closed.wait()
            return True
        return False

    async def _hand_over(self, step: Step) -> None:
        participant, handler, body = self._participant, step.handler, step.body
        sink = self._sink

        def work(room: Room) -> None:
            # Somebody may have taken its place, or it may have been removed, while this waited.
            if handler is not None and not participant.gone and participant.signal.is_on(sink):
                handler(room, participant, body)

        await self._owner.tell(work, blame=participant.sid)


async def first_done(*parts: Coroutine[Any, Any, object]) -> None:
    """Run several things until the first ends, then cancel the others and wait for them; raises what they raise."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()
