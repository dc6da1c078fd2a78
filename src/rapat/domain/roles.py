"""Who may do what in a meeting: one table of roles, rights and actions.

What a host switched off or granted to one person comes on top of it: ``domain.rights``.
"""

from enum import StrEnum

from rapat.domain.errors import NotHost, Refused


class Role(StrEnum):
    """What somebody is in one meeting."""

    HOST = "host"
    COHOST = "cohost"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    """Hears and sees, and asks to speak by raising the hand."""


class Right(StrEnum):
    """What somebody may do by itself; a host can switch each off for the meeting."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SHARE = "share"
    CHAT = "chat"
    """Write to everybody."""
    PRIVATE_CHAT = "private_chat"
    """Write to one person who is no host; hosts can always be written to."""
    HAND = "hand"
    REACT = "react"
    RENAME = "rename"
    """Change one's own name."""
    SEE_NAMES = "see_names"
    """Know what others are called; hosts are always called by their names."""


class Action(StrEnum):
    """What can be done to others or to the meeting."""

    LOCK = "lock"
    RENAME_MEETING = "rename_meeting"
    CHANGE_RULES = "change_rules"
    """Who may come in, and which rights are switched off."""
    ADMIT = "admit"
    """See who waits; let in, send away, write to them."""
    INVITE = "invite"
    """Sign invitations."""
    MUTE_ONE = "mute_one"
    MUTE_ALL = "mute_all"
    ASK = "ask"
    """Ask somebody to turn a device on, which grants the right to it."""
    LOWER_HAND = "lower_hand"
    RENAME_OTHER = "rename_other"
    SPOTLIGHT = "spotlight"
    MODERATE_CHAT = "moderate_chat"
    REMOVE = "remove"
    """Send out, for good or not, and let banned people back."""
    STOP_EVERYTHING = "stop_everything"
    CHANGE_ROLE = "change_role"
    TRANSFER = "transfer"
    """Make somebody else the host."""
    END = "end"


_ALL = frozenset(Role)
_TALKERS = frozenset({Role.HOST, Role.COHOST, Role.PARTICIPANT})
_HOSTS = frozenset({Role.HOST, Role.COHOST})
_HOST_ALONE = frozenset({Role.HOST})

ALLOWED: dict[Right | Action, frozenset[Role]] = {
    Right.MICROPHONE: _TALKERS,
    Right.CAMERA: _TALKERS,
    Right.SHARE: _TALKERS,
    Right.CHAT: _TALKERS,
    Right.PRIVATE_CHAT: _TALKERS,
    Right.HAND: _ALL,
    Right.REACT: _TALKERS,
    Right.RENAME: _TALKERS,
    Right.SEE_NAMES: _ALL,
    Action.LOCK: _HOSTS,
    Action.RENAME_MEETING: _HOSTS,
    Action.CHANGE_RULES: _HOSTS,
    Action.ADMIT: _HOSTS,
    Action.INVITE: _HOSTS,
    Action.MUTE_ONE: _HOSTS,
    Action.MUTE_ALL: _HOSTS,
    Action.ASK: _HOSTS,
    Action.LOWER_HAND: _HOSTS,
    Action.RENAME_OTHER: _HOSTS,
    Action.SPOTLIGHT: _HOSTS,
    Action.MODERATE_CHAT: _HOSTS,
    Action.REMOVE: _HOSTS,
    Action.STOP_EVERYTHING: _HOSTS,
    Action.CHANGE_ROLE: _HOST_ALONE,
    Action.TRANSFER: _HOST_ALONE,
    Action.END: _HOST_ALONE,
}
MODERATORS = _HOSTS
"""Whom no switch of the meeting concerns."""

OVER_A_HOST = frozenset({Action.LOWER_HAND, Action.SPOTLIGHT, Action.ASK})
"""What may be done to the host by a co-host; nobody mutes, removes, renames or demotes the host."""


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
