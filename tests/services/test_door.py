"""PIN, signed invitations, and the waiting room from both sides."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from rapat.domain.calendar.plan import Plan, PlanId, Slot, Subject
from rapat.domain.door import Entry as DoorEntry
from rapat.domain.door import Others
from rapat.domain.errors import (
    Invalid,
    InvitationInvalid,
    MeetingEnded,
    NotHost,
    NotInMeeting,
    NotInvited,
    ParticipantMissing,
    PinNeeded,
    PinWrong,
    Refused,
    Removed,
    SignInNeeded,
    TooManyRequests,
)
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.people import Person as Account
from rapat.domain.roles import Right, Role
from rapat.identity.invitations import SignedInvitations
from rapat.ports_calendar import Invitee, Series
from rapat.services.door import GUESSING, Ticket
from rapat.services.meetings import Entry
from rapat.services.rules import RulesChange
from rapat.services.waiting import AWAY_SECONDS, Outlook, State
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)
WAITING = RulesChange(entry=DoorEntry.INVITED)


def account(name: str, address: str = "") -> Account:
    """Somebody with an account; the id is also that of the browser's visitor."""
    email = address or f"{name.lower()}@example.org"
    return Account(id=PersonId(f"v-{name}"), name=name, email=email, created_at=datetime(2026, 11, 1, tzinfo=UTC))


async def wait(meeting: Party, name: str) -> str:
    """Somebody knocks and waits; gives the identity."""
    visitor = await meeting.visitor(name)
    assert isinstance(await meeting.knock(visitor, name), Outlook)
    place = await meeting.store.attendees.find(meeting.id, visitor)  # type: ignore[arg-type]
    assert place is not None
    return place.identity


async def test_a_pin_is_asked_for_and_opens_the_door_once(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(pin="4711"))
    budi = await meeting.visitor("Budi")
    with pytest.raises(PinNeeded):
        await meeting.knock(budi, "Budi")
    with pytest.raises(PinWrong):
        await meeting.knock(budi, "Budi", Ticket(pin="1111"))
    assert isinstance(await meeting.knock(budi, "Budi", Ticket(pin="47 11")), Entry)
    assert isinstance(await meeting.knock(budi, "Budi"), Entry)


async def test_guessing_slows_down_its_address_and_no_other(meeting: Party, ana: Person, clock: StillClock) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(pin="4711"))
    mallory = await meeting.visitor("Mallory")
    for guess in range(int(GUESSING.burst)):
        with pytest.raises(PinWrong):
            await meeting.knock(mallory, "M", Ticket(pin=f"{guess:04}", origin="192.0.2.1"))
    with pytest.raises(TooManyRequests):
        await meeting.knock(mallory, "M", Ticket(pin="4711", origin="192.0.2.1"))
    budi = await meeting.visitor("Budi")
    assert isinstance(await meeting.knock(budi, "Budi", Ticket(pin="4711", origin="192.0.2.2")), Entry)
    clock.pass_seconds(60)
    assert isinstance(await meeting.knock(mallory, "M", Ticket(pin="4711", origin="192.0.2.1")), Entry)


async def test_right_pins_of_a_whole_class_behind_one_address_are_not_slowed(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(pin="4711"))
    for number in range(20):
        pupil = await meeting.visitor(f"Pupil {number}")
        assert isinstance(await meeting.knock(pupil, "Pupil", Ticket(pin="4711", origin="192.0.2.1")), Entry)


