"""The servers that can be measured: ours from this tree, others as binaries that the caller names.

How to get another project's binary is that project's matter; one that is not named is not measured.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVER_CORE = 0
READY_WITHIN_S = 30.0
STOP_WITHIN_S = 10.0
MOST_PEOPLE = "1000"
"""In one meeting of ours: the largest value that it accepts."""

OURS, LIVEKIT, GALENE, JANUS = "rapat", "livekit", "galene", "janus"
VARIABLES = {LIVEKIT: "LIVEKIT", GALENE: "GALENE", JANUS: "JANUS"}
"""Peers and the environment variable that holds the path of the binary."""


@dataclass(frozen=True)
class Start:
    """How to start a server: command, environment besides ours, path that answers 200 when it is ready."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready: str
    ready_port: int | None = None
    """Of that path, when it is not the port on which the server listens to clients."""


@dataclass(frozen=True)
class Running:
    """A server that serves."""

    name: str
    port: int
    pid: int


class ServerFailed(RuntimeError):
    """A server ended or did not get ready; the text has the end of its log."""


def ours(_binary: str, port: int, folder: Path) -> Start:
    """``rapat serve --dev`` with one media thread and no limit on joins that a bench would meet."""
    command = (f"{ROOT}/.venv/bin/rapat", "serve", "--dev", "--port", str(port), "--data", str(folder))
    environment = {"RAPAT_MEDIA_WORKERS": "1", "RAPAT_MAX_PARTICIPANTS": MOST_PEOPLE}
    return Start(command, environment, "/readyz")


def livekit(binary: str, port: int, folder: Path) -> Start:
    """LiveKit on loopback alone, one UDP port, its defaults otherwise."""
    config = folder / "livekit.yaml"
    config.write_text(
        f"port: {port}\n"
        'bind_addresses: ["127.0.0.1"]\n'
        "keys: {devkey: secret}\n"
        "logging: {level: error}\n"
        f"rtc: {{udp_port: {port}, tcp_port: {free_port()}, use_external_ip: false, node_ip: 127.0.0.1,\n"
        "  enable_loopback_candidate: true, interfaces: {includes: [lo]}}\n"
    )
    return Start((binary, "--config", str(config)), {}, "/")


def galene(binary: str, port: int, folder: Path) -> Start:
    """Galène without TURN, one UDP port, one open group.

    It does not use loopback for media, see ``AVOID_LOOPBACK``.
    """
    for name in ("groups", "data", "static"):
        (folder / name).mkdir()
    (folder / "groups/bench-0.json").write_text(
        '{"codecs": ["vp8", "opus"], "wildcard-user": {"password": {"type": "wildcard"}, "permissions": "present"}}'
    )
    (folder / "static/ready").write_text("yes")
    network = ("-http", f"127.0.0.1:{port}", "-insecure", "-udp-range", str(free_port()), "-turn", "")
    return Start((binary, *network), {}, "/ready")


JANUS_PLUGINS = (
    *("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay"),
    *("sip", "streaming", "textroom", "videocall", "voicemail"),
)
"""Plugins of Janus that nobody here talks to."""
JANUS_PORTS = "20000-40000"
"""It opens one for each connection."""


def janus(binary: str, port: int, folder: Path) -> Start:
    """Janus with one room of its VideoRoom, and all connections on one thread: on one core more are in their own way.

    It does not use loopback for media either. ICE is lite, as LiveKit's and ours.
    """
    asked = free_port()
    unused = ",".join(f"libjanus_{name}.so" for name in JANUS_PLUGINS)
    files = {
        "janus": "general: { debug_level = 2, session_timeout = 0, event_loops = 1 }\n"
        f'plugins: {{ disable = "{unused}" }}\n'
        f'media: {{ rtp_port_range = "{JANUS_PORTS}" }}\n'
        "nat: { ice_lite = true, ice_tcp = false }\n",
        "janus.transport.websockets": f'general: {{ ws = true, ws_ip = "127.0.0.1", ws_port = {port}, wss = false }}\n',
        "janus.transport.http": f'general: {{ http = true, ip = "127.0.0.1", port = {asked}, https = false }}\n',
        "janus.plugin.videoroom": "general: { string_ids = true }\n"
        f"room-bench-0: {{ publishers = {MOST_PEOPLE}, bitrate = 0 }}\n",
    }
    for name, text in files.items():
        (folder / f"{name}.jcfg").write_text(text)
    return Start((binary, "--configs-folder", str(folder)), {}, "/janus/info", asked)


STARTS: dict[str, Callable[[str, int, Path], Start]] = {OURS: ours, LIVEKIT: livekit, GALENE: galene, JANUS: janus}
SPEAKS = {GALENE: ("--galene",), JANUS: ("--janus",)}
"""Flags of the load generator for those that do not speak LiveKit's protocol."""
AVOID_LOOPBACK = frozenset({GALENE, JANUS})
"""They send media on another interface alone, so they are measured where one leads nowhere (``scripts/isolated``)."""


def present(environment: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Peers that can be started, name → binary, and a sentence for each that cannot."""
    found, absent = {}, []
    for name, variable in VARIABLES.items():
        binary = environment.get(variable, "")
        if Path(binary).is_file() and os.access(binary, os.X_OK):
            found[name] = binary
        else:
            what = f"{binary} is no program" if binary else f"{variable} names no binary"
            absent.append(f"{name} is not measured: {what}")
    return found, absent


def version(name: str, binary: str) -> str:
    """What a peer says of itself; its name when it says nothing."""
    if name == GALENE:
        return "Galène"  # it has no flag for it
    done = subprocess.run([binary, "--version"], check=False, capture_output=True, text=True, timeout=READY_WITHIN_S)
    lines = done.stdout.strip().splitlines()
    return lines[0] if lines and done.returncode == 0 else name


@contextlib.contextmanager
def running(
    name: str, binary: str = "", port: int | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """A fresh server of that name on its core, with an empty data folder and ``environment``; stopped afterwards.

    Raises:
        ServerFailed: it ended, or did not get ready within ``READY_WITHIN_S``.
    """
    folder = Path(tempfile.mkdtemp(prefix="rapat-bench-"))
    port = port or free_port()
    start = STARTS[name](binary, port, folder)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *start.command],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, **start.environment, **(environment or {})},
        )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{start.ready_port or port}{start.ready}", log)
        yield Running(name, port, process.pid)
    finally:
        stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerFailed(f"the server ended: {log.read_text(errors='replace')[-800:]}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerFailed(f"the server was not ready within {READY_WITHIN_S:.0f} s")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that is free for TCP and for UDP. Another process may take it first; then the start fails loudly."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
