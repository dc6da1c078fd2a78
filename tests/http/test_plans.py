"""Planned meetings over HTTP: who sees, changes, is told; files and feeds as calendar applications read them."""

from typing import Any

import pytest
from icalendar import Calendar

from rapat.ports_mail import LetterKind
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]
WEEKLY = {
    "title": "Round",
    "agenda": "News",
    "starts": "2026-11-30T09:00",
    "minutes": 45,
    "zone": "Asia/Jakarta",
    "recurrence": "FREQ=WEEKLY;BYDAY=MO",
}
THIRD = "2026-12-14T09:00:00"


async def person(server: HttpServer, name: str) -> Browser:
    return await signed_in(server, await account(server, name))


async def planned(browser: Browser, **more: object) -> dict[str, Any]:
    answer = await browser.send("POST", "/api/plans", {**WEEKLY, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def dates(browser: Browser) -> list[tuple[str, str]]:
    answer = await browser.send("GET", "/api/agenda?since=2026-11-29T00:00:00Z&until=2026-12-22T00:00:00Z")
    assert answer.status_code == 200, answer.text
    return [(date["starts"], date["title"]) for date in answer.json()["dates"]]


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


async def test_a_planned_meeting_has_its_link_at_once_and_stands_in_the_agenda(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    plan = await planned(ana)
    door = (await ana.send("GET", f"/api/meetings/{plan['meeting']}")).json()
    assert (door["title"], door["you"]["role"]) == ("Round", "host")
    assert await dates(ana) == [(f"2026-{day}T02:00:00Z", "Round") for day in ("11-30", "12-07", "12-14", "12-21")]


async def test_guests_do_not_plan(server: HttpServer) -> None:
    guest = await server.browser()
    assert (await guest.send("POST", "/api/plans", WEEKLY)).status_code in (401, 403)
    assert (
        await guest.send("GET", "/api/agenda?since=2026-11-29T00:00:00Z&until=2026-12-22T00:00:00Z")
    ).status_code == 401


async def test_one_date_moves_and_the_following_are_cancelled(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    plan = await planned(ana)
    path = f"/api/plans/{plan['id']}"
    moved = {"date": "2026-12-07T09:00", "scope": "one", "starts": "2026-12-08T15:00", "title": "Review"}
    assert (await ana.send("PATCH", path, moved)).status_code == 200
    assert ("2026-12-08T08:00:00Z", "Review") in await dates(ana)
    assert (await ana.send("POST", f"{path}/cancel", {"date": THIRD, "scope": "following"})).status_code == 204
    assert [start for start, _ in await dates(ana)] == ["2026-11-30T02:00:00Z", "2026-12-08T08:00:00Z"]


async def test_the_following_become_a_plan_of_their_own_at_the_same_link(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    plan = await planned(ana)
    body = {"date": THIRD, "scope": "following", "title": "Late"}
    later = (await ana.send("PATCH", f"/api/plans/{plan['id']}", body)).json()
    assert later["id"] != plan["id"]
    assert later["meeting"] == plan["meeting"]
    assert [title for _, title in await dates(ana)] == ["Round", "Round", "Late", "Late"]


async def test_the_invited_see_and_answer_and_others_learn_nothing(server: HttpServer) -> None:
    ana, budi, eve = [await person(server, name) for name in ("Ana", "Budi", "Eve")]
    plan = await planned(ana, invitees=["budi@example.org", "ana@example.org"])
    path = f"/api/plans/{plan['id']}"
    assert [invitee["address"] for invitee in plan["invitees"]] == ["budi@example.org"]
    assert (await budi.send("PUT", f"{path}/answer", {"answer": "yes"})).status_code == 204
    assert (await ana.send("GET", path)).json()["invitees"][0]["answer"] == "yes"
    assert len(await dates(budi)) == 4
    assert (await budi.send("PATCH", path, {"date": THIRD, "scope": "all", "title": "X"})).status_code == 403
    for refused in (await eve.send("GET", path), await eve.send("PUT", f"{path}/answer", {"answer": "no"})):
        assert refused.status_code == 404
    assert await dates(eve) == []


async def test_letters_carry_a_file_that_updates_and_cancels_the_same_event(server: HttpServer) -> None:
    server.mail.ready = True
    ana = await person(server, "Ana")
    await account(server, "Budi")
    server.mail.posted.clear()
    plan = await planned(ana, invitees=["budi@example.org", "guest@example.org"])
    path = f"/api/plans/{plan['id']}"
    await ana.send("PATCH", path, {"date": THIRD, "scope": "all", "title": "Circle"})
    await ana.send("PUT", f"{path}/invitees", {"addresses": ["budi@example.org"]})
    await ana.send("POST", f"{path}/cancel", {"date": THIRD, "scope": "all"})
    told = [(letter.kind, letter.to) for letter in server.mail.posted]
    both = ("budi@example.org", "guest@example.org")
    assert told == [
        *((LetterKind.MEETING_INVITED, to) for to in both),
        *((LetterKind.MEETING_CHANGED, to) for to in both),
        (LetterKind.MEETING_CANCELLED, "guest@example.org"),
        (LetterKind.MEETING_CANCELLED, "budi@example.org"),
    ]
    files = [letter.calendar for letter in server.mail.posted]
    uids = {str(event["UID"]) for file in files if file for event in events(file.content)}
    assert uids == {f"{plan['id']}@site.example"}
    assert [str(Calendar.from_ical(file.content)["METHOD"]) for file in files if file] == ["REQUEST"] * 4 + [
        "CANCEL"
    ] * 2
    sequences = [int(events(file.content)[0]["SEQUENCE"]) for file in files if file]
    assert sequences == sorted(sequences)
    assert sequences[0] < sequences[-1]


async def test_a_file_tells_the_rule_the_zone_the_moved_and_the_cancelled_date(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    plan = await planned(ana)
    path = f"/api/plans/{plan['id']}"
    await ana.send("PATCH", path, {"date": "2026-12-07T09:00", "scope": "one", "starts": "2026-12-08T15:00"})
    await ana.send("POST", f"{path}/cancel", {"date": THIRD, "scope": "one"})
    answer = await ana.send("GET", f"{path}/file.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    main, moved = events(answer.content)
    assert main["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert main["DTSTART"].params["TZID"] == "Asia/Jakarta"
    assert f"{main['EXDATE'].dts[0].dt:%Y-%m-%dT%H:%M:%S}" == THIRD
    assert f"{moved['RECURRENCE-ID'].dt:%m-%d %H}" == "12-07 09"
    assert f"{moved['DTSTART'].dt:%m-%d %H}" == "12-08 15"
    assert plan["meeting"] in str(main["LOCATION"])
    assert Calendar.from_ical(answer.content).walk("VTIMEZONE")


async def test_a_feed_needs_no_cookie_and_dies_with_its_address(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    await planned(ana)
    old = (await ana.send("POST", "/api/me/feed")).json()["address"]
    application = await server.browser()
    assert len(events((await application.client.get(old)).content)) == 1
    await ana.send("POST", "/api/me/feed")
    assert (await application.client.get(old)).status_code == 404


async def test_a_permanent_room_stays_the_same(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    first, second = [(await ana.send("GET", "/api/me/room")).json() for _ in range(2)]
    assert first == second
    assert first["link"].endswith(f"/m/{first['meeting']}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"starts": "2026-11-30T09:00:00Z"},
        {"starts": "2026-12-01T09:00"},
        {"minutes": 0},
        {"zone": "Mars/Olympus"},
        {"recurrence": "FREQ=SECONDLY"},
        {"invitees": ["nobody"]},
        {"early_minutes": -1},
        {"surprise": 1},
    ],
)
async def test_what_cannot_be_planned_is_refused_with_the_field(server: HttpServer, wrong: dict[str, object]) -> None:
    ana = await person(server, "Ana")
    answer = await ana.send("POST", "/api/plans", {**WEEKLY, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await dates(ana) == []


async def test_who_has_no_account_answers_by_the_link_in_the_letter(server: HttpServer) -> None:
    server.mail.ready = True
    ana = await person(server, "Ana")
    plan = await planned(ana, invitees=["guest@example.org", "other@example.org"])
    path = f"/api/plans/{plan['id']}"
    guest = await server.browser()
    letter = next(letter for letter in server.mail.posted if letter.to == "guest@example.org")
    page, _, secret = letter.values["reply"].partition("#")
    assert page == "https://site.example/answer"
    looked = await guest.send("POST", "/api/replies/look", {"secret": secret})
    shown = {name: looked.json()[name] for name in ("title", "owner", "address", "answer", "starts")}
    assert shown == {
        "title": "Round",
        "owner": "Ana",
        "address": "guest@example.org",
        "answer": "open",
        "starts": "2026-11-30T02:00:00Z",
    }
    assert "other@example.org" not in looked.text
    assert (await guest.send("POST", "/api/replies", {"secret": secret, "answer": "maybe"})).status_code == 204
    assert await answers(ana, path) == {"guest@example.org": "maybe", "other@example.org": "open"}
    assert (await guest.send("POST", "/api/replies", {"secret": secret + "x", "answer": "no"})).status_code == 404
    await ana.send("PUT", f"{path}/invitees", {"addresses": ["other@example.org"]})
    assert (await guest.send("POST", "/api/replies", {"secret": secret, "answer": "no"})).status_code == 404
    assert (await guest.send("POST", "/api/replies/look", {"secret": secret})).status_code == 404


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"starts": "2026-12-14T10:00"}, "open"),
        ({"minutes": 90}, "open"),
        ({"recurrence": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"}, "open"),
        ({"title": "Circle"}, "yes"),
        ({"recurrence": "FREQ=WEEKLY;BYDAY=MO;COUNT=9"}, "yes"),
    ],
)
async def test_answers_are_asked_again_when_the_time_is_another(
    server: HttpServer, change: dict[str, object], after: str
) -> None:
    server.mail.ready = True
    ana, budi = await person(server, "Ana"), await person(server, "Budi")
    plan = await planned(ana, invitees=["budi@example.org"])
    path = f"/api/plans/{plan['id']}"
    await budi.send("PUT", f"{path}/answer", {"answer": "yes"})
    assert (await ana.send("PATCH", path, {"date": THIRD, "scope": "all", **change})).status_code == 200
    assert await answers(ana, path) == {"budi@example.org": after}
    file = server.mail.posted[-1].calendar
    assert file is not None
    attendee = events(file.content)[0]["ATTENDEE"]
    assert attendee.params["RSVP"] == "TRUE"
    assert attendee.params["PARTSTAT"] == {"open": "NEEDS-ACTION", "yes": "ACCEPTED"}[after]


async def test_answers_stay_when_only_later_dates_move(server: HttpServer) -> None:
    ana, budi = await person(server, "Ana"), await person(server, "Budi")
    plan = await planned(ana, invitees=["budi@example.org"])
    path = f"/api/plans/{plan['id']}"
    await budi.send("PUT", f"{path}/answer", {"answer": "yes"})
    moved = {"date": THIRD, "scope": "following", "starts": "2026-12-14T10:00"}
    later = (await ana.send("PATCH", path, moved)).json()
    assert await answers(ana, path) == {"budi@example.org": "yes"}
    assert await answers(ana, f"/api/plans/{later['id']}") == {"budi@example.org": "open"}


async def answers(browser: Browser, path: str) -> dict[str, str]:
    invitees = (await browser.send("GET", path)).json()["invitees"]
    return {invitee["address"]: invitee["answer"] for invitee in invitees}
