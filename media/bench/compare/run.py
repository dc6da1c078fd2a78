"""Runs rows: ours, the limit, each peer, ours again; every run is one line."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare.rows import CAPACITY, LINES, STEADY, Row
from compare.servers import OURS, ROOT, SERVER_CORE, SPEAKS, Running, ServerFailed, running

BENCH = ROOT / "media/bench"
PYTHON = ROOT / ".venv/bin/python"
RELEASE = ROOT / "media/target/release"
GENERATOR_CORE = 1
LIMIT_SECONDS = 2
LIMIT_WITHIN_S = 60.0
CAPACITY_SECONDS = 2
"""Window of each load that a search tries."""
LIMIT = "limit"
"""Name of the limit program among the servers."""

AUTOGROUP, FIRST, AS_USUAL = Path("/proc/self/autogroup"), "-15", "0"
"""Weight of everything that this terminal started, and its values (sched(7)): nice alone counts within a terminal."""

Line = dict[str, Any]
"""One run: ``row``, ``server``, and the program's figures or ``error``."""


@dataclass(frozen=True)
class Settings:
    """What holds for all rows."""

    runs: int
    seconds: int
    gro: bool
    port: int | None
    peers: Mapping[str, str]
    """name → binary"""


@contextlib.contextmanager
def before_others() -> Iterator[None]:
    """Servers and generators alike go before what other terminals do; without the right to, they run as usual."""
    try:
        AUTOGROUP.write_text(FIRST)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        AUTOGROUP.write_text(AS_USUAL)


def measure(rows: Sequence[Row], settings: Settings) -> Iterator[Line]:
    """All runs in the order in which they are made; a run that fails is a line with ``error``."""
    started = time.monotonic()
    for number, row in enumerate(rows, 1):
        runs = min(settings.runs, row.runs_max or settings.runs)
        for turn in range(1, runs + 1):
            say(f"[{time.monotonic() - started:4.0f} s] row {number}/{len(rows)}, {row.key}, run {turn}/{runs}")
            yield from round_of(row, settings)


def round_of(row: Row, settings: Settings) -> Iterator[Line]:
    """One run of each server; the limit right after ours, at the run length and cipher that ours was seen to have."""
    line = one(row, OURS, "", settings)
    yield line
    if row.what == STEADY and "error" not in line:
        yield limit(row, line, settings)
    if row.peers:
        for name, binary in settings.peers.items():
            if row.has_audience or name not in SPEAKS:
                yield one(row, name, binary, settings)


def one(row: Row, name: str, binary: str, settings: Settings) -> Line:
    head = {"row": row.key, "server": name}
    try:
        with running(name, binary, settings.port, dict(row.environment) if name == OURS else {}) as server:
            if row.what == LINES:
                figures = meeting(row, server)
            else:
                how = (*steady(row, settings), *SPEAKS.get(name, ()))
                where = ("--server", f"127.0.0.1:{server.port}", "--pid", str(server.pid))
                command = (RELEASE / "loadgen", row.what, row.scenario, *where, *how)
                figures = program(command, row.within_s)
    except (ServerFailed, RuntimeError, subprocess.TimeoutExpired) as error:
        say(f"  {name}: {error}")
        return head | {"error": str(error)}
    say(f"  {name}: {brief(figures)}")
    return head | figures


def steady(row: Row, settings: Settings) -> tuple[str, ...]:
    """Flags of the load generator."""
    seconds = CAPACITY_SECONDS if row.what == CAPACITY else settings.seconds
    return ("--seconds", str(seconds), "--core", str(GENERATOR_CORE), *gro(settings), *row.flags)


def meeting(row: Row, server: Running) -> Line:
    """Real clients on bad lines, all of them on the generator's core."""
    pinned = ("taskset", "-c", str(GENERATOR_CORE), PYTHON, "-m", "lines", row.scenario)
    return program((*pinned, "--server", f"127.0.0.1:{server.port}"), row.within_s)


def limit(row: Row, line: Line, settings: Settings) -> Line:
    same = ("--run", str(line["mean_run_length"] or 1), "--profile", str(line["srtp_profile"]))
    cores = ("--core", str(SERVER_CORE), "--drain-core", str(GENERATOR_CORE))
    head = {"row": row.key, "server": LIMIT}
    try:
        command = (RELEASE / "limit", row.scenario, *same, *cores, "--seconds", str(LIMIT_SECONDS), *gro(settings))
        figures = program(command, LIMIT_WITHIN_S)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        say(f"  {LIMIT}: {error}")
        return head | {"error": str(error)}
    figures["packets_per_cpu_second"] = figures.pop("limit_packets_per_cpu_second")
    say(f"  {LIMIT}: {brief(figures)}")
    return head | figures


def gro(settings: Settings) -> tuple[str, ...]:
    return () if settings.gro else ("--no-gro",)


def program(command: Sequence[str | Path], within_s: float) -> Line:
    """Its line of JSON.

    Raises:
        RuntimeError: it failed; the text is what it said.
    """
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=within_s, cwd=BENCH)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"{command} failed")
    figures: Line = json.loads(done.stdout)
    return figures


BRIEF = (
    "packets_per_cpu_second",
    "capacity",
    "lost",
    "foreign_cores",
    "cpu_ms_per_join",
    "picture_ms",
    "rss_growth",
    "lines",
)


def brief(figures: Line) -> str:
    return ", ".join(f"{name} {figures[name]}" for name in BRIEF if name in figures)


def say(text: str) -> None:
    """Progress, beside the lines on stdout."""
    print(text, file=sys.stderr, flush=True)
