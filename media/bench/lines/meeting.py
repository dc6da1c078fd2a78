"""Plays one meeting: a speaker, listeners behind their lines, and the figures of what each of them got."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from livekit import api
from pesq import NoUtterancesError, pesq

from lines import hearing, listener, pictures, voice
from lines.line import Line, Quality
from lines.plans import Cut, Listener, Plan
from lines.relay import Relay

ROOT = Path(__file__).resolve().parents[3]
KEY, SECRET = "devkey", "secret"
"""Of a server that is started for tests."""
ROOM = "lines"
JOIN_WITHIN_S = 30.0
LEAVE_WITHIN_S = 15.0
SEED = 1
"""Of all losses: the same in each run, so that servers are compared on the same luck."""

PESQ_LEAST = 1.0
"""Of a window in which nothing could be heard."""

Figures = dict[str, Any]


@dataclass
class Ear:
    """A listener's process and its line."""

    plan: Listener
    process: subprocess.Popen[bytes]
    wire: socket.socket
    out: Path
    relay: Relay | None = None
    marks: list[tuple[float, int]] = field(default_factory=list)
    """Moments and the bytes that had come down the line by then: start, cut, end of the cut, end."""

    def mark(self) -> None:
        """Notes how far the line is."""
        if self.relay:
            self.marks.append((time.monotonic(), self.relay.down.passed))

    def kbps(self, first: int, last: int) -> float:
        """Thousand bits a second between two marks."""
        (start, before), (end, after) = self.marks[first], self.marks[last]
        return (after - before) * 8 / 1e3 / (end - start)


async def play(plan: Plan, port: int) -> dict[str, Figures]:
    """Figures by listener.

    Raises:
        RuntimeError: somebody could not join.
    """
    with tempfile.TemporaryDirectory(prefix="rapat-lines-") as folder, contextlib.ExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, speaking(plan, port))
        ears = [stack.enter_context(listening(each, port, Path(folder))) for each in plan.listeners]
        try:
            for number, ear in enumerate(ears):
                await join(ear, port, number)
            await asyncio.sleep(plan.settle_s)
            mark(ears)
            start = time.monotonic()
            if plan.cut:
                await squeeze(ears, plan.cut)
            await asyncio.sleep(start + plan.seconds - time.monotonic())
            mark(ears)
            end = time.monotonic()
            for ear in ears:
                await asyncio.to_thread(finish, ear)
        finally:
            for ear in ears:
                if ear.relay:
                    ear.relay.close()
        return {ear.plan.name: judge(plan, ear, start, end) for ear in ears}


@contextlib.contextmanager
def speaking(plan: Plan, port: int) -> Iterator[None]:
    """The speaker, from its first word on."""
    video = ("--video",) if plan.has_video else ()
    command = [sys.executable, "-m", "lines.speaker", "--url", f"ws://{listener.LOOPBACK}:{port}"]
    process = subprocess.Popen(
        [*command, "--token", token("speaker"), *video], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        if not (process.stdout and process.stdout.readline()):
            raise RuntimeError("the speaker could not join")
        yield
    finally:
        end(process)


@contextlib.contextmanager
def listening(plan: Listener, port: int, folder: Path) -> Iterator[Ear]:
    """A listener's process in a namespace of its own; it has not joined yet."""
    ours, theirs = socket.socketpair()
    out = folder / f"{plan.name}.npz"
    program = [sys.executable, "-m", "lines.listener", "--port", str(port), "--token", token(plan.name)]
    outside = {name: value for name, value in os.environ.items() if name != "RAPAT_ISOLATED"}
    with theirs:
        process = subprocess.Popen(
            [ROOT / "scripts/isolated", *program, "--wire", str(theirs.fileno()), "--out", str(out)],
            pass_fds=(theirs.fileno(),),
            env=outside,
        )
    try:
        yield Ear(plan, process, ours, out)
    finally:
        ours.close()
        end(process)


async def join(ear: Ear, port: int, number: int) -> None:
    """Lets it join on a perfect line, which turns into its own once it has."""
    ear.wire.settimeout(JOIN_WITHIN_S)
    try:
        _, files, _, _ = await asyncio.to_thread(socket.recv_fds, ear.wire, 1, 2)
        datagrams, calls = (socket.socket(fileno=file) for file in files)
        up, down = (Line(Quality(), Random(SEED + 2 * number + way)) for way in (0, 1))
        ear.relay = Relay(datagrams, calls, (listener.LOOPBACK, port), up, down)
        await ear.relay.open()
        ear.wire.send(listener.GO)
        if await asyncio.to_thread(ear.wire.recv, 1) != listener.GO:
            raise RuntimeError(f"{ear.plan.name} could not join")
    except (OSError, ValueError) as error:
        raise RuntimeError(f"{ear.plan.name} could not join: {error}") from error
    up.quality, down.quality = ear.plan.up, ear.plan.down


async def squeeze(ears: Sequence[Ear], cut: Cut) -> None:
    """Narrows the first one's line for its time."""
    relay = ears[0].relay
    if relay is None:
        raise RuntimeError("a line that nobody joined on")
    await asyncio.sleep(cut.after_s)
    mark(ears)
    usual, relay.down.quality = relay.down.quality, cut.quality
    await asyncio.sleep(cut.for_s)
    mark(ears)
    relay.down.quality = usual


def mark(ears: Sequence[Ear]) -> None:
    """All lines at one moment."""
    for ear in ears:
        ear.mark()


def finish(ear: Ear) -> None:
    """Ends listening; the recording lies in its file then."""
    ear.wire.shutdown(socket.SHUT_WR)
    ear.process.wait(LEAVE_WITHIN_S)


def judge(plan: Plan, ear: Ear, start: float, end: float) -> Figures:
    """What the listener got between ``start`` and ``end``."""
    with np.load(ear.out) as kept:
        sound, seen = kept["sound"].astype(np.float32) / 32768, kept["frames"]
    frames = [pictures.Frame(float(at), int(width)) for at, width in seen]
    heard = sound[-int((end - start) * voice.RATE) :]
    values = [wideband_pesq(*pair) for pair in hearing.windows(heard, voice.spoken())]
    figures: Figures = {"pesq": median(values or [PESQ_LEAST]), "windows": len(values)}
    figures["kbps"] = ear.kbps(0, -1)
    if plan.has_video:
        figures |= pictures.seen(frames, start, end)
    if plan.cut:
        figures |= pictures.steps(frames, plan.cut, start, end) | {"kbps_cut": ear.kbps(1, 2)}
    return rounded(figures)


def wideband_pesq(spoken: voice.Samples, heard: voice.Samples) -> float:
    """ITU-T P.862.2 of one window."""
    try:
        return float(pesq(voice.RATE, spoken, heard, "wb"))
    except NoUtterancesError:
        return PESQ_LEAST


def rounded(figures: Figures) -> Figures:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}


def token(identity: str) -> str:
    grants = api.VideoGrants(room_join=True, room=ROOM)
    return api.AccessToken(KEY, SECRET).with_identity(identity).with_grants(grants).to_jwt()


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(LEAVE_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
