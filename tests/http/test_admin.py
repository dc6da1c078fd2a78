"""Administration over HTTP: who may, what is seen and ended, and what the log keeps of it."""

import csv
from datetime import timedelta
from urllib.parse import quote

import pytest

from rapat.domain.activity import EVERYTHING
from rapat.domain.people import SiteRole
from rapat.domain.retention import DAYS
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio


async def staff(server: HttpServer) -> Browser:
    return await signed_in(server, await account(server, "Ana", SiteRole.ADMINISTRATOR))


async def acts(browser: Browser, query: str = "") -> list[tuple[str, str]]:
    answer = await browser.send("GET", f"/api/admin/activity{query}")
    assert answer.status_code == 200, answer.text
    return [(entry["act"], entry["about_name"]) for entry in answer.json()["entries"]]


@pytest.mark.parametrize("path", ["meetings", "reports", "activity", "activity.csv", "health"])
async def test_members_see_nothing_of_it(server: HttpServer, path: str) -> None:
    member = await signed_in(server, await account(server, "Budi"))
    assert (await member.send("GET", f"/api/admin/{path}")).status_code == 403


async def test_a_live_meeting_is_seen_and_ended_for_good(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    meeting = await server.meeting(host)
    shown = (await ana.send("GET", "/api/admin/meetings")).json()["meetings"]
    assert [(one["id"], one["title"], one["people"], one["owner"]) for one in shown] == [(meeting, "Plan", 1, "")]
    assert (await ana.send("POST", f"/api/admin/meetings/{meeting}/end")).status_code == 204
    assert (await ana.send("GET", "/api/admin/meetings")).json()["meetings"] == []
    assert (await host.join(meeting, "Ana")).status_code == 410
    assert ("meeting_ended", "") in await acts(ana)
    assert (await ana.send("POST", "/api/admin/meetings/none/end")).status_code == 404


async def test_reports_are_seen_until_somebody_has_dealt_with_them(server: HttpServer) -> None:
    ana, host, guest = await staff(server), await server.browser(), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(guest, meeting, "Budi")
    await host.send("POST", f"/api/meetings/{meeting}/participants/{guest.identity}/reports", {"text": "Shouts"})
    report = (await ana.send("GET", "/api/admin/reports")).json()["reports"][0]
    assert (report["about_name"], report["text"]) == ("Budi", "Shouts")
    path = f"/api/admin/reports/{report['id']}"
    assert [(await ana.send("DELETE", path)).status_code for _ in range(2)] == [204, 404]
    assert (await ana.send("GET", "/api/admin/reports")).json()["reports"] == []


async def test_the_log_tells_who_did_what_to_whom_and_from_where(server: HttpServer) -> None:
    ana = await staff(server)
    invited = (await ana.send("POST", "/api/people", {"email": "cici@example.org", "name": "Cici"})).json()["person"]
    await ana.send("PATCH", f"/api/people/{invited['id']}", {"active": False})
    assert await acts(ana) == [("account_changed", "Cici"), ("account_made", "Cici"), ("signed_in", "Ana")]
    assert await acts(ana, "?act=account_made") == [("account_made", "Cici")]
    entry = (await ana.send("GET", "/api/admin/activity?limit=1")).json()
    assert (entry["entries"][0]["actor_name"], entry["entries"][0]["address"]) == ("Ana", "192.0.2.7")
    assert await acts(ana, f"?limit=1&before={entry['next']}") == [("account_made", "Cici")]


async def test_the_log_is_searched_by_person_and_by_time(server: HttpServer) -> None:
    ana, budi = await staff(server), await account(server, "Budi")
    begun = server.clock.now()
    server.clock.pass_seconds(60)
    await signed_in(server, budi)
    since, until = quote(server.clock.now().isoformat()), quote((begun + timedelta(seconds=1)).isoformat())
    assert await acts(ana, f"?actor={budi.id}") == [("signed_in", "Budi")]
    assert await acts(ana, f"?since={since}") == [("signed_in", "Budi")]
    assert await acts(ana, f"?until={until}") == [("signed_in", "Ana")]
    assert "Ana" not in (await ana.send("GET", f"/api/admin/activity.csv?since={since}")).text
    assert (await ana.send("GET", "/api/admin/activity?since=2026-11-23T09:00:00")).status_code == 422


async def test_the_log_is_exported_as_a_table_without_formulas(server: HttpServer) -> None:
    ana = await staff(server)
    await ana.send("POST", "/api/people", {"email": "cici@example.org", "name": "=1+1"})
    answer = await ana.send("GET", "/api/admin/activity.csv")
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["about_name"] for row in rows] == ["'=1+1", "Ana"]


async def test_the_log_forgets_after_its_time(server: HttpServer) -> None:
    ana = await staff(server)
    assert await acts(ana) == [("signed_in", "Ana")]
    server.clock.pass_seconds(DAYS * 86_400 + 1)
    await server.retention.tend()
    assert await server.behind.store.activities.page("", 9, EVERYTHING) == []


async def test_the_box_tells_how_it_is(server: HttpServer) -> None:
    ana = await staff(server)
    health = (await ana.send("GET", "/api/admin/health")).json()
    assert (health["version"], health["disk_free"], health["advice"]) == ("1.2.3", 1, [])
