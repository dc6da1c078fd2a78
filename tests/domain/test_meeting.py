"""Who may come in, and who may do what."""

from datetime import UTC, datetime

import pytest

from rapat.domain.errors import MeetingEnded, MeetingFull, MeetingLocked, NotHost, RapatError, Refused, Removed
from rapat.domain.ids import Identity, MeetingId, VisitorId, is_meeting_id, new_meeting_id
from rapat.domain.meeting import Attendee, Meeting, Presence, admit
from rapat.domain.roles import ALLOWED, Action, Right, Role, demand, demand_over

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROOM = Presence(count=2, limit=10)
FULL = Presence(count=10, limit=10)


def meeting(locked: bool = False, ended: bool = False) -> Meeting:
    return Meeting(MeetingId("m"), "", NOW, locked, NOW if ended else None)


def somebody(role: Role = Role.PARTICIPANT, removed: bool = False, joined: bool = True) -> Attendee:
    return Attendee(MeetingId("m"), VisitorId("v"), Identity("i"), "Ana", role, None, removed, joined)


@pytest.mark.parametrize(
    ("where", "who", "presence", "refusal"),
    [
        (meeting(), None, ROOM, None),
        (meeting(ended=True), somebody(Role.HOST), ROOM, MeetingEnded),
        (meeting(), somebody(removed=True), ROOM, Removed),
        (meeting(locked=True), None, ROOM, MeetingLocked),
        (meeting(locked=True), somebody(joined=False), ROOM, MeetingLocked),
        (meeting(locked=True), somebody(), ROOM, None),
        (meeting(locked=True), somebody(Role.HOST, joined=False), ROOM, None),
        (meeting(), None, FULL, MeetingFull),
        (meeting(), somebody(Role.HOST), FULL, None),
    ],
)
def test_admission_follows_the_rule(
    where: Meeting, who: Attendee | None, presence: Presence, refusal: type[RapatError] | None
) -> None:
    if refusal is None:
        admit(where, who, presence)
    else:
        with pytest.raises(refusal):
            admit(where, who, presence)


@pytest.mark.parametrize("action", list(Action))
def test_a_participant_may_do_nothing_to_others(action: Action) -> None:
    with pytest.raises(NotHost):
        demand(Role.PARTICIPANT, action)


@pytest.mark.parametrize("action", list(Action))
def test_the_host_may_do_everything(action: Action) -> None:
    demand(Role.HOST, action)


def test_every_right_and_action_is_in_the_table() -> None:
    assert set(ALLOWED) == {*Right, *Action}


@pytest.mark.parametrize("action", [Action.MUTE_ONE, Action.REMOVE])
def test_a_cohost_cannot_turn_on_the_host(action: Action) -> None:
    with pytest.raises(Refused):
        demand_over(Role.COHOST, action, Role.HOST)


def test_meeting_ids_have_a_form_of_their_own() -> None:
    made = new_meeting_id(lambda signs: signs[-1])
    assert is_meeting_id(made)
    assert made == "9999-9999-9999-9999"
    assert not is_meeting_id("9999-9999-9999-999i")
    assert not is_meeting_id("../../etc")
