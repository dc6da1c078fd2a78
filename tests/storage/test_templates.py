"""Templates on real databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rapat.domain.calendar.plan import Subject
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.ids import PersonId
from rapat.domain.people import Person
from rapat.domain.roles import Right
from rapat.domain.template import Template, TemplateId
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA = Person(id=PersonId("ana"), name="Ana", email="ana@example.org", created_at=NOW)
STRICT = Rules(
    entry=Entry.INVITED, others=Others.REFUSE, places=4, minutes=90, off=frozenset({Right.SHARE, Right.CHAT})
)
CLASS = Template(
    id=TemplateId("1"),
    owner=ANA.id,
    name="Class é",
    subject=Subject(title="Physics", agenda="Homework"),
    minutes=45,
    early_minutes=10,
    rules=STRICT,
    asks_pin=True,
    created_at=NOW,
)
PLAIN = Template(id=TemplateId("2"), owner=None, name="Hearing", created_at=NOW)


@pytest.fixture
async def store(place: Path | str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(place)
    assert await opened.people.add(ANA)
    for template in (CLASS, PLAIN):
        await opened.templates.add(template)
    yield opened
    await opened.close()


async def test_templates_come_back_as_they_were_kept(store: SqlStore) -> None:
    assert await store.templates.find(CLASS.id) == CLASS
    assert await store.templates.find(PLAIN.id) == PLAIN
    assert await store.templates.find(TemplateId("none")) is None


async def test_a_persons_and_the_organisations_are_apart_oldest_first(store: SqlStore) -> None:
    older = replace(CLASS, id=TemplateId("3"), created_at=NOW - timedelta(days=1))
    await store.templates.add(older)
    assert await store.templates.of(ANA.id) == [older, CLASS]
    assert await store.templates.of(None) == [PLAIN]
    assert await store.templates.of(PersonId("budi")) == []


async def test_a_change_is_kept_and_what_is_deleted_stays_deleted(store: SqlStore) -> None:
    changed = replace(CLASS, name="Lesson", rules=Rules(), asks_pin=False, early_minutes=None)
    assert await store.templates.change(changed)
    assert await store.templates.find(CLASS.id) == changed
    assert await store.templates.delete(CLASS.id)
    assert not await store.templates.delete(CLASS.id)
    assert not await store.templates.change(changed)
    assert await store.templates.of(ANA.id) == []


async def test_whoever_is_forgotten_takes_the_own_templates_along_and_leaves_the_organisations(store: SqlStore) -> None:
    await store.erasures.erase(ANA, NOW)
    assert await store.templates.find(CLASS.id) is None
    assert await store.templates.find(PLAIN.id) == PLAIN
