"""What hosts may do to others, and what it does."""

from dataclasses import replace

import pytest
from livekit.protocol.models import CAMERA, MICROPHONE, SCREEN_SHARE, SCREEN_SHARE_AUDIO

from rapat.domain.errors import Invalid, NotAllowed, NotHost, ParticipantMissing, Refused, Removed
from rapat.domain.ids import MeetingId
from rapat.domain.roles import Right, Role
from rapat.services.moderation import UNDO_SECONDS
from rapat.services.rules import RulesChange
from tests.conftest import StillClock
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_muting_silences_the_microphone_and_leaves_the_camera(meeting: Party, ana: Person, budi: Person) -> None:
    voice = meeting.engine.publish(meeting.id, budi.identity, MICROPHONE)
    picture = meeting.engine.publish(meeting.id, budi.identity, CAMERA)
    await meeting.moderation.mute(meeting.id, ana.visitor, budi.identity, "microphone")
    assert (voice.muted, picture.muted) == (True, False)


async def test_stopping_a_screen_stops_its_sound_too(meeting: Party, ana: Person, budi: Person) -> None:
    tracks = [
        meeting.engine.publish(meeting.id, budi.identity, source) for source in (SCREEN_SHARE, SCREEN_SHARE_AUDIO)
    ]
    await meeting.moderation.mute(meeting.id, ana.visitor, budi.identity, "screen_share")
    assert all(track.muted for track in tracks)


async def test_muting_what_is_not_shared_says_so(meeting: Party, ana: Person, budi: Person) -> None:
    with pytest.raises(ParticipantMissing):
        await meeting.moderation.mute(meeting.id, ana.visitor, budi.identity, "camera")
    with pytest.raises(Invalid):
        await meeting.moderation.mute(meeting.id, ana.visitor, budi.identity, "thoughts")


async def test_mute_all_spares_hosts_and_reports_whom_it_muted(meeting: Party, ana: Person, budi: Person) -> None:
    vera, wati = await meeting.guest("Vera"), await meeting.guest("Wati")
    await meeting.moderation.change_role(meeting.id, ana.visitor, vera.identity, "cohost")
    for person in (ana, budi, vera):
        meeting.engine.publish(meeting.id, person.identity, MICROPHONE)
    meeting.engine.publish(meeting.id, wati.identity, MICROPHONE, muted=True)
    assert await meeting.moderation.mute_all(meeting.id, vera.visitor) == [budi.identity]


async def test_a_cohost_moderates_guests_but_not_the_host(meeting: Party, ana: Person, budi: Person) -> None:
    vera = await meeting.guest("Vera")
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    assert meeting.attributes(budi)["role"] == "cohost"
    with pytest.raises(Refused):
        await meeting.moderation.remove(meeting.id, budi.visitor, ana.identity)
    await meeting.moderation.remove(meeting.id, budi.visitor, vera.identity)
    assert meeting.engine.removed == [(meeting.id, vera.identity)]


async def test_a_role_survives_the_reload(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    entry = await meeting.meetings.join(meeting.id, budi.visitor, "Budi")
    assert entry.attendee.role is Role.COHOST
    assert meeting.engine.grants[-1].attributes["role"] == "cohost"


async def test_a_demoted_cohost_has_lost_its_rights_at_once(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "participant")
    with pytest.raises(NotHost):
        await meeting.moderation.mute_all(meeting.id, budi.visitor)


async def test_nobody_takes_the_hosts_place(meeting: Party, ana: Person, budi: Person) -> None:
    with pytest.raises(Invalid):
        await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "host")
    with pytest.raises(Refused):
        await meeting.moderation.change_role(meeting.id, ana.visitor, ana.identity, "participant")
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "cohost")
    with pytest.raises(NotHost):
        await meeting.moderation.change_role(meeting.id, budi.visitor, budi.identity, "participant")


async def test_nobody_removes_themselves(meeting: Party, ana: Person) -> None:
    with pytest.raises(Refused):
        await meeting.moderation.remove(meeting.id, ana.visitor, ana.identity)


async def test_who_left_meanwhile_is_banned_all_the_same(meeting: Party, ana: Person, budi: Person) -> None:
    meeting.engine.leave(meeting.id, budi.identity)
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity)
    place = await meeting.store.attendees.find(meeting.id, budi.visitor)  # type: ignore[arg-type]
    assert place is not None
    assert place.removed


