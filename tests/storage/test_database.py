"""Opening: one process brings the schema up to date, and who cannot be let in is told what to do."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from rapat.storage import dialect
from rapat.storage.database import Database, DatabaseUnusable, look
from rapat.storage.schema import STEPS, applied
from tests.storage.places import EMPTY_DATABASE, EVERY_DATABASE
from tests.storage.postgres import PASSWORD, PostgresServer

pytestmark = pytest.mark.anyio
ONLY_POSTGRES = pytest.mark.parametrize("place", ["postgresql"], indirect=True)


@EMPTY_DATABASE
async def test_servers_that_start_at_once_make_the_tables_once(place: Path | str) -> None:
    opened = await asyncio.gather(*(Database.open(place) for _ in range(4)))
    async with opened[0].read() as connection:
        assert await connection.scalar(select(func.count()).select_from(applied)) == len(STEPS)
    for database in opened:
        await database.close()


@EVERY_DATABASE
async def test_a_writer_sees_what_the_writer_of_another_process_left(place: Path | str) -> None:
    first, second = await Database.open(place), await Database.open(place)
    highest = select(func.max(applied.c.number))

    async def count_up(database: Database) -> None:
        async with database.write() as connection:
            number = await connection.scalar(highest)
            await connection.execute(applied.insert().values(number=number + 1))

    await asyncio.gather(*(count_up(database) for database in (first, second) for _ in range(10)))
    async with first.read() as connection:
        assert await connection.scalar(highest) == len(STEPS) + 20
    await first.close()
    await second.close()


@EVERY_DATABASE
async def test_a_writer_that_never_ends_does_not_hold_the_others_for_ever(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await Database.open(place), await Database.open(place)
    monkeypatch.setattr("rapat.storage.database.WAIT_MS", 1)
    async with first.write():
        with pytest.raises(OperationalError):
            async with second.write():
                pass
    await first.close()
    await second.close()


@EVERY_DATABASE
async def test_what_failed_half_way_is_not_there(place: Path | str) -> None:
    database = await Database.open(place)
    with pytest.raises(RuntimeError):
        async with database.write() as connection:
            await connection.execute(applied.insert().values(number=77))
            raise RuntimeError
    async with database.read() as connection:
        assert await connection.scalar(select(func.max(applied.c.number))) == len(STEPS)
    await database.close()


@EVERY_DATABASE
async def test_a_database_has_a_size_and_can_be_looked_at(place: Path | str) -> None:
    database = await Database.open(place)
    assert await database.size() > 10_000
    await database.close()
    await look(place)


@ONLY_POSTGRES
async def test_text_is_ordered_as_on_sqlite(place: str) -> None:
    database = await Database.open(place)
    async with database.read() as connection:
        other = await connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
            )
        )
        assert other.all() == []
    await database.close()


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"database": "none"}, "createdb"),
        ({"database": "postgres", "password": "wrong"}, "user and the password"),
        ({"database": "postgres", "user": "nobody here"}, "user and the password"),
    ],
)
async def test_who_is_not_let_in_is_told_what_to_do(
    postgres: PostgresServer, change: dict[str, str], step: str
) -> None:
    for attempt in (Database.open, look):
        with pytest.raises(DatabaseUnusable) as failure:
            await attempt(postgres.address(**change))
        assert step in failure.value.next_step


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("postgresql://rapat:a-secret@/rapat?host=/nowhere", "is the server running"),
        ("postgresql://rapat:a-secret@127.0.0.1:none/rapat", "write it as"),
        ("postgresql://rapat:a-secret@127.0.0.1/rapat?what=ever", "is the server running"),
    ],
)
async def test_no_failure_tells_the_password(address: str, step: str) -> None:
    with pytest.raises(DatabaseUnusable) as failure:
        await Database.open(address)
    assert step in failure.value.next_step
    assert failure.value.__cause__ is None and failure.value.__suppress_context__
    assert "a-secret" not in f"{failure.value} {failure.value.next_step}"
    assert PASSWORD not in str(failure.value)


async def test_a_database_that_would_lose_letters_is_refused(postgres: PostgresServer) -> None:
    with postgres.database("TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'") as address:
        with pytest.raises(DatabaseUnusable, match="LATIN1") as failure:
            await Database.open(address)
    assert "UTF8" in failure.value.next_step


async def test_a_user_who_may_not_make_tables_is_told_so(postgres: PostgresServer) -> None:
    with postgres.database("TEMPLATE template0") as address:
        postgres.run("CREATE ROLE reader LOGIN PASSWORD 'pw'")
        with pytest.raises(DatabaseUnusable) as failure:
            await Database.open(postgres.address(address.split("/")[3].split("?")[0], "reader", "pw"))
        postgres.run("DROP ROLE reader")
    assert "OWNER TO" in failure.value.next_step


@ONLY_POSTGRES
async def test_a_restart_of_the_server_is_noticed_by_nobody(place: str, postgres: PostgresServer) -> None:
    database = await Database.open(place)
    postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'd%'")
    assert await database.healthy()
    async with database.write() as connection:
        await connection.execute(applied.insert().values(number=77))
    await database.close()


def test_a_start_waits_longer_than_a_write() -> None:
    assert dialect.MIGRATION_WAIT_MS > dialect.WAIT_MS
