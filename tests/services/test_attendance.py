"""Stored rights hold whatever an old token says; a meeting keeps a host."""

import pytest
from livekit.protocol.models import CAMERA

from rapat.domain.roles import Right, Role
from rapat.ports import EngineEvent, NotAdmitted, ParticipantJoined, ParticipantLeft, RoomFinished
from rapat.services.attendance import HOST_AWAY_SECONDS
from rapat.services.rules import RulesChange
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def comes(meeting: Party, person: Person) -> None:
    meeting.engine.enter(meeting.id, person.identity)
    await meeting.attendance.handle(ParticipantJoined(meeting.id, person.identity))


async def goes(meeting: Party, person: Person) -> None:
    meeting.engine.leave(meeting.id, person.identity)
    await meeting.attendance.handle(ParticipantLeft(meeting.id, person.identity))


async def role(meeting: Party, person: Person) -> Role:
    place = await meeting.store.attendees.find(meeting.id, person.visitor)  # type: ignore[arg-type]
    assert place is not None
    return place.role


async def test_an_old_token_gives_nothing_that_was_taken_meanwhile(meeting: Party, ana: Person, budi: Person) -> None:
    meeting.engine.leave(meeting.id, budi.identity)
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.CAMERA: False}))
    meeting.engine.enter(meeting.id, budi.identity)
    meeting.engine.publish(meeting.id, budi.identity, CAMERA)
    await meeting.attendance.handle(ParticipantJoined(meeting.id, budi.identity))
    assert meeting.sources(budi) == []


async def test_a_token_is_worth_what_is_stored_when_it_is_shown(meeting: Party, ana: Person, budi: Person) -> None:
    before = await meeting.attendance.standing(meeting.id, budi.identity)
    assert before is not None and "camera" in before.can_publish_sources
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.CAMERA: False}))
    after = await meeting.attendance.standing(meeting.id, budi.identity)
    assert after is not None and "camera" not in after.can_publish_sources
    assert "microphone" in after.can_publish_sources


async def test_the_token_of_somebody_sent_back_to_the_door_opens_nothing(
    meeting: Party, ana: Person, budi: Person
) -> None:
    await meeting.waiting.send_back(meeting.id, ana.visitor, budi.identity)
    with pytest.raises(NotAdmitted):
        await meeting.attendance.standing(meeting.id, budi.identity)


async def test_tokens_of_the_server_api_say_themselves_what_they_allow(meeting: Party) -> None:
    assert await meeting.attendance.standing(meeting.id, "robot") is None
    assert await meeting.attendance.standing("some-room", "robot") is None


async def test_who_was_sent_out_and_comes_by_an_old_token_is_sent_out_again(
    meeting: Party, ana: Person, budi: Person
) -> None:
    await meeting.waiting.send_back(meeting.id, ana.visitor, budi.identity)
    await comes(meeting, budi)
    assert meeting.engine.removed == [(meeting.id, budi.identity)] * 2


async def test_participants_of_the_server_api_are_left_alone(meeting: Party, ana: Person) -> None:
    await comes(meeting, Person(ana.visitor, "robot"))  # type: ignore[arg-type]
    await meeting.attendance.handle(ParticipantJoined("some-room", "robot"))
    await meeting.attendance.handle(RoomFinished(meeting.id))
    assert meeting.engine.removed == []


async def test_the_first_cohost_is_host_while_the_host_is_away(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    vera = await meeting.guest("Vera")
    for person in (budi, vera):
        await meeting.moderation.change_role(meeting.id, ana.visitor, person.identity, "cohost")
    await goes(meeting, ana)
    clock.pass_seconds(HOST_AWAY_SECONDS - 1)
    await meeting.attendance.tend()
    assert await role(meeting, budi) is Role.COHOST
    clock.pass_seconds(2)
    await meeting.attendance.tend()
    assert (await role(meeting, budi), await role(meeting, vera)) == (Role.HOST, Role.COHOST)
    assert meeting.attributes(budi)["role"] == "host"
    await comes(meeting, ana)
    assert (await role(meeting, budi), await role(meeting, ana)) == (Role.COHOST, Role.HOST)


async def test_a_host_who_is_back_in_time_stays_the_only_one(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    await goes(meeting, ana)
    clock.pass_seconds(HOST_AWAY_SECONDS / 2)
    await comes(meeting, ana)
    clock.pass_seconds(HOST_AWAY_SECONDS)
    await meeting.attendance.tend()
    assert await role(meeting, budi) is Role.COHOST


async def test_strangers_get_no_power_by_waiting(meeting: Party, ana: Person, budi: Person, clock: StillClock) -> None:
    await goes(meeting, ana)
    clock.pass_seconds(HOST_AWAY_SECONDS * 10)
    await meeting.attendance.tend()
    assert await role(meeting, budi) is Role.PARTICIPANT


async def test_only_the_latest_event_of_a_person_is_kept(meeting: Party, ana: Person) -> None:
    events: list[EngineEvent] = [ParticipantJoined(meeting.id, ana.identity), ParticipantLeft(meeting.id, ana.identity)]
    for event in events * 1_000:
        meeting.attendance.listen(event)
    assert list(meeting.attendance.pending()) == [events[1]]
