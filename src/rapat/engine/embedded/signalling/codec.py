"""Signal messages: one protobuf ``SignalRequest`` in each binary WebSocket message (livekit_rtc.proto)."""

from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError
from livekit.protocol import rtc

MAX_MESSAGE_BYTES = 2 * 1024 * 1024
"""After inflation, as LiveKit: an offer with every section a room can need is a quarter of it."""


class MalformedSignal(ValueError):
    """Not a signal message, or too large; the session ends."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One request: its kind is the name of the field that is set; empty = a kind we do not know."""

    kind: str
    body: Any


def decode(data: bytes) -> Signal:
    """Read one message; raises ``MalformedSignal``."""
    if len(data) > MAX_MESSAGE_BYTES:
        raise MalformedSignal("the message is too large")
    try:
        request = rtc.SignalRequest.FromString(data)
    except DecodeError as error:
        raise MalformedSignal("the message is not a SignalRequest") from error
    kind = request.WhichOneof("message")
    return Signal("", None) if kind is None else Signal(kind, getattr(request, kind))
