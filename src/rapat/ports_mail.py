"""The port of e-mail: services say which letter goes to whom; an adapter words it and sends it when it can."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class LetterKind(StrEnum):
    """Which letter; its words lie in ``rapat/mail/letters``."""

    INVITATION = "invitation"
    """Somebody made you an account: ``name``, ``link``, ``days``."""
    RESET = "reset"
    """You, or somebody for you, wants a new password: ``name``, ``link``, ``hours``."""
    TEST = "test"
    """The mail settings work."""
    MEETING_INVITED = "meeting_invited"
    """``owner`` invites to ``title``: ``when``, ``agenda``, ``link``; with a calendar file, as the next two."""
    MEETING_CHANGED = "meeting_changed"
    """A planned meeting is different now."""
    MEETING_CANCELLED = "meeting_cancelled"
    """A planned meeting does not take place, or somebody is no longer invited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """What calendar applications read beside the letter's words (RFC 6047)."""

    method: str
    """As in RFC 5546: ``REQUEST`` or ``CANCEL``."""
    content: bytes
    """iCalendar, UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person."""

    kind: LetterKind
    to: str
    """Address, as ``domain.people.email_address`` writes it."""
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    """What the words leave open."""
    calendar: CalendarFile | None = None


class Mail(Protocol):
    """Letters on their way."""

    @property
    def ready(self) -> bool:
        """False = no mail server is set: links are shown to be copied instead."""
        ...

    def post(self, letter: Letter) -> bool:
        """Send soon, several times if need be; False = cannot be sent (no server, or the queue is full)."""
        ...


class NoMail:
    """``Mail`` where no mail server is set."""

    ready = False

    def post(self, letter: Letter) -> bool:
        """Nothing is sent."""
        return False