async def test_a_guest_does_not_even_learn_who_is_in(meeting: Party, budi: Person) -> None:
    with pytest.raises(NotHost):
        await meeting.moderation.remove(meeting.id, budi.visitor, "nobody")


async def test_muting_all_for_good_takes_the_right_until_it_is_undone(
    meeting: Party, ana: Person, budi: Person
) -> None:
    meeting.engine.publish(meeting.id, budi.identity, MICROPHONE)
    await meeting.moderation.mute_all(meeting.id, ana.visitor, final=True)
    assert MICROPHONE not in meeting.permission(budi).can_publish_sources
    assert await meeting.moderation.undo_mute_all(meeting.id, ana.visitor) == [budi.identity]
    assert MICROPHONE in meeting.permission(budi).can_publish_sources
    assert meeting.engine.sent[-1].to == (budi.identity,)
    assert await meeting.moderation.undo_mute_all(meeting.id, ana.visitor) == []


async def test_a_late_undo_changes_nothing(meeting: Party, ana: Person, budi: Person, clock: StillClock) -> None:
    meeting.engine.publish(meeting.id, budi.identity, MICROPHONE)
    await meeting.moderation.mute_all(meeting.id, ana.visitor, final=True)
    clock.pass_seconds(UNDO_SECONDS + 1)
    assert await meeting.moderation.undo_mute_all(meeting.id, ana.visitor) == []
    assert MICROPHONE not in meeting.permission(budi).can_publish_sources


async def test_who_was_removed_with_a_way_back_may_come_again(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity, back=True)
    assert meeting.engine.removed == [(meeting.id, budi.identity)]
    assert (await meeting.meetings.join(meeting.id, budi.visitor, "Budi")).attendee.identity == budi.identity


async def test_a_ban_is_listed_and_can_be_lifted(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.remove(meeting.id, ana.visitor, budi.identity)
    assert [place.identity for place in await meeting.moderation.banned(meeting.id, ana.visitor)] == [budi.identity]
    with pytest.raises(Removed):
        await meeting.meetings.join(meeting.id, budi.visitor, "Budi")
    await meeting.moderation.let_back(meeting.id, ana.visitor, budi.identity)
    await meeting.meetings.join(meeting.id, budi.visitor, "Budi")


async def test_the_host_hands_the_meeting_over(meeting: Party, ana: Person, budi: Person) -> None:
    await meeting.moderation.transfer(meeting.id, ana.visitor, budi.identity)
    assert (meeting.attributes(budi)["role"], meeting.attributes(ana)["role"]) == ("host", "cohost")
    with pytest.raises(NotHost):
        await meeting.moderation.transfer(meeting.id, ana.visitor, budi.identity)
    with pytest.raises(Refused):
        await meeting.moderation.transfer(meeting.id, budi.visitor, budi.identity)


async def test_names_are_changed_by_their_owner_or_a_host(meeting: Party, ana: Person, budi: Person) -> None:
    assert await meeting.moderation.rename(meeting.id, budi.visitor, budi.identity, " Budi  S. ") == "Budi S."
    assert meeting.name(budi) == "Budi S."
    await meeting.rules.change(meeting.id, ana.visitor, RulesChange(switches={Right.RENAME: False}))
    with pytest.raises(NotAllowed):
        await meeting.moderation.rename(meeting.id, budi.visitor, budi.identity, "Boss")
    with pytest.raises(NotHost):
        await meeting.moderation.rename(meeting.id, budi.visitor, ana.identity, "Boss")
    await meeting.moderation.rename(meeting.id, ana.visitor, budi.identity, "Budi")
    assert meeting.name(budi) == "Budi"


async def test_a_change_does_not_undo_what_another_changed_meanwhile(meeting: Party, ana: Person, budi: Person) -> None:
    attendees = meeting.store.attendees
    stale = await attendees.by_identity(MeetingId(meeting.id), budi.identity)
    assert stale is not None
    await meeting.moderation.change_role(meeting.id, ana.visitor, budi.identity, "observer")
    await attendees.change(stale, replace(stale, name="Other"))
    now = await attendees.by_identity(MeetingId(meeting.id), budi.identity)
    assert now is not None
    assert (now.role, now.name) == (Role.OBSERVER, "Other")
