"""The writing side of a connection: bounded, in order, and closed when nobody reads."""

import asyncio
from typing import Any

from starlette.websockets import WebSocketState

from rapat.engine.embedded.signalling.socket import CLOSE_TRY_AGAIN, MAX_QUEUED_BYTES, MAX_QUEUED_FRAMES, SocketSink


class StuckSocket:
    """A WebSocket whose peer reads only when the test lets it."""

    application_state = client_state = WebSocketState.CONNECTED

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.sent: list[bytes] = []
        self.closed: tuple[int, str] | None = None

    async def send_bytes(self, data: bytes) -> None:
        await self.reading.wait()
        self.sent.append(data)

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


def run(scenario: Any) -> None:
    asyncio.run(scenario())


def test_frames_leave_in_order_and_the_close_comes_last() -> None:
    async def scenario() -> None:
        socket = StuckSocket()
        sink = SocketSink(socket)  # type: ignore[arg-type]
        for number in range(3):
            sink.send(bytes([number]))
        sink.close(1000, "left")
        sink.send(b"too late")
        socket.reading.set()
        await sink.write()
        await sink.finish()
        assert socket.sent == [b"\0", b"\1", b"\2"] and socket.closed == (1000, "left")

    run(scenario)


def test_a_reader_that_is_too_slow_is_closed_with_1013() -> None:
    async def scenario() -> None:
        for frame, count in ((b"x", MAX_QUEUED_FRAMES + 10), (b"x" * 300_000, MAX_QUEUED_BYTES // 300_000 + 3)):
            socket = StuckSocket()
            sink = SocketSink(socket)  # type: ignore[arg-type]
            writer = asyncio.create_task(sink.write())
            await asyncio.sleep(0)
            for _ in range(count):
                sink.send(frame)
            assert sink.closed.is_set()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            await sink.finish()
            assert socket.closed is not None and socket.closed[0] == CLOSE_TRY_AGAIN

    run(scenario)


def test_one_large_frame_is_not_a_slow_reader() -> None:
    async def scenario() -> None:
        sink = SocketSink(StuckSocket())  # type: ignore[arg-type]
        sink.send(b"x" * (MAX_QUEUED_BYTES + 1))
        assert not sink.closed.is_set()

    run(scenario)
