"""Settings of the site over HTTP: who may, what is refused, and that they are obeyed at once."""

import zlib

import pytest
from livekit.protocol.models import CAMERA

from rapat.domain.people import SiteRole
from rapat.services.site import Site, SiteService
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer
from tests.services.party import FILE_MB, MAX_PARTICIPANTS

pytestmark = pytest.mark.anyio

SETTINGS = "/api/admin/settings"


async def staff(server: HttpServer) -> Browser:
    return await signed_in(server, await account(server, "Ana", SiteRole.ADMINISTRATOR))


def png(side: int) -> bytes:
    head = side.to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + len(head).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)


async def forced(ana: Browser, **rules: object) -> None:
    answer = await ana.send("PATCH", SETTINGS, {"meetings": rules})
    assert answer.status_code == 200, answer.text


async def test_everybody_sees_how_the_site_looks(server: HttpServer) -> None:
    guest = await server.browser()
    assert (await guest.send("GET", "/api/site")).json() == {
        "name": "Rapat",
        "logo": "",
        "accent": None,
        "language": "en",
        "languages": ["en", "id", "ru"],
    }


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PATCH", ""), ("PUT", "/logo"), ("DELETE", "/logo")])
async def test_members_see_and_change_nothing(server: HttpServer, method: str, path: str) -> None:
    member = await signed_in(server, await account(server, "Budi"))
    assert (await member.send(method, SETTINGS + path, {})).status_code == 403


async def test_what_administrators_set_is_seen_at_once_and_written_down(server: HttpServer) -> None:
    ana, guest = await staff(server), await server.browser()
    wish = {"name": " Dinas  Kota ", "accent": "#0A7D3C", "language": "id", "languages": ["ru", "id"]}
    changed = (await ana.send("PATCH", SETTINGS, wish)).json()
    assert (changed["name"], changed["accent"], changed["bounds"]) == (
        "Dinas Kota",
        "#0a7d3c",
        {"people": MAX_PARTICIPANTS, "file_mb": FILE_MB},
    )
    seen = (await guest.send("GET", "/api/site")).json()
    assert (seen["name"], seen["language"], seen["languages"]) == ("Dinas Kota", "id", ["id", "ru"])
    assert seen["accent"]["fill"] == "#0a7d3c"
    log = (await ana.send("GET", "/api/admin/activity?act=site_changed")).json()["entries"]
    assert [entry["actor_name"] for entry in log] == ["Ana"]


async def test_new_people_are_written_to_in_the_sites_language_unless_somebody_says_another(server: HttpServer) -> None:
    ana = await staff(server)
    await ana.send("PATCH", SETTINGS, {"language": "id"})
    for address, wish, language in (("b@example.org", {}, "id"), ("c@example.org", {"language": "ru"}, "ru")):
        await ana.send("POST", "/api/people", {"email": address, **wish})
        found = await server.behind.store.people.by_email(address)
        assert found is not None and found.language == language


async def test_nothing_changed_writes_nothing_down(server: HttpServer) -> None:
    ana = await staff(server)
    assert (await ana.send("PATCH", SETTINGS, {"name": "Rapat"})).status_code == 200
    assert (await ana.send("GET", "/api/admin/activity?act=site_changed")).json()["entries"] == []


async def test_settings_outlive_a_restart(server: HttpServer) -> None:
    ana = await staff(server)
    await ana.send("PATCH", SETTINGS, {"name": "Dinas", "limits": {"minutes": 60}})
    await forced(ana, entry={"value": "invited", "forced": True}, switches={"camera": {"value": False}})
    before = server.behind.site
    again = Site(before.bounds)
    await SiteService(server.behind.store, again, server.governing, server.administration).load()
    assert again.now == before.now
    assert (again.now.name, again.now.limits.minutes) == ("Dinas", 60)


@pytest.mark.parametrize(
    "wish",
    [
        {"name": " "},
        {"name": "x" * 41},
        {"accent": "red"},
        {"language": "de"},
        {"languages": []},
        {"languages": ["id"]},
        {"limits": {"people": 1}},
        {"limits": {"people": MAX_PARTICIPANTS + 1}},
        {"limits": {"minutes": 4}},
        {"limits": {"minutes": 1_441}},
        {"limits": {"file_mb": FILE_MB + 1}},
        {"meetings": {"switches": {"fly": {"value": True}}}},
        {"colour": "#000000"},
    ],
)
async def test_what_cannot_be_right_changes_nothing(server: HttpServer, wish: dict[str, object]) -> None:
    ana = await staff(server)
    before = (await ana.send("GET", SETTINGS)).json()
    answer = await ana.send("PATCH", SETTINGS, {"name": "Other", **wish})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert (await ana.send("GET", SETTINGS)).json() == before


async def test_a_light_accent_is_refused_with_the_nearest_that_passes(server: HttpServer) -> None:
    ana = await staff(server)
    refused = (await ana.send("PATCH", SETTINGS, {"accent": "#ffcc00"})).json()
    assert (refused["code"], refused["needed"], refused["contrast"]) == ("accent_contrast", 4.5, 1.51)
    assert (await ana.send("PATCH", SETTINGS, {"accent": refused["nearest"]})).status_code == 200


