"""Starting, joining, changing and ending meetings."""

import json

import pytest

from rapat.domain.errors import (
    Invalid,
    MeetingEnded,
    MeetingFull,
    MeetingLocked,
    MeetingNotFound,
    NotHost,
    NotInMeeting,
    Removed,
)
from rapat.domain.roles import Role
from rapat.ports import RemovalReason
from rapat.ports_chat import Window
from tests.services.party import MAX_PARTICIPANTS, Party, Person

pytestmark = pytest.mark.anyio


async def test_who_starts_a_meeting_is_its_host_and_stays_so_after_a_reload(meeting: Party, ana: Person) -> None:
    again = await meeting.meetings.join(meeting.id, ana.visitor, "Ana B.")
    assert again.attendee.role is Role.HOST
    assert again.attendee.identity == ana.identity
    assert meeting.engine.grants[-1].attributes == {"role": "host"}
    assert meeting.engine.grants[-1].name == "Ana B."


async def test_a_token_gives_no_right_to_send_data(meeting: Party, budi: Person) -> None:
    grant = meeting.engine.grants[-1]
    assert grant.room == meeting.id
    assert grant.identity == budi.identity
    assert not grant.can_publish_data


async def test_guests_come_in_while_the_host_is_away(meeting: Party, ana: Person) -> None:
    meeting.engine.leave(meeting.id, ana.identity)
    budi = await meeting.guest("Budi")
    assert (await meeting.meetings.overview(meeting.id, budi.visitor)).participants == 1


async def test_a_stranger_learns_no_names_from_the_overview(meeting: Party, ana: Person) -> None:
    overview = await meeting.meetings.overview(meeting.id, None)
    assert overview.you is None
    assert overview.participants == 1


@pytest.mark.parametrize("unknown", ["abcd-abcd-abcd-abcd", "../../etc/passwd", "", "ABCD-ABCD-ABCD-ABCD"])
async def test_a_meeting_that_does_not_exist_is_not_found(meeting: Party, ana: Person, unknown: str) -> None:
    with pytest.raises(MeetingNotFound):
        await meeting.meetings.overview(unknown, ana.visitor)


async def test_a_locked_meeting_takes_back_who_was_in_and_nobody_else(
    meeting: Party, ana: Person, budi: Person
) -> None:
    await meeting.rules.name_or_lock(meeting.id, ana.visitor, locked=True, title=None)
    await meeting.come(budi.visitor, "Budi")
    with pytest.raises(MeetingLocked):
        await meeting.guest("Vera")
    await meeting.rules.name_or_lock(meeting.id, ana.visitor, locked=False, title=None)
    await meeting.guest("Wati")


async def test_everybody_learns_of_the_lock_and_the_title(meeting: Party, ana: Person) -> None:
    await meeting.rules.name_or_lock(meeting.id, ana.visitor, locked=True, title="Plan Б")
    metadata = meeting.engine.rooms[meeting.id].options.metadata
    assert json.loads(metadata) == {"title": "Plan Б", "locked": True, "off": [], "spotlight": None}


async def test_a_guest_can_neither_lock_nor_end(meeting: Party, budi: Person) -> None:
    with pytest.raises(NotHost):
        await meeting.rules.name_or_lock(meeting.id, budi.visitor, locked=True, title=None)
    with pytest.raises(NotHost):
        await meeting.meetings.end(meeting.id, budi.visitor)


async def test_a_change_is_refused_whole_when_a_part_of_it_is(meeting: Party, ana: Person) -> None:
    with pytest.raises(Invalid, match="title"):
        await meeting.rules.name_or_lock(meeting.id, ana.visitor, locked=True, title="x" * 500)
    assert not (await meeting.meetings.overview(meeting.id, None)).meeting.locked


async def test_an_ended_meeting_is_over_for_all_even_the_host(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.meetings.end(meeting.id, ana.visitor)
    assert meeting.engine.deleted == [(meeting.id, RemovalReason.ROOM_DELETED)]
    for person in (ana, budi):
        with pytest.raises(MeetingEnded):
            await meeting.come(person.visitor, "Name")
    await meeting.meetings.end(meeting.id, ana.visitor)


async def test_a_full_meeting_takes_nobody_but_the_host_and_who_is_in(
    meeting: Party, ana: Person, budi: Person
) -> None:
    for number in range(MAX_PARTICIPANTS - 2):
        await meeting.guest(f"guest {number}")
    with pytest.raises(MeetingFull):
        await meeting.guest("one too many")
    await meeting.come(budi.visitor, "Budi")
    await meeting.come(ana.visitor, "Ana")


async def test_a_removed_person_cannot_come_back_under_another_name(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity)
    with pytest.raises(Removed):
        await meeting.come(budi.visitor, "Somebody else")
    with pytest.raises(NotInMeeting):
        await meeting.hands.set(meeting.id, budi.visitor, True)


async def test_who_has_not_joined_can_do_nothing(meeting: Party, ana: Person) -> None:
    vera = await meeting.visitor("Vera")
    with pytest.raises(NotInMeeting):
        await meeting.rules.name_or_lock(meeting.id, vera, locked=True, title=None)
    with pytest.raises(NotInMeeting):
        await meeting.chat.reading.page(meeting.id, vera, Window(limit=10))
