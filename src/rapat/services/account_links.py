"""Links that are used once: the first owner's, invitations, new passwords. Who holds the link decides the password.

Only the SHA-256 of a link's secret is kept. A person has at most one link in force; a newer one ends the older.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from rapat.domain import names
from rapat.domain import people as rules
from rapat.domain.errors import EmailTaken, Invalid, LinkSpent
from rapat.domain.ids import PersonId
from rapat.domain.people import Person, SiteRole
from rapat.ports import Clock, Store
from rapat.ports_mail import Letter, LetterKind, Mail
from rapat.ports_people import AccountLink, Passwords, Purpose
from rapat.services.slow_down import SlowDown

PATH = "/welcome#"
"""Where the app takes a link. What follows the # is not sent to servers: it stands in no log and no referrer."""
LIVES: dict[Purpose, timedelta] = {
    Purpose.OWNER: timedelta(days=7),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.RESET: timedelta(hours=24),
}
"""How long a link opens. Shorter sends people back to the administrator; longer leaves keys in old letters."""
SECRET_LENGTH_MAX = 64
"""Characters of a secret that is looked up at all; ours have 43."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link as it is handed out."""

    person: Person | None
    """None = of the first owner, who is not there yet."""
    purpose: Purpose
    secret: str
    mailed: bool
    """A letter with it is on its way."""

    @property
    def path(self) -> str:
        """What follows the address of the site."""
        return PATH + self.secret


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link is for, as its page says it."""

    purpose: Purpose
    person: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the page of a link sends back. For a new password only ``password`` counts."""

    password: str
    name: str = ""
    email: str = ""
    """Asked of the first owner alone; others have the address that they were invited by."""
    language: str = ""
    time_zone: str = ""


class AccountLinkService:
    """Makes links, and does what they are for."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        mail: Mail,
        *,
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        site: str,
    ) -> None:
        """``site`` is the address of this site in letters, without a slash at its end."""
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._mail = mail
        self._new_id = new_id
        self._new_secret = new_secret
        self._site = site
        self._asking = SlowDown()

    async def of_owner(self) -> MadeLink | None:
        """A link for the first owner; None = there is an owner already."""
        if await self._store.people.owners():
            return None
        return (await self._make(Purpose.OWNER, [None]))[0]

    async def recover_owner(self) -> MadeLink:
        """For whoever rules the box: a link for the first owner, or a new password for the owner that there is."""
        owners = await self._store.people.owners()
        first = owners[0] if owners else None
        return (await self._make(Purpose.RESET if first is not None else Purpose.OWNER, [first]))[0]

    async def for_people(self, people: Sequence[Person], *, mailed: bool) -> list[MadeLink]:
        """A link for each: an invitation for those who never came, a new password for the others.

        Args:
            people: who may come in again.
            mailed: send each a letter, where a mail server is set.
        """
        waiting = [person for person in people if person.accepted_at is None]
        known = [person for person in people if person.accepted_at is not None]
        made = await self._make(Purpose.INVITATION, waiting) + await self._make(Purpose.RESET, known)
        return [self._posted(link) for link in made] if mailed else made

    async def ask_reset(self, email: str, address: str) -> None:
        """Somebody forgot a password: if the account exists, a letter goes out. The answer is the same if not.

        Raises:
            TooManyRequests: asked too often for this account from this address.
        """
        try:
            account = rules.email_address(email)
        except Invalid:
            return
        self._asking.attempt(f"{account}\n{address}", self._clock.monotonic())
        person = await self._store.people.by_email(account)
        if person is not None and person.active and self._mail.ready:
            await self.for_people([person], mailed=True)

    async def look(self, secret: str) -> Opened:
        """What a link is for.

        Raises:
            LinkSpent: used, replaced, or its time is over.
        """
        _, opened = await self._open(secret)
        return opened

    async def use(self, secret: str, answer: Answer) -> Person:
        """Do what the link is for; the person may be signed in then.

        Raises:
            LinkSpent; Invalid: name, address, password, language or time zone; EmailTaken.
        """
        link, opened = await self._open(secret)
        password = rules.password(answer.password)
        before = opened.person
        after = self._accepted(before, answer) if before is not None else await self._owner(answer)
        hashed = await self._passwords.hash(password)
        if not await self._store.account_links.spend(link.id):
            raise LinkSpent("this link was used just now")
        await self._keep(before, after)
        await self._store.people.set_password_hash(after.id, hashed)
        await self._store.account_sessions.end_all(after.id)
        return after

    async def _open(self, secret: str) -> tuple[AccountLink, Opened]:
        link = await self._store.account_links.find(_hash(secret)) if len(secret) <= SECRET_LENGTH_MAX else None
        if link is None or link.expires_at <= self._clock.now():
            raise LinkSpent("this link was used or replaced, or its time is over")
        if link.person is None:
            if await self._store.people.owners():
                raise LinkSpent("this site has an owner")
            return link, Opened(link.purpose, None)
        person = await self._store.people.find(link.person)
        if person is None or not person.active:
            raise LinkSpent("this account is disabled")
        return link, Opened(link.purpose, person)

    def _accepted(self, person: Person, answer: Answer) -> Person:
        if person.accepted_at is not None:
            return person
        return replace(
            person,
            name=names.person_name(answer.name or person.name),
            language=rules.language(answer.language or person.language),
            time_zone=rules.time_zone(answer.time_zone or person.time_zone),
            accepted_at=self._clock.now(),
        )

    async def _owner(self, answer: Answer) -> Person:
        """The first owner; whoever imported people before it may have made the account already."""
        email = rules.email_address(answer.email)
        now = self._clock.now()
        fresh = Person(id=PersonId(self._new_id()), name=answer.name, email=email, created_at=now)
        known = await self._store.people.by_email(email) or fresh
        return replace(self._accepted(replace(known, accepted_at=None), answer), role=SiteRole.OWNER, active=True)

    async def _keep(self, before: Person | None, after: Person) -> None:
        known = before or await self._store.people.find(after.id)
        kept = await (self._store.people.change(known, after) if known is not None else self._store.people.add(after))
        if not kept:
            raise EmailTaken("another account has this address")

    async def _make(self, purpose: Purpose, people: Sequence[Person | None]) -> list[MadeLink]:
        now = self._clock.now()
        made: list[MadeLink] = []
        rows: list[tuple[AccountLink, bytes]] = []
        for person in people:
            secret = self._new_secret()
            link = AccountLink(
                id=self._new_id(),
                purpose=purpose,
                person=person.id if person is not None else None,
                created_at=now,
                expires_at=now + LIVES[purpose],
            )
            rows.append((link, _hash(secret)))
            made.append(MadeLink(person, purpose, secret, mailed=False))
        await self._store.account_links.replace(rows)
        return made

    def _posted(self, link: MadeLink) -> MadeLink:
        if link.person is None:
            return link
        life = LIVES[link.purpose]
        letter = Letter(
            kind=LetterKind(link.purpose.value),
            to=link.person.email,
            language=link.person.language,
            values={
                "name": link.person.name,
                "link": self._site + link.path,
                "days": str(life.days),
                "hours": str(round(life.total_seconds() / 3600)),
            },
        )
        return replace(link, mailed=self._mail.post(letter))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
