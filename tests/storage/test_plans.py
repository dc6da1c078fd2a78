"""Planned meetings, feeds and rooms on real databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rapat.domain.calendar.edits import Edit, Scope, cancel, edit
from rapat.domain.calendar.plan import Change, Plan, PlanId, Slot, Subject
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.ids import Identity, MeetingId, PersonId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person
from rapat.domain.roles import Role
from rapat.ports_calendar import Answer, Invitee, Series
from rapat.storage.store import SqlStore
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST = datetime(2026, 11, 23, 9)
ROOM = MeetingId("abcd-abcd-abcd-abcd")
ANA = Person(id=PersonId("ana"), name="Ana", email="ana@example.org", created_at=NOW)
BUDI = Person(id=PersonId("budi"), name="Budi", email="budi@example.org", created_at=NOW)
WEEKLY = Plan(
    id=PlanId("1"),
    owner=ANA.id,
    meeting=ROOM,
    subject=Subject(title="Round", agenda="News"),
    slot=Slot(starts=FIRST, minutes=45),
    zone="Asia/Jakarta",
    recurrence=Recurrence.parse("FREQ=WEEKLY;BYDAY=MO", "Asia/Jakarta"),
    early_minutes=10,
    created_at=NOW,
)
INVITED = (Invitee(address=BUDI.email, name="Budi", person=BUDI.id), Invitee(address="guest@example.org"))


@pytest.fixture
async def store(place: Path | str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(place)
    for person in (ANA, BUDI):
        assert await opened.people.add(person)
    await opened.meetings.add(Meeting(ROOM, "", NOW), Attendee(ROOM, ANA.visitor, Identity("p"), "", Role.HOST))
    await opened.plans.add(Series(plan=WEEKLY, invitees=INVITED))
    yield opened
    await opened.close()


async def kept(store: SqlStore, plan: str = "1") -> Series:
    found = await store.plans.find(PlanId(plan))
    assert found is not None
    return found


async def test_a_plan_comes_back_as_it_was_kept(store: SqlStore) -> None:
    assert await kept(store) == Series(plan=WEEKLY, invitees=INVITED)
    assert await store.plans.find(PlanId("none")) is None
    assert await store.plans.of_meeting(ROOM) == [await kept(store)]


async def test_an_edit_is_kept_whole_with_the_invited_of_a_later_part(store: SqlStore) -> None:
    third = FIRST + timedelta(weeks=2)
    moved = Change(plan=WEEKLY.id, original=third, slot=Slot(starts=third.replace(hour=15), minutes=30))
    following = edit(WEEKLY, (moved,), FIRST + timedelta(weeks=1), Scope.FOLLOWING, Edit(), PlanId("2"))
    assert await store.plans.save(following, WEEKLY)
    later = await kept(store, "2")
    assert later.invitees == INVITED
    assert [change.original for change in later.changes] == [third]
    assert (await kept(store)).changes == ()


async def test_of_two_edits_of_the_same_plan_the_second_is_refused(store: SqlStore) -> None:
    title = Edit(subject=Subject(title="One"))
    assert await store.plans.save(edit(WEEKLY, (), FIRST, Scope.ALL, title, PlanId("2")), WEEKLY)
    other = edit(WEEKLY, (), FIRST + timedelta(weeks=1), Scope.FOLLOWING, Edit(), PlanId("2"))
    assert not await store.plans.save(other, WEEKLY)
    assert await store.plans.find(PlanId("2")) is None
    assert (await kept(store)).plan.subject.title == "One"


async def test_owner_and_invited_see_what_is_neither_over_nor_cancelled(store: SqlStore) -> None:
    single = replace(WEEKLY, id=PlanId("0"), recurrence=None)
    await store.plans.add(Series(plan=single))
    end = datetime(2026, 11, 23, 2, 45, tzinfo=UTC)

    async def seen(person: Person, since: datetime) -> list[str]:
        return [series.plan.id for series in await store.plans.of_person(person.id, since, 10)]

    assert await seen(ANA, end - timedelta(minutes=1)) == ["0", "1"]
    assert await seen(ANA, end) == ["1"]
    assert await seen(BUDI, end) == ["1"]
    assert await store.plans.save(cancel(WEEKLY, (), FIRST, Scope.ALL), WEEKLY)
    assert await seen(ANA, end) == []


async def test_who_stays_invited_keeps_the_answer(store: SqlStore) -> None:
    assert await store.plans.answer(WEEKLY.id, BUDI.id, Answer.YES)
    assert not await store.plans.answer(WEEKLY.id, ANA.id, Answer.YES)
    await store.plans.invite(WEEKLY.id, INVITED[:1])
    assert (await kept(store)).invitees == (replace(INVITED[0], answer=Answer.YES),)


async def test_a_new_address_of_a_feed_kills_the_old_one(store: SqlStore) -> None:
    await store.calendars.set_feed(ANA.id, b"1" * 32)
    await store.calendars.set_feed(ANA.id, b"2" * 32)
    assert await store.calendars.feed_owner(b"2" * 32) == ANA.id
    assert await store.calendars.feed_owner(b"1" * 32) is None


async def test_a_permanent_room_is_made_once(store: SqlStore) -> None:
    await store.calendars.set_feed(ANA.id, b"1" * 32)
    assert await store.calendars.room(ANA.id) is None
    other = MeetingId("efgh-efgh-efgh-efgh")
    await store.meetings.add(Meeting(other, "", NOW), Attendee(other, ANA.visitor, Identity("q"), "", Role.HOST))
    assert await store.calendars.set_room(ANA.id, ROOM) == ROOM
    assert await store.calendars.set_room(ANA.id, other) == ROOM
    assert await store.calendars.feed_owner(b"1" * 32) == ANA.id
