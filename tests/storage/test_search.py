"""Words of chats: what finds what is the same on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rapat.domain.chat import Message, Reader
from rapat.domain.files import FileCard
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Role
from rapat.ports_chat import Place
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID = MeetingId("abcd-abcd-abcd-abcd")
PLACE = Place(ID, Reader(Identity("p1"), True))
TEXTS = (
    "Die Ernte im Café",
    "УРОЖАЙ собран",
    "see https://harvest.example.org/plan-b for 3.14 or mail ana@box.lan",
    "snake_case it's 'quoted' \\ & | ! <-> :*",
)


@pytest.fixture
async def store(place: Path | str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(place)
    await opened.visitors.add(VisitorId("v1"), b"1" * 32, NOW)
    await opened.meetings.add(Meeting(ID, "Plan", NOW), Attendee(ID, VisitorId("v1"), Identity("p1"), "Ana", Role.HOST))
    for number, text in enumerate(TEXTS):
        await opened.messages.add(message(number, text))
    yield opened
    await opened.close()


def message(number: int, text: str) -> Message:
    return Message(
        id=f"m{number}",
        meeting=ID,
        seq=1,
        revision=1,
        client_id=f"c{number}",
        identity=Identity("p1"),
        name="Ana",
        text=text,
        sent_at=NOW,
    )


async def found(store: SqlStore, *words: str) -> list[str]:
    return [hit.message.id for hit in await store.messages.search([PLACE], words, None, 10)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["ernte"], ["m0"]),
        (["CAFE"], ["m0"]),
        (["café"], ["m0"]),
        (["урож"], ["m1"]),
        (["Урожай", "СОБР"], ["m1"]),
        (["harvest"], ["m2"]),
        (["plan", "lan"], ["m2"]),
        (["14"], ["m2"]),
        (["snake", "case"], ["m3"]),
        (["quoted"], ["m3"]),
        (["ernte", "snake"], []),
        (["arvest"], []),
        (["e"], ["m2", "m0"]),
    ],
)
async def test_every_word_is_the_beginning_of_one_in_the_text(
    store: SqlStore, words: list[str], ids: list[str]
) -> None:
    assert await found(store, *words) == ids


async def test_an_edited_message_is_found_by_its_new_words_alone(store: SqlStore) -> None:
    [hit] = await store.messages.search([PLACE], ["ernte"], None, 10)
    before = hit.message
    after = message(0, "something else")
    await store.messages.change(before, after)
    assert await found(store, "ernte") == []
    assert await found(store, "something") == ["m0"]


async def test_hits_are_paged_from_the_newest(store: SqlStore) -> None:
    [newer] = await store.messages.search([PLACE], ["e"], None, 1)
    [older] = await store.messages.search([PLACE], ["e"], newer.number, 1)
    assert (newer.message.id, older.message.id) == ("m2", "m0")


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        (["otchet"], False),
        (["отчет"], True),
        (["ОТЧ", "2026"], True),
        (["cafe"], True),
        (["pdf"], True),
        (["afe"], False),
    ],
)
async def test_a_file_is_found_by_the_words_of_its_name(store: SqlStore, words: list[str], is_found: bool) -> None:
    await store.messages.add(message(7, ""))
    card = FileCard(
        id="f1",
        meeting=ID,
        identity=Identity("p1"),
        client_id="c",
        name="Отчёт_Café-2026.pdf",
        type="application/pdf",
        size=4,
        digest="0" * 64,
        created_at=NOW,
        expires_at=NOW + timedelta(days=90),
        message="m7",
    )
    await store.chat_files.add(card)
    assert ("m7" in await found(store, *words)) is is_found
