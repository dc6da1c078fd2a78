"""What the first release wrote comes up to the newest schema with everything kept, and is read, searched, continued."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rapat.domain.chat import Message, Reader
from rapat.domain.door import Rules
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Role
from rapat.ports_chat import Place, Window
from rapat.storage.store import SqlStore

pytestmark = pytest.mark.anyio
FIRST_RELEASE = Path(__file__).parent / "first_release.sql"
ID = MeetingId("bcdf-ghjk-mnpq-rstv")
PLACE = Place(ID, Reader(Identity("p_ana"), True))
NOW_MS = 1_795_424_400_000
"""Numbers in chats are milliseconds since; those of the first release count from 1."""
ROWS = {"visitors": 3, "meetings": 2, "attendees": 4, "messages": 4, "api_keys": 2}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file as the first release left it."""
    path = tmp_path / "rapat.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST_RELEASE.read_text())
    return path


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(file)
    yield opened
    await opened.close()


async def test_every_row_is_kept_as_it_was(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        before = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in ROWS}
        columns = {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in ROWS}
    assert {table: len(rows) for table, rows in before.items()} == ROWS
    await (await SqlStore.open(file)).close()
    with closing(sqlite3.connect(file)) as connection:
        for table, rows in before.items():
            names = ", ".join(f'"{name}"' for name in columns[table])
            assert connection.execute(f"SELECT {names} FROM {table}").fetchall() == rows
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_its_tables_are_then_those_of_a_fresh_file(file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path / "fresh.db"):
        await (await SqlStore.open(path)).close()
    assert shape(file) == shape(tmp_path / "fresh.db")


def shape(path: Path) -> dict[str, object]:
    """Tables with columns and what they are indexed by, whatever the order of columns."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, object] = {}
        for table in tables:
            known = connection.execute(f"PRAGMA table_info({table})").fetchall()
            columns = {(row[1], row[2].replace("BIGINT", "INTEGER"), *row[3:]) for row in known}  # SQLite: the same
            indexes = [row[1] for row in connection.execute(f"PRAGMA index_list({table})")]
            by = {tuple(row[2] for row in connection.execute(f"PRAGMA index_info({index})")) for index in indexes}
            found[table] = (columns, by)
        triggers = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        return found | {"triggers": triggers}


async def test_its_meetings_have_the_rules_that_were_in_force_then(store: SqlStore) -> None:
    created = datetime(2026, 10, 5, 9, tzinfo=UTC)
    assert await store.meetings.find(ID) == Meeting(ID, "Rapat harian – план", created, locked=True, rules=Rules())
    over = await store.meetings.find(MeetingId("vtsr-qpnm-kjhg-fdcb"))
    assert over is not None and over.ended_at == datetime(2026, 10, 5, 8, tzinfo=UTC)


async def test_its_people_have_their_places_roles_and_bans(store: SqlStore) -> None:
    budi = VisitorId("01999a00-0000-7000-8000-000000000002")
    expected = Attendee(ID, budi, Identity("p_budi"), "Budi Орлов", Role.PARTICIPANT, hand=3, joined=True)
    assert await store.attendees.find(ID, budi) == expected
    assert [place.identity for place in await store.attendees.banned(ID)] == ["p_citra"]
    assert await store.visitors.find(bytes.fromhex("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"))
    assert [key.key for key in await store.api_keys.all()] == ["RKproduct"]


async def test_its_chat_is_read_and_found(store: SqlStore) -> None:
    read = await store.messages.page(PLACE, Window(limit=10))
    assert [message.text for message in read] == ["Selamat pagi", "Урожай собран\nit's done", "old harvest"]
    assert {(message.to, message.held) for message in read} == {("", False)}
    for word, found in (("harv", "m3"), ("урож", "m2"), ("PAGI", "m1")):
        assert [hit.message.id for hit in await store.messages.search([PLACE], [word], None, 10)] == [found]


async def test_its_chat_goes_on_where_it_ended(store: SqlStore) -> None:
    new = Message(
        id="m5",
        meeting=ID,
        seq=NOW_MS,
        revision=NOW_MS,
        client_id="c9",
        identity=Identity("p_ana"),
        name="Ana",
        text="new harvest",
        sent_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    await store.messages.add(new)
    assert [message.id for message in await store.messages.page(PLACE, Window(limit=10))] == ["m1", "m2", "m3", "m5"]
    assert [hit.message.id for hit in await store.messages.search([PLACE], ["harvest"], None, 10)] == ["m5", "m3"]
