"""Keys with which programs use the REST API in somebody's name: what each scope opens, what a new key may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapat.domain import names
from rapat.domain.errors import Invalid
from rapat.domain.ids import PersonId

DAYS_MAX = 366
"""Days that a key may hold: a forgotten one has ended when somebody next thinks of it. Higher leaves keys of people
who have long changed their work."""
KEYS_MAX = 50
"""Keys of one account at a time, expired ones not counted: one for each of its programs, with room."""


class Scope(StrEnum):
    """What a key opens. It never opens more than the account it belongs to may do itself."""

    MEETINGS_READ = "meetings:read"
    """See meetings, their rules, who waits, who is banned."""
    MEETINGS_WRITE = "meetings:write"
    """Start, join, run and end meetings."""
    CALENDAR_READ = "calendar:read"
    """See planned meetings."""
    CALENDAR_WRITE = "calendar:write"
    """Plan, change, cancel and answer."""
    CHAT_READ = "chat:read"
    """Read, search and export chats and their files."""
    CHAT_WRITE = "chat:write"
    """Write, react, upload, steer the chat."""
    PEOPLE_READ = "people:read"
    """See the directory."""
    PEOPLE_WRITE = "people:write"
    """Invite, import and change people: administrators."""
    PROFILE_READ = "profile:read"
    """See the own account and what is kept about it."""
    PROFILE_WRITE = "profile:write"
    """Change the own account; never its password, sessions or keys."""
    ADMIN_READ = "admin:read"
    """See live meetings, reports, the activity log, settings and health: administrators."""
    ADMIN_WRITE = "admin:write"
    """End meetings, close reports, change settings: administrators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramKey:
    """A key without its secret, which nobody has but the program."""

    id: str
    owner: PersonId
    label: str
    """What it is for, in its owner's words."""
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    """None = never used."""

    def holds(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return now < self.expires_at


def key_label(text: str) -> str:
    """A label as it is kept.

    Raises:
        Invalid: nothing visible is left, or longer than a name.
    """
    label = names.clean(text)
    if not 0 < len(label) <= names.NAME_MAX:
        raise Invalid(f"label: 1 to {names.NAME_MAX} characters")
    return label


def key_scopes(texts: Iterable[str]) -> frozenset[Scope]:
    """Scopes by their names.

    Raises:
        Invalid: none, or one that there is not.
    """
    try:
        scopes = frozenset(Scope(text) for text in texts)
    except ValueError as error:
        raise Invalid(f"scopes: of {', '.join(Scope)}") from error
    if not scopes:
        raise Invalid(f"scopes: at least one of {', '.join(Scope)}")
    return scopes


def key_life(days: int) -> timedelta:
    """How long a key holds.

    Raises:
        Invalid: not 1 to ``DAYS_MAX`` days.
    """
    if not 1 <= days <= DAYS_MAX:
        raise Invalid(f"days: 1 to {DAYS_MAX}")
    return timedelta(days=days)
