"""Every route of the API × everybody who may call it. A route without a row here fails."""

from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute
from livekit.protocol.models import MICROPHONE

from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio

CALLERS = ("stranger", "visitor", "removed", "participant", "cohost", "host")
"""No session · a session, but not of this meeting · removed from it · and the three roles."""


@dataclass(frozen=True)
class Row:
    """One route and what each caller of ``CALLERS`` gets."""

    method: str
    path: str
    body: object
    statuses: tuple[int, int, int, int, int, int]


M = "/api/meetings/{meeting}"
NO_ACCOUNT = (401, 401, 401, 401, 401, 401)
MATRIX = (
    Row("POST", "/api/meetings", {"title": "x"}, (201, 201, 201, 201, 201, 201)),
    Row("GET", "/api/meetings", None, (200, 200, 200, 200, 200, 200)),
    Row("GET", M, None, (200, 200, 200, 200, 200, 200)),
    Row("POST", M + "/join", {"name": "N"}, (200, 200, 403, 200, 200, 200)),
    Row("GET", M + "/messages", None, (403, 403, 403, 200, 200, 200)),
    Row("POST", M + "/messages", {"client_id": "c", "text": "t"}, (403, 403, 403, 201, 201, 201)),
    Row("PATCH", M + "/messages/{message}", {"client_id": "c", "text": "t"}, (403, 403, 403, 403, 403, 403)),
    Row("DELETE", M + "/messages/{message}", None, (403, 403, 403, 403, 204, 204)),
    Row("PUT", M + "/messages/{message}/approval", None, (403, 403, 403, 403, 200, 200)),
    Row("PUT", M + "/messages/{message}/reactions/{emoji}", None, (403, 403, 403, 200, 200, 200)),
    Row("DELETE", M + "/messages/{message}/reactions/{emoji}", None, (403, 403, 403, 200, 200, 200)),
    Row("POST", M + "/files", None, (403, 403, 403, 201, 201, 201)),
    Row("GET", M + "/files/{file}", None, (403, 403, 403, 404, 404, 404)),
    Row("GET", M + "/files/{file}/preview", None, (403, 403, 403, 404, 404, 404)),
    Row("PUT", M + "/files/{file}/preview", None, (403, 403, 403, 404, 404, 404)),
    Row("DELETE", M + "/files/{file}", None, (403, 403, 403, 404, 404, 404)),
    Row("PATCH", M + "/chat", {"approval": True}, (403, 403, 403, 403, 200, 200)),
    Row("PUT", M + "/chat/pin", {"message": None}, (403, 403, 403, 403, 200, 200)),
    Row("PUT", M + "/chat/read", {"seq": 1}, (403, 403, 403, 204, 204, 204)),
    Row("POST", M + "/chat/typing", {}, (403, 403, 403, 204, 204, 204)),
    Row("GET", M + "/chat/search", None, (403, 403, 403, 200, 200, 200)),
    Row("GET", M + "/chat/people", None, (403, 403, 403, 200, 200, 200)),
    Row("GET", M + "/chat/export", None, (403, 403, 403, 200, 200, 200)),
    Row("GET", "/api/chats", None, (200, 200, 200, 200, 200, 200)),
    Row("GET", "/api/chats/search", None, (200, 200, 200, 200, 200, 200)),
    Row("PUT", M + "/hand", {"raised": True}, (403, 403, 403, 204, 204, 204)),
    Row("PATCH", M, {"locked": True}, (403, 403, 403, 403, 200, 200)),
    Row("POST", M + "/end", None, (403, 403, 403, 403, 403, 204)),
    Row("POST", M + "/mute-all", None, (403, 403, 403, 403, 200, 200)),
    Row("POST", M + "/participants/{identity}/mute", {"source": "microphone"}, (403, 403, 403, 403, 204, 204)),
    Row("DELETE", M + "/participants/{identity}", None, (403, 403, 403, 403, 204, 204)),
    Row("PATCH", M + "/participants/{identity}", {"role": "cohost"}, (403, 403, 403, 403, 403, 204)),
    Row("DELETE", M + "/participants/{identity}/hand", None, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/mute-all/undo", None, (403, 403, 403, 403, 200, 200)),
    Row("POST", M + "/participants/{identity}/host", None, (403, 403, 403, 403, 403, 204)),
    Row("POST", M + "/participants/{identity}/ask", {"source": "microphone"}, (403, 403, 403, 403, 204, 204)),
    Row("DELETE", M + "/participants/{identity}/granted", None, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/participants/{identity}/reports", {"text": "Shouts"}, (403, 403, 403, 204, 204, 204)),
    Row("GET", M + "/names", None, (403, 403, 403, 403, 200, 200)),
    Row("GET", M + "/bans", None, (403, 403, 403, 403, 200, 200)),
    Row("DELETE", M + "/bans/{identity}", None, (403, 403, 403, 403, 204, 204)),
    Row("DELETE", M + "/hands", None, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/hands/next", None, (403, 403, 403, 403, 200, 200)),
    Row("PUT", M + "/spotlight", {"identity": None}, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/reactions", {"emoji": "👍"}, (403, 403, 403, 204, 204, 204)),
    Row("GET", M + "/rules", None, (403, 403, 403, 403, 200, 200)),
    Row("PATCH", M + "/rules", {"switches": {"chat": True}}, (403, 403, 403, 403, 200, 200)),
    Row("POST", M + "/stop", None, (403, 403, 403, 403, 200, 200)),
    Row("GET", M + "/waiting/me", None, (403, 403, 403, 200, 200, 200)),
    Row("DELETE", M + "/waiting/me", None, (403, 403, 403, 204, 204, 204)),
    Row("GET", M + "/waiting", None, (403, 403, 403, 403, 200, 200)),
    Row("POST", M + "/waiting/admit", {"identity": None}, (403, 403, 403, 403, 200, 200)),
    Row("DELETE", M + "/waiting/{identity}", None, (403, 403, 403, 403, 404, 404)),
    Row("PUT", M + "/waiting/note", {"text": "Soon"}, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/participants/{identity}/wait", None, (403, 403, 403, 403, 204, 204)),
    Row("POST", M + "/invitations", {"role": "observer"}, (403, 403, 403, 403, 201, 201)),
    Row("GET", "/api/about", None, (200, 200, 200, 200, 200, 200)),
    Row("GET", "/api/me", None, (200, 200, 200, 200, 200, 200)),
    Row("POST", "/api/session", {"email": "a@b.c", "password": "x"}, (401, 401, 401, 401, 401, 401)),
    Row("DELETE", "/api/session", None, (401, 401, 401, 401, 401, 401)),
    Row("PATCH", "/api/me", {"name": "N"}, (401, 401, 401, 401, 401, 401)),
    Row("PUT", "/api/me/password", {"old": "x", "new": "y"}, (401, 401, 401, 401, 401, 401)),
    Row("PUT", "/api/me/picture", None, (401, 401, 401, 401, 401, 401)),
    Row("DELETE", "/api/me/picture", None, (401, 401, 401, 401, 401, 401)),
    Row("GET", "/api/me/sessions", None, (401, 401, 401, 401, 401, 401)),
    Row("DELETE", "/api/me/sessions", None, (401, 401, 401, 401, 401, 401)),
    Row("DELETE", "/api/me/sessions/{session}", None, (401, 401, 401, 401, 401, 401)),
    Row("GET", "/api/me/keys", None, NO_ACCOUNT),
    Row("POST", "/api/me/keys", {"label": "bot", "scopes": ["chat:read"]}, NO_ACCOUNT),
    Row("DELETE", "/api/me/keys/{key}", None, NO_ACCOUNT),
    Row("GET", "/api/pictures/{digest}", None, (404, 404, 404, 404, 404, 404)),
    Row("POST", "/api/links/look", {"secret": "x"}, (410, 410, 410, 410, 410, 410)),
    Row("POST", "/api/links/use", {"secret": "x", "password": "y"}, (410, 410, 410, 410, 410, 410)),
    Row("POST", "/api/password-resets", {"email": "a@b.c"}, (202, 202, 202, 202, 202, 202)),
    Row("GET", "/api/people", None, (401, 401, 401, 401, 401, 401)),
    Row("POST", "/api/people", {"email": "a@b.c"}, (401, 401, 401, 401, 401, 401)),
    Row("POST", "/api/people/import", {"table": "email"}, (401, 401, 401, 401, 401, 401)),
    Row("PATCH", "/api/people/{person}", {"name": "N"}, (401, 401, 401, 401, 401, 401)),
    Row("POST", "/api/people/{person}/link", {}, (401, 401, 401, 401, 401, 401)),
    Row("POST", "/api/replies/look", {"secret": "x"}, (404,) * 6),
    Row("POST", "/api/replies", {"secret": "x", "answer": "yes"}, (404,) * 6),
    Row("POST", "/api/plans", {"title": "x", "starts": "2027-01-01T09:00", "minutes": 30, "zone": "UTC"}, NO_ACCOUNT),
    Row("GET", "/api/plans/{plan}", None, NO_ACCOUNT),
    Row("PATCH", "/api/plans/{plan}", {"date": "2027-01-01T09:00", "scope": "all"}, NO_ACCOUNT),
    Row("POST", "/api/plans/{plan}/cancel", {"date": "2027-01-01T09:00", "scope": "all"}, NO_ACCOUNT),
    Row("PUT", "/api/plans/{plan}/invitees", {"addresses": []}, NO_ACCOUNT),
    Row("PUT", "/api/plans/{plan}/answer", {"answer": "yes"}, NO_ACCOUNT),
    Row("GET", "/api/plans/{plan}/file.ics", None, NO_ACCOUNT),
    Row("GET", "/api/agenda", None, NO_ACCOUNT),
    Row("GET", "/api/templates", None, NO_ACCOUNT),
    Row("POST", "/api/templates", {"name": "N"}, NO_ACCOUNT),
    Row("GET", "/api/templates/{template}", None, NO_ACCOUNT),
    Row("PATCH", "/api/templates/{template}", {"name": "N"}, NO_ACCOUNT),
    Row("DELETE", "/api/templates/{template}", None, NO_ACCOUNT),
    Row("POST", "/api/templates/{template}/start", None, NO_ACCOUNT),
    Row("GET", "/api/me/room", None, NO_ACCOUNT),
    Row("POST", "/api/me/feed", None, NO_ACCOUNT),
    Row("GET", "/api/admin/meetings", None, NO_ACCOUNT),
    Row("POST", "/api/admin/meetings/{meeting}/end", None, NO_ACCOUNT),
    Row("GET", "/api/admin/reports", None, NO_ACCOUNT),
    Row("DELETE", "/api/admin/reports/{report}", None, NO_ACCOUNT),
    Row("GET", "/api/admin/activity", None, NO_ACCOUNT),
    Row("GET", "/api/admin/activity.csv", None, NO_ACCOUNT),
    Row("GET", "/api/admin/health", None, NO_ACCOUNT),
    Row("GET", "/api/site", None, (200, 200, 200, 200, 200, 200)),
    Row("GET", "/api/site/logo/{digest}", None, (404, 404, 404, 404, 404, 404)),
    Row("GET", "/api/admin/settings", None, NO_ACCOUNT),
    Row("GET", "/api/admin/settings/accent", None, NO_ACCOUNT),
    Row("PATCH", "/api/admin/settings", {"name": "N"}, NO_ACCOUNT),
    Row("PUT", "/api/admin/settings/logo", None, NO_ACCOUNT),
    Row("DELETE", "/api/admin/settings/logo", None, NO_ACCOUNT),
    Row("GET", "/api/admin/mail", None, NO_ACCOUNT),
    Row("PUT", "/api/admin/mail", {"host": "h", "port": 25, "security": "none", "sender": "a@b.c"}, NO_ACCOUNT),
    Row("DELETE", "/api/admin/mail", None, NO_ACCOUNT),
    Row("POST", "/api/admin/mail/test", None, NO_ACCOUNT),
    Row("POST", "/api/admin/backup", {"passphrase": "x" * 12}, NO_ACCOUNT),
    Row("GET", "/api/admin/backup", None, NO_ACCOUNT),
    Row("GET", "/api/admin/backup/{name}", None, NO_ACCOUNT),
    Row("DELETE", "/api/admin/backup/{name}", None, NO_ACCOUNT),
    Row("GET", "/api/admin/retention", None, NO_ACCOUNT),
    Row("PUT", "/api/admin/retention", {"chat": 1, "files": 1, "log": 1, "meetings": 1}, NO_ACCOUNT),
    Row("GET", "/api/me/export", None, NO_ACCOUNT),
    Row("POST", "/api/me/erase", {"password": "x"}, NO_ACCOUNT),
    Row("POST", "/api/people/{person}/erase", {"name": "N"}, NO_ACCOUNT),
)
NOBODYS = {
    "person": "nobody",
    **dict.fromkeys(("key", "session", "digest", "plan", "template", "report", "name"), "none"),
}
"""Ids in paths that are of no meeting: who may use real ones is known to test_me.py, test_directory.py,
test_plans.py, test_templates.py and test_admin.py."""

QUERIES = {
    "agenda": "?since=2027-01-01T00:00:00Z&until=2027-01-02T00:00:00Z",
    "search": "?q=word",
    "files": "?client_id=c&name=a.txt",
    "accent": "?colour=%23464cc2",
}
"""What a route asks for beyond its body, by the end of its path."""


async def caller_of(kind: str, server: HttpServer, meeting: str, host: Browser) -> Browser:
    """A browser that stands so to the meeting."""
    if kind == "host":
        return host
    browser = await server.browser()
    if kind == "visitor":
        await browser.send("POST", "/api/meetings", {})
    elif kind != "stranger":
        await server.enter(browser, meeting, kind)
        path = f"/api/meetings/{meeting}/participants/{browser.identity}"
        if kind == "removed":
            await host.send("DELETE", path)
        elif kind == "cohost":
            await host.send("PATCH", path, {"role": "cohost"})
    return browser


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.path}")
async def test_each_caller_gets_what_the_matrix_says(row: Row, server: HttpServer) -> None:
    got: dict[str, int] = {}
    for kind in CALLERS:
        host, target = await server.browser(), await server.browser()
        meeting = await server.meeting(host)
        await server.enter(target, meeting, "Target")
        server.engine.publish(meeting, target.identity, MICROPHONE)
        written = await target.send("POST", f"/api/meetings/{meeting}/messages", {"client_id": "seed", "text": "t"})
        names = {
            "meeting": meeting,
            "identity": target.identity,
            "message": written.json()["id"],
            "emoji": "👍",
            **NOBODYS,
        }
        names["file"] = "none"
        caller = await caller_of(kind, server, meeting, host)
        server.clock.pass_seconds(60)
        query = QUERIES.get(row.path.rsplit("/", 1)[-1], "") if row.method in {"GET", "POST"} else ""
        answer = await caller.send(row.method, row.path.format(**names) + query, row.body)
        got[kind] = answer.status_code
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] in {
                "not_host",
                "not_in_meeting",
                "not_allowed",
                "file_not_found",
                "removed",
                "participant_not_found",
                "not_signed_in",
                "wrong_password",
                "link_spent",
                "plan_not_found",
                "not_found",
            }
    assert got == dict(zip(CALLERS, row.statuses, strict=True))


async def test_every_route_of_the_api_has_a_row(server: HttpServer) -> None:
    have = {
        (method, path)
        for path, operations in server.app.openapi()["paths"].items()
        for method in (name.upper() for name in operations)
        if path.startswith("/api/")
    }
    assert have == {(row.method, row.path) for row in MATRIX}
    assert any(isinstance(route, APIRoute) for route in server.app.routes) or have


async def test_a_host_of_one_meeting_is_nobody_in_another(server: HttpServer) -> None:
    ana, vera = await server.browser(), await server.browser()
    await server.meeting(ana)
    other = await server.meeting(vera)
    for method, path, body in (
        ("POST", "end", None),
        ("POST", "mute-all", None),
        ("DELETE", f"participants/{vera.identity}", None),
        ("GET", "messages", None),
    ):
        answer = await ana.send(method, f"/api/meetings/{other}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_in_meeting")
