"""Raised hands keep their order."""

import pytest

from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_hands_are_numbered_in_the_order_of_raising(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    for person in (vera, budi):
        await meeting.hands.set(meeting.id, person.visitor, True)
    assert int(meeting.attributes(vera)["hand"]) < int(meeting.attributes(budi)["hand"])


async def test_raising_a_raised_hand_keeps_its_place(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.hands.set(meeting.id, budi.visitor, True)
    before = meeting.attributes(budi)["hand"]
    await meeting.hands.set(meeting.id, ana.visitor, True)
    await meeting.hands.set(meeting.id, budi.visitor, True)
    assert meeting.attributes(budi)["hand"] == before


async def test_a_lowered_hand_goes_to_the_end_of_the_queue(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.hands.set(meeting.id, budi.visitor, True)
    await meeting.hands.set(meeting.id, ana.visitor, True)
    await meeting.hands.set(meeting.id, budi.visitor, False)
    assert "hand" not in meeting.attributes(budi)
    await meeting.hands.set(meeting.id, budi.visitor, True)
    assert int(meeting.attributes(budi)["hand"]) > int(meeting.attributes(ana)["hand"])


async def test_a_hand_survives_a_reload(meeting: Party, budi: Person) -> None:
    await meeting.hands.set(meeting.id, budi.visitor, True)
    await meeting.meetings.join(meeting.id, budi.visitor, "Budi")
    assert meeting.engine.grants[-1].attributes["hand"] == meeting.attributes(budi)["hand"]


async def test_a_host_lowers_a_hand(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.hands.set(meeting.id, budi.visitor, True)
    await meeting.hands.lower(meeting.id, ana.visitor, budi.identity)
    assert "hand" not in meeting.attributes(budi)


async def test_a_hand_raised_between_two_connections_is_kept(meeting: Party, budi: Person) -> None:
    meeting.engine.leave(meeting.id, budi.identity)
    await meeting.hands.set(meeting.id, budi.visitor, True)
    await meeting.come(budi.visitor, "Budi")
    assert meeting.engine.grants[-1].attributes["hand"] == "1"
