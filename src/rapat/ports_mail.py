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
    """``owner`` invites to ``title``: ``when``, ``agenda``, ``link``, ``reply``; with a file, as the next two."""
    MEETING_CHANGED = "meeting_changed"
    """A planned meeting is different now."""
    MEETING_CANCELLED = "meeting_cancelled"
    """A planned meeting does not take place, or somebody is no longer invited."""


class Security(StrEnum):
    """How the line to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters go."""

    host: str
    port: int
    security: Security
    sender: str
    """The site's own address, as ``rapat@example.org`` or ``Rapat <rapat@example.org>``."""
    user: str = ""
    """Empty = no sign-in."""
    password: str = field(default="", repr=False)


class MailFailed(Exception):
    """The letter was not taken; ``str`` says why, without addresses of people."""

    def __init__(self, reason: str, *, final: bool = False, words: str = "") -> None:
        super().__init__(reason)
        self.final = final
        """Another try would be refused as well (RFC 5321 §4.2.1: 5yz)."""
        self.words = words or reason
        """What the mail server said, for whoever set it; may name addresses, so it is never logged."""


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


class TestLetters(Protocol):
    """Sends one letter at once, past the queue."""

    async def deliver(self, letter: Letter) -> None:
        """Send it now.

        Raises:
            MailFailed: the mail server did not take it, or none is set.
        """
        ...


class KeptMailServer(Protocol):
    """The mail server that administrators set, where passwords may lie."""

    @property
    def server(self) -> MailServer | None:
        """The one in force: theirs, else the operator's; None = none."""
        ...

    @property
    def kept(self) -> MailServer | None:
        """Theirs; None = they have set none."""
        ...

    async def keep(self, server: MailServer | None) -> None:
        """Take this one from now on; None = the operator's again.

        Raises:
            OSError: it cannot be written.
        """
        ...


class NoMail:
    """``Mail`` where no mail server is set."""

    ready = False

    def post(self, letter: Letter) -> bool:
        """Nothing is sent."""
        return False
