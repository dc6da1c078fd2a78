"""The protocol of one signal connection, without sockets: bytes in, one step out.

Decodes, limits, answers pings by itself, and says which handler the room should run. A message that is
out of turn or of an unknown kind asks for nothing; one that cannot be read ends this session alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.signalling.codec import MalformedSignal, Signal, decode
from rapat.engine.embedded.signalling.handlers import TABLE
from rapat.engine.embedded.signalling.handlers.base import Handler
from rapat.engine.embedded.signalling.rates import Flood, RateLimiter

CLOSE_UNSUPPORTED = 1003
"""RFC 6455: text frames, which no SDK of today sends."""
CLOSE_POLICY = 1008
"""RFC 6455: a malformed message or a flood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do about one message, in this order: wait, reply, handle, end."""

    wait_seconds: float = 0.0
    replies: tuple[bytes, ...] = ()
    handler: Handler | None = None
    body: Any = None
    end_code: int | None = None
    """Close with this code, after ``replies``."""


NOTHING = Step()


class Session:
    """State of one connection: only its rate limits."""

    def __init__(self, *, now: Callable[[], float], now_ms: Callable[[], int]) -> None:
        self._now = now
        self._now_ms = now_ms
        self._limiter = RateLimiter()

    def received(self, data: bytes) -> Step:
        """One binary message."""
        try:
            signal = decode(data)
            wait = self._limiter.admit(signal.kind, self._now())
        except (MalformedSignal, Flood):
            return _refusal(CLOSE_POLICY)
        if wait is None:
            return NOTHING
        if signal.kind in ("ping", "ping_req"):
            return Step(wait_seconds=wait, replies=(self._pong(signal),))
        return Step(wait_seconds=wait, handler=TABLE.get(signal.kind), body=signal.body)

    def received_text(self) -> Step:
        """A text message: JSON signalling is not offered."""
        return _refusal(CLOSE_UNSUPPORTED)

    def _pong(self, signal: Signal) -> bytes:
        if signal.kind == "ping":
            return messages.pong(self._now_ms())
        return messages.pong_response(signal.body.timestamp, self._now_ms())


def _refusal(code: int) -> Step:
    leave = messages.leave(rtc.LeaveRequest.DISCONNECT, models.STATE_MISMATCH)
    return Step(replies=(leave,), end_code=code)
