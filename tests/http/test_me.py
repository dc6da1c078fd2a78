"""One's own account: profile, picture, password, sessions."""

import io

import pytest
from PIL import Image

from tests.http.accounts import PASSWORD, account, signed_in
from tests.http.server import HttpServer
from tests.storage.places import EVERY_DATABASE

pytestmark = [pytest.mark.anyio, EVERY_DATABASE]


def square(side: int = 64, colour: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (colour, 90, 200)).save(out, "WEBP")
    return out.getvalue()


async def test_a_person_changes_name_language_and_zone_and_nothing_else(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    change = {"name": " Ana  B ", "language": "id", "time_zone": "Asia/Makassar"}
    changed = (await ana.send("PATCH", "/api/me", change)).json()
    assert (changed["name"], changed["language"], changed["time_zone"]) == ("Ana B", "id", "Asia/Makassar")
    assert (await ana.send("GET", "/api/me")).json()["account"] == changed
    for wrong in ({"role": "owner"}, {"email": "x@y.z"}, {"name": ""}, {"language": "xx"}, {"time_zone": "Nowhere"}):
        assert (await ana.send("PATCH", "/api/me", wrong)).status_code == 422


async def test_a_picture_is_shown_by_its_content_and_goes_with_its_last_owner(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    guest = await server.browser()
    headers = {"sec-fetch-site": "same-origin", "content-type": "image/webp"}
    answer = await ana.client.put("/api/me/picture", content=square(), headers=headers)
    path = answer.json()["picture"]
    shown = await guest.client.get(path)
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "image/webp", square())
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    second = await ana.client.put("/api/me/picture", content=square(colour=10), headers=headers)
    assert (await guest.client.get(path)).status_code == 404
    assert (await ana.send("DELETE", "/api/me/picture")).json()["picture"] == ""
    assert (await guest.client.get(second.json()["picture"])).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(100)])
async def test_what_is_no_picture_is_refused(server: HttpServer, content: bytes) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    headers = {"sec-fetch-site": "same-origin"}
    answer = await ana.client.put("/api/me/picture", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "picture_refused")


async def test_sessions_are_listed_in_words_and_ended_one_by_one_or_all(server: HttpServer) -> None:
    person = await account(server, "Ana")
    phone, laptop, old = [await signed_in(server, person) for _ in range(3)]
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    signing = {"email": person.email, "password": PASSWORD}
    await laptop.send("POST", "/api/session", signing, user_agent=agent)
    listed = (await laptop.send("GET", "/api/me/sessions")).json()["sessions"]
    assert len(listed) == 3
    (here,) = [session for session in listed if session["here"]]
    assert here["device"] == "Firefox, Linux"
    (phones,) = [s for s in (await phone.send("GET", "/api/me/sessions")).json()["sessions"] if s["here"]]
    assert (await laptop.send("DELETE", f"/api/me/sessions/{phones['id']}")).status_code == 204
    assert (await phone.send("GET", "/api/me")).json()["account"] is None
    assert (await laptop.send("DELETE", f"/api/me/sessions/{phones['id']}")).status_code == 404
    assert (await laptop.send("DELETE", "/api/me/sessions")).status_code == 204
    assert (await old.send("GET", "/api/me")).json()["account"] is None
    assert (await laptop.send("GET", "/api/me")).json()["account"] is not None


async def test_nobody_ends_somebody_elses_session(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    budi = await signed_in(server, await account(server, "Budi"))
    (session,) = (await ana.send("GET", "/api/me/sessions")).json()["sessions"]
    answer = await budi.send("DELETE", f"/api/me/sessions/{session['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "session_not_found")
    assert (await ana.send("GET", "/api/me")).json()["account"] is not None


async def test_a_new_password_needs_the_old_one_and_signs_out_everywhere_else(server: HttpServer) -> None:
    person = await account(server, "Ana")
    here, elsewhere = await signed_in(server, person), await signed_in(server, person)
    path, new = "/api/me/password", "another sentence"
    assert (await here.send("PUT", path, {"old": "wrong", "new": new})).status_code == 401
    assert (await here.send("PUT", path, {"old": PASSWORD, "new": "short"})).status_code == 422
    assert (await here.send("PUT", path, {"old": PASSWORD, "new": new})).status_code == 204
    assert (await elsewhere.send("GET", "/api/me")).json()["account"] is None
    assert (await here.send("GET", "/api/me")).json()["account"] is not None
    assert (await elsewhere.send("POST", "/api/session", {"email": person.email, "password": new})).status_code == 200
