"""Keys of programs: made, shown once, scoped, revoked; and every route has its row in the table of scopes."""

from datetime import timedelta

import httpx2
import pytest

from rapat.domain.people import Person, SiteRole
from rapat.domain.program_keys import KEYS_MAX, Scope
from rapat.http.scopes import SCOPES, Reach
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio


async def key_of(server: HttpServer, person: Person, *scopes: Scope, days: int = 30) -> str:
    """The secret of a new key."""
    return (await server.keys.make(person, "bot", scopes or list(Scope), days))[1]


async def ask(browser: Browser, secret: str, method: str, path: str, body: object = None) -> httpx2.Response:
    """A request as a program makes it: a key, and nothing that a browser adds."""
    return await browser.client.request(method, path, json=body, headers={"Authorization": f"Bearer {secret}"})


async def test_every_route_says_which_scope_opens_it(server: HttpServer) -> None:
    have = {
        f"{method.upper()} {path}"
        for path, operations in server.app.openapi()["paths"].items()
        for method in operations
        if path.startswith("/api/")
    }
    assert have == set(SCOPES)


async def test_a_key_is_shown_once_and_kept_as_a_hash(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    browser = await signed_in(server, ana)
    made = await browser.send("POST", "/api/me/keys", {"label": " Bot ", "scopes": ["chat:read", "people:read"]})
    assert made.status_code == 201
    secret = made.json()["secret"]
    listed = await browser.send("GET", "/api/me/keys")
    assert secret not in listed.text
    [shown] = listed.json()["keys"]
    assert (shown["label"], shown["scopes"], shown["used_at"]) == ("Bot", ["chat:read", "people:read"], None)
    for file in server.folder.glob("rapat.db*"):
        assert secret.encode() not in file.read_bytes()


async def test_a_program_acts_in_its_owners_name_without_cookies_or_origin(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    secret = await key_of(server, ana)
    program = await server.browser()
    made = await ask(program, secret, "POST", "/api/meetings", {"title": "Daily"})
    assert made.status_code == 201
    assert "set-cookie" not in made.headers
    browser = await signed_in(server, ana)
    seen = await browser.send("GET", f"/api/meetings/{made.json()['id']}")
    assert seen.json()["you"]["role"] == "host"


async def test_a_key_opens_its_scopes_alone(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    secret = await key_of(server, ana, Scope.PEOPLE_READ)
    program = await server.browser()
    assert (await ask(program, secret, "GET", "/api/people")).status_code == 200
    assert (await ask(program, secret, "GET", "/api/about")).status_code == 200
    for method, path in (("GET", "/api/me"), ("POST", "/api/meetings"), ("GET", "/api/chats")):
        refused = await ask(program, secret, method, path, {} if method == "POST" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


async def test_no_key_makes_sessions_passwords_or_keys(server: HttpServer) -> None:
    secret = await key_of(server, await account(server, "Ana", SiteRole.OWNER))
    program = await server.browser()
    closed = [route for route, need in SCOPES.items() if need is Reach.NO_KEY]
    assert {"POST /api/me/keys", "POST /api/session", "PUT /api/me/password"} <= set(closed)
    for route in closed:
        method, path = route.split(" ")
        answer = await ask(program, secret, method, path.replace("{", "").replace("}", ""), {})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), route


async def test_a_key_does_no_more_than_its_owner_may_now(server: HttpServer) -> None:
    owner, eva = await account(server, "Olga", SiteRole.OWNER), await account(server, "Eva", SiteRole.ADMINISTRATOR)
    secret = await key_of(server, eva)
    program, browser = await server.browser(), await signed_in(server, owner)
    assert (await ask(program, secret, "GET", "/api/admin/health")).status_code == 200
    await browser.send("PATCH", f"/api/people/{eva.id}", {"role": "member"})
    assert (await ask(program, secret, "GET", "/api/admin/health")).json()["code"] == "refused"
    await browser.send("PATCH", f"/api/people/{eva.id}", {"active": False})
    refused = await ask(program, secret, "GET", "/api/people")
    assert (refused.status_code, refused.json()["code"]) == (401, "key_invalid")
    assert refused.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_expired_or_invented_key_opens_nothing(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    browser, program = await signed_in(server, ana), await server.browser()
    revoked, expiring = await key_of(server, ana), await key_of(server, ana, days=1)
    first = (await browser.send("GET", "/api/me/keys")).json()["keys"]
    by_life = sorted(first, key=lambda key: key["expires_at"])
    assert (await browser.send("DELETE", f"/api/me/keys/{by_life[1]['id']}")).status_code == 204
    assert (await browser.send("DELETE", f"/api/me/keys/{by_life[1]['id']}")).json()["code"] == "key_not_found"
    assert (await ask(program, expiring, "GET", "/api/people")).status_code == 200
    server.clock.pass_seconds(timedelta(days=1).total_seconds())
    for secret in (revoked, expiring, "rapat_invented", "", "x" * 500):
        assert (await ask(program, secret, "GET", "/api/about")).json()["code"] == "key_invalid"
    await server.keys.tend()
    assert [key.id for key in await server.keys.mine(ana)] == [by_life[0]["id"]]
    server.clock.pass_seconds(timedelta(days=31).total_seconds())
    await server.keys.tend()
    assert await server.keys.mine(ana) == []


async def test_beside_a_key_no_cookie_counts(server: HttpServer) -> None:
    browser = await signed_in(server, await account(server, "Ana"))
    assert (await ask(browser, "rapat_invented", "POST", "/api/meetings", {})).status_code == 401
    assert (await browser.send("GET", "/api/me")).json()["account"]["name"] == "Ana"


async def test_nobody_sees_or_revokes_somebody_elses_keys(server: HttpServer) -> None:
    ana, ben = await account(server, "Ana"), await account(server, "Ben")
    await key_of(server, ana)
    [key] = await server.keys.mine(ana)
    browser = await signed_in(server, ben)
    assert (await browser.send("GET", "/api/me/keys")).json() == {"keys": []}
    assert (await browser.send("DELETE", f"/api/me/keys/{key.id}")).status_code == 404
    assert await server.keys.mine(ana) == [key]


async def test_last_use_is_known_to_ten_minutes(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    secret, program = await key_of(server, ana), await server.browser()
    used = []
    for _ in range(3):
        await ask(program, secret, "GET", "/api/people")
        [key] = await server.keys.mine(ana)
        used.append(key.used_at)
        server.clock.pass_seconds(301)
    assert used[0] == used[1] != used[2]


async def test_keys_have_bounds(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    browser = await signed_in(server, ana)
    for wrong in (
        {"label": " ", "scopes": ["chat:read"]},
        {"label": "x", "scopes": []},
        {"label": "x", "scopes": ["chat:shred"]},
        {"label": "x", "scopes": ["chat:read"], "days": 367},
        {"label": "x", "scopes": ["chat:read"], "days": 0},
    ):
        assert (await browser.send("POST", "/api/me/keys", wrong)).status_code == 422
    for _ in range(KEYS_MAX):
        await key_of(server, ana)
    answer = await browser.send("POST", "/api/me/keys", {"label": "x", "scopes": ["chat:read"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_program_has_a_rate_of_its_own(server: HttpServer) -> None:
    secret, program = await key_of(server, await account(server, "Ana")), await server.browser()
    answers = [(await ask(program, secret, "GET", "/api/people")).status_code for _ in range(41)]
    assert set(answers[:40]) == {200}
    assert answers[40] == 429
