"""A party for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import StillClock
from tests.services.party import Party, Person, party


@pytest.fixture
async def meeting(tmp_path: Path, clock: StillClock, place: Path | str) -> AsyncIterator[Party]:
    async with party(tmp_path, clock, place) as opened:
        yield opened


@pytest.fixture
async def ana(meeting: Party) -> Person:
    """The host, in the meeting."""
    return await meeting.start()


@pytest.fixture
async def budi(meeting: Party, ana: Person) -> Person:
    """A guest, in the meeting."""
    return await meeting.guest("Budi")
