"""The whole HTTP application on a real SQLite file, with a fake engine, called in-process."""

import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from rapat.domain.ids import Identity
from rapat.http import application
from rapat.http.context import HttpContext
from rapat.http.trust import TrustedRoot
from rapat.identity.sessions import Sessions
from rapat.services.hands import HandService
from rapat.services.limits import Rate, RateLimiter
from rapat.services.meetings import MeetingService
from rapat.services.messaging import MessagingService
from rapat.services.moderation import ModerationService
from rapat.storage.store import SqlStore
from tests.conftest import StillClock
from tests.fakes.engine import FakeEngine


@dataclass
class World:
    """A server; ``browser()`` is somebody new in front of it."""

    app: FastAPI
    engine: FakeEngine
    clock: StillClock
    browser: Callable[[], httpx2.AsyncClient]


@pytest.fixture
async def world(tmp_path: Path, clock: StillClock) -> AsyncIterator[World]:
    store, engine, ids = await SqlStore.open(tmp_path / "rapat.db"), FakeEngine(), itertools.count(1)

    def row_id() -> str:
        return f"row-{next(ids)}"

    context = HttpContext(
        meetings=MeetingService(
            store,
            engine,
            clock,
            choose=secrets.choice,
            new_identity=lambda: Identity(f"p{next(ids)}"),
            max_participants=4,
        ),
        moderation=ModerationService(store, engine),
        messaging=MessagingService(store, engine, clock, new_id=row_id),
        hands=HandService(store, engine),
        sessions=Sessions(store, clock, new_id=row_id, new_secret=lambda: secrets.token_urlsafe(32)),
        creating=RateLimiter(Rate(burst=100, per_second=1)),
        monotonic=clock.monotonic,
        secure=False,
        version="0",
        dev=True,
    )

    async def ready() -> list[str]:
        return [] if engine.ready else ["media"]

    app = application.build(
        context,
        engine_routes=[],
        root=TrustedRoot(b"pem", b"der", "AA:BB"),
        ready=ready,
        metrics=lambda: b"rapat_peers 0\n",
        metrics_token="scrape",
    )
    async with AsyncExitStack() as stack:
        clients: list[httpx2.AsyncClient] = []

        def browser() -> httpx2.AsyncClient:
            transport = httpx2.ASGITransport(app=app, client=("192.0.2.7", 5000))
            client = httpx2.AsyncClient(transport=transport, base_url="http://rapat.test")
            clients.append(client)
            stack.push_async_callback(client.aclose)
            return client

        yield World(app, engine, clock, browser)
    await store.close()
