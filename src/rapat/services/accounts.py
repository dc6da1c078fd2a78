"""Everything about accounts, put together once for the server and once for the command line."""

from collections.abc import Callable
from dataclasses import dataclass

from rapat.domain import people as rules
from rapat.domain.people import Person
from rapat.ports import Clock, Store
from rapat.ports_mail import Mail
from rapat.ports_people import KnownDevices, Passwords
from rapat.services.account_links import AccountLinkService
from rapat.services.people import NewPerson, PeopleService, SendOut
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
        devices: KnownDevices,
        *,
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        site: str,
        send_out: SendOut,
    ) -> "Accounts":
        """The services over one store.

        Args:
            store, clock, passwords, mail, devices, new_id, new_secret: what they stand on.
            site: the address of this site in letters.
            send_out: takes somebody who was disabled out of live meetings.
        """
        links = AccountLinkService(store, clock, passwords, mail, new_id=new_id, new_secret=new_secret, site=site)
        people = PeopleService(store, clock, links, new_id=new_id, send_out=send_out)
        sign_in = SignInService(store, clock, passwords, devices)
        return cls(sign_in, links, people, PeopleImport(store, people, links), mail, passwords)
