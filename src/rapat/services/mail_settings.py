"""The mail server: what administrators set, and whether it works."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapat.domain.activity import Act
from rapat.domain.errors import Invalid
from rapat.domain.people import Person, SiteRight, demand_site, email_address
from rapat.ports_mail import KeptMailServer, Letter, LetterKind, MailFailed, MailServer, Security, TestLetters
from rapat.services.administration import AdministrationService

PORT_MAX = 65_535
TEXT_MAX = 255
"""Characters of user, password and sender: more is no setting of a mail server."""
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*|[0-9a-f:]+", re.IGNORECASE | re.ASCII)
_SENDER = re.compile(r"(?:[^<>\"\\@]{1,100} )?<([^<>]+)>")


class Source(StrEnum):
    """Who set the mail server in force."""

    ADMINISTRATORS = "administrators"
    OPERATOR = "operator"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWish:
    """What an administrator typed; ``password`` None = the one that is kept."""

    host: str
    port: int
    security: Security
    user: str
    sender: str
    password: str | None


@dataclass(frozen=True, slots=True)
class MailState:
    """The server in force; None = letters are not sent."""

    source: Source
    server: MailServer | None


@dataclass(frozen=True, slots=True)
class Tried:
    """How a test letter went."""

    sent: bool
    words: str
    """What the mail server said when it did not take it."""


class MailSettingsService:
    """Every method demands the right first and raises ``Refused`` without it."""

    def __init__(self, mail: KeptMailServer, letters: TestLetters, administration: AdministrationService) -> None:
        self._mail = mail
        self._letters = letters
        self._administration = administration

    def state(self, me: Person) -> MailState:
        """What is in force."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return self._state()

    async def set(self, me: Person, wish: MailWish, address: str) -> MailState:
        """Send letters by this server from now on.

        Raises:
            Invalid: a field cannot be right; or the password was left out although it would go to another server.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        await self._mail.keep(self._checked(wish))
        await self._administration.note(me, Act.MAIL_CHANGED, "", address)
        return self._state()

    async def reset(self, me: Person, address: str) -> MailState:
        """Send letters by the operator's server again, or not at all."""
        demand_site(me, SiteRight.MANAGE_SITE)
        if self._mail.kept is not None:
            await self._mail.keep(None)
            await self._administration.note(me, Act.MAIL_CHANGED, "", address)
        return self._state()

    async def test(self, me: Person, address: str) -> Tried:
        """Send the caller a letter now."""
        demand_site(me, SiteRight.MANAGE_SITE)
        await self._administration.note(me, Act.MAIL_TESTED, "", address)
        try:
            await self._letters.deliver(Letter(kind=LetterKind.TEST, to=me.email, language=me.language))
        except MailFailed as error:
            return Tried(False, error.words)
        return Tried(True, "")

    def _state(self) -> MailState:
        if self._mail.kept is not None:
            return MailState(Source.ADMINISTRATORS, self._mail.kept)
        server = self._mail.server
        return MailState(Source.OPERATOR if server is not None else Source.NONE, server)

    def _checked(self, wish: MailWish) -> MailServer:
        if not _HOST.fullmatch(wish.host) or len(wish.host) > TEXT_MAX:
            raise Invalid("host: name or address of a mail server")
        if not 1 <= wish.port <= PORT_MAX:
            raise Invalid(f"port: 1 to {PORT_MAX}")
        for name, text in (("user", wish.user), ("password", wish.password or ""), ("sender", wish.sender)):
            if len(text) > TEXT_MAX or not text.isprintable():
                raise Invalid(f"{name}: at most {TEXT_MAX} characters on one line")
        return MailServer(
            host=wish.host,
            port=wish.port,
            security=wish.security,
            sender=_sender(wish.sender),
            user=wish.user,
            password=self._password(wish),
        )

    def _password(self, wish: MailWish) -> str:
        """The one that was typed, or the kept one: which goes nowhere but to the server that it was typed for."""
        if wish.password is not None:
            return wish.password
        kept = self._mail.kept
        if kept is None or not kept.password:
            return ""
        if (kept.host, kept.port, kept.security, kept.user) != (wish.host, wish.port, wish.security, wish.user):
            raise Invalid("password: type it again for another server or user")
        return kept.password


def _sender(text: str) -> str:
    """An address, or ``Name <address>``, as letters come from it."""
    sender = text.strip()
    named = _SENDER.fullmatch(sender)
    try:
        email_address(named.group(1) if named else sender)
    except Invalid as error:
        raise Invalid("sender: an address, or a name with an address in <>") from error
    return sender
