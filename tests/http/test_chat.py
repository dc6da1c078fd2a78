"""Chat over HTTP."""

import json

import pytest

from tests.http.conftest import World
from tests.http.people import join, start

pytestmark = pytest.mark.anyio


async def test_a_message_is_stored_and_sent_to_everybody_by_the_server(world: World) -> None:
    ana = await start(world)
    sent = (await ana.client.post(f"{ana.path}/messages", json={"client_id": "c1", "text": "Halo 🙂"})).json()
    room, topic, payload = world.engine.sent[0]
    assert (room, topic, json.loads(payload)) == (ana.meeting, "rapat.chat", sent)
    assert (sent["seq"], sent["identity"], sent["name"]) == (1, ana.identity, "Ana")


async def test_a_late_joiner_reads_everything_in_pages(world: World) -> None:
    ana = await start(world)
    for number in range(5):
        await ana.client.post(f"{ana.path}/messages", json={"client_id": f"c{number}", "text": str(number)})
    budi = await join(world, ana.meeting, "Budi")
    first = (await budi.client.get(f"{ana.path}/messages?limit=3")).json()
    rest = (await budi.client.get(f"{ana.path}/messages?after=3")).json()
    assert ([m["text"] for m in first["messages"]], first["more"]) == (["0", "1", "2"], True)
    assert ([m["text"] for m in rest["messages"]], rest["more"]) == (["3", "4"], False)


async def test_twice_sent_is_once_stored_and_once_told(world: World) -> None:
    ana = await start(world)
    body = {"client_id": "same", "text": "once"}
    first = await ana.client.post(f"{ana.path}/messages", json=body)
    again = await ana.client.post(f"{ana.path}/messages", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(world.engine.sent) == 1


async def test_who_has_not_joined_reads_nothing(world: World) -> None:
    ana = await start(world)
    assert (await world.browser().get(f"{ana.path}/messages")).status_code == 403


async def test_an_oversized_message_is_refused_with_its_own_code(world: World) -> None:
    ana = await start(world)
    answer = await ana.client.post(f"{ana.path}/messages", json={"client_id": "c", "text": "x" * 4001})
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_long")


async def test_a_flood_is_slowed_down_without_hurting_others(world: World) -> None:
    ana = await start(world)
    budi = await join(world, ana.meeting, "Budi")
    statuses = [
        (await ana.client.post(f"{ana.path}/messages", json={"client_id": f"c{n}", "text": "spam"})).status_code
        for n in range(12)
    ]
    assert statuses.count(201) == 10
    assert statuses[-1] == 429
    calm = await budi.client.post(f"{ana.path}/messages", json={"client_id": "c", "text": "hi"})
    assert calm.status_code == 201
