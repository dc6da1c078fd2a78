"""The rules of a meeting: switches bite in the media server, "stop everything" stops everything."""

import json

import pytest
from livekit.protocol.models import CAMERA, MICROPHONE, SCREEN_SHARE

from rapat.domain.door import Entry, Others
from rapat.domain.errors import Invalid, NotAllowed, NotHost
from rapat.domain.ids import PersonId
from rapat.domain.people import Person as Account
from rapat.domain.roles import Right
from rapat.services.door import Ticket
from rapat.services.meetings import Entry as Admitted
from rapat.services.rules import RulesChange
from tests.services.party import MAX_PARTICIPANTS, Party, Person

pytestmark = pytest.mark.anyio


async def test_a_right_switched_off_takes_the_tracks_down_and_spares_hosts(
    meeting: Party, ana: Person, budi: Person
) -> None:
    for person in (ana, budi):
        meeting.engine.publish(meeting.id, person.identity, CAMERA)
        meeting.engine.publish(meeting.id, person.identity, MICROPHONE)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.CAMERA: False}))
    assert meeting.sources(budi) == [MICROPHONE]
    assert meeting.sources(ana) == [CAMERA, MICROPHONE]
    assert CAMERA not in meeting.permission(budi).can_publish_sources
    assert meeting.metadata()["off"] == ["camera"]


async def test_who_comes_later_gets_a_token_without_the_right(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.SHARE: False, Right.CAMERA: False}))
    await meeting.guest("Vera")
    assert meeting.engine.grants[-1].can_publish_sources == ("microphone",)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.MICROPHONE: False}))
    await meeting.guest("Wati")
    assert not meeting.engine.grants[-1].can_publish


async def test_a_switch_turned_on_again_gives_the_right_back(meeting: Party, ana: Person, budi: Person) -> None:
    for allowed in (False, True):
        await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.CAMERA: allowed}))
    assert CAMERA in meeting.permission(budi).can_publish_sources


async def test_stop_everything_leaves_participants_nothing_but_their_hands(
    meeting: Party, ana: Person, budi: Person
) -> None:
    for source in (CAMERA, MICROPHONE, SCREEN_SHARE):
        meeting.engine.publish(meeting.id, budi.identity, source)
    await meeting.floor.ask(meeting.id, ana.visitor, budi.identity, "microphone")
    stopped = await meeting.rules.stop_everything(meeting.id, ana.visitor)
    assert meeting.sources(budi) == []
    assert not meeting.permission(budi).can_publish
    assert stopped.locked
    with pytest.raises(NotAllowed):
        await meeting.floor.react(meeting.id, budi.visitor, "👍")
    await meeting.hands.set(meeting.id, budi.visitor, True)


async def test_hidden_names_are_numbers_for_everybody(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.SEE_NAMES: False}))
    assert meeting.name(budi).startswith("#")
    assert meeting.name(ana) == "Ana"
    await meeting.guest("Vera")
    assert meeting.engine.grants[-1].name.startswith("#")
    assert (await meeting.moderation.names(meeting.id, ana.visitor))[budi.identity] == "Budi"
    with pytest.raises(NotHost):
        await meeting.moderation.names(meeting.id, budi.visitor)


async def test_a_face_is_shown_to_all_and_taken_back_with_the_names(meeting: Party, ana: Person) -> None:
    picture = "ab" * 32
    visitor = await meeting.visitor("Vera")
    at = meeting.clock.now()
    vera = Account(id=PersonId(visitor), name="Vera", email="vera@example.org", created_at=at, picture=picture)
    entry = await meeting.knock(visitor, "Vera", Ticket(person=vera))
    assert isinstance(entry, Admitted)
    assert meeting.engine.grants[-1].attributes["picture"] == picture
    person = Person(visitor, entry.attendee.identity)
    meeting.engine.enter(meeting.id, person.identity)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.SEE_NAMES: False}))
    assert not meeting.attributes(person).get("picture")
    await meeting.knock(visitor, "Vera", Ticket(person=vera))
    assert "picture" not in meeting.engine.grants[-1].attributes
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.SEE_NAMES: True}))
    assert meeting.attributes(person)["picture"] == picture


async def test_guests_have_no_face(meeting: Party, budi: Person) -> None:
    assert "picture" not in meeting.engine.grants[-1].attributes


async def test_the_door_is_changed_in_parts(meeting: Party, ana: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(entry=Entry.INVITED, pin="12 34"))
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(others=Others.REFUSE, places=3))
    rules = (await meeting.rules.rules(meeting.id, ana.visitor)).rules
    assert (rules.entry, rules.others, rules.pin, rules.places) == (Entry.INVITED, Others.REFUSE, "1234", 3)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(pin="", places=0))
    rules = (await meeting.rules.rules(meeting.id, ana.visitor)).rules
    assert (rules.pin, rules.places) == ("", None)


@pytest.mark.parametrize("wish", [RulesChange(pin="12"), RulesChange(places=1), RulesChange(places=10_000)])
async def test_senseless_rules_are_refused_whole(meeting: Party, ana: Person, wish: RulesChange) -> None:
    with pytest.raises(Invalid):
        await meeting.rules.change(meeting.id, ana.visitor, wish)
    assert (await meeting.rules.rules(meeting.id, ana.visitor)).rules.places in {None, MAX_PARTICIPANTS}


async def test_a_participant_learns_no_pin(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(pin="4711"))
    with pytest.raises(NotHost):
        await meeting.rules.rules(meeting.id, budi.visitor)
    assert "4711" not in json.dumps(meeting.metadata())
