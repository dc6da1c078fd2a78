"""Ids of other people's things: whoever guesses one is told that there is no such thing, by every route."""

from dataclasses import dataclass

import pytest

from rapat.domain.people import SiteRole
from rapat.domain.program_keys import Scope
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio
M = "/api/meetings/{meeting}"
PLAN = {"title": "x", "starts": "2027-01-01T09:00", "minutes": 30, "zone": "UTC"}
DATE = {"date": "2027-01-01T09:00", "scope": "all"}


@dataclass(frozen=True)
class Try:
    """A request for somebody else's thing."""

    method: str
    path: str
    body: object = None


TRIES = (
    Try("DELETE", "/api/me/sessions/{session}"),
    Try("DELETE", "/api/me/keys/{key}"),
    Try("GET", "/api/plans/{plan}"),
    Try("PATCH", "/api/plans/{plan}", DATE),
    Try("POST", "/api/plans/{plan}/cancel", DATE),
    Try("PUT", "/api/plans/{plan}/invitees", {"addresses": []}),
    Try("PUT", "/api/plans/{plan}/answer", {"answer": "yes"}),
    Try("GET", "/api/plans/{plan}/file.ics"),
    Try("GET", "/api/templates/{template}"),
    Try("PATCH", "/api/templates/{template}", {"name": "N"}),
    Try("DELETE", "/api/templates/{template}"),
    Try("POST", "/api/templates/{template}/start"),
    Try("POST", "/api/plans", PLAN | {"template": "{template}"}),
    Try("PATCH", M + "/messages/{message}", {"client_id": "c", "text": "t"}),
    Try("DELETE", M + "/messages/{message}"),
    Try("PUT", M + "/messages/{message}/approval"),
    Try("PUT", M + "/messages/{message}/reactions/👍"),
    Try("DELETE", M + "/messages/{message}/reactions/👍"),
    Try("PUT", M + "/chat/pin", {"message": "{message}"}),
    Try("POST", M + "/messages", {"client_id": "c", "text": "t", "reply_to": "{message}"}),
    Try("POST", M + "/messages", {"client_id": "c", "text": "t", "files": ["{file}"]}),
    Try("POST", M + "/messages", {"client_id": "c", "text": "t", "to": "{identity}"}),
    Try("GET", M + "/files/{file}"),
    Try("GET", M + "/files/{file}/preview"),
    Try("PUT", M + "/files/{file}/preview"),
    Try("DELETE", M + "/files/{file}"),
    Try("PATCH", M + "/participants/{identity}", {"role": "cohost"}),
    Try("PATCH", M + "/participants/{identity}", {"name": "N"}),
    Try("DELETE", M + "/participants/{identity}"),
    Try("POST", M + "/participants/{identity}/mute", {"source": "microphone"}),
    Try("POST", M + "/participants/{identity}/ask", {"source": "microphone"}),
    Try("POST", M + "/participants/{identity}/host"),
    Try("POST", M + "/participants/{identity}/wait"),
    Try("POST", M + "/participants/{identity}/reports", {"text": "Shouts"}),
    Try("DELETE", M + "/participants/{identity}/hand"),
    Try("DELETE", M + "/participants/{identity}/granted"),
    Try("PUT", M + "/spotlight", {"identity": "{identity}"}),
    Try("DELETE", M + "/bans/{identity}"),
    Try("DELETE", M + "/waiting/{identity}"),
    Try("POST", M + "/waiting/admit", {"identity": "{identity}"}),
)
NOBODYS = {
    "person": "people see each other in the directory: roles decide, see test_directory.py",
    "report": "for administrators, whoever reported",
    "name": "backups are for administrators, whoever made them",
    "digest": "the hash of the content is the key to it",
    "secret": "the address is the key to it",
}
"""Path parameters whose things have no owner, and why."""


def filled(value: object, ids: dict[str, str]) -> object:
    """A body with the ids in it."""
    if isinstance(value, str):
        return value.format(**ids)
    if isinstance(value, list):
        return [filled(part, ids) for part in value]
    if isinstance(value, dict):
        return {name: filled(part, ids) for name, part in value.items()}
    return value


async def things_of(server: HttpServer, browser: Browser, name: str) -> dict[str, str]:
    """One of everything that belongs to somebody, made by that somebody."""
    meeting = await server.meeting(browser)
    await server.enter(browser, meeting, name)
    path = f"/api/meetings/{meeting}"
    message = await browser.send("POST", path + "/messages", {"client_id": "own", "text": "Hello"})
    headers = {"sec-fetch-site": "same-origin"}
    file = await browser.client.post(path + "/files?client_id=f&name=a.txt", content=b"text", headers=headers)
    planned = await browser.send("POST", "/api/plans", PLAN)
    template = await browser.send("POST", "/api/templates", {"name": "Class"})
    key = await browser.send("POST", "/api/me/keys", {"label": "bot", "scopes": [Scope.CHAT_READ]})
    sessions = await browser.send("GET", "/api/me/sessions")
    return {
        "meeting": meeting,
        "message": message.json()["id"],
        "file": file.json()["id"],
        "identity": browser.identity,
        "plan": planned.json()["id"],
        "template": template.json()["id"],
        "key": key.json()["key"]["id"],
        "session": sessions.json()["sessions"][0]["id"],
    }


async def test_somebody_elses_things_are_not_there(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    ben = await signed_in(server, await account(server, "Ben"))
    theirs, own = await things_of(server, ana, "Ana"), await things_of(server, ben, "Ben")
    ids = {**theirs, "meeting": own["meeting"]}
    for tried in TRIES:
        server.clock.pass_seconds(60)
        answer = await ben.send(tried.method, tried.path.format(**ids), filled(tried.body, ids))
        assert answer.status_code == 404, f"{tried.method} {tried.path}: {answer.text}"
        made_up = dict.fromkeys(ids, "nobodys") | {"meeting": own["meeting"]}
        same = await ben.send(tried.method, tried.path.format(**made_up), filled(tried.body, made_up))
        assert answer.json() == same.json(), f"{tried.method} {tried.path} tells others' ids from made-up ones"
    assert (await ana.send("GET", "/api/me/keys")).json()["keys"][0]["id"] == theirs["key"]
    assert (await ana.send("GET", f"/api/plans/{theirs['plan']}")).status_code == 200


async def test_every_route_to_somebodys_thing_is_tried(server: HttpServer) -> None:
    document = server.app.openapi()
    owned = {
        f"{method.upper()} {path.replace('{emoji}', '👍')}"
        for path, calls in document["paths"].items()
        for method in calls
        if any(f"{{{name}}}" in path for name in ("session", "key", "plan", "template", "message", "file", "identity"))
    }
    assert owned == {f"{tried.method} {tried.path}" for tried in TRIES if not tried.path.endswith(ENDS)}
    parameters = {
        parameter["name"]
        for calls in document["paths"].values()
        for call in calls.values()
        for parameter in call.get("parameters", ())
        if parameter["in"] == "path"
    }
    assert parameters <= {
        "meeting",
        "session",
        "key",
        "plan",
        "template",
        "message",
        "file",
        "identity",
        "emoji",
        *NOBODYS,
    }


ENDS = ("/messages", "/api/plans", "/chat/pin", "/spotlight", "/waiting/admit")
"""Routes that name the thing in the body."""
