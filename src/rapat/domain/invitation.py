"""Signed invitations: a link that lets somebody in as what the host meant it to be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rapat.domain.errors import Invalid, NotHost
from rapat.domain.ids import MeetingId
from rapat.domain.roles import Role

LIFETIME_MAX = timedelta(days=366)
"""A yearly meeting's invitation still works; a forgotten link does not work for ever."""
GIVEN_BY: dict[Role, frozenset[Role]] = {
    Role.HOST: frozenset({Role.COHOST, Role.PARTICIPANT, Role.OBSERVER}),
    Role.COHOST: frozenset({Role.PARTICIPANT, Role.OBSERVER}),
}
"""Who invites → as what."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says; its signature is checked before anybody sees one of these."""

    id: str
    meeting: MeetingId
    role: Role
    name: str
    """The name under which the person appears; empty = its own choice."""
    expires_at: datetime


def check(inviter: Role, role: str, lifetime: timedelta) -> Role:
    """The role that an invitation may carry.

    Raises:
        NotHost: this inviter may not give that role.
        Invalid: no such role, or a lifetime beyond ``LIFETIME_MAX``.
    """
    if role not in (Role.COHOST, Role.PARTICIPANT, Role.OBSERVER):
        raise Invalid("role: cohost, participant or observer")
    if Role(role) not in GIVEN_BY.get(inviter, frozenset()):
        raise NotHost("only the host invites co-hosts")
    if not timedelta() < lifetime <= LIFETIME_MAX:
        raise Invalid(f"hours: at most {LIFETIME_MAX.days} days")
    return Role(role)
