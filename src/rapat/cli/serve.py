"""``rapat serve``: starts everything, says where it is, stops cleanly."""

import asyncio
import gc
import os
import signal
import socket
import ssl
import sys
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import segno
import structlog
import typer
import uvicorn
from sqlalchemy.exc import OperationalError

from rapat import __version__
from rapat import app as rapat_app
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, settings
from rapat.config import Settings
from rapat.identity.addresses import LocalAddresses, local_addresses
from rapat.ports import Clock
from rapat.services.account_links import MadeLink
from rapat.storage.database import DatabaseUnusable
from rapat.telemetry import log
from rapat.telemetry.clock import SystemClock

logger = structlog.get_logger("rapat.serve")
WS_MESSAGE_MAX_BYTES = 2 * 1024 * 1024
"""Largest signalling message, after inflation: LiveKit's own bound."""
WS_REQUEST_LINE_MAX_BYTES = 64 * 1024
"""Longest URL of a WebSocket: LiveKit clients put their first offer and the token into it, 3 kB and more.
``websockets`` alone stops at 8 kB, without an answer."""
WS_QUEUE = 32
"""Messages read ahead of a slow handler."""
TICK_SECONDS = 1.0
"""How often uvicorn renews its Date header and looks whether to end; its own tenth of a second wakes an idle box
ten times for nothing."""
SHUTDOWN_SECONDS = 3
"""How long open requests may take to end; a supervisor's patience is usually 10 s."""
RENEWAL_SECONDS = 24 * 3600
"""A leaf is renewed 30 days before its end: once a day is often enough."""
EVERYWHERE = frozenset({"0.0.0.0", "::"})
BACKLOG = 2048
"""Connections that wait to be accepted: a whole school joins within a minute."""
CYCLES_AFTER = 20_000
"""New objects until the collector looks for cycles among the young ones. Python's 700 took a seventh of the time of
joins; higher lets sessions that have ended lie longer, about a megabyte here."""


def serve(
    data: Data = None,
    config: Config = None,
    port: Annotated[
        int | None,
        typer.Option(help="HTTPS on TCP and media on UDP. Default 8443, with --dev 7880.", show_default=False),
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", "--bind", help="Address to listen on. Default: all.", show_default=False)
    ] = None,
    advertise: Annotated[
        list[str] | None, typer.Option(help="Address that clients are told for media (box behind NAT); repeatable.")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Further host name for Rapat's own certificate; repeatable.")
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Own certificate chain (PEM).", show_default=False)] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key (PEM).", show_default=False)] = None,
    dev: Annotated[
        bool | None,
        typer.Option("--dev", help="Plain HTTP on 127.0.0.1, key devkey, secret secret.", show_default=False),
    ] = None,
    database_url: Annotated[
        str | None,
        typer.Option(
            help="postgresql://… instead of SQLite. Shown to who lists processes: better RAPAT_DATABASE_URL.",
            show_default=False,
        ),
    ] = None,
    media_workers: Annotated[
        int | None,
        typer.Option(help="Threads that forward packets. Default: one less than the cores.", show_default=False),
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default=False)] = None,
) -> None:
    """Start the server. Needs no arguments: it makes what it needs and prints the address to open."""
    chosen = settings(
        config,
        data=data,
        port=port,
        host=host,
        advertise=tuple(advertise) if advertise else None,
        names=tuple(name) if name else None,
        tls_cert=tls_cert,
        tls_key=tls_key,
        dev=dev,
        database_url=database_url,
        media_workers=media_workers,
        log_level=log_level,
    )
    log.set_up(chosen.log_level)
    print(f"Rapat {__version__} is starting …", flush=True)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(chosen))
    except (OSError, ValueError, DatabaseUnusable) as error:
        raise _explained(error, chosen) from error
    except OperationalError as error:
        raise Failure(f"the database failed: {error.orig}", "`rapat doctor` looks for the cause") from error


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:  # not on this platform: asyncio's own loop serves as well
        return None
    return uvloop.new_event_loop


async def _serve(chosen: Settings) -> None:
    addresses, clock = local_addresses(), SystemClock()
    listener = _listen(chosen)
    tls = rapat_app.prepare_tls(chosen, addresses, clock)
    try:
        application = await rapat_app.build(chosen, addresses, tls, clock)
    except RuntimeError as error:  # rapat_sfu.EngineError is one; its text names the address
        if isinstance(error, DatabaseUnusable):
            raise
        raise Failure(
            str(error), f"stop what uses UDP port {chosen.listen_port}, or choose another with --port"
        ) from error
    except ModuleNotFoundError as error:
        raise Failure("the media core is not installed", "run make setup in the source folder") from error
    await application.start()
    server = _Server(_uvicorn_config(chosen, application.asgi, tls))
    server.before_exit = application.stop
    renewing = asyncio.create_task(_renew(chosen, server.config, clock), name="renew the certificate")
    _announce(chosen, addresses, tls)
    await _announce_owner_link(application, chosen, addresses)
    try:
        await server.serve(sockets=[listener])
    finally:
        renewing.cancel()
        await application.stop()


