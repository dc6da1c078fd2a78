"""What people wrote is in the database and nowhere else."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from rapat.storage.database import Database
from rapat.storage.schema.chat import reactions

pytestmark = pytest.mark.anyio


async def test_a_failed_statement_does_not_say_what_was_to_be_stored(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "rapat.db")
    with pytest.raises(IntegrityError) as failure:
        async with database.write() as connection:
            values = {"message": "none", "identity": "secret words", "emoji": "x", "revision": 1}
            await connection.execute(insert(reactions).values(**values))
    await database.close()
    assert "secret words" not in str(failure.value)
