"""Templates over HTTP: whose they are, what meetings from them start with, and that the site's word stands above."""

import io
import json
import re
import zipfile
from typing import Any

import pytest

from rapat.domain.people import SiteRole
from rapat.domain.template import TEMPLATES_MAX
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio

TEMPLATES = "/api/templates"
STRICT = {"entry": "invited", "others": "refuse", "pin": True, "places": 4, "minutes": 90, "switches": {"share": False}}
CLASS = {"name": " Class ", "title": "Physics", "agenda": "Homework", "minutes": 45, "early_minutes": 10}
PLAN = {"title": "Round", "starts": "2027-03-01T09:00", "minutes": 45, "zone": "UTC"}


async def person(server: HttpServer, name: str, role: SiteRole = SiteRole.MEMBER) -> Browser:
    return await signed_in(server, await account(server, name, role))


async def saved(browser: Browser, **more: object) -> dict[str, Any]:
    answer = await browser.send("POST", TEMPLATES, {**CLASS, "rules": STRICT, **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def refused(browser: Browser, method: str, path: str, body: object = None) -> tuple[int, str]:
    answer = await browser.send(method, path, body)
    return answer.status_code, answer.json()["code"]


async def rules_of(server: HttpServer, host: Browser, meeting: str) -> dict[str, Any]:
    """The meeting's rules, as its host sees them once in."""
    await server.enter(host, meeting, "Host")
    told: dict[str, Any] = (await host.send("GET", f"/api/meetings/{meeting}/rules")).json()
    return told


async def names(browser: Browser) -> list[str]:
    return [one["name"] for one in (await browser.send("GET", TEMPLATES)).json()["templates"]]


async def test_what_is_saved_comes_back_whole(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    made = await saved(ana)
    assert (made["name"], made["title"], made["agenda"], made["shared"]) == ("Class", "Physics", "Homework", False)
    assert (made["minutes"], made["early_minutes"]) == (45, 10)
    switches = made["rules"]["switches"]
    assert made["rules"] == STRICT | {"switches": switches}
    assert [right for right, allowed in switches.items() if not allowed] == ["share"]
    assert (await ana.send("GET", f"{TEMPLATES}/{made['id']}")).json() == made
    assert (await ana.send("GET", TEMPLATES)).json() == {"templates": [made]}


async def test_a_meeting_started_from_it_has_its_title_rules_and_a_pin_of_its_own(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    template = await saved(ana)
    pins = set()
    for _ in range(2):
        made = await ana.send("POST", f"{TEMPLATES}/{template['id']}/start")
        assert (made.status_code, made.json()["title"]) == (201, "Physics")
        rules = await rules_of(server, ana, made.json()["id"])
        assert {name: rules[name] for name in ("entry", "others", "places", "minutes")} == {
            "entry": "invited",
            "others": "refuse",
            "places": 4,
            "minutes": 90,
        }
        assert [right for right, allowed in rules["switches"].items() if not allowed] == ["share"]
        assert re.fullmatch("[0-9]{6}", rules["pin"])
        pins.add(rules["pin"])
    assert len(pins) == 2


async def test_the_rules_of_a_planned_meeting_hold_at_its_door(server: HttpServer) -> None:
    ana, budi, eve = [await person(server, name) for name in ("Ana", "Budi", "Eve")]
    template = await saved(ana, rules={"entry": "invited", "others": "refuse"}, early_minutes=None)
    plan = await ana.send("POST", "/api/plans", {**PLAN, "template": template["id"], "invitees": ["budi@example.org"]})
    assert plan.status_code == 201, plan.text
    meeting = plan.json()["meeting"]
    assert (await budi.join(meeting, "Budi")).status_code == 200
    assert (await eve.join(meeting, "Eve")).json()["code"] == "not_invited"
    assert (await ana.join(meeting, "Ana")).json()["role"] == "host"


async def test_who_planned_knows_the_pin_before_the_door_and_nobody_else(server: HttpServer) -> None:
    ana, budi = await person(server, "Ana"), await person(server, "Budi")
    template = await saved(ana, rules={"pin": True})
    made = (
        await ana.send("POST", "/api/plans", PLAN | {"template": template["id"], "invitees": ["budi@example.org"]})
    ).json()
    path = f"/api/plans/{made['id']}"
    assert (await ana.send("GET", path)).json()["pin"] == made["pin"]
    assert (await budi.send("GET", path)).json()["pin"] == ""
    guest = await server.browser()
    assert (await guest.join(made["meeting"], "Guest")).json()["code"] == "pin_needed"
    entered = await guest.send("POST", f"/api/meetings/{made['meeting']}/join", {"name": "Guest", "pin": made["pin"]})
    assert entered.status_code == 200
    assert (await budi.join(made["meeting"], "Budi")).status_code == 200


async def test_a_template_takes_over_the_rules_of_a_meeting_that_one_hosts(server: HttpServer) -> None:
    ana, budi = await person(server, "Ana"), await person(server, "Budi")
    meeting = await server.meeting(ana)
    await ana.send("PATCH", f"/api/meetings/{meeting}/rules", {"pin": "4711", "switches": {"chat": False}})
    made = await ana.send("POST", TEMPLATES, {"name": "As today", "rules_of": meeting})
    assert made.status_code == 201 and "4711" not in made.text
    assert (made.json()["rules"]["pin"], made.json()["rules"]["switches"]["chat"]) == (True, False)
    planned = (await budi.send("POST", "/api/plans", PLAN)).json()["meeting"]
    assert (await budi.send("POST", TEMPLATES, {"name": "Mine", "rules_of": planned})).status_code == 201
    both = {"name": "x", "rules_of": meeting, "rules": {}}
    assert await refused(budi, "POST", TEMPLATES, {"name": "x", "rules_of": meeting}) == (403, "not_host")
    assert await refused(ana, "POST", TEMPLATES, both) == (422, "invalid")
    assert await refused(ana, "POST", TEMPLATES, {"name": "x", "rules_of": "no"}) == (404, "meeting_not_found")


async def test_the_organisations_are_everybodys_to_use_and_administrators_to_change(server: HttpServer) -> None:
    olga, ana = await person(server, "Olga", SiteRole.OWNER), await person(server, "Ana")
    shared = await saved(olga, name="Hearing", shared=True)
    await saved(ana, name="Zebra")
    path = f"{TEMPLATES}/{shared['id']}"
    assert await names(ana) == ["Zebra", "Hearing"]
    assert (await ana.send("POST", f"{path}/start")).status_code == 201
    assert await refused(ana, "POST", TEMPLATES, {**CLASS, "shared": True}) == (403, "refused")
    assert await refused(ana, "PATCH", path, {"name": "Mine"}) == (403, "refused")
    assert await refused(ana, "DELETE", path) == (403, "refused")
    assert (await olga.send("PATCH", path, {"name": "Public hearing"})).json()["shared"]
    assert (await olga.send("DELETE", path)).status_code == 204
    log = (await olga.send("GET", "/api/admin/activity?act=template_changed")).json()["entries"]
    assert [entry["about"] for entry in log] == [shared["id"]] * 3


async def test_what_is_named_changes_and_the_rest_stays(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    made = await saved(ana)
    path = f"{TEMPLATES}/{made['id']}"
    assert (await ana.send("PATCH", path, {"name": "Lesson"})).json() == made | {"name": "Lesson"}
    free = (await ana.send("PATCH", path, {"early_minutes": None, "rules": {"entry": "signed_in"}})).json()
    assert (free["early_minutes"], free["rules"]["entry"], free["rules"]["pin"]) == (None, "signed_in", False)
    assert free["agenda"] == "Homework"
    assert (await ana.send("DELETE", path)).status_code == 204
    assert await refused(ana, "DELETE", path) == (404, "template_not_found")
    plan = PLAN | {"template": made["id"]}
    assert await refused(ana, "POST", "/api/plans", plan) == (404, "template_not_found")


async def test_what_the_site_forces_holds_whatever_a_template_says(server: HttpServer) -> None:
    olga, ana = await person(server, "Olga", SiteRole.OWNER), await person(server, "Ana")
    template = await saved(ana, rules={"entry": "link", "switches": {"camera": True}})
    force = {
        "entry": {"value": "signed_in", "forced": True},
        "switches": {"camera": {"value": False, "forced": True}},
    }
    assert (await olga.send("PATCH", "/api/admin/settings", {"meetings": force})).status_code == 200
    [listed] = (await ana.send("GET", TEMPLATES)).json()["templates"]
    assert (listed["rules"]["entry"], listed["rules"]["switches"]["camera"]) == ("signed_in", False)
    started = (await ana.send("POST", f"{TEMPLATES}/{template['id']}/start")).json()["id"]
    planned = (await ana.send("POST", "/api/plans", PLAN | {"template": template["id"]})).json()["meeting"]
    for meeting in (started, planned):
        rules = await rules_of(server, ana, meeting)
        assert (rules["entry"], rules["switches"]["camera"]) == ("signed_in", False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 65},
        {"title": "x" * 121},
        {"agenda": "x" * 4_001},
        {"minutes": 0},
        {"minutes": 1_441},
        {"early_minutes": 1_441},
        {"rules": {"places": 1}},
        {"rules": {"places": 6}},
        {"rules": {"minutes": 4}},
        {"rules": {"pin": "4711"}},
        {"rules": {"entry": "nobody"}},
    ],
)
async def test_what_cannot_be_right_is_refused(server: HttpServer, wrong: dict[str, object]) -> None:
    ana = await person(server, "Ana")
    assert await refused(ana, "POST", TEMPLATES, {**CLASS, **wrong}) == (422, "invalid")
    assert await names(ana) == []


async def test_nobody_keeps_more_than_a_menu_holds(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    for number in range(TEMPLATES_MAX):
        server.clock.pass_seconds(1)
        await saved(ana, name=str(number))
    assert await refused(ana, "POST", TEMPLATES, {"name": "x"}) == (422, "invalid")
    assert len(await names(ana)) == TEMPLATES_MAX


async def test_saved_twice_under_one_idempotency_key_is_saved_once(server: HttpServer) -> None:
    ana = await person(server, "Ana")
    both = [await ana.send("POST", TEMPLATES, CLASS, idempotency_key="one") for _ in range(2)]
    assert both[0].json() == both[1].json()
    assert await names(ana) == ["Class"]


async def test_a_copy_of_ones_data_has_ones_own_templates(server: HttpServer) -> None:
    ana = await person(server, "Ana", SiteRole.OWNER)
    await saved(ana)
    await saved(ana, name="Hearing", shared=True)
    copy = zipfile.ZipFile(io.BytesIO((await ana.send("GET", "/api/me/export")).content))
    [kept] = json.loads(copy.read("templates.json"))
    assert (kept["name"], kept["agenda"], kept["pin"], kept["switched_off"]) == ("Class", "Homework", True, ["share"])
