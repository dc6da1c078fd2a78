"""Meetings end in time: everybody is warned, and what takes place again stays."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from rapat.domain.calendar.plan import Plan, PlanId, Slot, Subject
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.errors import Invalid, MeetingEnded
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.meeting import Meeting
from rapat.domain.people import Person as Account
from rapat.domain.site import SiteLimits, SiteSettings
from rapat.ports import RoomFinished
from rapat.ports_calendar import Series
from rapat.services.rules import RulesChange
from rapat.services.timekeeping import LINGER, TOPIC
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


async def last(meeting: Party, clock: StillClock, minutes: int) -> None:
    """Let so many minutes pass as the server lives through them."""
    for _ in range(minutes * 12):
        clock.pass_seconds(5)
        await meeting.timekeeper.tend()


def warnings(meeting: Party) -> list[int]:
    return [json.loads(sent.payload)["minutes"] for sent in meeting.engine.sent if sent.topic == TOPIC]


async def stored(meeting: Party) -> Meeting:
    found = await meeting.store.meetings.find(MeetingId(meeting.id))
    assert found is not None
    return found


async def plan(meeting: Party, rule: str = "") -> None:
    """Plan the meeting for now, an hour long."""
    now = meeting.clock.now()
    owner = Account(id=PersonId("v-Owner"), name="Owner", email="owner@example.org", created_at=now)
    assert await meeting.store.people.add(owner)
    made = Plan(
        id=PlanId("1"),
        owner=owner.id,
        meeting=MeetingId(meeting.id),
        subject=Subject(title="Round"),
        slot=Slot(starts=now.replace(tzinfo=None), minutes=60),
        zone="UTC",
        recurrence=Recurrence.parse(rule, "UTC") if rule else None,
        created_at=now,
    )
    await meeting.store.plans.add(Series(plan=made))


async def test_everybody_is_warned_twice_and_then_it_ends(meeting: Party, ana: Person, clock: StillClock) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=30))
    await meeting.timekeeper.tend()
    await last(meeting, clock, 19)
    assert warnings(meeting) == []
    await last(meeting, clock, 10)
    assert warnings(meeting) == [10, 2]
    await last(meeting, clock, 1)
    assert meeting.engine.rooms == {}
    with pytest.raises(MeetingEnded):
        await meeting.meetings.join(meeting.id, ana.visitor, "Ana")


async def test_the_shorter_of_the_meetings_and_the_sites_limit_counts(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=60))
    meeting.site.now = SiteSettings(limits=SiteLimits(minutes=15))
    await meeting.timekeeper.tend()
    await last(meeting, clock, 15)
    assert meeting.engine.rooms == {}


async def test_without_a_limit_a_meeting_lasts(meeting: Party, ana: Person, clock: StillClock) -> None:
    await meeting.timekeeper.tend()
    clock.pass_seconds(48 * 3600)
    await meeting.timekeeper.tend()
    assert meeting.id in meeting.engine.rooms
    assert warnings(meeting) == []


async def test_a_short_meeting_is_not_warned_of_what_it_never_had(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=10))
    await meeting.timekeeper.tend()
    await last(meeting, clock, 9)
    assert warnings(meeting) == [2]


async def test_a_series_is_emptied_and_can_be_entered_anew(meeting: Party, ana: Person, clock: StillClock) -> None:
    await plan(meeting, "FREQ=WEEKLY")
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=10))
    await meeting.timekeeper.tend()
    await last(meeting, clock, 10)
    assert meeting.engine.rooms == {}
    await meeting.come(ana.visitor, "Ana")
    await last(meeting, clock, 9)
    assert meeting.id in meeting.engine.rooms


async def test_a_permanent_room_stays(meeting: Party, ana: Person, clock: StillClock) -> None:
    owner = Account(id=PersonId("v-Owner"), name="Owner", email="owner@example.org", created_at=meeting.clock.now())
    assert await meeting.store.people.add(owner)
    before = await stored(meeting)
    await meeting.store.meetings.change(before, replace(before, owner=owner.id))
    await meeting.store.calendars.set_room(owner.id, before.id)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=10))
    await meeting.timekeeper.tend()
    await last(meeting, clock, 10)
    assert meeting.engine.rooms == {}
    assert (await stored(meeting)).ended_at is None


@pytest.mark.parametrize(("rule", "ends"), [("", True), ("FREQ=WEEKLY;COUNT=1", True), ("FREQ=WEEKLY", False)])
async def test_an_empty_planned_meeting_ends_when_its_last_date_is_over(
    meeting: Party, ana: Person, clock: StillClock, rule: str, ends: bool
) -> None:
    await plan(meeting, rule)
    await meeting.engine.delete_room(meeting.id)
    meeting.timekeeper.listen(RoomFinished(meeting.id))
    clock.pass_seconds((HOUR + LINGER).total_seconds() - 1)
    await meeting.timekeeper.tend()
    assert (await stored(meeting)).ended_at is None
    clock.pass_seconds(2)
    await meeting.timekeeper.tend()
    assert ((await stored(meeting)).ended_at is not None) is ends


async def test_a_meeting_that_overruns_goes_on_while_people_are_in(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    await plan(meeting)
    meeting.timekeeper.listen(RoomFinished(meeting.id))
    clock.pass_seconds(5 * 3600)
    await meeting.timekeeper.tend()
    assert (await stored(meeting)).ended_at is None


async def test_meetings_that_nobody_planned_do_not_end_by_being_empty(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    await meeting.engine.delete_room(meeting.id)
    meeting.timekeeper.listen(RoomFinished(meeting.id))
    clock.pass_seconds(5 * 3600)
    await meeting.timekeeper.tend()
    assert (await stored(meeting)).ended_at is None


async def test_a_length_is_within_what_the_site_allows(meeting: Party, ana: Person) -> None:
    for minutes in (1, 100_000):
        with pytest.raises(Invalid):
            await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=minutes))
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=45))
    assert (await stored(meeting)).rules.minutes == 45
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(minutes=0))
    assert (await stored(meeting)).rules.minutes is None
