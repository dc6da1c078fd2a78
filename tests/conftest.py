"""Fixtures of all tests: async tests run on asyncio; a clock that stands still until told."""

from datetime import UTC, datetime, timedelta

import pytest


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
