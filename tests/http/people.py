"""Somebody in a meeting, as HTTP tests need them."""

from dataclasses import dataclass

import httpx2

from tests.http.conftest import World


@dataclass
class Someone:
    """A browser that has joined."""

    client: httpx2.AsyncClient
    meeting: str
    identity: str = ""

    @property
    def path(self) -> str:
        return f"/api/meetings/{self.meeting}"


async def start(world: World) -> Someone:
    """A host who has started a meeting and is in it."""
    client = world.browser()
    answer = await client.post("/api/meetings", json={"title": "Plan"})
    assert answer.status_code == 201
    return await join(world, answer.json()["id"], "Ana", client)


async def join(world: World, meeting: str, name: str, client: httpx2.AsyncClient | None = None) -> Someone:
    """A guest who has come in."""
    client = client or world.browser()
    answer = await client.post(f"/api/meetings/{meeting}/join", json={"name": name})
    assert answer.status_code == 200, answer.text
    identity = answer.json()["identity"]
    world.engine.enter(meeting, identity)
    return Someone(client, meeting, identity)
