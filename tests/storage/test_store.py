"""The repositories on real databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from rapat.domain.chat import Message, Reader
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Right, Role
from rapat.ports import ApiKey
from rapat.ports_chat import Place, Window
from rapat.storage.database import Database, NewerDatabase
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID = MeetingId("abcd-abcd-abcd-abcd")
MEETING = Meeting(ID, "Plan", NOW)
HOST = Attendee(ID, VisitorId("v1"), Identity("p1"), "Ana", Role.HOST)


@pytest.fixture
async def store(place: Path | str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(place)
    for number in (1, 2):
        await opened.visitors.add(VisitorId(f"v{number}"), bytes([number]) * 32, NOW)
    await opened.meetings.add(MEETING, HOST)
    yield opened
    await opened.close()


def message(client_id: str, identity: str = "p1") -> Message:
    return Message(
        id=f"m-{identity}-{client_id}",
        meeting=ID,
        seq=1,
        revision=1,
        client_id=client_id,
        identity=Identity(identity),
        name="Ana",
        text="hi",
        sent_at=NOW,
    )


async def stored(store: SqlStore) -> list[Message]:
    """All messages, in their order."""
    return await store.messages.page(Place(ID, Reader(Identity("p1"), True)), Window(limit=100))


async def test_a_browser_is_found_by_the_hash_of_its_secret(store: SqlStore) -> None:
    assert await store.visitors.find(b"\x01" * 32) == "v1"
    assert await store.visitors.find(b"\x09" * 32) is None


async def test_a_meeting_keeps_its_lock_end_and_rules(store: SqlStore) -> None:
    rules = Rules(Entry.INVITED, Others.REFUSE, "1234", 7, frozenset({Right.CHAT, Right.CAMERA}), 45)
    changed = replace(MEETING, locked=True, ended_at=NOW, title="Plan B", rules=rules, spotlight=Identity("p1"))
    await store.meetings.change(MEETING, changed)
    assert await store.meetings.find(ID) == changed
    assert await store.meetings.find(MeetingId("none")) is None


async def test_a_place_is_stored_once_and_changed_after(store: SqlStore) -> None:
    guest = Attendee(ID, VisitorId("v2"), Identity("p2"), "Budi", Role.PARTICIPANT)
    await store.attendees.add(guest)
    changed = replace(
        guest,
        role=Role.COHOST,
        removed=True,
        joined=True,
        granted=frozenset({Right.MICROPHONE}),
        admitted=True,
        waiting_since=NOW,
        invitation="i1",
        acting=True,
        picture="f" * 64,
    )
    await store.attendees.change(guest, changed)
    assert await store.attendees.find(ID, VisitorId("v2")) == changed
    assert await store.attendees.by_identity(ID, Identity("p2")) == changed
    assert len(await store.attendees.all(ID)) == 2


async def test_hands_get_their_order_and_keep_it(store: SqlStore) -> None:
    await store.attendees.add(Attendee(ID, VisitorId("v2"), Identity("p2"), "Budi", Role.PARTICIPANT))
    assert await store.attendees.raise_hand(ID, Identity("p2")) == 1
    assert await store.attendees.raise_hand(ID, Identity("p1")) == 2
    assert await store.attendees.raise_hand(ID, Identity("p2")) == 1


async def test_messages_written_at_once_are_numbered_one_after_the_other(store: SqlStore) -> None:
    await asyncio.gather(*(store.messages.add(message(f"c{number}")) for number in range(20)))
    assert [found.seq for found in await stored(store)] == list(range(1, 21))


async def test_a_message_sent_twice_is_stored_once(store: SqlStore) -> None:
    first = await store.messages.add(message("same"))
    again = await store.messages.add(replace(message("same"), id="other", text="changed"))
    assert (first.changed, again.changed) == (True, False)
    assert again.message == first.message
    other = await store.messages.add(message("same", "p2"))
    assert other.message.seq == 2


async def test_a_revoked_key_is_gone(store: SqlStore) -> None:
    await store.api_keys.add(ApiKey("RK1", "s", "bot", NOW))
    assert [key.key for key in await store.api_keys.all()] == ["RK1"]
    assert await store.api_keys.revoke("RK1")
    assert not await store.api_keys.revoke("RK1")
    assert await store.api_keys.all() == []


async def test_everything_is_there_after_reopening(store: SqlStore, place: Path | str) -> None:
    await store.messages.add(message("kept"))
    await store.close()
    again = await SqlStore.open(place)
    assert len(await stored(again)) == 1
    assert await again.healthy()
    await again.close()


async def test_data_of_a_newer_version_is_refused(place: Path | str) -> None:
    database = await Database.open(place)
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO applied_steps VALUES (99)"))
    await database.close()
    with pytest.raises(NewerDatabase):
        await Database.open(place)
