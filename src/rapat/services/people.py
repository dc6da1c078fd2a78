"""The people of the site: the directory, invitations, roles, who may sign in, and one's own profile."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from rapat.domain import names
from rapat.domain import people as rules
from rapat.domain.errors import EmailTaken, LastOwner, PersonMissing
from rapat.domain.ids import PersonId
from rapat.domain.people import Person, SiteRight, SiteRole
from rapat.domain.picture import Picture, checked_picture
from rapat.ports import Clock, Store
from rapat.ports_people import PeoplePage
from rapat.services.account_links import AccountLinkService, MadeLink

SendOut = Callable[[Person], Awaitable[None]]
"""Takes somebody out of the meetings that go on."""
PAGE_MAX = 200
"""People of one page: about 40 kB of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Who is to have an account."""

    email: str
    name: str = ""
    """Empty = what stands before the @, until the person says better."""
    role: str = SiteRole.MEMBER
    language: str = rules.LANGUAGES[0]
    time_zone: str = rules.UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What to change; None = as it is."""

    name: str | None = None
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    role: str | None = None
    active: bool | None = None


def box_operator(clock: Clock) -> Person:
    """Who acts on the command line: whoever rules the box may do what an owner may. Has no account."""
    return Person(id=PersonId("box"), name="box", email="", created_at=clock.now(), role=SiteRole.OWNER)


async def nobody_is_in(_person: Person) -> None:
    """``SendOut`` where no meetings are, as on the command line."""


class PeopleService:
    """What administrators do to accounts, and people to their own."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        links: AccountLinkService,
        *,
        new_id: Callable[[], str],
        send_out: SendOut,
    ) -> None:
        self._store = store
        self._clock = clock
        self._links = links
        self._new_id = new_id
        self._send_out = send_out

    async def page(self, actor: Person, query: str, after: str, limit: int) -> PeoplePage:
        """People by name; members see those alone who can sign in.

        Raises:
            Refused: the role may not see the directory.
        """
        rules.demand_site(actor, SiteRight.SEE_DIRECTORY)
        only_active = not actor.may(SiteRight.MANAGE_PEOPLE)
        return await self._store.people.page(names.clean(query), after, min(limit, PAGE_MAX), only_active=only_active)

    async def invite(self, actor: Person, wish: NewPerson) -> tuple[Person, MadeLink]:
        """Make an account and a link by which its person comes in; a letter goes out where mail is set.

        Raises:
            Refused; Invalid; EmailTaken.
        """
        role = rules.site_role(wish.role)
        rules.demand_to_give(actor, role)
        person = self.new_person(wish)
        if not await self._store.people.add(person):
            raise EmailTaken("another account has this address")
        return person, (await self._links.for_people([person], mailed=True))[0]

    async def add_ready(self, actor: Person, wish: NewPerson, password_hash: str) -> Person:
        """Make an account that can sign in at once, for programs that set passwords themselves.

        Raises:
            Refused; Invalid; EmailTaken.
        """
        rules.demand_to_give(actor, rules.site_role(wish.role))
        person = replace(self.new_person(wish), accepted_at=self._clock.now())
        if not await self._store.people.add(person):
            raise EmailTaken("another account has this address")
        await self._store.people.set_password_hash(person.id, password_hash)
        return person

    def new_person(self, wish: NewPerson) -> Person:
        """The account that a wish asks for, not stored.

        Raises:
            Invalid: something of it cannot be right.
        """
        email = rules.email_address(wish.email)
        return Person(
            id=PersonId(self._new_id()),
            name=names.person_name(wish.name or email.partition("@")[0][: names.NAME_MAX]),
            email=email,
            created_at=self._clock.now(),
            language=rules.language(wish.language),
            time_zone=rules.time_zone(wish.time_zone),
            role=rules.site_role(wish.role),
        )

    async def change(self, actor: Person, person: str, wish: PersonChange) -> Person:
        """Change somebody's account; a disabled one is signed out everywhere, and out of live meetings.

        Raises:
            PersonMissing; Refused: the actor may not; LastOwner: nobody could rule the site; Invalid; EmailTaken.
        """
        before = await self.managed(actor, person)
        after = self.changed(before, wish)
        if after.role is not before.role:
            rules.demand_to_give(actor, after.role)
        await self._keep_an_owner(before, after)
        await self._store_change(before, after)
        if not after.active:
            await self._store.account_sessions.end_all(after.id)
            await self._send_out(after)
        return after

    def changed(self, person: Person, wish: PersonChange) -> Person:
        """The account with the wish fulfilled, not stored; raises ``Invalid``."""
        given: dict[str, Any] = {
            "name": names.person_name(wish.name) if wish.name is not None else None,
            "email": rules.email_address(wish.email) if wish.email is not None else None,
            "language": rules.language(wish.language) if wish.language is not None else None,
            "time_zone": rules.time_zone(wish.time_zone) if wish.time_zone is not None else None,
            "role": rules.site_role(wish.role) if wish.role is not None else None,
            "active": wish.active,
        }
        return replace(person, **{name: value for name, value in given.items() if value is not None})

    async def make_link(self, actor: Person, person: str, *, mailed: bool) -> MadeLink:
        """A new link for somebody who has lost the password or the invitation; earlier ones end.

        Raises:
            PersonMissing; Refused.
        """
        target = await self.managed(actor, person)
        return (await self._links.for_people([target], mailed=mailed))[0]

    async def managed(self, actor: Person, person: str) -> Person:
        """Somebody whom the actor may manage.

        Raises:
            Refused: the actor manages nobody; PersonMissing: no such account, or one above the actor's.
        """
        rules.demand_site(actor, SiteRight.MANAGE_PEOPLE)
        found = await self._store.people.find(PersonId(person))
        if found is None:
            raise PersonMissing("nobody has this id")
        if found.id != actor.id:
            rules.demand_over_person(actor, found)
        return found

    async def change_own(self, me: Person, wish: PersonChange) -> Person:
        """Change one's own name, language or time zone; address, role and being active are for administrators.

        Raises:
            Invalid.
        """
        after = self.changed(me, PersonChange(name=wish.name, language=wish.language, time_zone=wish.time_zone))
        await self._store_change(me, after)
        return after

    async def set_picture(self, me: Person, content: bytes) -> Person:
        """Take a picture as one's own.

        Raises:
            PictureRefused: it is no small picture.
        """
        picture = checked_picture(content)
        digest = hashlib.sha256(content).hexdigest()
        await self._store.pictures.add(digest, picture)
        return await self._change_picture(me, digest)

    async def remove_picture(self, me: Person) -> Person:
        """Show initials again."""
        return await self._change_picture(me, "")

    async def picture(self, digest: str) -> Picture | None:
        """A picture by the hash that its person's card names; None = nobody has it."""
        return await self._store.pictures.find(digest)

    async def _change_picture(self, me: Person, digest: str) -> Person:
        after = replace(me, picture=digest)
        await self._store_change(me, after)
        if me.picture and me.picture != digest:
            await self._store.pictures.drop_unused(me.picture)
        return after

    async def _store_change(self, before: Person, after: Person) -> None:
        if not await self._store.people.change(before, after):
            raise EmailTaken("another account has this address")

    async def _keep_an_owner(self, before: Person, after: Person) -> None:
        rules_on = after.role is SiteRole.OWNER and after.active
        if before.role is not SiteRole.OWNER or rules_on:
            return
        if all(owner.id == before.id for owner in await self._store.people.owners()):
            raise LastOwner("make somebody else an owner first")