async def test_a_colour_can_be_looked_at_before_it_is_the_accent(server: HttpServer) -> None:
    ana = await staff(server)
    asked = f"{SETTINGS}/accent?colour="
    light = (await ana.send("GET", f"{asked}%23ffcc00")).json()
    assert (light["contrast"], light["needed"]) == (1.51, 4.5)
    assert (await ana.send("PATCH", SETTINGS, {"accent": light["accent"]["fill"]})).status_code == 200
    assert (await ana.send("GET", "/api/site")).json()["accent"] == light["accent"]
    assert (await ana.send("GET", f"{asked}%230a7d3c")).json()["accent"]["fill"] == "#0a7d3c"
    assert (await ana.send("GET", f"{asked}red")).json()["code"] == "invalid"


async def test_a_logo_is_served_so_that_nothing_runs_in_it(server: HttpServer) -> None:
    ana, guest = await staff(server), await server.browser()
    sent = await ana.client.put(SETTINGS + "/logo", content=png(64), headers={"sec-fetch-site": "same-origin"})
    path = sent.json()["logo"]
    assert (await guest.send("GET", "/api/site")).json()["logo"] == path
    answer = await guest.send("GET", path)
    assert (answer.content, answer.headers["content-type"]) == (png(64), "image/png")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await ana.send("DELETE", SETTINGS + "/logo")).json()["logo"] == ""
    assert (await guest.send("GET", path)).status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", png(2_000), b""])
async def test_what_is_no_small_picture_is_no_logo(server: HttpServer, content: bytes) -> None:
    ana = await staff(server)
    sent = await ana.client.put(SETTINGS + "/logo", content=content, headers={"sec-fetch-site": "same-origin"})
    assert (sent.status_code, sent.json()["code"]) == (415, "picture_refused")


async def test_fewer_people_hold_at_the_door_at_once(server: HttpServer) -> None:
    ana, host, guest = await staff(server), await server.browser(), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(guest, meeting, "Budi")
    await ana.send("PATCH", SETTINGS, {"limits": {"people": 2}})
    assert (await (await server.browser()).join(meeting, "Cici")).json()["code"] == "meeting_full"
    places = await host.send("PATCH", f"/api/meetings/{meeting}/rules", {"places": 3})
    assert (places.status_code, places.json()["code"]) == (422, "invalid")
    await ana.send("PATCH", SETTINGS, {"limits": {"people": 0}})
    assert (await (await server.browser()).join(meeting, "Cici")).status_code == 200


async def test_new_meetings_start_with_the_defaults_and_hosts_may_change_them(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    await forced(ana, entry={"value": "signed_in"}, switches={"private_chat": {"value": False}})
    meeting = (await host.send("POST", "/api/meetings", {})).json()["id"]
    await server.enter(host, meeting, "Host")
    rules = (await host.send("GET", f"/api/meetings/{meeting}/rules")).json()
    assert (rules["entry"], rules["switches"]["private_chat"], rules["forced"]) == ("signed_in", False, [])
    free = await host.send(
        "PATCH", f"/api/meetings/{meeting}/rules", {"entry": "link", "switches": {"private_chat": True}}
    )
    assert (free.json()["entry"], free.json()["switches"]["private_chat"]) == ("link", True)


async def test_a_forced_rule_bites_in_meetings_that_go_on_and_no_host_lifts_it(server: HttpServer) -> None:
    ana, host, guest = await staff(server), await server.browser(), await server.browser()
    meeting = await server.meeting(host)
    await server.enter(guest, meeting, "Budi")
    server.engine.publish(meeting, guest.identity, CAMERA)
    waiting = (await host.send("POST", "/api/meetings", {})).json()["id"]
    await forced(
        ana, entry={"value": "signed_in", "forced": True}, switches={"camera": {"value": False, "forced": True}}
    )
    assert server.engine.rooms[meeting].participants[guest.identity].tracks == []
    path = f"/api/meetings/{meeting}/rules"
    rules = (await host.send("GET", path)).json()
    assert (rules["entry"], rules["switches"]["camera"], rules["forced"]) == ("signed_in", False, ["camera", "entry"])
    assert (await host.send("GET", f"/api/meetings/{waiting}")).json()["entry"] == "signed_in"
    for wish in ({"entry": "link"}, {"switches": {"camera": True, "chat": False}}):
        refused = await host.send("PATCH", path, wish)
        assert (refused.status_code, refused.json()["code"]) == (403, "rule_forced")
    assert (await host.send("PATCH", path, {"switches": {"camera": False, "chat": False}})).status_code == 200
    await forced(ana, switches={"camera": {"forced": False}})
    assert (await host.send("PATCH", path, {"switches": {"camera": True}})).status_code == 200


async def test_stop_everything_beats_a_forced_rule_and_the_host_can_undo_it(server: HttpServer) -> None:
    ana, host = await staff(server), await server.browser()
    meeting = await server.meeting(host)
    await forced(ana, switches={"chat": {"value": True, "forced": True}, "share": {"value": False, "forced": True}})
    stopped = (await host.send("POST", f"/api/meetings/{meeting}/stop")).json()
    assert (stopped["switches"]["chat"], stopped["forced"]) == (False, ["share"])  # chat is the host's to give back
    again = await host.send("PATCH", f"/api/meetings/{meeting}/rules", {"switches": {"chat": True}})
    assert (again.json()["switches"]["chat"], again.json()["forced"]) == (True, ["chat", "share"])