async def test_an_invitation_gives_role_and_name_and_passes_the_rule_and_the_pin(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(
        meeting.id, ana.visitor, RulesChange(entry=DoorEntry.INVITED, others=Others.REFUSE, pin="4711")
    )
    text, _ = await meeting.door.invite(meeting.id, ana.visitor, "observer", "Auditor", HOUR)
    guest = await meeting.visitor("x")
    entry = await meeting.knock(guest, "", Ticket(invitation=text))
    assert isinstance(entry, Entry)
    assert (entry.attendee.role, entry.attendee.name) == (Role.OBSERVER, "Auditor")
    assert not meeting.engine.grants[-1].can_publish
    assert isinstance(await meeting.knock(guest, "Auditor"), Entry)


async def test_an_invitation_demotes_nobody(meeting: Party, ana: Person) -> None:
    text, _ = await meeting.door.invite(meeting.id, ana.visitor, "observer", "", HOUR)
    entry = await meeting.knock(ana.visitor, "Ana", Ticket(invitation=text))
    assert isinstance(entry, Entry)
    assert entry.attendee.role is Role.HOST


async def test_expired_foreign_and_forged_invitations_are_refused(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    text, made = await meeting.door.invite(meeting.id, ana.visitor, "participant", "", HOUR)
    forged = SignedInvitations("another secret").write(made)
    budi = await meeting.visitor("Budi")
    for bad in (forged, text[:-2] + "xx", "eyJ", "x" * 5_000):
        with pytest.raises(InvitationInvalid):
            await meeting.knock(budi, "Budi", Ticket(invitation=bad))
    clock.pass_seconds(3_601)
    with pytest.raises(InvitationInvalid):
        await meeting.knock(budi, "Budi", Ticket(invitation=text))


async def test_cohosts_invite_no_cohosts_and_guests_nobody(meeting: Party, ana: Person, budi: Person) -> None:
    with pytest.raises(NotHost):
        await meeting.door.invite(meeting.id, budi.visitor, "participant", "", HOUR)
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    await meeting.door.invite(meeting.id, budi.visitor, "participant", "", HOUR)
    with pytest.raises(NotHost):
        await meeting.door.invite(meeting.id, budi.visitor, "cohost", "", HOUR)
    for role, lifetime in (("host", HOUR), ("king", HOUR), ("participant", timedelta(days=1_000))):
        with pytest.raises(Invalid):
            await meeting.door.invite(meeting.id, ana.visitor, role, "", lifetime)


async def test_a_ban_holds_for_the_invitation_in_whatever_browser(meeting: Party, ana: Person) -> None:
    text, _ = await meeting.door.invite(meeting.id, ana.visitor, "participant", "", HOUR)
    entry = await meeting.knock(await meeting.visitor("Mallory"), "Mallory", Ticket(invitation=text))
    assert isinstance(entry, Entry)
    await meeting.moderation.remove(meeting.id, ana.visitor, entry.attendee.identity)
    with pytest.raises(Removed):
        await meeting.knock(await meeting.visitor("Mallory again"), "M", Ticket(invitation=text))


async def test_others_wait_and_get_no_token(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    tokens = len(meeting.engine.grants)
    outlook = await meeting.knock(await meeting.visitor("Budi"), "Budi")
    assert isinstance(outlook, Outlook)
    assert (outlook.state, outlook.place, outlook.host_here) == (State.WAITING, 1, True)
    assert len(meeting.engine.grants) == tokens
    told = [sent for sent in meeting.engine.sent if sent.topic == "rapat.door"]
    assert (told[-1].to, json.loads(told[-1].payload)) == ((ana.identity,), {"waiting": 1})


async def test_or_they_are_refused(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(entry=DoorEntry.SIGNED_IN, others=Others.REFUSE))
    budi = await meeting.visitor("Budi")
    with pytest.raises(SignInNeeded):
        await meeting.knock(budi, "Budi")
    assert isinstance(await meeting.knock(budi, "Budi", Ticket(person=account("Budi"))), Entry)


async def test_invited_accounts_come_in_by_their_id_or_address(meeting: Party, ana: Person) -> None:
    owner, budi, vera, wati = (account(name) for name in ("Owner", "Budi", "Vera", "Wati"))
    for person in (owner, budi, vera, wati):
        assert await meeting.store.people.add(person)
    plan = Plan(
        id=PlanId("1"),
        owner=owner.id,
        meeting=MeetingId(meeting.id),
        subject=Subject(title="Round"),
        slot=Slot(starts=datetime(2026, 11, 23, 9), minutes=45),
        zone="UTC",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    invited = (Invitee(address="old@example.org", person=budi.id), Invitee(address=vera.email))
    await meeting.store.plans.add(Series(plan=plan, invitees=invited))
    rule = RulesChange(entry=DoorEntry.INVITED, others=Others.REFUSE, pin="4711")
    await meeting.rules.change(meeting.id, ana.visitor, rule)
    for person in (budi, vera):
        assert isinstance(await meeting.knock(person.visitor, person.name, Ticket(person=person)), Entry)
        assert (await meeting.meetings.overview(meeting.id, person.visitor, person)).participants == 1
    with pytest.raises(NotInvited):
        await meeting.knock(wati.visitor, "Wati", Ticket(person=wati, pin="4711"))
    with pytest.raises(PinNeeded):
        await meeting.knock(await meeting.visitor("Guest"), "Budi")


async def test_a_ban_holds_for_the_account_on_every_device(meeting: Party, ana: Person) -> None:
    budi = account("Budi")
    assert await meeting.store.people.add(budi)
    entry = await meeting.knock(budi.visitor, "Budi", Ticket(person=budi))
    assert isinstance(entry, Entry)
    await meeting.moderation.remove(meeting.id, ana.visitor, entry.attendee.identity)
    with pytest.raises(Removed):
        await meeting.knock(budi.visitor, "Another name", Ticket(person=budi))


async def test_coming_in_again_is_no_way_around_forbidden_renaming(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.RENAME: False}))
    entry = await meeting.knock(budi.visitor, "Boss")
    assert isinstance(entry, Entry)
    assert entry.attendee.name == "Budi"


async def test_hosts_see_who_waits_in_order_and_admit_one_or_all(
    meeting: Party, ana: Person, clock: StillClock
) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    names = ("Budi", "Vera", "Wati")
    identities = []
    for name in names:
        identities.append(await wait(meeting, name))
        clock.pass_seconds(1)
    _, line = await meeting.waiting.line(meeting.id, ana.visitor)
    assert [place.name for place in line] == list(names)
    assert await meeting.waiting.admit(meeting.id, ana.visitor, identities[1]) == [identities[1]]
    assert isinstance(await meeting.knock(meeting.visitor_again("Vera"), "Vera"), Entry)
    assert await meeting.waiting.admit(meeting.id, ana.visitor, None) == [identities[0], identities[2]]
    with pytest.raises(ParticipantMissing):
        await meeting.waiting.admit(meeting.id, ana.visitor, identities[0])


async def test_who_waits_learns_its_place_and_the_note_and_nothing_else(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    await wait(meeting, "Vera")
    await meeting.waiting.write(meeting.id, ana.visitor, "Five minutes, please")
    vera = meeting.visitor_again("Vera")
    outlook = await meeting.waiting.look(meeting.id, vera)
    assert (outlook.state, outlook.place, outlook.note) == (State.WAITING, 2, "Five minutes, please")
    assert (await meeting.meetings.overview(meeting.id, vera)).participants == 0
    with pytest.raises(NotInMeeting):
        await meeting.waiting.line(meeting.id, vera)
    with pytest.raises(Invalid):
        await meeting.waiting.write(meeting.id, ana.visitor, "x" * 1_000)


async def test_an_admitted_person_is_told_to_come_in(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    budi = meeting.visitor_again("Budi")
    await meeting.waiting.admit(meeting.id, ana.visitor, None)
    assert (await meeting.waiting.look(meeting.id, budi)).state is State.ADMITTED


async def test_an_opened_rule_lets_everybody_in_who_waits(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(entry=DoorEntry.LINK))
    assert (await meeting.waiting.look(meeting.id, meeting.visitor_again("Budi"))).state is State.ADMITTED


async def test_who_goes_away_without_a_word_leaves_the_line(meeting: Party, ana: Person, clock: StillClock) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    vera = await wait(meeting, "Vera")
    clock.pass_seconds(AWAY_SECONDS - 1)
    await meeting.waiting.look(meeting.id, meeting.visitor_again("Vera"))
    clock.pass_seconds(2)
    _, line = await meeting.waiting.line(meeting.id, ana.visitor)
    assert [place.identity for place in line] == [vera]
    assert (await meeting.waiting.look(meeting.id, meeting.visitor_again("Budi"))).state is State.AWAY


async def test_who_gives_up_leaves_the_line(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    await meeting.waiting.give_up(meeting.id, meeting.visitor_again("Budi"))
    assert (await meeting.waiting.line(meeting.id, ana.visitor))[1] == []


async def test_who_is_denied_is_banned(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    identity = await wait(meeting, "Budi")
    await meeting.waiting.deny(meeting.id, ana.visitor, identity)
    budi = meeting.visitor_again("Budi")
    with pytest.raises(Removed):
        await meeting.waiting.look(meeting.id, budi)
    with pytest.raises(Removed):
        await meeting.knock(budi, "Budi")


async def test_sent_back_to_wait_holds_even_where_the_link_opens(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.waiting.send_back(meeting.id, ana.visitor, budi.identity)
    assert meeting.engine.removed == [(meeting.id, budi.identity)]
    assert isinstance(await meeting.knock(budi.visitor, "Budi"), Outlook)
    assert (await meeting.waiting.look(meeting.id, budi.visitor)).state is State.WAITING
    await meeting.waiting.admit(meeting.id, ana.visitor, budi.identity)
    assert isinstance(await meeting.knock(budi.visitor, "Budi"), Entry)
    with pytest.raises(Refused):
        await meeting.waiting.send_back(meeting.id, ana.visitor, ana.identity)


async def test_nobody_waits_for_a_meeting_that_is_over(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, WAITING)
    await wait(meeting, "Budi")
    await meeting.meetings.end(meeting.id, ana.visitor)
    with pytest.raises(MeetingEnded):
        await meeting.waiting.look(meeting.id, meeting.visitor_again("Budi"))
