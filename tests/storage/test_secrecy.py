"""What people wrote is in the database and nowhere else."""

import traceback
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from rapat.storage.database import Database
from rapat.storage.schema.chat import reactions
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]


async def test_a_failed_statement_does_not_say_what_was_to_be_stored(place: Path | str) -> None:
    database = await Database.open(place)
    with pytest.raises(IntegrityError) as failure:
        async with database.write() as connection:
            values = {"message": "secret place", "identity": "secret words", "emoji": "x", "revision": 1}
            await connection.execute(insert(reactions).values(**values))
    await database.close()
    told = "".join(traceback.format_exception(failure.value))
    assert "secret" not in told
