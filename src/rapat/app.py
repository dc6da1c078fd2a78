"""Builds every part from the settings and joins them: the only file that knows all rooms."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uuid_utils
from fastapi import FastAPI

from rapat import __version__
from rapat.config import Settings
from rapat.domain.ids import Identity
from rapat.engine.embedded.engine import EmbeddedEngine, EmbeddedSettings, build_embedded_engine
from rapat.http import application, trust
from rapat.http.context import HttpContext
from rapat.identity.addresses import LOOPBACK, LocalAddresses
from rapat.identity.api_keys import KeyRing, product_key
from rapat.identity.ca import Authority, LeafFiles, load_or_make_authority, load_or_make_leaf
from rapat.identity.sessions import SECRET_BYTES, Sessions
from rapat.ports import Clock
from rapat.services.hands import HandService
from rapat.services.limits import Rate, RateLimiter
from rapat.services.meetings import MeetingService
from rapat.services.messaging import MessagingService
from rapat.services.moderation import ModerationService
from rapat.storage.store import SqlStore
from rapat.telemetry.metrics import Metrics

CREATING = Rate(burst=60, per_second=1)
"""Meetings and sessions from one address: a class of thirty behind one NAT starts at once."""
ASKING = Rate(burst=2_000, per_second=200)
"""API calls from one address: five hundred people behind one NAT whose apps look at the meeting at once."""
ACTING = Rate(burst=60, per_second=10)
"""API calls of one session: no person clicks faster; the burst is an app that pages through a long chat."""
KEYS_SECONDS = 5
"""How soon a key made with ``rapat apikey`` is known to the running server."""


@dataclass(frozen=True, slots=True)
class Tls:
    """What HTTPS is served with; ``authority`` None = the operator's own certificate."""

    files: LeafFiles
    authority: Authority | None


@dataclass(slots=True)
class Application:
    """The parts of a running server. ``await start()``, serve ``asgi``, ``await stop()``."""

    asgi: FastAPI
    engine: EmbeddedEngine
    store: SqlStore
    keys: KeyRing
    _reloading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take joins."""
        await self.engine.start()
        self._reloading = asyncio.create_task(self._reload_keys(), name="reload API keys")

    async def stop(self) -> None:
        """Tell everybody in a meeting, then close media and storage. Idempotent."""
        if self._reloading is not None:
            self._reloading.cancel()
            self._reloading = None
        await self.engine.stop()
        await self.store.close()

    async def _reload_keys(self) -> None:
        while True:
            await asyncio.sleep(KEYS_SECONDS)
            self.keys.load(await self.store.api_keys.all())


def prepare_tls(settings: Settings, addresses: LocalAddresses, clock: Clock) -> Tls | None:
    """Certificates of this box; made on the first start. None = plain HTTP (dev).

    Raises:
        ValueError: files that are there cannot be read.
    """
    if settings.dev:
        return None
    if settings.tls_cert is not None and settings.tls_key is not None:
        return Tls(LeafFiles(settings.tls_cert, settings.tls_key), None)
    authority = load_or_make_authority(settings.certificates, clock.now())
    return Tls(load_or_make_leaf(settings.certificates, authority, addresses, clock.now()), authority)


async def build(settings: Settings, addresses: LocalAddresses, tls: Tls | None, clock: Clock) -> Application:
    """Open storage and media and join everything; nothing is served yet.

    Raises:
        rapat_sfu.EngineError: the media port cannot be bound.
        rapat.storage.database.NewerDatabase: a newer version has written the data.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    store = await SqlStore.open(settings.database)
    own_key = await product_key(store, clock)
    keys = KeyRing(dev=settings.dev)
    keys.load(await store.api_keys.all())
    core = _media_core(settings, addresses)
    engine = build_embedded_engine(
        EmbeddedSettings(
            signing_key=own_key.key, max_participants=settings.max_participants, allow_simulation=settings.dev
        ),
        clock=clock,
        api_keys=keys.secret,
        core=core,
    )
    metrics = Metrics({"media": core.stats, "engine": lambda: _engine_figures(engine)})
    root = (
        trust.TrustedRoot(tls.authority.pem, tls.authority.der, tls.authority.fingerprint)
        if tls and tls.authority
        else None
    )

    async def not_ready() -> list[str]:
        missing = [] if engine.ready else ["media"]
        return missing if await store.healthy() else [*missing, "storage"]

    asgi = application.build(
        _context(settings, store, engine, clock, secure=tls is not None),
        engine_routes=engine.routes,
        root=root,
        ready=not_ready,
        metrics=metrics.exposition,
        metrics_token=settings.metrics_token,
    )
    return Application(asgi, engine, store, keys)


def _media_core(settings: Settings, addresses: LocalAddresses) -> Any:
    # Imported here: the command line works, and says what to do, where the native part is missing.
    import rapat_sfu

    if settings.dev:
        bind = [LOOPBACK]
    elif settings.host is not None and not settings.host.is_unspecified:
        bind = [str(settings.host)]
    else:
        bind = list(addresses.all)
    advertise = [str(address) for address in settings.advertise] or None
    return rapat_sfu.Engine(port=settings.listen_port, bind=bind, advertise=advertise, workers=settings.media_workers)


def _context(settings: Settings, store: SqlStore, engine: EmbeddedEngine, clock: Clock, *, secure: bool) -> HttpContext:
    return HttpContext(
        meetings=MeetingService(
            store,
            engine,
            clock,
            choose=secrets.choice,
            new_identity=lambda: Identity(f"p_{uuid_utils.uuid7().hex}"),
            max_participants=settings.max_participants,
        ),
        moderation=ModerationService(store, engine),
        messaging=MessagingService(store, engine, clock, new_id=_row_id),
        hands=HandService(store, engine),
        sessions=Sessions(store, clock, new_id=_row_id, new_secret=lambda: secrets.token_urlsafe(SECRET_BYTES)),
        creating=RateLimiter(CREATING),
        asking=RateLimiter(ASKING),
        acting=RateLimiter(ACTING),
        monotonic=clock.monotonic,
        secure=secure,
        version=__version__,
        dev=settings.dev,
    )


def _row_id() -> str:
    return str(uuid_utils.uuid7())


def _engine_figures(engine: EmbeddedEngine) -> Mapping[str, float]:
    return {"ready": float(engine.ready)}


def database_path(settings: Settings) -> Path:
    """Where the data lies, for the command line."""
    return settings.database
