"""Asked to speak, shown large, next in the queue; and reactions."""

import json

import pytest
from livekit.protocol.models import MICROPHONE

from rapat.domain.errors import Invalid, NotAllowed, NotHost, ParticipantMissing, TooManyRequests
from rapat.domain.roles import Right
from rapat.services.floor import REACTING
from rapat.services.rules import RulesChange
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_asking_grants_the_right_to_that_person_alone(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.MICROPHONE: False}))
    await meeting.floor.ask(meeting.id, ana.visitor, budi.identity, "microphone")
    assert MICROPHONE in meeting.permission(budi).can_publish_sources
    assert MICROPHONE not in meeting.permission(vera).can_publish_sources
    [asked] = [sent for sent in meeting.engine.sent if sent.topic == "rapat.ask"]
    assert asked.to == (budi.identity,)
    assert json.loads(asked.payload) == {"source": "microphone", "by": "Ana"}


async def test_a_grant_taken_back_takes_the_track_down(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.MICROPHONE: False}))
    await meeting.floor.ask(meeting.id, ana.visitor, budi.identity, "microphone")
    meeting.engine.publish(meeting.id, budi.identity, MICROPHONE)
    await meeting.floor.take_back(meeting.id, ana.visitor, budi.identity)
    assert meeting.sources(budi) == []


async def test_an_observer_can_be_asked_to_speak(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "observer")
    assert not meeting.permission(budi).can_publish
    await meeting.floor.ask(meeting.id, ana.visitor, budi.identity, "microphone")
    assert list(meeting.permission(budi).can_publish_sources) == [MICROPHONE]


async def test_the_next_speaker_is_the_first_hand_that_is_here(meeting: Party, ana: Person, budi: Person) -> None:
    vera, wati = await meeting.guest("Vera"), await meeting.guest("Wati")
    for person in (vera, wati, budi):
        await meeting.hands.set(meeting.id, person.visitor, True)
    meeting.engine.leave(meeting.id, vera.identity)
    taken = []
    for _ in range(3):
        speaker = await meeting.floor.next_speaker(meeting.id, ana.visitor)
        taken.append(speaker.identity if speaker is not None else None)
    assert taken == [wati.identity, budi.identity, None]
    assert "hand" not in meeting.attributes(wati)


async def test_all_hands_come_down_at_once(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.hands.set(meeting.id, ana.visitor, True)
    await meeting.hands.set(meeting.id, budi.visitor, True)
    assert await meeting.hands.lower_all(meeting.id, ana.visitor) == [ana.identity, budi.identity]
    assert "hand" not in meeting.attributes(budi)


async def test_hands_can_be_switched_off_and_lowered_even_then(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.hands.set(meeting.id, budi.visitor, True)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.HAND: False}))
    await meeting.hands.set(meeting.id, budi.visitor, False)
    with pytest.raises(NotAllowed):
        await meeting.hands.set(meeting.id, budi.visitor, True)


async def test_the_spotlight_is_seen_by_everybody_and_survives(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.floor.spotlight(meeting.id, ana.visitor, budi.identity)
    assert meeting.metadata()["spotlight"] == budi.identity
    await meeting.rules.name_or_lock(meeting.id, ana.visitor, locked=True, title=None)
    assert meeting.metadata()["spotlight"] == budi.identity
    await meeting.floor.spotlight(meeting.id, ana.visitor, None)
    assert meeting.metadata()["spotlight"] is None
    with pytest.raises(ParticipantMissing):
        await meeting.floor.spotlight(meeting.id, ana.visitor, "nobody")
    with pytest.raises(NotHost):
        await meeting.floor.spotlight(meeting.id, budi.visitor, budi.identity)


async def test_reactions_reach_everybody_up_to_a_rate(meeting: Party, ana: Person, budi: Person) -> None:
    with pytest.raises(Invalid):
        await meeting.floor.react(meeting.id, budi.visitor, "<b>")
    for _ in range(int(REACTING.burst)):
        await meeting.floor.react(meeting.id, budi.visitor, "👏")
    assert json.loads(meeting.engine.sent[-1].payload) == {"identity": budi.identity, "emoji": "👏"}
    with pytest.raises(TooManyRequests):
        await meeting.floor.react(meeting.id, budi.visitor, "👏")
