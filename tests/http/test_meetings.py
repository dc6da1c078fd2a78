"""Starting, joining, locking and ending over HTTP."""

import json

import pytest

from tests.http.conftest import World
from tests.http.people import join, start

pytestmark = pytest.mark.anyio


async def test_whoever_starts_a_meeting_is_its_host_and_gets_a_link(world: World) -> None:
    ana = world.browser()
    made = (await ana.post("/api/meetings", json={})).json()
    assert made["link"] == f"http://rapat.test/m/{made['id']}"
    joined = (await ana.post(f"/api/meetings/{made['id']}/join", json={"name": "Ana"})).json()
    assert joined["role"] == "host"
    assert joined["url"] == "ws://rapat.test"
    grant = world.engine.grants[-1]
    assert (grant.can_publish_data, grant.attributes) == (False, {"role": "host"})


async def test_a_guest_joins_with_a_name_alone_and_keeps_the_identity(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    again = await join(world, ana.meeting, "Budi P.", budi.client)
    assert again.identity == budi.identity != ana.identity


async def test_nothing_of_the_inside_is_told_at_the_door(world: World) -> None:
    ana = await start(world)
    seen = (await world.browser().get(ana.path)).json()
    assert seen["participants"] == 1
    assert seen["you"] is None
    assert "Ana" not in json.dumps(seen)


async def test_a_locked_meeting_lets_back_in_whoever_was_in(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    assert (await ana.client.patch(ana.path, json={"locked": True})).status_code == 200
    assert json.loads(world.engine.metadata[ana.meeting]) == {"title": "Plan", "locked": True}
    refused = await world.browser().post(f"{ana.path}/join", json={"name": "Vera"})
    assert (refused.status_code, refused.json()["code"]) == (403, "meeting_locked")
    await join(world, ana.meeting, "Budi", budi.client)


async def test_a_full_meeting_says_so_and_still_lets_the_host_in(world: World) -> None:
    ana = await start(world)
    for name in ("Budi", "Vera", "Wati"):
        await join(world, ana.meeting, name)
    refused = await world.browser().post(f"{ana.path}/join", json={"name": "Eko"})
    assert (refused.status_code, refused.json()["code"]) == (409, "meeting_full")
    await join(world, ana.meeting, "Ana", ana.client)


async def test_an_ended_meeting_cannot_be_joined_again_even_by_its_host(world: World) -> None:
    ana = await start(world)
    assert (await ana.client.post(f"{ana.path}/end")).status_code == 204
    assert (await ana.client.post(f"{ana.path}/end")).status_code == 204
    refused = await ana.client.post(f"{ana.path}/join", json={"name": "Ana"})
    assert (refused.status_code, refused.json()["code"]) == (410, "meeting_ended")


@pytest.mark.parametrize("meeting", ["aaaa-aaaa-aaaa-aaaa", "x", "..%2f..%2fetc", "%00"])
async def test_an_unknown_meeting_is_not_found(world: World, meeting: str) -> None:
    answer = await world.browser().get(f"/api/meetings/{meeting}")
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "\u202e", "n" * 100_000])
async def test_a_bad_name_is_refused_and_names_the_rule(world: World, name: str) -> None:
    ana = await start(world)
    answer = await world.browser().post(f"{ana.path}/join", json={"name": name})
    assert answer.status_code in (413, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_unknown_fields_are_refused(world: World) -> None:
    answer = await world.browser().post("/api/meetings", json={"titel": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_starting_meetings_without_end_is_slowed_down(world: World) -> None:
    client = world.browser()
    statuses = [(await client.post("/api/meetings", json={})).status_code for _ in range(101)]
    assert statuses[-1] == 429
    world.clock.pass_seconds(2)
    assert (await client.post("/api/meetings", json={})).status_code == 201
