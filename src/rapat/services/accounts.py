"""Everything about accounts, put together once for the server and once for the command line."""

from collections.abc import Callable
from dataclasses import dataclass

from rapat.domain import people as rules
from rapat.domain.people import Person
from rapat.ports import Clock, Store
from rapat.ports_mail import Mail
from rapat.ports_people import Passwords
from rapat.services.account_links import AccountLinkService
from rapat.services.people import NewPerson, PeopleService
from rapat.services.people_import import PeopleImport
from rapat.services.sign_in import SignInService


@dataclass(frozen=True, slots=True)
class Accounts:
    """The services of accounts."""

    sign_in: SignInService
    links: AccountLinkService
    people: PeopleService
    imports: PeopleImport
    mail: Mail
    passwords: Passwords

    async def add_ready(self, actor: Person, wish: NewPerson, password: str) -> Person:
        """Make an account that can sign in at once; see ``PeopleService.add_ready`` for what it refuses."""
        hashed = await self.passwords.hash(rules.password(password))
        return await self.people.add_ready(actor, wish, hashed)

    @classmethod
    def on(
        cls,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        mail: Mail,
        *,
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        site: str,
    ) -> "Accounts":
        """The services over one store; ``site`` is the address of this site in letters."""
        links = AccountLinkService(store, clock, passwords, mail, new_id=new_id, new_secret=new_secret, site=site)
        people = PeopleService(store, clock, links, new_id=new_id)
        return cls(
            SignInService(store, clock, passwords), links, people, PeopleImport(store, people, links), mail, passwords
        )
