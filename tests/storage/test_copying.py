"""Rows move between the databases whole, or not at all."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, insert, select
from sqlalchemy.types import TypeEngine

from rapat.domain.chat import Reader
from rapat.domain.ids import Identity, MeetingId, PersonId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person
from rapat.domain.picture import Picture
from rapat.domain.roles import Role
from rapat.ports_chat import Place
from rapat.storage.copying import NotEmptyDatabase, copied_tables, copy, from_file, to_file
from rapat.storage.database import Database
from rapat.storage.schema.first import visitors
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE
from tests.storage.postgres import PostgresServer

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID = MeetingId("abcd-abcd-abcd-abcd")
MESSAGES = 2_500
"""More than two parts of a copy."""


async def fill(place: Path | str) -> None:
    """Some of each kind of value: text, bytes, numbers above 2³², yes and no, nothing."""
    store = await SqlStore.open(place)
    await store.people.add(Person(id=PersonId("ana"), name="Ana Шишкина", email="ana@example.org", created_at=NOW))
    await store.people.set_password_hash(PersonId("ana"), "$argon2id$x")
    await store.pictures.add("d" * 64, Picture("image/png", b"\x89PNG\x00\xff"))
    host = Attendee(ID, VisitorId("ana"), Identity("p1"), "Ana", Role.HOST, hand=3, removed=True)
    await store.meetings.add(Meeting(ID, "Plan", NOW, locked=True), host)
    await store.close()
    database = await Database.open(place)
    async with database.write() as connection:
        values = [row(number) for number in range(MESSAGES)]
        await connection.execute(insert(copied_tables_by_name()["messages"]), values)
    await database.close()


def row(number: int) -> dict[str, Any]:
    named = {"meeting": ID, "identity": "p1", "name": "Ana", "sent_at": "2026-11-23T09:00:00.000000+00:00"}
    numbers = {"id": f"m{number:05}", "seq": 2**40 + number, "client_id": f"c{number}", "revision": 2**40 + number}
    return {**named, **numbers, "text": f"harvest {number} é", "held": number % 2 == 0}


def copied_tables_by_name() -> dict[str, Any]:
    return {table.name: table for table in copied_tables()}


async def everything(place: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    database = await Database.open(place)
    async with database.read() as connection:
        found = {}
        for table in copied_tables():
            rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
    await database.close()
    return found


@EVERY_DATABASE
async def test_every_row_goes_to_a_file_and_back_as_it_was(
    place: Path | str, postgres: PostgresServer, tmp_path: Path
) -> None:
    await fill(place)
    before = await everything(place)
    assert len(before["messages"]) == MESSAGES and len(before["people"]) == 1
    file = tmp_path / "backup.db"
    await asyncio.to_thread(to_file(str(place)), file)
    assert await everything(file) == before
    with postgres.database() as address:
        await asyncio.to_thread(from_file(address), file)
        assert await everything(address) == before
        store = await SqlStore.open(address)
        with_words = Place(ID, Reader(Identity("p1"), True))
        assert len(await store.messages.search([with_words], ["harvest", "1234"], None, 10)) == 1
        await store.close()


@EVERY_DATABASE
async def test_a_row_of_every_table_comes_along(place: Path | str, tmp_path: Path) -> None:
    source, target = await Database.open(place), await Database.open(tmp_path / "copy.db")
    async with source.write() as connection:
        for table in copied_tables():
            await connection.execute(insert(table).values({column.name: sample(column) for column in table.columns}))
    assert await copy(source, target) == len(copied_tables())
    await source.close()
    await target.close()
    before = await everything(place)
    assert await everything(tmp_path / "copy.db") == before
    assert {len(rows) for rows in before.values()} == {1}


def sample(column: Column[Any]) -> object:
    """The same for every column of a kind, so that every reference finds its row."""
    kinds: tuple[tuple[type[TypeEngine[Any]], object], ...] = (
        (LargeBinary, b"\x00\xff" * 16),
        (Boolean, True),
        (BigInteger, 2**53),
        (Integer, 2**31 - 1),
        (String, "é"),
    )
    return next(value for kind, value in kinds if isinstance(column.type, kind))


@EVERY_DATABASE
async def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(place: Path | str, tmp_path: Path) -> None:
    source, target = await Database.open(place), await Database.open(tmp_path / "copy.db")
    async with source.snapshot() as frozen:
        assert (await frozen.execute(select(visitors))).all() == []
        async with source.write() as connection:
            await connection.execute(insert(visitors).values(id="v", secret_hash=b"v" * 32, created_at="now"))
        assert (await frozen.execute(select(visitors))).all() == []
    assert await copy(source, target) == 1
    await source.close()
    await target.close()


@EVERY_DATABASE
async def test_rows_that_are_there_are_never_mixed_with_others(place: Path | str, tmp_path: Path) -> None:
    await fill(place)
    before = await everything(place)
    await fill(tmp_path / "other.db")
    with pytest.raises(NotEmptyDatabase):
        await asyncio.to_thread(from_file(str(place)), tmp_path / "other.db")
    assert await everything(place) == before


def test_no_table_counts_by_itself_what_a_copy_would_have_to_count_on() -> None:
    for table in copied_tables():
        keys = list(table.primary_key.columns)
        alone = len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys
        assert not alone, f"{table.name}: give it an id of ours, or let storage.copying carry its counter on"


async def test_data_of_the_first_release_goes_to_postgresql(postgres: PostgresServer, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((Path(__file__).parent / "first_release.sql").read_text())
    with postgres.database() as address:
        await asyncio.to_thread(from_file(address), file)
        found = await everything(address)
    tables = ("visitors", "meetings", "attendees", "messages", "api_keys")
    assert [len(found[name]) for name in tables] == [3, 2, 4, 4, 2]
