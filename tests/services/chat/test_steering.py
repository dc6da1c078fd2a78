"""What hosts decide about a chat."""

import pytest

from rapat.domain.errors import Invalid, MessageMissing, NotHost
from tests.services.chat.room import page, say, told
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_a_pinned_message_stands_for_everybody_until_it_is_taken_back(
    meeting: Party, ana: Person, budi: Person
) -> None:
    message = await say(meeting, budi, "the agenda")
    await meeting.chat.steering.pin(meeting.id, ana.visitor, message.id)
    assert told(meeting, budi)[-1]["state"]["pinned"]["text"] == "the agenda"
    pinned = (await page(meeting, budi)).pinned
    assert pinned is not None and pinned.id == message.id
    await meeting.chat.writing.delete(meeting.id, budi.visitor, message.id)
    assert told(meeting, budi)[-1]["state"]["pinned"] is None
    assert (await page(meeting, budi)).pinned is None


async def test_what_is_not_for_everybody_is_not_pinned(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    mine = await say(meeting, ana, "for budi", budi.identity)
    theirs = await say(meeting, budi, "for vera", vera.identity)
    with pytest.raises(Invalid):
        await meeting.chat.steering.pin(meeting.id, ana.visitor, mine.id)
    with pytest.raises(MessageMissing):
        await meeting.chat.steering.pin(meeting.id, ana.visitor, theirs.id)


async def test_only_hosts_steer(meeting: Party, budi: Person) -> None:
    with pytest.raises(NotHost):
        await meeting.chat.steering.pin(meeting.id, budi.visitor, None)
    with pytest.raises(NotHost):
        await meeting.chat.steering.change(meeting.id, budi.visitor, approval=True, slow_seconds=None)


async def test_a_pause_has_bounds(meeting: Party, ana: Person) -> None:
    for seconds in (-1, 3601):
        with pytest.raises(Invalid):
            await meeting.chat.steering.change(meeting.id, ana.visitor, approval=None, slow_seconds=seconds)
    changed, _ = await meeting.chat.steering.change(meeting.id, ana.visitor, approval=None, slow_seconds=30)
    assert changed.slow_seconds == 30
