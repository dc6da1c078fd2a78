"""What the system tests share: one server over HTTPS with its own CA, one developer server, the air-gap witness."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.system import air_gap, browsers
from tests.system.server import Server, running, unverified

expect.set_options(timeout=browsers.WAIT_SECONDS * 1000)

LAN_ADDRESS = "10.99.0.2"
"""The address of the box inside ``scripts/isolated``; outside it, loopback serves."""


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves() -> Iterator[None]:
    """No test of this folder may send one packet or one DNS query out of the box."""
    if not air_gap.isolated():
        yield
        return
    sniffer = air_gap.Sniffer()
    sniffer.start()
    yield
    seen = Counter(sniffer.stop())
    assert not seen, f"packets tried to leave the box: {seen}"


@pytest.fixture(scope="session")
def host() -> str:
    return LAN_ADDRESS if air_gap.isolated() else "127.0.0.1"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, host: str) -> Iterator[Server]:
    """HTTPS with Rapat's own CA, as on a fresh box."""
    with running(tmp_path_factory.mktemp("https"), scheme="https", host=host) as started:
        yield started


@pytest.fixture(scope="session")
def dev_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``rapat serve --dev``: plain HTTP on loopback, key ``devkey``, secret ``secret``."""
    with running(tmp_path_factory.mktemp("dev"), "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


@pytest.fixture(scope="session")
def certificate(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CA's certificate, fetched as a person would from ``/trust``."""
    status, body = server.get("/trust/rapat-ca.crt", unverified())
    assert status == 200
    path = tmp_path_factory.mktemp("ca") / "rapat-ca.crt"
    path.write_bytes(body)
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with browsers.chromium() as driver:
        yield driver