async def _renew(chosen: Settings, config: uvicorn.Config, clock: Clock) -> None:
    """Look at the certificate once a day: a new one, ours or the operator's, serves new connections at once."""
    while True:
        await asyncio.sleep(RENEWAL_SECONDS)
        try:
            tls = rapat_app.prepare_tls(chosen, local_addresses(), clock)
            if tls is not None and config.ssl is not None:
                config.ssl.load_cert_chain(tls.files.chain, tls.files.key)
        except (OSError, ValueError) as error:  # the one in use serves on until somebody mends the files
            logger.error("certificate_not_renewed", error=type(error).__name__)


class _Server(uvicorn.Server):
    """Uvicorn that lets the meetings say goodbye before it closes their connections."""

    before_exit: Any
    _loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop, self._leaving = asyncio.get_running_loop(), asyncio.Event()
        _spare_the_collector()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self.before_exit()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # A second signal means "now". The signal is not raised again after a clean end: the exit status is 0.
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._leaving.set)


def _spare_the_collector() -> None:
    """What has been loaded by now stays until the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(CYCLES_AFTER)


def _uvicorn_config(chosen: Settings, asgi: Any, tls: rapat_app.Tls | None) -> uvicorn.Config:
    # ``websockets`` reads it when it is imported, which uvicorn does when it loads this configuration.
    os.environ.setdefault("WEBSOCKETS_MAX_LINE_LENGTH", str(WS_REQUEST_LINE_MAX_BYTES))
    return uvicorn.Config(
        asgi,
        loop="none",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=WS_MESSAGE_MAX_BYTES,
        ws_max_queue=WS_QUEUE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # LiveKit clients ping by themselves, and a silent connection is closed after a minute
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        lifespan="off",
        backlog=BACKLOG,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        timeout_keep_alive=15,
        ssl_certfile=tls.files.chain if tls is not None else None,
        ssl_keyfile=tls.files.key if tls is not None else None,
    )


def _listen(chosen: Settings) -> socket.socket:
    """Bind before anything slow is made: a taken port is said at once."""
    host = chosen.listen_host
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, chosen.listen_port))
    except OSError as error:
        listener.close()
        raise Failure(
            f"TCP port {chosen.listen_port} on {host} cannot be used: {error.strerror}",
            "stop what uses it (is Rapat running already?), or choose another with --port",
        ) from error
    return listener


def _announce(chosen: Settings, addresses: LocalAddresses, tls: rapat_app.Tls | None) -> None:
    if tls is None:
        print(f"Rapat is running: http://127.0.0.1:{chosen.listen_port}")
        print("For development: only this machine can connect; API key devkey, secret secret.")
    else:
        _announce_to_network(chosen, addresses, tls)
    print(f"Data: {chosen.data}\nStop with Ctrl+C.", flush=True)


async def _announce_owner_link(application: rapat_app.Application, chosen: Settings, addresses: LocalAddresses) -> None:
    """Until somebody owns the site, each start makes a link for whoever reads this terminal."""
    made = await application.accounts.links.of_owner()
    if made is not None:
        print(
            f"Nobody owns this site yet. Open this once to make your account:\n  {_own_link(chosen, addresses, made)}"
        )
        print("  (works once; made anew at each start, or by `rapat user owner-link`)", flush=True)


def _own_link(chosen: Settings, addresses: LocalAddresses, made: MadeLink) -> str:
    return rapat_app.site_address(chosen, addresses) + made.path


def _announce_to_network(chosen: Settings, addresses: LocalAddresses, tls: rapat_app.Tls) -> None:
    hosts = addresses.lan if chosen.listen_host in EVERYWHERE else (chosen.listen_host,)
    if chosen.listen_host == "0.0.0.0":
        hosts = tuple(host for host in hosts if ":" not in host)
    links = [_link(host, chosen.listen_port) for host in (*chosen.names, *hosts)]
    here = _link("localhost", chosen.listen_port)
    print(f"Rapat is running.\n  On this machine:   {here}")
    for link in links:
        print(f"  In your network:   {link}")
    best = links[0] if links else here
    if tls.authority is not None:
        print(f"  Trust it once:     {best}/trust (each device, else browsers warn)")
        print(f"  Its fingerprint:   {tls.authority.fingerprint}")
    if links and sys.stdout.isatty():
        segno.make(best).terminal(compact=True)


def _link(host: str, port: int) -> str:
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


def _explained(error: OSError | ValueError | DatabaseUnusable, chosen: Settings) -> Failure:
    if isinstance(error, DatabaseUnusable):
        return Failure(str(error), error.next_step)
    if isinstance(error, PermissionError):
        return Failure(
            f"not allowed: {error.filename or chosen.data}",
            "run as the owner of the directory, or name another with --data",
        )
    if isinstance(error, ssl.SSLError):
        return Failure(
            f"the certificate or its key cannot be used: {error.reason}", "give a PEM chain and its unencrypted key"
        )
    if isinstance(error, FileNotFoundError):
        return Failure(f"{error.filename} is not there", "check the path, or leave the option out")
    return Failure(str(error), "`rapat doctor` looks for the cause")
