"""Who may do what in a meeting: one table."""

from enum import StrEnum

from rapat.domain.errors import NotHost, Refused


class Role(StrEnum):
    """What somebody is in one meeting."""

    HOST = "host"
    COHOST = "cohost"
    PARTICIPANT = "participant"


class Action(StrEnum):
    """What can be done to others or to the meeting."""

    LOCK = "lock"
    RENAME_MEETING = "rename_meeting"
    MUTE_ONE = "mute_one"
    MUTE_ALL = "mute_all"
    LOWER_HAND = "lower_hand"
    REMOVE = "remove"
    CHANGE_ROLE = "change_role"
    END = "end"


_HOSTS = frozenset({Role.HOST, Role.COHOST})
_HOST_ALONE = frozenset({Role.HOST})

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.LOCK: _HOSTS,
    Action.RENAME_MEETING: _HOSTS,
    Action.MUTE_ONE: _HOSTS,
    Action.MUTE_ALL: _HOSTS,
    Action.LOWER_HAND: _HOSTS,
    Action.REMOVE: _HOSTS,
    Action.CHANGE_ROLE: _HOST_ALONE,
    Action.END: _HOST_ALONE,
}

OVER_A_HOST = frozenset({Action.LOWER_HAND})
"""What may be done to the host by a co-host; nobody mutes, removes or demotes the host."""


def demand(role: Role, action: Action) -> None:
    """Pass, or raise.

    Raises:
        NotHost: the table does not allow it.
    """
    if role not in ALLOWED[action]:
        raise NotHost(f"{action} needs one of: {', '.join(sorted(ALLOWED[action]))}")


def demand_over(role: Role, action: Action, target: Role) -> None:
    """As ``demand``, for an action on somebody.

    Raises:
        NotHost: the table does not allow it.
        Refused: the target is the host.
    """
    demand(role, action)
    if target is Role.HOST and role is not Role.HOST and action not in OVER_A_HOST:
        raise Refused("not to the host")
