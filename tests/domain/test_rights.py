"""Every role × right × switch × grant: the table, and nothing but the table."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from rapat.domain.door import Rules, checked_pin
from rapat.domain.errors import Invalid, NotAllowed
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.rights import may, number, public_name, public_picture, require, sources
from rapat.domain.roles import Right, Role

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OBSERVERS_MAY = {Right.HAND, Right.SEE_NAMES}
"""Written out anew, so that a change of the table has to be meant."""


def meeting(*off: Right) -> Meeting:
    return Meeting(MeetingId("m"), "", NOW, rules=Rules(off=frozenset(off)))


def somebody(role: Role, *granted: Right) -> Attendee:
    return Attendee(MeetingId("m"), VisitorId("v"), Identity("i"), "Ana", role, joined=True, granted=frozenset(granted))


@pytest.mark.parametrize(
    ("role", "right", "switched_off", "granted"), product(Role, Right, (False, True), (False, True))
)
def test_the_rights_of_everybody_are_those_of_the_table(
    role: Role, right: Right, switched_off: bool, granted: bool
) -> None:
    where = meeting(right) if switched_off else meeting()
    who = somebody(role, right) if granted else somebody(role)
    is_host = role in {Role.HOST, Role.COHOST}
    has_it = role is not Role.OBSERVER or right in OBSERVERS_MAY
    assert may(where, who, right) is (granted or is_host or (has_it and not switched_off))


@pytest.mark.parametrize("right", list(Right))
def test_a_switch_touches_no_other_right(right: Right) -> None:
    where = meeting(right)
    assert [other for other in Right if not may(where, somebody(Role.PARTICIPANT), other)] == [right]


def test_a_missing_right_is_refused_by_its_name() -> None:
    with pytest.raises(NotAllowed, match="chat"):
        require(meeting(Right.CHAT), somebody(Role.PARTICIPANT), Right.CHAT)


@pytest.mark.parametrize(
    ("role", "off", "expected"),
    [
        (Role.PARTICIPANT, (), ("microphone", "camera", "screen_share", "screen_share_audio")),
        (Role.PARTICIPANT, (Right.CAMERA,), ("microphone", "screen_share", "screen_share_audio")),
        (Role.PARTICIPANT, (Right.SHARE, Right.CAMERA, Right.MICROPHONE), ()),
        (Role.COHOST, (Right.SHARE,), ("microphone", "camera", "screen_share", "screen_share_audio")),
        (Role.OBSERVER, (), ()),
    ],
)
def test_sources_follow_the_rights(role: Role, off: tuple[Right, ...], expected: tuple[str, ...]) -> None:
    assert sources(meeting(*off), somebody(role)) == expected


def test_hidden_names_become_numbers_but_hosts_keep_theirs() -> None:
    hidden = meeting(Right.SEE_NAMES)
    assert public_name(meeting(), somebody(Role.PARTICIPANT)) == "Ana"
    assert public_name(hidden, somebody(Role.HOST)) == "Ana"
    assert public_name(hidden, somebody(Role.PARTICIPANT)) == number(Identity("i"))
    assert len(number(Identity("i"))) == 5


def test_a_face_is_hidden_with_the_name() -> None:
    hidden = meeting(Right.SEE_NAMES)
    shown = {role: replace(somebody(role), picture="f1") for role in (Role.HOST, Role.PARTICIPANT)}
    assert public_picture(meeting(), shown[Role.PARTICIPANT]) == "f1"
    assert public_picture(hidden, shown[Role.PARTICIPANT]) == ""
    assert public_picture(hidden, shown[Role.HOST]) == "f1"
    assert public_picture(meeting(), somebody(Role.PARTICIPANT)) == ""


@pytest.mark.parametrize("text", ["1234", " 12 34 56 ", "0000000000", ""])
def test_good_pins_are_digits(text: str) -> None:
    assert checked_pin(text) == "".join(text.split())


@pytest.mark.parametrize("text", ["123", "12345678901", "12a4", "١٢٣٤"])
def test_bad_pins_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        checked_pin(text)
