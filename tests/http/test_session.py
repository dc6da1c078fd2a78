"""Signing in and out, and what an account changes about meetings."""

from dataclasses import replace

import pytest

from rapat.domain.people import SiteRole
from rapat.identity.sessions import UNUSED_MAX
from rapat.services.slow_down import FREE_TRIES
from tests.http.accounts import PASSWORD, account, signed_in
from tests.http.server import HttpServer

pytestmark = pytest.mark.anyio
COOKIE = "__Host-rapat_session"


async def test_a_guest_is_nobody_and_an_account_is_told_its_rights(server: HttpServer) -> None:
    guest = await server.browser()
    assert (await guest.send("GET", "/api/me")).json() == {"account": None}
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    me = (await ana.send("GET", "/api/me")).json()["account"]
    assert (me["name"], me["email"], me["role"]) == ("Ana", "ana@example.org", "owner")
    assert "manage_people" in me["rights"]


async def test_each_sign_in_gives_a_fresh_cookie_and_ends_the_session_before(server: HttpServer) -> None:
    person = await account(server, "Ana")
    ana = await signed_in(server, person)
    first = ana.client.cookies[COOKIE]
    answer = await ana.send("POST", "/api/session", {"email": " ANA@example.org", "password": PASSWORD})
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert ana.client.cookies[COOKIE] != first
    thief = await server.browser()
    stolen = await thief.client.get("/api/me", headers={"cookie": f"{COOKIE}={first}"})
    assert stolen.json() == {"account": None}


async def test_signing_out_ends_the_session_on_the_server_too(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    secret = ana.client.cookies[COOKIE]
    assert (await ana.send("DELETE", "/api/session")).status_code == 204
    assert COOKIE not in ana.client.cookies
    again = await ana.client.get("/api/me", headers={"cookie": f"{COOKIE}={secret}"})
    assert again.json() == {"account": None}


async def test_an_unused_session_ends_and_a_used_one_lives_on(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    half = UNUSED_MAX.total_seconds() / 2 + 60
    for _ in range(3):
        server.clock.pass_seconds(half)
        assert (await ana.send("GET", "/api/me")).json()["account"] is not None
    server.clock.pass_seconds(2 * half)
    assert (await ana.send("GET", "/api/me")).json()["account"] is None


async def test_a_wrong_password_and_an_unknown_account_cannot_be_told_apart(server: HttpServer) -> None:
    await account(server, "Ana")
    browser = await server.browser()
    answers = [
        await browser.send("POST", "/api/session", {"email": email, "password": password})
        for email, password in (("ana@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("no address", "x"))
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert answers[0].json()["code"] == "wrong_password"


async def test_guessing_becomes_slow_for_the_guesser_and_not_for_others(server: HttpServer) -> None:
    person = await account(server, "Ana")
    guesser = await server.browser("192.0.2.66")
    wrong = {"email": person.email, "password": "wrong"}
    for _ in range(FREE_TRIES):
        assert (await guesser.send("POST", "/api/session", wrong)).status_code == 401
    slowed = await guesser.send("POST", "/api/session", {**wrong, "password": PASSWORD})
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "2")
    await signed_in(server, person)
    server.clock.pass_seconds(2)
    right = await guesser.send("POST", "/api/session", {**wrong, "password": PASSWORD})
    assert right.status_code == 200


async def test_a_disabled_account_is_out_at_once_and_cannot_come_back(server: HttpServer) -> None:
    person = await account(server, "Ana")
    ana = await signed_in(server, person)
    await server.behind.store.people.change(person, replace(person, active=False))
    assert (await ana.send("GET", "/api/me")).json() == {"account": None}
    answer = await ana.send("POST", "/api/session", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 401


async def test_a_signed_in_person_joins_without_a_name_and_is_one_on_every_device(server: HttpServer) -> None:
    person = await account(server, "Ana")
    laptop, phone = await signed_in(server, person), await signed_in(server, person)
    meeting = (await laptop.send("POST", "/api/meetings", {})).json()["id"]
    on_laptop = (await laptop.send("POST", f"/api/meetings/{meeting}/join", {})).json()
    on_phone = (await phone.send("POST", f"/api/meetings/{meeting}/join", {})).json()
    assert on_phone["identity"] == on_laptop["identity"]
    assert on_phone["role"] == "host"
    you = (await phone.send("GET", f"/api/meetings/{meeting}")).json()["you"]
    assert you["name"] == "Ana"
    found = await server.behind.store.meetings.find(meeting)
    assert found is not None and found.owner == person.id


async def test_a_guest_who_signs_in_keeps_the_meeting_and_leaves_nothing_behind(server: HttpServer) -> None:
    person = await account(server, "Ana")
    browser = await server.browser()
    meeting = await server.meeting(browser)
    await browser.send("POST", "/api/session", {"email": person.email, "password": PASSWORD})
    assert (await browser.send("GET", f"/api/meetings/{meeting}")).json()["you"]["role"] == "host"
    await browser.send("DELETE", "/api/session")
    assert (await browser.send("GET", f"/api/meetings/{meeting}")).json()["you"] is None


async def test_who_guesses_from_the_same_address_does_not_keep_the_owner_waiting(server: HttpServer) -> None:
    person = await account(server, "Ana")
    ana, pupil = await signed_in(server, person), await server.browser()
    await ana.send("DELETE", "/api/session")
    for _ in range(FREE_TRIES + 1):
        refused = await pupil.send("POST", "/api/session", {"email": person.email, "password": "wrong"})
    assert refused.status_code == 429
    back = await ana.send("POST", "/api/session", {"email": person.email, "password": PASSWORD})
    assert back.status_code == 200


async def test_a_known_browser_is_slowed_down_by_its_own_guesses_and_known_to_one_account_alone(
    server: HttpServer,
) -> None:
    ana, budi = await account(server, "Ana"), await account(server, "Budi")
    browser = await signed_in(server, ana)
    for person in (ana, budi):
        for _ in range(FREE_TRIES + 1):
            answer = await browser.send("POST", "/api/session", {"email": person.email, "password": "wrong"})
        assert answer.status_code == 429
    stranger = await server.browser()
    for person, status in ((ana, 200), (budi, 429)):
        answer = await stranger.send("POST", "/api/session", {"email": person.email, "password": PASSWORD})
        assert answer.status_code == status


async def test_a_disabled_person_leaves_the_meeting_too(server: HttpServer) -> None:
    owner = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    person = await account(server, "Budi")
    budi = await signed_in(server, person)
    meeting = await server.meeting(owner)
    await server.enter(budi, meeting, "Budi")
    assert budi.identity in server.engine.rooms[meeting].participants
    await owner.send("PATCH", f"/api/people/{person.id}", {"active": False})
    assert list(server.engine.rooms[meeting].participants) == [owner.identity]
