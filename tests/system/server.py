"""The real server as a process of its own, as an operator starts it."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RAPAT = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "rapat"
START_SECONDS = 20
"""Far above the 3 s that a start takes: a loaded test machine must not fail here."""


def free_port() -> int:
    """A port that is free for TCP and UDP now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.bind(("127.0.0.1", 0))
        port: int = tcp.getsockname()[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind(("127.0.0.1", port))
        return port


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    port: int
    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:
        """Status and body of a GET."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5, context=context) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


def unverified() -> ssl.SSLContext:
    """For fetching the CA itself, before anybody trusts it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextlib.contextmanager
def running(folder: Path, *flags: str, scheme: str, host: str, port: int | None = None) -> Iterator[Server]:
    """Start ``rapat serve`` (default: on a free port) and wait for ``/readyz``; SIGTERM at the end."""
    port = port or free_port()
    log = folder / "server.log"
    command = [str(RAPAT), "serve", "--port", str(port), "--data", str(folder / "data"), *flags]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "NO_COLOR": "1"})
    server = Server(f"{scheme}://{host}:{port}", port, folder / "data", process, log)
    try:
        _wait_until_ready(server, unverified() if scheme == "https" else None)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _wait_until_ready(server: Server, context: ssl.SSLContext | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            if server.get("/readyz", context)[0] == 200:
                return
        time.sleep(0.1)  # another process starts: there is nothing to wait on but its port
    raise AssertionError(f"the server did not get ready:\n{server.log.read_text()[-4000:]}")
