"""Between rooms and the media core: numbers out to commands, events back to the rooms that own them.

``MediaBridge`` is one for the process: it hands out numbers that are never reused, remembers which
room owns which, and sorts each drained batch of events into one batch a room. ``RoomMedia`` is a
room's end: it gathers commands and sends them in one call. No policy lives here.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from rapat.engine.embedded.media.core import ChannelName, Command, InspectOffer, MediaCore, OfferSection, SectionPlan

DRAIN_LIMIT = 512
"""Events a loop turn: more would delay signalling, fewer would cost more calls."""
RETRY_SECONDS = 0.01
"""Pause before offering events again to a room whose inbox is full; the core buffers meanwhile."""

MediaEvent = tuple[Any, ...]
Deliver = Callable[[list[MediaEvent]], bool]
"""A room takes a batch; False = its inbox is full, try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownWish:
    """How one subscription is to be forwarded."""

    paused: bool
    max_layer: int
    """0 = lowest; higher than the highest means the highest."""
    max_fps: int = 0
    """Frames a second that are enough, at most 255; 0 = as many as there are."""
    priority: int = 0
    """0–255: what is higher gets bandwidth first."""


class RoomMedia:
    """One room's commands to the core."""

    def __init__(self, bridge: "MediaBridge", room: int) -> None:
        self._bridge = bridge
        self._room = room
        self._pending: list[Command] = []

    def inspect(self, sdp: str) -> list[OfferSection]:
        """Sections of an offer; ``ValueError`` when it is malformed or beyond a limit."""
        return self._bridge.inspect(sdp)

    def new_peer(self) -> int:
        """A transport that answers STUN as soon as its first offer is answered."""
        number = self._bridge.claim(self._room)
        self._bridge.core.add_peer(number, self._room)
        return number

    def new_track(self) -> int:
        """A number for an up track."""
        return self._bridge.claim(self._room)

    def new_down(self) -> int:
        """A number for a subscription."""
        return self._bridge.claim(self._room)

    def forget(self, number: int) -> None:
        """Events about this number are of no interest any more."""
        self._bridge.release(number)

    def remove_peer(self, peer: int) -> None:
        """End a transport, with whatever it still has queued sent first."""
        self._pending.append(("remove_peer", peer))
        self._bridge.release(peer)

    def set_down(self, down: int, wish: DownWish) -> None:
        """How one subscription is forwarded."""
        command = ("set_down_track", down, wish.paused, wish.max_layer, wish.max_fps, wish.priority)
        self._pending.append(command)

    def set_blocked(self, track: int, blocked: bool) -> None:
        """Drop, or stop dropping, what the publisher sends."""
        self._pending.append(("set_track", track, blocked))

    def request_key_frame(self, track: int) -> None:
        """Ask the publisher for a picture that can be decoded alone."""
        self._pending.append(("request_key_frame", track))

    def send_data(self, peers: list[int], channel: ChannelName, payload: bytes) -> None:
        """One message to many peers."""
        if peers:
            self._pending.append(("send_data", peers, channel, payload))

    def answer(self, peer: int, offer: str, plan: list[SectionPlan]) -> str:
        """The answer's SDP; errors as ``MediaCore.answer``."""
        self.flush()
        return self._bridge.core.answer(peer, offer, list(plan))

    def flush(self) -> None:
        """Send what was gathered; the room's owner calls it after each piece of work."""
        if self._pending:
            pending, self._pending = self._pending, []
            self._bridge.core.apply(pending)

    def close(self) -> None:
        """The room is over."""
        self.flush()
        self._bridge.close_room(self._room)


class MediaBridge:
    """All rooms' door to the core."""

    def __init__(self, core: MediaCore, inspect: InspectOffer) -> None:
        self.core = core
        self.inspect = inspect
        self._numbers = count(1)
        self._owners: dict[int, int] = {}
        self._rooms: dict[int, Deliver] = {}
        self._undelivered: dict[int, deque[MediaEvent]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def open_room(self, deliver: Deliver) -> RoomMedia:
        """Register a room; ``deliver`` gets its events in batches, on the event loop."""
        room = next(self._numbers)
        self._rooms[room] = deliver
        return RoomMedia(self, room)

    def close_room(self, room: int) -> None:
        """Forget a room and every number it claimed."""
        self._rooms.pop(room, None)
        self._undelivered.pop(room, None)
        for number in [number for number, owner in self._owners.items() if owner == room]:
            del self._owners[number]

    def claim(self, room: int) -> int:
        """A fresh number whose events go to ``room``."""
        number = next(self._numbers)
        self._owners[number] = room
        return number

    def release(self, number: int) -> None:
        """Events about ``number`` go nowhere from now on."""
        self._owners.pop(number, None)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read events on ``loop`` from now on."""
        self._loop = loop
        loop.add_reader(self.core.fileno(), self.pump)

    def stop(self) -> None:
        """Read no more."""
        if self._loop is not None:
            self._loop.remove_reader(self.core.fileno())
            self._loop = None

    def pump(self) -> None:
        """Move one batch of events from the core to the rooms."""
        for event in self.core.drain(DRAIN_LIMIT):
            self._sort(event)
        self._hand_out()
        if self._undelivered and self._loop is not None:
            self._loop.remove_reader(self.core.fileno())
            self._loop.call_later(RETRY_SECONDS, self._resume)

    def _resume(self) -> None:
        if self._loop is not None:
            self._loop.add_reader(self.core.fileno(), self.pump)
            self.pump()

    def _hand_out(self) -> None:
        for room in list(self._undelivered):
            deliver = self._rooms.get(room)
            if deliver is None or deliver(list(self._undelivered[room])):
                del self._undelivered[room]

    def _sort(self, event: MediaEvent) -> None:
        match event:
            case ("audio_levels", levels):
                for room, part in self._by_room(levels).items():
                    self._queue(room, ("audio_levels", part))
            case ("reports", tracks, peers):
                track_parts, peer_parts = self._by_room(tracks), self._by_room(peers)
                for room in track_parts.keys() | peer_parts.keys():
                    self._queue(room, ("reports", track_parts.get(room, []), peer_parts.get(room, [])))
            case (_, int(number), *_):
                owner = self._owners.get(number)
                if owner is not None:
                    self._queue(owner, event)

    def _by_room(self, rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
        parts: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            owner = self._owners.get(row[0])
            if owner is not None:
                parts.setdefault(owner, []).append(row)
        return parts

    def _queue(self, room: int, event: MediaEvent) -> None:
        self._undelivered.setdefault(room, deque()).append(event)
