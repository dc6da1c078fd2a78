"""Browser sessions and API keys."""

import itertools
import secrets
from pathlib import Path

import pytest

from rapat.identity.api_keys import DEV_KEY, DEV_SECRET, KeyRing, new_api_key, product_key
from rapat.identity.sessions import Sessions
from rapat.storage.store import SqlStore
from tests.conftest import StillClock

pytestmark = pytest.mark.anyio


async def test_a_secret_finds_its_visitor_and_is_nowhere_in_the_data(tmp_path: Path, clock: StillClock) -> None:
    store = await SqlStore.open(tmp_path / "rapat.db")
    numbers = itertools.count()
    sessions = Sessions(store, clock, new_id=lambda: f"v{next(numbers)}", new_secret=lambda: secrets.token_urlsafe(32))
    guest, secret = await sessions.start()
    assert await sessions.find(secret) == guest
    for other in (None, "", secret[:-1], secret + "x", secret.upper(), "x" * 1_000_000):
        assert await sessions.find(other) is None
    await store.close()
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


async def test_the_products_key_is_made_once(tmp_path: Path, clock: StillClock) -> None:
    store = await SqlStore.open(tmp_path / "rapat.db")
    first = await product_key(store, clock)
    assert await product_key(store, clock) == first
    assert len(first.secret) >= 32
    await store.close()


def test_the_well_known_key_opens_development_servers_alone(clock: StillClock) -> None:
    for dev, secret in ((True, DEV_SECRET), (False, None)):
        ring = KeyRing(dev=dev)
        ring.load([])
        assert ring.secret(DEV_KEY) == secret


def test_a_revoked_key_is_forgotten(clock: StillClock) -> None:
    ring, key = KeyRing(dev=False), new_api_key("bot", clock)
    ring.load([key])
    assert ring.secret(key.key) == key.secret
    ring.load([])
    assert ring.secret(key.key) is None
