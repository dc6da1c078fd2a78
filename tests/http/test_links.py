"""Links that are used once: the owner's first, invitations, new passwords."""

import pytest

from rapat.domain.people import SiteRole
from rapat.ports_people import Purpose
from rapat.services.account_links import LIVES
from tests.http.accounts import PASSWORD, account, signed_in
from tests.http.server import ORIGIN, Browser, HttpServer
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
OWNER = {"name": "Ana", "email": "Ana@Example.org", "password": PASSWORD, "language": "id", "time_zone": "Asia/Jakarta"}


async def owner_secret(server: HttpServer) -> str:
    made = await server.accounts.links.of_owner()
    assert made is not None
    return made.secret


async def use(browser: Browser, secret: str, **body: str) -> int:
    return (await browser.send("POST", "/api/links/use", {"secret": secret, **body})).status_code


async def test_the_first_owner_comes_in_by_a_link_that_works_once(server: HttpServer) -> None:
    secret = await owner_secret(server)
    ana, late = await server.browser(), await server.browser()
    looked = (await ana.send("POST", "/api/links/look", {"secret": secret})).json()
    assert looked == {"purpose": "owner", "name": "", "email": ""}
    assert await use(ana, secret, **OWNER) == 200
    me = (await ana.send("GET", "/api/me")).json()["account"]
    assert (me["role"], me["email"], me["language"], me["time_zone"]) == (
        "owner",
        "ana@example.org",
        "id",
        "Asia/Jakarta",
    )
    assert await use(late, secret, **{**OWNER, "email": "late@example.org"}) == 410
    assert await server.accounts.links.of_owner() is None


async def test_a_start_makes_a_new_owner_link_and_the_old_one_is_spent(server: HttpServer) -> None:
    first, second = await owner_secret(server), await owner_secret(server)
    ana = await server.browser()
    assert await use(ana, first, **OWNER) == 410
    assert await use(ana, second, **OWNER) == 200


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short"}, {"email": "no address"}, {"name": ""}, {"language": "tlh"}, {"time_zone": "Mars/Base"}],
)
async def test_a_mistake_on_the_page_does_not_spend_the_link(server: HttpServer, wrong: dict[str, str]) -> None:
    secret = await owner_secret(server)
    ana = await server.browser()
    assert await use(ana, secret, **{**OWNER, **wrong}) == 422
    assert await use(ana, secret, **OWNER) == 200


@pytest.mark.parametrize("secret", ["", "x" * 43, "x" * 150])
async def test_a_guessed_link_opens_nothing(server: HttpServer, secret: str) -> None:
    await owner_secret(server)
    browser = await server.browser()
    answer = await browser.send("POST", "/api/links/look", {"secret": secret})
    assert (answer.status_code, answer.json()["code"]) == (410, "link_spent")
    assert await use(browser, secret, **OWNER) == 410


