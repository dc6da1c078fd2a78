"""``GET /api/meetings``: one's own meetings in pages, and nobody else's."""

import pytest

from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio


async def listed(browser: Browser, query: str = "") -> tuple[list[tuple[str, str]], str]:
    """Ids with roles, and where the next page begins."""
    body = (await browser.send("GET", f"/api/meetings{query}")).json()
    return [(meeting["id"], meeting["role"]) for meeting in body["meetings"]], body["next"]


async def test_meetings_made_and_joined_are_listed_newest_first_in_pages(server: HttpServer) -> None:
    ana, guest = await signed_in(server, await account(server, "Ana")), await server.browser()
    made = []
    for number in range(3):
        server.clock.pass_seconds(1)
        made.append((await ana.send("POST", "/api/meetings", {"title": f"{number}"})).json()["id"])
    server.clock.pass_seconds(1)
    others = await server.meeting(guest)
    await server.enter(ana, others, "Ana")
    first, after = await listed(ana, "?limit=3")
    assert first == [(others, "participant"), (made[2], "host"), (made[1], "host")]
    assert await listed(ana, f"?limit=3&after={after}") == ([(made[0], "host")], "")


async def test_meetings_of_the_same_moment_are_listed_once_each(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana"))
    made = {(await ana.send("POST", "/api/meetings", {})).json()["id"] for _ in range(5)}
    seen, after = [], ""
    for _ in range(5):
        page, after = await listed(ana, f"?limit=1&after={after}")
        seen += [meeting for meeting, _ in page]
    assert (set(seen), len(seen), after) == (made, 5, "")


async def test_nobodys_other_meetings_are_listed(server: HttpServer) -> None:
    host, removed, stranger = await server.browser(), await server.browser(), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(removed, meeting, "Rudi")
    assert await listed(removed) == ([(meeting, "participant")], "")
    await host.send("DELETE", f"/api/meetings/{meeting}/participants/{removed.identity}")
    assert await listed(removed) == ([], "")
    assert await listed(stranger) == ([], "")


async def test_what_is_no_cursor_is_refused(server: HttpServer) -> None:
    browser = await server.browser()
    for query in ("?after=%00", "?after=%25%25%25", "?limit=0", "?limit=201"):
        assert (await browser.send("GET", f"/api/meetings{query}")).status_code == 422
