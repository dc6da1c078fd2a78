"""One who listens, in a network namespace of its own: hands over the sockets of its line's end, joins, and keeps
what it hears and sees until the other end of its wire closes; then writes it to a file.
"""

import argparse
import asyncio
import socket
import time
from pathlib import Path

import numpy as np
from livekit import rtc

from lines import voice

LOOPBACK = "127.0.0.1"
GO = b"g"
"""Said on the wire when the line is open; said back when the listener has joined."""


class Ears:
    """What came so far."""

    def __init__(self) -> None:
        self.sound: list[bytes] = []
        self.frames: list[tuple[float, int]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def on_track(self, track: rtc.Track, *_: object) -> None:
        keep = self._watch(track) if track.kind == rtc.TrackKind.KIND_VIDEO else self._listen(track)
        self._tasks.append(asyncio.create_task(keep))

    async def _listen(self, track: rtc.Track) -> None:
        async for event in rtc.AudioStream(track, sample_rate=voice.RATE, num_channels=1):
            self.sound.append(bytes(event.frame.data))

    async def _watch(self, track: rtc.Track) -> None:
        async for event in rtc.VideoStream(track):
            self.frames.append((time.monotonic(), event.frame.width))

    def write(self, path: Path) -> None:
        sound = np.frombuffer(b"".join(self.sound), dtype=np.int16)
        np.savez(path, sound=sound, frames=np.array(self.frames, dtype=np.float64).reshape(-1, 2))


def hand_over(wire: socket.socket, port: int) -> None:
    """Sockets of this namespace, for the relay outside it."""
    calls = socket.create_server((LOOPBACK, port))
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    datagrams.bind((LOOPBACK, port))
    socket.send_fds(wire, [GO], [datagrams.fileno(), calls.fileno()])
    calls.close()
    datagrams.close()


async def main() -> None:
    parser = argparse.ArgumentParser(prog="lines.listener")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--wire", type=int, required=True, help="number of the inherited socket")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    wire = socket.socket(fileno=options.wire)
    hand_over(wire, options.port)
    wire.recv(1)
    ears, room = Ears(), rtc.Room()
    room.on("track_subscribed", ears.on_track)
    await room.connect(f"ws://{LOOPBACK}:{options.port}", options.token)
    wire.send(GO)
    await asyncio.get_running_loop().run_in_executor(None, wire.recv, 1)
    ears.write(options.out)
    await room.disconnect()


if __name__ == "__main__":
    asyncio.run(main())
