"""The whole engine as an ASGI application on a fake media core, and a client for it."""

import base64
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from livekit.protocol import rtc
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession

from rapat.engine.embedded.engine import EmbeddedEngine, EmbeddedSettings, build_embedded_engine
from rapat.ports import TokenGrant
from tests.fakes.media_core import FakeMediaCore, inspect_offer

SECRET = "a-secret-that-is-long-enough-for-hs256"
OFFER = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=recvonly\r\na=rtpmap:111 opus/48000/2\r\n"


class ShiftedClock:
    """The system's clock, which a test may set forward: sockets wait in real time."""

    def __init__(self) -> None:
        self.shift = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.shift)

    def monotonic(self) -> float:
        return time.monotonic() + self.shift


class Served:
    """An engine that is being served, in the test's own process."""

    def __init__(self, **settings: Any) -> None:
        self.core = FakeMediaCore()
        self.clock = ShiftedClock()
        self.engine: EmbeddedEngine = build_embedded_engine(
            EmbeddedSettings(signing_key="key", **settings),
            clock=self.clock,
            api_keys={"key": SECRET}.get,
            core=self.core,
            inspect_offer=inspect_offer,
        )
        self.http: TestClient

    @contextmanager
    def running(self) -> Iterator["Served"]:
        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            await self.engine.start()
            yield
            await self.engine.stop()

        with TestClient(Starlette(routes=self.engine.routes, lifespan=lifespan)) as self.http:
            yield self

    def call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """Await a method of the engine on its own event loop."""

        async def run() -> Any:
            return await function(*args, **kwargs)

        assert self.http.portal is not None
        return self.http.portal.call(run)

    def token(self, identity: str = "alice", room: str = "room", **grant: Any) -> str:
        grant.setdefault("ttl", timedelta(hours=1))
        return self.engine.mint_token(TokenGrant(room=room, identity=identity, name=identity, **grant))

    def url(self, path: str = "/rtc/v1", token: str | None = None, **join: Any) -> str:
        return f"{path}?join_request={join_request(**join)}&access_token={self.token() if token is None else token}"

    def connect(self, **url: Any) -> WebSocketTestSession:
        return self.http.websocket_connect(self.url(**url))


def join_request(**fields: Any) -> str:
    """The query parameter, uncompressed."""
    fields.setdefault("publisher_offer", rtc.SessionDescription(type="offer", sdp=OFFER))
    fields.setdefault("connection_settings", rtc.ConnectionSettings(auto_subscribe=True))
    wrapped = rtc.WrappedJoinRequest(join_request=rtc.JoinRequest(**fields).SerializeToString())
    return base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()


def receive(socket: WebSocketTestSession) -> rtc.SignalResponse:
    """The next frame."""
    return rtc.SignalResponse.FromString(socket.receive_bytes())


def receive_until(socket: WebSocketTestSession, kind: str) -> Any:
    """Frames up to the first of a kind; its body."""
    while True:
        frame = receive(socket)
        if frame.WhichOneof("message") == kind:
            return getattr(frame, kind)
