"""Ports of accounts: who has one, who is signed in, links that are used once, and how a password is proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from rapat.domain.ids import PersonId, VisitorId
from rapat.domain.people import Person
from rapat.domain.picture import Picture


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Part of the list of people, by name."""

    people: Sequence[Person]
    next: str
    """Where the next page begins; empty = this was the last."""


class People(Protocol):
    """Accounts by id."""

    async def add(self, person: Person) -> bool:
        """Store a new account without a password; False = the address is taken, nothing was stored."""
        ...

    async def add_many(self, people: Sequence[Person]) -> None:
        """Store new accounts at once; those whose address was taken meanwhile are left out."""
        ...

    async def find(self, person: PersonId) -> Person | None:
        """The account; None = there is none."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """Whose address this is, disabled people included."""
        ...

    async def by_emails(self, emails: Sequence[str]) -> dict[str, Person]:
        """Those of these addresses that have an account."""
        ...

    async def page(self, query: str, after: str, limit: int, *, only_active: bool) -> PeoplePage:
        """People whose name or address holds ``query`` (empty = all), from ``after`` (empty = the first)."""
        ...

    async def change(self, before: Person, after: Person) -> bool:
        """Store what differs; False = the new address is taken, nothing was stored."""
        ...

    async def owners(self) -> list[Person]:
        """Owners who can sign in."""
        ...

    async def password_hash(self, person: PersonId) -> str | None:
        """What proves the password; None = none was set."""
        ...

    async def set_password_hash(self, person: PersonId, password_hash: str) -> None:
        """Put a new one in force."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSession:
    """One signed-in browser."""

    id: str
    person: PersonId
    device: str
    """Browser and system in words; empty = it did not say."""
    created_at: datetime
    seen_at: datetime


class AccountSessions(Protocol):
    """Signed-in browsers; only the SHA-256 of their secret is kept."""

    async def add(self, session: AccountSession, secret_hash: bytes, guest: VisitorId | None) -> None:
        """Remember a new one; places in meetings of the guest who sat here become the person's, where it has none."""
        ...

    async def find(self, secret_hash: bytes) -> tuple[AccountSession, Person] | None:
        """Whose secret hashes to this; None = nobody's, or the account is disabled."""
        ...

    async def seen(self, session: str, now: datetime) -> None:
        """It was used just now."""
        ...

    async def of(self, person: PersonId) -> list[AccountSession]:
        """Every session of a person, last used first."""
        ...

    async def end(self, person: PersonId, session: str) -> bool:
        """End one; False = the person has no such session."""
        ...

    async def end_all(self, person: PersonId, but: str = "") -> None:
        """End every session of a person, except ``but``."""
        ...


class Purpose(StrEnum):
    """What a link is for."""

    OWNER = "owner"
    """Make the first account of the site."""
    INVITATION = "invitation"
    """Set name and password of an account that somebody made for you."""
    RESET = "reset"
    """Set a new password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """A link that is used once. Its secret is known to whoever holds the link alone."""

    id: str
    purpose: Purpose
    person: PersonId | None
    """Whose account; None = the owner's, which is not there yet."""
    created_at: datetime
    expires_at: datetime


class AccountLinks(Protocol):
    """Links in force."""

    async def replace(self, links: Sequence[tuple[AccountLink, bytes]]) -> None:
        """Put links in force, each with the hash of its secret; earlier ones of the same people end.

        Of links without a person there is one for each purpose.
        """
        ...

    async def find(self, secret_hash: bytes) -> AccountLink | None:
        """The link whose secret hashes to this; None = none in force."""
        ...

    async def spend(self, link: str) -> bool:
        """Take it out of force; False = somebody was faster."""
        ...


class Pictures(Protocol):
    """Pictures of people, by the SHA-256 of their content."""

    async def add(self, digest: str, picture: Picture) -> None:
        """Keep a picture; twice is once."""
        ...

    async def find(self, digest: str) -> Picture | None:
        """The picture; None = nobody has it."""
        ...

    async def drop_unused(self, digest: str) -> None:
        """Forget a picture that nobody has any more."""
        ...


class Passwords(Protocol):
    """Slow hashes of passwords."""

    async def hash(self, password: str) -> str:
        """What is kept instead of the password."""
        ...

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed; takes its time without a hash too."""
        ...


class KnownDevices(Protocol):
    """Browsers that have signed in to an account before."""

    def remember(self, account: str) -> str:
        """What a browser keeps to be known by, at the next sign-in to this address."""
        ...

    def recognise(self, account: str, token: str) -> str | None:
        """Which browser this is; None = it never signed in to this account."""
        ...


class IdentityProvider(Protocol):
    """Answers "who is it" at sign-in. Today: ``LocalPasswords``.

    A directory (LDAP) is one more provider; OIDC proves a person by another way and then opens a session with
    ``SignIn.open``; a second factor wraps the provider whose answer it doubts.
    """

    async def identify(self, email: str, password: str) -> Person | None:
        """The person who proved to be this one; None = not by this provider."""
        ...
