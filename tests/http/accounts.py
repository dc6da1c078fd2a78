"""Accounts for tests of the HTTP application."""

from rapat.domain.ids import PersonId
from rapat.domain.people import Person, SiteRole
from tests.http.server import PASSWORDS, Browser, HttpServer

PASSWORD = "a sentence of her own"


async def account(server: HttpServer, name: str, role: SiteRole = SiteRole.MEMBER) -> Person:
    """Somebody who has an account with ``PASSWORD``."""
    now = server.clock.now()
    person = Person(
        id=PersonId(f"person-{name.lower()}"),
        name=name,
        email=f"{name.lower()}@example.org",
        created_at=now,
        accepted_at=now,
        role=role,
    )
    assert await server.behind.store.people.add(person)
    await server.behind.store.people.set_password_hash(person.id, await PASSWORDS.hash(PASSWORD))
    return person


async def signed_in(server: HttpServer, person: Person) -> Browser:
    """A fresh browser that signs in."""
    browser = await server.browser()
    answer = await browser.send("POST", "/api/session", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return browser