async def test_an_invited_person_sets_name_and_password_but_not_the_address(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    made = (await ana.send("POST", "/api/people", {"email": "Budi@example.org", "role": "administrator"})).json()
    assert made["person"]["invited"]
    link = made["link"]
    assert (link["purpose"], link["mailed"]) == ("invitation", False)
    prefix, _, secret = link["link"].partition("#")
    assert prefix == f"{ORIGIN}/welcome"
    budi = await server.browser()
    looked = (await budi.send("POST", "/api/links/look", {"secret": secret})).json()
    assert looked == {"purpose": "invitation", "name": "budi", "email": "budi@example.org"}
    answer = {"name": "Budi P", "password": PASSWORD, "email": "evil@example.org", "language": "ru"}
    assert await use(budi, secret, **answer) == 200
    me = (await budi.send("GET", "/api/me")).json()["account"]
    assert (me["name"], me["email"], me["role"], me["language"]) == (
        "Budi P",
        "budi@example.org",
        "administrator",
        "ru",
    )


async def test_an_invitation_is_over_after_its_time_and_can_be_made_again(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    made = (await ana.send("POST", "/api/people", {"email": "budi@example.org"})).json()
    secret = made["link"]["link"].partition("#")[2]
    server.clock.pass_seconds(LIVES[Purpose.INVITATION].total_seconds())
    budi = await server.browser()
    assert await use(budi, secret, name="Budi", password=PASSWORD) == 410
    again = (await ana.send("POST", f"/api/people/{made['person']['id']}/link", {})).json()
    assert again["purpose"] == "invitation"
    assert await use(budi, again["link"].partition("#")[2], name="Budi", password=PASSWORD) == 200


async def test_a_new_password_ends_every_session_and_keeps_the_name(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    budi = await account(server, "Budi")
    old = await signed_in(server, budi)
    link = (await ana.send("POST", f"/api/people/{budi.id}/link", {})).json()
    assert link["purpose"] == "reset"
    fresh = await server.browser()
    assert await use(fresh, link["link"].partition("#")[2], password="another sentence", name="Mallory") == 200
    assert (await fresh.send("GET", "/api/me")).json()["account"]["name"] == "Budi"
    assert (await old.send("GET", "/api/me")).json()["account"] is None
    assert (await old.send("POST", "/api/session", {"email": budi.email, "password": PASSWORD})).status_code == 401


async def test_a_link_of_a_disabled_account_opens_nothing(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    budi = await account(server, "Budi")
    link = (await ana.send("POST", f"/api/people/{budi.id}/link", {})).json()
    await ana.send("PATCH", f"/api/people/{budi.id}", {"active": False})
    assert await use(await server.browser(), link["link"].partition("#")[2], password=PASSWORD) == 410


async def test_whoever_forgot_gets_a_letter_and_nobody_learns_who_has_an_account(server: HttpServer) -> None:
    server.mail.ready = True
    budi = await account(server, "Budi")
    browser = await server.browser()
    answers = [
        await browser.send("POST", "/api/password-resets", {"email": email})
        for email in ("BUDI@example.org", "nobody@example.org", "no address")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "null")}
    (letter,) = server.mail.posted
    assert (letter.kind, letter.to, letter.values["name"]) == ("reset", budi.email, "Budi")
    link = letter.values["link"]
    assert link.startswith("https://site.example/welcome#"), "never the host that an anonymous request names"
    assert await use(browser, link.partition("#")[2], password="another sentence") == 200


async def test_asking_for_letters_again_and_again_becomes_slow(server: HttpServer) -> None:
    server.mail.ready = True
    await account(server, "Budi")
    browser = await server.browser()
    statuses = [
        (await browser.send("POST", "/api/password-resets", {"email": "budi@example.org"})).status_code
        for _ in range(7)
    ]
    assert statuses == [202] * 5 + [429] * 2
    assert len(server.mail.posted) == 5


async def test_invitations_go_by_mail_where_it_is_set(server: HttpServer) -> None:
    server.mail.ready = True
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    made = await ana.send("POST", "/api/people", {"email": "budi@example.org", "language": "ru"})
    assert made.json()["link"]["mailed"]
    (letter,) = server.mail.posted
    assert (letter.kind, letter.to, letter.language) == ("invitation", "budi@example.org", "ru")


async def test_who_rules_the_box_can_always_let_the_owner_in(server: HttpServer) -> None:
    ana = await account(server, "Ana", SiteRole.OWNER)
    made = await server.accounts.links.recover_owner()
    assert (made.purpose, made.person) == (Purpose.RESET, ana)
    browser = await server.browser()
    assert await use(browser, made.secret, password="another sentence") == 200
    assert (await browser.send("GET", "/api/me")).json()["account"]["role"] == "owner"


async def test_an_account_made_before_the_first_owner_can_become_the_owner(server: HttpServer) -> None:
    known = await account(server, "Ana")
    ana = await server.browser()
    assert await use(ana, await owner_secret(server), **{**OWNER, "email": known.email}) == 200
    me = (await ana.send("GET", "/api/me")).json()["account"]
    assert (me["id"], me["role"]) == (known.id, "owner")
