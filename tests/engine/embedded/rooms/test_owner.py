"""The owner task: one thing at a time, one participant's fault is its own, nobody waits for a room that ended."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from rapat.engine.embedded.rooms.owner import INBOX_LIMIT, RoomGone, RoomOwner
from rapat.engine.embedded.rooms.room import Room
from tests.engine.embedded.rooms.call import Call


def owned(scenario: Callable[[Call, RoomOwner, "asyncio.Task[None]"], Awaitable[None]]) -> None:
    async def run() -> None:
        call = Call()
        owner = RoomOwner(call.room, lambda finished: None)
        task = asyncio.create_task(owner.run())
        try:
            await scenario(call, owner, task)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(run(), 20))


def broken(_room: Room) -> None:
    raise RuntimeError("a mistake of ours")


def test_a_mistake_ends_the_one_it_was_made_for_and_not_the_room() -> None:
    async def scenario(call: Call, owner: RoomOwner, _task: "asyncio.Task[None]") -> None:
        alice, bob = call.join("alice"), call.join("bob")
        await owner.tell(broken, blame=bob.sid)
        assert await owner.ask(lambda room: [p.identity for p in room.participants()]) == ["alice"]
        assert bob.heard("leave") and not alice.heard("leave")

    owned(scenario)


def test_who_asks_gets_the_answer_or_the_error() -> None:
    async def scenario(_call: Call, owner: RoomOwner, _task: "asyncio.Task[None]") -> None:
        assert await owner.ask(lambda room: room.state.facts.name) == "room"
        with pytest.raises(RuntimeError):
            await owner.ask(broken)

    owned(scenario)


def test_a_full_inbox_makes_media_wait_and_loses_nothing() -> None:
    async def scenario(call: Call, owner: RoomOwner, _task: "asyncio.Task[None]") -> None:
        alice = call.join("alice", connect=False)
        taken = [owner.deliver([("unheard_of", 1)]) for _ in range(INBOX_LIMIT + 5)]
        assert taken == [True] * INBOX_LIMIT + [False] * 5
        await owner.tell(lambda room: room.media_event(("connected", alice.peer)))
        assert await owner.ask(lambda room: room.participant("alice").transport.connected)

    owned(scenario)


def test_nobody_waits_for_a_room_that_ended() -> None:
    async def scenario(_call: Call, owner: RoomOwner, task: "asyncio.Task[None]") -> None:
        def finish(room: Room) -> None:
            room.end_all(0)  # type: ignore[arg-type]

        ending = asyncio.create_task(owner.ask(finish))
        late = asyncio.create_task(owner.ask(Room.participants))
        results = await asyncio.gather(ending, late, return_exceptions=True)
        assert results[0] is None and isinstance(results[1], (RoomGone, list))
        await task
        with pytest.raises(RoomGone):
            await owner.ask(Room.participants)
        await owner.tell(broken)
        assert owner.deliver([("connected", 1)])

    owned(scenario)


def test_commands_reach_the_core_after_each_piece_of_work() -> None:
    async def scenario(call: Call, owner: RoomOwner, _task: "asyncio.Task[None]") -> None:
        await owner.ask(lambda room: room.state.media.set_blocked(5, True))
        await owner.ask(lambda room: None)
        assert call.core.take("set_track") == [(5, True)]

    owned(scenario)
