"""A chat to keep, in three forms, and what must not run in any of them."""

import pytest

from tests.http.server import HttpServer

pytestmark = pytest.mark.anyio


async def test_the_three_forms_hold_what_the_caller_sees(server: HttpServer) -> None:
    ana, budi, vera = await server.browser(), await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    for browser, name in ((budi, "Budi <b>"), (vera, "Vera")):
        await server.enter(browser, meeting, name)
    path = f"/api/meetings/{meeting}"
    question = {"client_id": "1", "text": "<script>alert(1)</script>\nsecond line"}
    asked = (await budi.send("POST", f"{path}/messages", question)).json()
    await ana.send("POST", f"{path}/messages", {"client_id": "2", "text": "done", "reply_to": asked["id"]})
    await budi.send("POST", f"{path}/messages", {"client_id": "3", "text": "secret", "to": vera.identity})
    found = (await ana.send("GET", f"{path}/chat/export?form=json")).json()
    assert [message["text"] for message in found["messages"]] == [question["text"], "done"]
    page = await ana.send("GET", f"{path}/chat/export?form=html")
    assert "&lt;script&gt;alert(1)" in page.text and "<script" not in page.text and "Budi &lt;b&gt;" in page.text
    assert page.headers["content-disposition"] == "attachment; filename*=UTF-8''Plan%202026-11-23.html"
    assert page.headers["content-security-policy"] == "default-src 'none'; sandbox"
    text = (await vera.send("GET", f"{path}/chat/export?form=text")).text
    assert "2026-11-23 09:00 UTC Budi <b> (private)\nsecret" in text
    assert "> <script>alert(1)</script>\ndone" in text


async def test_a_long_chat_is_exported_whole(server: HttpServer) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    for number in range(201):
        await ana.send("POST", f"/api/meetings/{meeting}/messages", {"client_id": f"c{number}", "text": f"{number}"})
        server.clock.pass_seconds(2)
    found = (await ana.send("GET", f"/api/meetings/{meeting}/chat/export")).json()
    assert [message["text"] for message in found["messages"]] == [str(number) for number in range(201)]


async def test_members_are_listed_by_name(server: HttpServer) -> None:
    ana, budi = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    await server.enter(budi, meeting, "aaron")
    people = (await budi.send("GET", f"/api/meetings/{meeting}/chat/people")).json()["people"]
    assert [(person["name"], person["role"]) for person in people] == [("aaron", "participant"), ("Ana", "host")]
