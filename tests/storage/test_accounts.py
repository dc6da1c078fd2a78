"""Accounts, sessions and links on a real SQLite file."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rapat.domain.ids import Identity, MeetingId, PersonId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person, SiteRole
from rapat.domain.roles import Role
from rapat.ports_people import AccountLink, AccountSession, Purpose
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HASH = b"\x07" * 32


def person(name: str, **other: object) -> Person:
    values: dict[str, object] = {"id": PersonId(f"p-{name}"), "name": name, "email": f"{name}@example.org".lower()}
    return Person(**{"created_at": NOW, **values, **other})  # type: ignore[arg-type]


ANA = person("Ana")


@pytest.fixture
async def store(place: Path | str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(place)
    assert await opened.people.add(ANA)
    yield opened
    await opened.close()


async def test_an_account_keeps_everything_and_its_address_is_its_alone(store: SqlStore) -> None:
    changed = replace(
        ANA,
        name="Ana B",
        email="ab@example.org",
        language="ru",
        time_zone="Asia/Jakarta",
        picture="ab" * 32,
        role=SiteRole.OWNER,
        active=False,
        accepted_at=NOW,
    )
    assert await store.people.change(ANA, changed)
    assert await store.people.find(ANA.id) == changed
    assert await store.people.by_email("ab@example.org") == changed
    assert await store.people.by_email(ANA.email) is None
    assert not await store.people.add(person("Other", email="ab@example.org"))
    budi = person("Budi")
    assert await store.people.add(budi)
    assert not await store.people.change(budi, replace(budi, email="ab@example.org"))
    assert await store.people.find(PersonId("nobody")) is None


async def test_an_account_without_a_password_has_no_hash(store: SqlStore) -> None:
    assert await store.people.password_hash(ANA.id) is None
    await store.people.set_password_hash(ANA.id, "hash")
    assert await store.people.password_hash(ANA.id) == "hash"


async def test_the_list_is_paged_by_name_and_searched_in_name_and_address(store: SqlStore) -> None:
    names = ["budi", "Cici", "ЁЛКА", "100%", "Ana"]
    for number, name in enumerate(names):
        assert await store.people.add(person(name, id=PersonId(f"q{number}"), email=f"n{number}@example.org"))
    seen, after = [], ""
    while True:
        page = await store.people.page("", after, 2, only_active=False)
        seen += [found.name for found in page.people]
        after = page.next
        if not after:
            break
    assert seen == ["100%", "Ana", "Ana", "budi", "Cici", "ЁЛКА"]
    for query, expected in (("ёлк", ["ЁЛКА"]), ("%", ["100%"]), ("N3@", ["100%"]), ("zz", []), ("_", [])):
        page = await store.people.page(query, "", 10, only_active=False)
        assert [found.name for found in page.people] == expected


async def test_the_list_can_leave_disabled_people_out(store: SqlStore) -> None:
    await store.people.change(ANA, replace(ANA, active=False))
    assert (await store.people.page("", "", 10, only_active=True)).people == []
    assert len((await store.people.page("", "", 10, only_active=False)).people) == 1


async def test_only_owners_who_can_sign_in_count(store: SqlStore) -> None:
    await store.people.add(person("Owner", role=SiteRole.OWNER))
    await store.people.add(person("Gone", role=SiteRole.OWNER, active=False))
    assert [owner.name for owner in await store.people.owners()] == ["Owner"]


def session(number: int, seen: datetime = NOW) -> AccountSession:
    return AccountSession(id=f"s{number}", person=ANA.id, device="Firefox, Linux", created_at=NOW, seen_at=seen)


async def test_sessions_are_found_by_hash_listed_and_ended(store: SqlStore) -> None:
    for number in range(3):
        await store.account_sessions.add(session(number), bytes([number]) * 32, None)
    assert await store.account_sessions.find(b"\x01" * 32) == (session(1), ANA)
    assert await store.account_sessions.find(HASH) is None
    await store.account_sessions.seen("s2", NOW + timedelta(hours=1))
    assert (await store.account_sessions.of(ANA.id))[0].id == "s2"
    assert not await store.account_sessions.end(PersonId("other"), "s0")
    assert await store.account_sessions.end(ANA.id, "s0")
    await store.account_sessions.end_all(ANA.id, but="s1")
    assert [left.id for left in await store.account_sessions.of(ANA.id)] == ["s1"]
    await store.people.change(ANA, replace(ANA, active=False))
    assert await store.account_sessions.find(b"\x01" * 32) is None


async def test_places_of_the_guest_become_the_persons_where_it_has_none(store: SqlStore) -> None:
    guest = VisitorId("guest")
    await store.visitors.add(guest, HASH, NOW)
    for number in (1, 2):
        meeting = MeetingId(f"meeting-{number}")
        await store.meetings.add(Meeting(meeting, "", NOW), Attendee(meeting, guest, Identity("g"), "", Role.HOST))
    own = Attendee(MeetingId("meeting-2"), ANA.visitor, Identity("a"), "Ana", Role.PARTICIPANT)
    await store.attendees.add(own)
    await store.account_sessions.add(session(1), b"\x01" * 32, guest)
    moved = await store.attendees.find(MeetingId("meeting-1"), ANA.visitor)
    assert moved is not None and moved.role is Role.HOST
    assert await store.attendees.find(MeetingId("meeting-2"), ANA.visitor) == own
    assert await store.attendees.find(MeetingId("meeting-2"), guest) is not None


async def test_a_link_replaces_the_one_before_and_is_spent_once(store: SqlStore) -> None:
    def link(number: int, person: PersonId | None) -> AccountLink:
        return AccountLink(
            id=f"l{number}",
            purpose=Purpose.RESET if person else Purpose.OWNER,
            person=person,
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )

    await store.account_links.replace([(link(1, ANA.id), b"\x01" * 32)])
    await store.account_links.replace([(link(2, None), b"\x02" * 32)])
    await store.account_links.replace([(link(3, ANA.id), b"\x03" * 32)])
    await store.account_links.replace([(link(4, None), b"\x04" * 32)])
    assert await store.account_links.find(b"\x01" * 32) is None
    assert await store.account_links.find(b"\x02" * 32) is None
    assert await store.account_links.find(b"\x03" * 32) == link(3, ANA.id)
    assert await store.account_links.spend("l4")
    assert not await store.account_links.spend("l4")
