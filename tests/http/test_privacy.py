"""How long things are kept, in virtual time; and what a person may take along, or have forgotten."""

import io
import json
import zipfile

import pytest

from rapat.domain.activity import EVERYTHING
from rapat.domain.ids import MeetingId
from rapat.domain.people import SiteRole
from rapat.services.retention import EVERY_SECONDS, RetentionService
from tests.http.accounts import PASSWORD, account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio

DAY = 86_400.0
RETENTION = "/api/admin/retention"
ALL = {"chat": 90, "files": 90, "log": 90, "meetings": 90}


async def staff(server: HttpServer) -> Browser:
    return await signed_in(server, await account(server, "Ana", SiteRole.ADMINISTRATOR))


async def write(browser: Browser, meeting: str, text: str, **more: object) -> dict[str, object]:
    body = {"client_id": text.replace(" ", "-"), "text": text, **more}
    answer = await browser.send("POST", f"/api/meetings/{meeting}/messages", body)
    assert answer.status_code == 201, answer.text
    told: dict[str, object] = answer.json()
    return told


async def upload(browser: Browser, meeting: str, name: str) -> str:
    answer = await browser.client.post(
        f"/api/meetings/{meeting}/files?client_id={name}&name={name}",
        content=b"of " + name.encode(),
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def texts(browser: Browser, meeting: str) -> list[str]:
    answer = await browser.send("GET", f"/api/meetings/{meeting}/messages")
    return [message["text"] for message in answer.json()["messages"]]


async def later(server: HttpServer, days: float) -> None:
    """Time passes, and the jobs run, for two hours more."""
    server.clock.pass_seconds(days * DAY)
    for _ in range(2):
        await server.retention.tend()
        server.clock.pass_seconds(EVERY_SECONDS)
        await server.behind.chat.files.sweep()
    await server.retention.tend()


async def status(browser: Browser, method: str, path: str, body: object = None) -> int:
    return (await browser.send(method, path, body)).status_code


async def test_what_is_set_is_kept_and_written_down(server: HttpServer) -> None:
    ana = await staff(server)
    assert (await ana.send("GET", RETENTION)).json() == ALL
    wish = {"chat": "forever", "files": 1, "log": 3_650, "meetings": "forever"}
    assert (await ana.send("PUT", RETENTION, wish)).json() == wish
    again = RetentionService(server.behind.store, server.clock, server.administration, usual=server.retention.now)
    await again.load()
    assert (again.now.chat, again.now.files, again.now.log) == (None, 1, 3_650)
    assert (await ana.send("GET", "/api/admin/activity?act=retention_changed")).json()["entries"]


@pytest.mark.parametrize("wrong", [{"log": "forever"}, {"chat": 0}, {"files": 3_651}, {"meetings": "never"}])
async def test_what_cannot_be_right_is_refused(server: HttpServer, wrong: dict[str, object]) -> None:
    ana = await staff(server)
    assert await status(ana, "PUT", RETENTION, {**ALL, **wrong}) == 422
    member = await signed_in(server, await account(server, "Budi"))
    assert (await status(member, "GET", RETENTION), await status(member, "PUT", RETENTION, ALL)) == (403, 403)


async def test_messages_go_when_their_days_are_over_and_not_before(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    await ana.send("PUT", RETENTION, {**ALL, "chat": 10})
    meeting = await server.meeting(host)
    await write(host, meeting, "old")
    await later(server, 6)
    await write(host, meeting, "new")
    assert await texts(host, meeting) == ["old", "new"]
    await later(server, 5)
    assert await texts(host, meeting) == ["new"]
    found = await host.send("GET", f"/api/meetings/{meeting}/chat/search?q=old")
    assert found.json()["hits"] == []
    assert await status(host, "GET", f"/api/meetings/{meeting}") == 200, "a meeting that has not ended stays"


async def test_for_ever_is_for_ever(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    await ana.send("PUT", RETENTION, {"chat": "forever", "files": "forever", "log": 1, "meetings": "forever"})
    meeting = await server.meeting(host)
    await write(host, meeting, "kept")
    await host.send("POST", f"/api/meetings/{meeting}/end")
    await later(server, 5_000)
    assert await texts(host, meeting) == ["kept"]
    assert await server.behind.store.activities.page("", 9, EVERYTHING) == []


async def test_files_go_with_their_bytes_and_with_their_message(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    meeting = await server.meeting(host)
    short, long = await upload(host, meeting, "short.txt"), await upload(host, meeting, "long.txt")
    await write(host, meeting, "both", files=[short, long])
    await ana.send("PUT", RETENTION, {**ALL, "files": 2})
    blobs = [path for path in (server.folder / "files").rglob("*") if path.is_file()]
    assert len(blobs) == 2
    await later(server, 3)
    assert await status(host, "GET", f"/api/meetings/{meeting}/files/{short}") == 410
    assert not any(path.exists() for path in blobs)
    await ana.send("PUT", RETENTION, {**ALL, "chat": 1, "files": "forever"})
    await later(server, 1)
    assert await status(host, "GET", f"/api/meetings/{meeting}/files/{long}") == 404, "not even the name is left"


async def test_an_ended_meeting_goes_with_everything_in_it(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    await ana.send("PUT", RETENTION, {"chat": "forever", "files": "forever", "log": 90, "meetings": 30})
    gone, stays = await server.meeting(host), await server.meeting(host)
    for meeting in (gone, stays):
        await write(host, meeting, "text", files=[await upload(host, meeting, f"{meeting}.txt")])
    await host.send("POST", f"/api/meetings/{gone}/end")
    await later(server, 29)
    assert await status(host, "GET", f"/api/meetings/{gone}") == 200
    await later(server, 2)
    assert await status(host, "GET", f"/api/meetings/{gone}") == 404
    assert await server.behind.store.attendees.all(MeetingId(gone)) == []
    assert await texts(host, stays) == ["text"]
    assert len([path for path in (server.folder / "files").rglob("*") if path.is_file()]) == 1


async def test_a_long_list_is_forgotten_over_several_rounds(
    server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapat.services.retention.AT_ONCE", 2)
    monkeypatch.setattr("rapat.services.retention.BATCHES", 2)
    host = await server.browser()
    meeting = await server.meeting(host)
    for number in range(6):
        await write(host, meeting, f"m{number}")
    server.clock.pass_seconds(91 * DAY)
    left = []
    for _ in range(3):
        await server.retention.tend()
        left.append(len(await texts(host, meeting)))
    assert left == [2, 0, 0]


async def test_rounds_are_an_hour_apart(server: HttpServer) -> None:
    host = await server.browser()
    meeting = await server.meeting(host)
    await write(host, meeting, "text")
    server.clock.pass_seconds(90 * DAY - 60)
    await server.retention.tend()
    server.clock.pass_seconds(120)
    await server.retention.tend()
    assert await texts(host, meeting) == ["text"]
    server.clock.pass_seconds(3_600)
    await server.retention.tend()
    assert await texts(host, meeting) == []


async def exported(browser: Browser) -> zipfile.ZipFile:
    answer = await browser.send("GET", "/api/me/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_a_person_takes_along_what_is_its_own_and_nothing_of_others(server: HttpServer) -> None:
    budi, host = await signed_in(server, await account(server, "Budi")), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(budi, meeting, "Budi")
    await write(host, meeting, "theirs", files=[await upload(host, meeting, "theirs.txt")])
    await write(budi, meeting, "mine", files=[await upload(budi, meeting, "mine.txt")])
    archive = await exported(budi)
    assert archive.testzip() is None
    assert json.loads(archive.read("account.json"))["email"] == "budi@example.org"
    assert [one["id"] for one in json.loads(archive.read("meetings.json"))] == [meeting]
    assert [one["text"] for one in json.loads(archive.read("messages.json"))] == ["mine"]
    assert len(json.loads(archive.read("sessions.json"))) == 1
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert [archive.read(name) for name in files] == [b"of mine.txt"]
    assert files[0].endswith(" mine.txt")


async def test_what_was_planned_is_taken_along_and_ends_with_the_account(server: HttpServer) -> None:
    budi, host = await signed_in(server, await account(server, "Budi")), await server.browser()
    draft = {"title": "Weekly", "starts": "2027-03-01T09:00", "minutes": 30, "zone": "UTC", "recurrence": "FREQ=WEEKLY"}
    planned = (await budi.send("POST", "/api/plans", draft)).json()
    room = (await budi.send("GET", "/api/me/room")).json()["meeting"]
    told = json.loads((await exported(budi)).read("plans.json"))
    assert [(plan["title"], plan["minutes"], plan["planned_by_me"]) for plan in told] == [("Weekly", 30, True)]
    assert await status(budi, "POST", "/api/me/erase", {"password": PASSWORD}) == 204
    for meeting in (planned["meeting"], room):
        assert (await host.send("GET", f"/api/meetings/{meeting}")).json()["ended"] is True


async def test_who_has_done_nothing_gets_a_whole_archive_too(server: HttpServer) -> None:
    archive = await exported(await signed_in(server, await account(server, "Budi")))
    assert archive.testzip() is None and json.loads(archive.read("messages.json")) == []


async def test_erasing_oneself_leaves_nothing_but_empty_places(server: HttpServer) -> None:
    ana = await staff(server)
    person = await account(server, "Budi")
    budi, elsewhere, host = await signed_in(server, person), await signed_in(server, person), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(budi, meeting, "Budi")
    mine = await write(budi, meeting, "secret of mine", files=[await upload(budi, meeting, "mine.txt")])
    await write(host, meeting, "theirs", reply_to=mine["id"])
    assert (await budi.send("POST", "/api/me/erase", {"password": "guess guess"})).json()["code"] == "wrong_password"
    assert await status(budi, "POST", "/api/me/erase", {"password": PASSWORD}) == 204
    for browser in (budi, elsewhere):
        assert (await browser.send("GET", "/api/me")).json() == {"account": None}
    assert budi.identity not in server.engine.rooms[meeting].participants
    seen = (await host.send("GET", f"/api/meetings/{meeting}/messages")).text
    assert "secret of mine" not in seen and "Budi" not in seen and "mine.txt" not in seen and "theirs" in seen
    assert (await host.send("GET", f"/api/meetings/{meeting}/chat/search?q=secret")).json()["hits"] == []
    server.clock.pass_seconds(1)
    await server.behind.chat.files.sweep()
    assert not [path for path in (server.folder / "files").rglob("*") if path.is_file()]
    sign_in = {"email": person.email, "password": PASSWORD}
    assert (await elsewhere.send("POST", "/api/session", sign_in)).json()["code"] == "wrong_password"
    log = (await ana.send("GET", "/api/admin/activity?act=account_erased")).json()["entries"]
    assert [(entry["actor"], entry["actor_name"], entry["address"]) for entry in log] == [(person.id, "", "")]
    assert (await ana.send("POST", "/api/people", {"email": person.email})).status_code == 201, "the address is free"


async def test_readers_learn_of_emptied_messages_by_asking_what_changed(server: HttpServer) -> None:
    budi, host = await signed_in(server, await account(server, "Budi")), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(budi, meeting, "Budi")
    await write(budi, meeting, "one")
    since = (await host.send("GET", f"/api/meetings/{meeting}/messages")).json()["revision"]
    await budi.send("POST", "/api/me/erase", {"password": PASSWORD})
    changed = (await host.send("GET", f"/api/meetings/{meeting}/messages?since={since}")).json()["messages"]
    assert [(message["text"], message["deleted"]) for message in changed] == [("", "writer")]


async def test_the_last_owner_stays(server: HttpServer) -> None:
    owner = await account(server, "Olga", SiteRole.OWNER)
    olga = await signed_in(server, owner)
    refused = await olga.send("POST", "/api/me/erase", {"password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")
    assert (await olga.send("POST", f"/api/people/{owner.id}/erase", {"name": "Olga"})).status_code == 409
    await account(server, "Oscar", SiteRole.OWNER)
    assert await status(olga, "POST", "/api/me/erase", {"password": PASSWORD}) == 204


async def test_an_administrator_types_the_name_of_whom_to_erase(server: HttpServer) -> None:
    ana, budi = await staff(server), await account(server, "Budi")
    owner = await account(server, "Olga", SiteRole.OWNER)
    path = f"/api/people/{budi.id}/erase"
    assert await status(ana, "POST", path, {"name": "Buda"}) == 422
    assert await status(ana, "POST", f"/api/people/{owner.id}/erase", {"name": "Olga"}) == 403
    member = await signed_in(server, await account(server, "Cici"))
    assert await status(member, "POST", path, {"name": "Budi"}) == 403
    assert await status(ana, "POST", path, {"name": " budi "}) == 204
    assert await status(ana, "POST", path, {"name": "Budi"}) == 404
    log = (await ana.send("GET", "/api/admin/activity?act=account_erased")).json()["entries"]
    assert [(entry["actor_name"], entry["about"], entry["about_name"]) for entry in log] == [("Ana", budi.id, "")]
