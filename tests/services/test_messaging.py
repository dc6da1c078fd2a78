"""Chat: stored, numbered, sent to everybody once."""

import json

import pytest

from rapat.domain.errors import MeetingEnded, MessageTooLong, TooManyRequests
from rapat.services.messaging import TOPIC, WRITING
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_a_message_is_stored_and_sent_to_everybody(meeting: Party, budi: Person) -> None:
    message, is_new = await meeting.messaging.write(meeting.id, budi.visitor, "c1", " halo 🙂 ")
    assert is_new
    packet = meeting.engine.sent[-1]
    assert (packet.topic, packet.to) == (TOPIC, ())
    assert json.loads(packet.payload) == message.as_json()
    assert (message.seq, message.text, message.name, message.identity) == (1, "halo 🙂", "Budi", budi.identity)


async def test_sending_again_stores_and_shows_nothing_more(meeting: Party, budi: Person) -> None:
    first, _ = await meeting.messaging.write(meeting.id, budi.visitor, "c1", "halo")
    again, is_new = await meeting.messaging.write(meeting.id, budi.visitor, "c1", "halo")
    assert (again, is_new) == (first, False)
    assert len(meeting.engine.sent) == 1


async def test_a_latecomer_reads_it_all_page_by_page(
    meeting: Party, ana: Person, budi: Person, clock: StillClock
) -> None:
    for number in range(5):
        await meeting.messaging.write(meeting.id, budi.visitor, f"c{number}", f"line {number}")
    vera = await meeting.guest("Vera")
    page, more = await meeting.messaging.history(meeting.id, vera.visitor, 0, 3)
    assert ([found.seq for found in page], more) == ([1, 2, 3], True)
    rest, more = await meeting.messaging.history(meeting.id, vera.visitor, 3, 3)
    assert ([found.seq for found in rest], more) == ([4, 5], False)


async def test_a_flood_of_messages_is_slowed_down(meeting: Party, budi: Person, clock: StillClock) -> None:
    for number in range(int(WRITING.burst)):
        await meeting.messaging.write(meeting.id, budi.visitor, f"c{number}", "x")
    with pytest.raises(TooManyRequests) as refusal:
        await meeting.messaging.write(meeting.id, budi.visitor, "more", "x")
    clock.pass_seconds(refusal.value.retry_after)
    await meeting.messaging.write(meeting.id, budi.visitor, "more", "x")


async def test_an_oversized_message_leaves_no_hole(meeting: Party, budi: Person) -> None:
    with pytest.raises(MessageTooLong):
        await meeting.messaging.write(meeting.id, budi.visitor, "c1", "x" * 4001)
    message, _ = await meeting.messaging.write(meeting.id, budi.visitor, "c2", "short")
    assert message.seq == 1


async def test_chat_ends_with_the_meeting_and_can_still_be_read(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.messaging.write(meeting.id, budi.visitor, "c1", "bye")
    await meeting.meetings.end(meeting.id, ana.visitor)
    with pytest.raises(MeetingEnded):
        await meeting.messaging.write(meeting.id, budi.visitor, "c2", "too late")
    page, _ = await meeting.messaging.history(meeting.id, budi.visitor, 0, 10)
    assert [found.text for found in page] == ["bye"]
