"""Who may do what, and the form of meeting ids."""

import pytest

from rapat.domain.errors import NotHost, Refused
from rapat.domain.ids import is_meeting_id, new_meeting_id
from rapat.domain.roles import ALLOWED, Action, Right, Role, demand, demand_over


@pytest.mark.parametrize("action", list(Action))
def test_participants_and_observers_may_do_nothing_to_others(action: Action) -> None:
    for role in (Role.PARTICIPANT, Role.OBSERVER):
        with pytest.raises(NotHost):
            demand(role, action)


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
