"""Coming early to a planned meeting: wait, and come in by oneself when its time or its host has come."""

from datetime import datetime, timedelta

import pytest

from rapat.domain.calendar.plan import Plan, PlanId, Slot, Subject
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.door import Entry as DoorEntry
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.people import Person as Account
from rapat.ports_calendar import Series
from rapat.services.meetings import Entry
from rapat.services.rules import RulesChange
from rapat.services.waiting import Outlook, State
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio
EARLY = 10


async def plan_weekly(meeting: Party, hours: float) -> datetime:
    """Plan the meeting every week, the first time in so many hours; gives that start."""
    now = meeting.clock.now()
    owner = Account(id=PersonId("v-Owner"), name="Owner", email="owner@example.org", created_at=now)
    assert await meeting.store.people.add(owner)
    starts = (now + timedelta(hours=hours)).replace(second=0, microsecond=0)
    plan = Plan(
        id=PlanId("1"),
        owner=owner.id,
        meeting=MeetingId(meeting.id),
        subject=Subject(title="Round"),
        slot=Slot(starts=starts.replace(tzinfo=None), minutes=45),
        zone="UTC",
        recurrence=Recurrence.parse("FREQ=WEEKLY", "UTC"),
        early_minutes=EARLY,
        created_at=now,
    )
    await meeting.store.plans.add(Series(plan=plan))
    return starts


async def test_who_comes_before_the_time_waits_and_is_told_when_it_opens(meeting: Party, ana: Person) -> None:
    meeting.engine.leave(meeting.id, ana.identity)
    starts = await plan_weekly(meeting, 1)
    budi = await meeting.visitor("Budi")
    outlook = await meeting.knock(budi, "Budi")
    assert isinstance(outlook, Outlook)
    assert (outlook.early, outlook.opens) == (True, starts - timedelta(minutes=EARLY))
    assert (await meeting.waiting.look(meeting.id, budi)).state is State.WAITING


async def test_the_hosts_coming_opens(meeting: Party, ana: Person, clock: StillClock) -> None:
    meeting.engine.leave(meeting.id, ana.identity)
    await plan_weekly(meeting, 1)
    budi = await meeting.visitor("Budi")
    await meeting.knock(budi, "Budi")
    await meeting.come(ana.visitor, "Ana")
    clock.pass_seconds(2)
    assert (await meeting.waiting.look(meeting.id, budi)).state is State.ADMITTED
    assert isinstance(await meeting.knock(budi, "Budi"), Entry)


async def test_the_time_opens_without_a_host(meeting: Party, ana: Person, clock: StillClock) -> None:
    meeting.engine.leave(meeting.id, ana.identity)
    await plan_weekly(meeting, 0.25)
    budi = await meeting.visitor("Budi")
    await meeting.knock(budi, "Budi")
    for _ in range(30):
        clock.pass_seconds(10)
        state = (await meeting.waiting.look(meeting.id, budi)).state
    assert state is State.ADMITTED
    assert isinstance(await meeting.knock(budi, "Budi"), Entry)


async def test_last_weeks_people_wait_again(meeting: Party, ana: Person, budi: Person) -> None:
    for person in (ana, budi):
        meeting.engine.leave(meeting.id, person.identity)
    await plan_weekly(meeting, 1)
    assert isinstance(await meeting.knock(budi.visitor, "Budi"), Outlook)
    assert (await meeting.waiting.look(meeting.id, budi.visitor)).early
    assert isinstance(await meeting.knock(ana.visitor, "Ana"), Entry)


async def test_the_doors_own_rule_still_holds_when_the_time_has_come(meeting: Party, ana: Person) -> None:
    await plan_weekly(meeting, 0)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(entry=DoorEntry.INVITED))
    outlook = await meeting.knock(await meeting.visitor("Budi"), "Budi")
    assert isinstance(outlook, Outlook) and not outlook.early
