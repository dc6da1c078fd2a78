"""``rapat serve`` as a process: it starts, says where it is, refuses what cannot be, and ends when told."""

import contextlib
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

RAPAT = Path(sys.executable).parent / "rapat"
OWNER_LINK = re.compile(r"/welcome#(\S+)")
START_SECONDS = 30
"""Far above the 2 s that a start takes: a loaded test machine must not fail here."""


def free_port() -> int:
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        return port


def get(url: str) -> bytes:
    """The body; the certificate is not looked at here."""
    with urllib.request.urlopen(url, timeout=5, context=ssl._create_unverified_context()) as answer:
        return bytes(answer.read())


@contextlib.contextmanager
def serving(scheme: str, *flags: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that is ready, and its address."""
    port = free_port()
    command = [RAPAT, "serve", "--port", str(port), *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    url = f"{scheme}://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError):
                if get(url + "/readyz") == b"ready":
                    break
            time.sleep(0.05)  # another process starts: there is nothing to wait on but its port
        yield process, url
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    process.send_signal(number)
    output, _ = process.communicate(timeout=20)
    return process.returncode, output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_development_server_starts_says_where_it_is_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with serving("http", "--dev", "--data", str(tmp_path)) as (process, url):
        assert b'"dev":true' in get(url + "/api/about")
        status, output = end(process, number)
    assert status == 0, output
    assert url in output
    assert "Traceback" not in output
    assert (tmp_path / "rapat.db").stat().st_mode & 0o077 == 0


def test_the_first_start_makes_an_authority_and_prints_its_fingerprint(tmp_path: Path) -> None:
    with serving("https", "--data", str(tmp_path / "data"), "--name", "meet.test") as (process, url):
        certificate = get(url + "/trust/rapat-ca.crt").decode()
        trusting = ssl.create_default_context(cadata=certificate)
        with urllib.request.urlopen(url + "/healthz", timeout=5, context=trusting) as answer:
            assert answer.read() == b"ok"
        status, output = end(process, signal.SIGTERM)
    assert status == 0, output
    shown = subprocess.run(
        [RAPAT, "ca", "show", "--data", str(tmp_path / "data")], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split()[2] in output
    assert "meet.test" in output
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def post(url: str, body: object) -> int:
    """The status of a request as the app's own page makes it."""
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
        status: int = answer.status
        return status


def test_each_start_prints_the_owners_link_until_it_is_used(tmp_path: Path) -> None:
    with serving("http", "--dev", "--data", str(tmp_path)) as (process, _):
        first = OWNER_LINK.search(end(process, signal.SIGTERM)[1])
    with serving("http", "--dev", "--data", str(tmp_path)) as (process, url):
        made = subprocess.run(
            [RAPAT, "user", "owner-link", "--data", str(tmp_path)], capture_output=True, text=True, check=True
        )
        link = OWNER_LINK.search(made.stdout)
        assert link is not None
        owner = {"name": "Ana", "email": "ana@example.org", "password": "a sentence of her own"}
        assert post(url + "/api/links/use", {"secret": link.group(1), **owner}) == 200
        second = OWNER_LINK.search(end(process, signal.SIGTERM)[1])
    assert first is not None and second is not None and first.group(1) != second.group(1)
    with serving("http", "--dev", "--data", str(tmp_path)) as (process, _):
        assert OWNER_LINK.search(end(process, signal.SIGTERM)[1]) is None


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_taken_port_is_refused_with_a_sentence(tmp_path: Path, kind: socket.SocketKind) -> None:
    with socket.socket(type=kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [RAPAT, "serve", "--dev", "--port", str(port), "--data", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "NO_COLOR": "1"},
        )
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "next step: stop what uses" in done.stderr
    assert "Traceback" not in done.stderr
