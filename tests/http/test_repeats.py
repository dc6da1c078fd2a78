"""``Idempotency-Key``: the same request twice is done once, and its answer is for its sender alone."""

import asyncio

import httpx2
import pytest

from rapat.domain.people import SiteRole
from rapat.domain.program_keys import Scope
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio
DAY = 24 * 3600.0


async def create(browser: Browser, key: str, title: str = "Daily") -> httpx2.Response:
    """Start a meeting under an idempotency key."""
    return await browser.send("POST", "/api/meetings", {"title": title}, idempotency_key=key)


async def guest(server: HttpServer) -> Browser:
    """A browser with a session."""
    browser = await server.browser()
    await browser.send("POST", "/api/meetings", {})
    return browser


async def test_the_same_request_again_gets_the_first_answer(server: HttpServer) -> None:
    browser = await guest(server)
    first, again = await create(browser, "k1"), await create(browser, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert (await create(browser, "k2")).json()["id"] != first.json()["id"]


async def test_another_request_under_the_same_key_is_refused(server: HttpServer) -> None:
    browser = await guest(server)
    await create(browser, "k")
    answer = await create(browser, "k", "Weekly")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (await create(browser, "k")).status_code == 201


async def test_two_at_once_are_done_once(server: HttpServer) -> None:
    browser = await guest(server)
    answers = await asyncio.gather(*(create(browser, "k") for _ in range(5)))
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} <= {"idempotency_key_in_use"}


async def test_a_refusal_is_not_kept(server: HttpServer) -> None:
    ana = await account(server, "Ana", SiteRole.OWNER)
    browser = await signed_in(server, ana)
    taken, body = await account(server, "Ben"), {"email": "ben@example.org"}
    assert (await browser.send("POST", "/api/people", body, idempotency_key="k")).status_code == 409
    await browser.send("PATCH", f"/api/people/{taken.id}", {"email": "other@example.org"})
    assert (await browser.send("POST", "/api/people", body, idempotency_key="k")).status_code == 201


async def test_an_answer_is_for_its_sender_alone_and_unreadable_where_it_lies(server: HttpServer) -> None:
    ana, ben = await account(server, "Ana"), await account(server, "Ben")
    browser, other = await signed_in(server, ana), await signed_in(server, ben)
    body = {"label": "bot", "scopes": ["chat:read"]}
    first = await browser.send("POST", "/api/me/keys", body, idempotency_key="k")
    again = await browser.send("POST", "/api/me/keys", body, idempotency_key="k")
    assert first.json()["secret"] == again.json()["secret"]
    assert (await other.send("POST", "/api/me/keys", body, idempotency_key="k")).json() != first.json()
    for file in server.folder.glob("rapat.db*"):
        assert first.json()["secret"].encode() not in file.read_bytes()


async def test_who_has_no_session_any_more_gets_no_kept_answer(server: HttpServer) -> None:
    ana = await account(server, "Ana")
    _, secret = await server.keys.make(ana, "bot", [Scope.MEETINGS_WRITE], 30)
    program = await server.browser()
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    assert (await program.client.post("/api/meetings", json={}, headers=headers)).status_code == 201
    [key] = await server.keys.mine(ana)
    await server.keys.revoke(ana, key.id)
    answer = await program.client.post("/api/meetings", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_invalid")


async def test_a_stranger_cannot_use_one_and_a_bad_one_is_refused(server: HttpServer) -> None:
    stranger, browser = await server.browser(), await guest(server)
    assert (await create(stranger, "k")).json()["code"] == "invalid"
    for key in ("x" * 256, "a\tb"):
        assert (await create(browser, key)).json()["code"] == "invalid"


async def test_answers_are_kept_for_a_day_and_in_bounds(server: HttpServer) -> None:
    browser = await guest(server)
    first = (await create(browser, "k")).json()
    server.clock.pass_seconds(DAY - 1)
    await server.repeats.tend()
    assert (await create(browser, "k")).json() == first
    server.clock.pass_seconds(2)
    assert (await create(browser, "k")).json() != first
    rows = server.behind.store.kept_answers
    now = server.clock.now()
    for number in range(4):
        server.clock.pass_seconds(1)
        await rows.put(f"r{number}", b"x", server.clock.now())
    await rows.forget(now, 2)
    assert [await rows.find(f"r{number}", now) for number in range(4)] == [None, None, b"x", b"x"]
