"""The routes of meetings as a browser sees them."""

import pytest

from tests.http.server import ORIGIN, HttpServer

pytestmark = pytest.mark.anyio


async def test_the_link_and_the_socket_are_on_the_host_that_was_asked(server: HttpServer) -> None:
    ana = await server.browser()
    made = (await ana.send("POST", "/api/meetings", {"title": " Rapat  mingguan "})).json()
    assert made["title"] == "Rapat mingguan"
    assert made["link"] == f"{ORIGIN}/m/{made['id']}"
    joined = (await ana.join(made["id"], "Ana")).json()
    assert joined["url"] == ORIGIN.replace("https", "wss")
    assert joined["role"] == "host"


async def test_the_session_is_one_cookie_that_pages_cannot_read(server: HttpServer) -> None:
    ana = await server.browser()
    answer = await ana.send("POST", "/api/meetings", {})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-rapat_session=")
    for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=34560000"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "set-cookie" not in (await ana.send("POST", "/api/meetings", {})).headers


async def test_looking_makes_no_session_and_tells_no_names(server: HttpServer) -> None:
    ana, stranger = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    answer = await stranger.send("GET", f"/api/meetings/{meeting}")
    assert answer.json() == {
        "id": meeting,
        "title": "Plan",
        "locked": False,
        "ended": False,
        "participants": 1,
        "max_participants": 5,
        "entry": "link",
        "others": "wait",
        "pin": False,
        "you": None,
    }
    assert "set-cookie" not in answer.headers


async def test_a_guest_needs_a_name_alone_and_keeps_its_identity(server: HttpServer) -> None:
    ana, budi = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    first = (await budi.join(meeting, "Budi")).json()
    again = (await budi.join(meeting, "Budi P.")).json()
    assert first["identity"] == again["identity"] != ana.identity
    you = (await budi.send("GET", f"/api/meetings/{meeting}")).json()["you"]
    assert you == {"identity": first["identity"], "name": "Budi P.", "role": "participant"}


@pytest.mark.parametrize("value", ["x" * 43, "x" * 5_000, "", "'; DROP TABLE visitors; --"])
async def test_a_foreign_cookie_is_nobody(server: HttpServer, value: str) -> None:
    ana, mallory = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    cookie = {"cookie": f"__Host-rapat_session={value}"}
    assert (await mallory.client.get(f"/api/meetings/{meeting}/messages", headers=cookie)).status_code == 403


@pytest.mark.parametrize(
    ("prepare", "status", "code"),
    [
        ("lock", 403, "meeting_locked"),
        ("end", 410, "meeting_ended"),
        ("fill", 409, "meeting_full"),
        ("none", 404, "meeting_not_found"),
    ],
)
async def test_the_door_says_why_it_stays_shut(server: HttpServer, prepare: str, status: int, code: str) -> None:
    ana, guest = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    if prepare == "lock":
        await ana.send("PATCH", f"/api/meetings/{meeting}", {"locked": True})
    elif prepare == "end":
        await ana.send("POST", f"/api/meetings/{meeting}/end")
    elif prepare == "fill":
        for number in range(4):
            await server.enter(await server.browser(), meeting, f"guest {number}")
    else:
        meeting = "abcd-abcd-abcd-abcd"
    answer = await guest.join(meeting, "Budi")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "body",
    [None, {}, {"name": ""}, {"name": "\u200b"}, {"name": "x" * 65}, {"name": 7}, {"name": "A", "role": "host"}, []],
)
async def test_a_bad_name_is_refused_and_not_echoed(server: HttpServer, body: object) -> None:
    ana, guest = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    answer = await guest.send("POST", f"/api/meetings/{meeting}/join", body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (422, "invalid", 422)
    assert "xxx" not in answer.text


async def test_a_message_sent_again_answers_the_stored_one(server: HttpServer) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    path = f"/api/meetings/{meeting}/messages"
    first = await ana.send("POST", path, {"client_id": "c1", "text": "halo"})
    again = await ana.send("POST", path, {"client_id": "c1", "text": "halo"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    page = (await ana.send("GET", path + "?after=0&limit=1")).json()
    assert (page["messages"], page["more"]) == ([first.json()], False)


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1000000", "after=99999999999999999999"])
async def test_bad_pages_are_refused(server: HttpServer, query: str) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    assert (await ana.send("GET", f"/api/meetings/{meeting}/messages?{query}")).status_code == 422


async def test_an_oversized_message_has_its_own_status(server: HttpServer) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    body = {"client_id": "c1", "text": "я" * 4001}
    answer = await ana.send("POST", f"/api/meetings/{meeting}/messages", body)
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_long")
