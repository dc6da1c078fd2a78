"""Fixtures of all tests: async tests run on asyncio; a clock that stands still until told; a place for data."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rapat.storage.database import Database
from tests.storage.postgres import TEMPLATE, PostgresMissing, PostgresServer, postgres_server


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--place postgresql`` runs there what otherwise runs on SQLite alone."""
    parser.addoption("--place", choices=("sqlite", "postgresql"), default="sqlite", help="where tests keep their data")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class StillClock:
    """``ports.Clock`` in virtual time."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def pass_seconds(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server with a template of the newest schema, started by the first test that wants one."""
    try:
        with postgres_server() as server:
            server.run(f"CREATE DATABASE {TEMPLATE}")
            asyncio.run(_fill(server.address(TEMPLATE)))
            yield server
    except PostgresMissing as missing:
        pytest.skip(str(missing))


async def _fill(address: str) -> None:
    await (await Database.open(address)).close()


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where the data of this test lie; see ``tests.storage.places``."""
    wanted = getattr(request, "param", request.config.getoption("--place"))
    if wanted == "sqlite":
        yield tmp_path / "rapat.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    options = ("TEMPLATE template0",) if wanted == "empty postgresql" else ()
    with server.database(*options) as address:
        yield address
