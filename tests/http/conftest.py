"""A server for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import StillClock
from tests.http.server import HttpServer, http_server


@pytest.fixture
async def server(tmp_path: Path, clock: StillClock, place: Path | str) -> AsyncIterator[HttpServer]:
    async with http_server(tmp_path, clock, place) as started:
        yield started
