"""Every changing route × every kind of caller: who may, who may not."""

import pytest

from tests.http.conftest import World
from tests.http.people import Someone, join, start

pytestmark = pytest.mark.anyio

ROUTES = {
    "lock": ("PATCH", "", {"locked": True}),
    "rename": ("PATCH", "", {"title": "B"}),
    "mute all": ("POST", "/mute-all", None),
    "mute": ("POST", "/participants/{target}/mute", {"source": "microphone"}),
    "lower hand": ("DELETE", "/participants/{target}/hand", None),
    "remove": ("DELETE", "/participants/{target}", None),
    "role": ("PATCH", "/participants/{target}", {"role": "cohost"}),
    "end": ("POST", "/end", None),
    "write": ("POST", "/messages", {"client_id": "c", "text": "hi"}),
    "hand": ("PUT", "/hand", {"raised": True}),
}
OWN = {"write", "hand"}
HOST_ONLY = {"role", "end"}


async def call(who: Someone, route: str, target: str) -> int:
    method, path, body = ROUTES[route]
    answer = await who.client.request(method, who.path + path.format(target=target), json=body)
    return int(answer.status_code)


def allowed(caller: str, route: str) -> bool:
    if route in OWN:
        return caller in {"host", "cohost", "guest"}
    return caller == "host" or (caller == "cohost" and route not in HOST_ONLY)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("caller", ["host", "cohost", "guest", "removed", "member of another meeting", "stranger"])
async def test_only_the_right_people_may(world: World, route: str, caller: str) -> None:
    ana = await start(world)
    target = await join(world, ana.meeting, "Target")
    other = await join(world, ana.meeting, "Other")
    elsewhere = await start(world)
    if caller == "cohost":
        await ana.client.patch(f"{ana.path}/participants/{other.identity}", json={"role": "cohost"})
    if caller == "removed":
        await ana.client.delete(f"{ana.path}/participants/{other.identity}")
    people = {
        "host": ana,
        "member of another meeting": Someone(elsewhere.client, ana.meeting),
        "stranger": Someone(world.browser(), ana.meeting),
    }
    status = await call(people.get(caller, other), route, target.identity)
    assert (status < 300) is allowed(caller, route), status
    if not allowed(caller, route):
        assert status == 403


async def test_a_cohost_cannot_remove_or_mute_the_host(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    await ana.client.patch(f"{ana.path}/participants/{budi.identity}", json={"role": "cohost"})
    assert await call(budi, "remove", ana.identity) == 403
    assert await call(budi, "mute", ana.identity) == 403
    assert world.engine.removed == []


async def test_a_removed_guest_cannot_come_back(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    assert await call(ana, "remove", budi.identity) == 204
    assert world.engine.removed == [budi.identity]
    refused = await budi.client.post(f"{ana.path}/join", json={"name": "Budi"})
    assert (refused.status_code, refused.json()["code"]) == (403, "removed")


async def test_mute_all_spares_hosts_and_tells_whom_it_muted(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    vera = await join(world, ana.meeting, "Vera")
    await ana.client.patch(f"{ana.path}/participants/{vera.identity}", json={"role": "cohost"})
    answer = await ana.client.post(f"{ana.path}/mute-all")
    assert answer.json() == {"muted": [budi.identity]}


async def test_roles_and_hands_survive_a_new_token(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    await ana.client.patch(f"{ana.path}/participants/{budi.identity}", json={"role": "cohost"})
    await budi.client.put(f"{ana.path}/hand", json={"raised": True})
    assert world.engine.rooms[ana.meeting][budi.identity].attributes["hand"] == "1"
    await join(world, ana.meeting, "Budi", budi.client)
    assert world.engine.grants[-1].attributes == {"role": "cohost", "hand": "1"}


async def test_an_unknown_person_or_source_is_named_as_such(world: World) -> None:
    ana = await start(world)
    assert await call(ana, "mute", "nobody") == 404
    answer = await ana.client.post(f"{ana.path}/participants/{ana.identity}/mute", json={"source": "soul"})
    assert answer.status_code == 422
    answer = await ana.client.post(f"{ana.path}/participants/{ana.identity}/mute", json={"source": "camera"})
    assert answer.status_code == 404
