"""``rapat doctor``: looks for what keeps meetings from working, and says what to do about each thing."""

import asyncio
import contextlib
import importlib
import json
import os
import shutil
import socket
import sqlite3
import ssl
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, Json, settings
from rapat.config import Settings
from rapat.http.pages import ASSETS
from rapat.identity.addresses import LOOPBACK, local_addresses
from rapat.identity.ca import LeafFiles, leaf_end
from rapat.storage.database import DatabaseUnusable, look
from rapat.telemetry.clock import SystemClock

UDP_BUFFER_BYTES = 4 * 1024 * 1024
"""What a burst of key frames of a big meeting needs; kernels give 208 kB by default."""
ANSWER_SECONDS = 2
"""A Rapat on this machine answers in milliseconds; something else on the port may never."""
EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
"""This program is not older: a clock before it has lost its battery."""
DISK_BYTES = 500 * 1024 * 1024
"""Below this a database may stop growing in the middle of a day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``next_step`` empty = it is well."""

    what: str
    next_step: str = ""


def doctor(
    as_json: Json = False,
    data: Data = None,
    config: Config = None,
    port: Annotated[int | None, typer.Option(help="Port to check.", show_default=False)] = None,
    dev: Annotated[bool | None, typer.Option("--dev", help="Check for --dev.", show_default=False)] = None,
) -> None:
    """Check this machine: parts, ports, buffers, certificate, data."""
    chosen = settings(config, data=data, port=port, dev=dev)
    findings = [finding for look in LOOKS for finding in look(chosen)]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in () if as_json else findings:
        print(f"{'ok  ' if not finding.next_step else 'TODO'}  {finding.what}")
        if finding.next_step:
            print(f"      next step: {finding.next_step}")
    if any(finding.next_step for finding in findings):
        raise Failure("something is to be done", "the lines marked TODO say what")


def _parts(_chosen: Settings) -> Iterator[Finding]:
    try:
        importlib.import_module("rapat_sfu")
    except ImportError as error:
        yield Finding(f"the media core cannot be loaded: {error.name or 'it is damaged'}", "run make setup")
    else:
        yield Finding("the media core is installed")
    built = (ASSETS / "index.html").exists()
    yield Finding(f"the browser app is {'' if built else 'not '}built", "" if built else "run make setup")
    yield Finding(f"Python {sys.version.split()[0]}")


def _ports(chosen: Settings) -> Iterator[Finding]:
    if _rapat_answers(chosen):
        yield Finding(f"Rapat is running on port {chosen.listen_port}")
        return
    for kind, name in ((socket.SOCK_STREAM, "TCP"), (socket.SOCK_DGRAM, "UDP")):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((chosen.listen_host, chosen.listen_port))
            except OSError as error:
                step = "stop what uses it (ss -lntup names it), or choose another with --port"
                yield Finding(f"{name} port {chosen.listen_port}: {error.strerror}", step)
            else:
                yield Finding(f"{name} port {chosen.listen_port} is free")


def _rapat_answers(chosen: Settings) -> bool:
    """True when the port is taken by a Rapat. Nothing secret is sent, so its certificate is not asked for."""
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - see above
    url = f"{'http' if chosen.dev else 'https'}://{LOOPBACK}:{chosen.listen_port}/api/about"
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS, context=context) as answer:  # noqa: S310 - our own
            return bool(json.loads(answer.read(4096)).get("name") == "Rapat")
    except (OSError, ValueError, AttributeError):
        return False


def _buffers(_chosen: Settings) -> Iterator[Finding]:
    for name in ("rmem_max", "wmem_max"):
        path = Path("/proc/sys/net/core") / name
        if not path.exists():
            continue
        value = int(path.read_text())
        enough = value >= UDP_BUFFER_BYTES
        step = (
            ""
            if enough
            else f"as root: sysctl -w net.core.{name}={UDP_BUFFER_BYTES} (and into /etc/sysctl.d to keep it)"
        )
        yield Finding(f"UDP buffers may grow to {value // 1024} kB ({name})", step)


def _addresses(_chosen: Settings) -> Iterator[Finding]:
    lan = local_addresses().lan
    step = "" if lan else "connect this machine to the network; until then only this machine can join"
    yield Finding(f"{len(lan)} network address{'es' if len(lan) != 1 else ''}", step)


def _certificate(chosen: Settings) -> Iterator[Finding]:
    files = LeafFiles(chosen.certificates / "server.crt", chosen.certificates / "server.key")
    if chosen.dev or not files.chain.exists():
        return
    end, now = leaf_end(files), SystemClock().now()
    soon = end - now < timedelta(days=14)
    yield Finding(
        f"the server's certificate ends on {end:%Y-%m-%d}", "restart the server: it renews it" if soon else ""
    )


def _clock(chosen: Settings) -> Iterator[Finding]:
    now = SystemClock().now()
    files = [path for path in (chosen.database, chosen.certificates / "ca.crt") if path.exists()]
    latest = max((datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files), default=EARLIEST)
    wrong = now < max(EARLIEST, latest) - timedelta(minutes=5)
    step = "set the clock: tokens and certificates of this time are refused" if wrong else ""
    yield Finding(f"the clock says {now:%Y-%m-%d %H:%M} UTC", step)


def _data(chosen: Settings) -> Iterator[Finding]:
    folder = chosen.data if chosen.data.exists() else next(p for p in chosen.data.absolute().parents if p.exists())
    free = shutil.disk_usage(folder).free
    yield Finding(f"{free // 1024**2} MB free for data", "make room on this disk" if free < DISK_BYTES else "")
    if not os.access(folder, os.W_OK):
        yield Finding(f"{folder} cannot be written", "run as its owner, or name another with --data")
    if chosen.database_url:
        yield _database_server(chosen)
    elif chosen.database.exists():
        yield _database(chosen)


def _database(chosen: Settings) -> Finding:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{chosen.database}?mode=ro", uri=True)) as database:
            verdict = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict == "ok":
        return Finding("the database is whole")
    return Finding(f"the database: {verdict}", f"stop the server and restore {chosen.database} from a copy")


def _database_server(chosen: Settings) -> Finding:
    try:
        asyncio.run(look(chosen.storage))
    except DatabaseUnusable as error:
        return Finding(str(error), error.next_step)
    return Finding("the database of database_url answers")


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _parts,
    _ports,
    _buffers,
    _addresses,
    _certificate,
    _clock,
    _data,
)
