"""The bridge: each room gets its own events, in order, and none is lost when a room is busy."""

import asyncio
from typing import Any

from rapat.engine.embedded.media.bridge import MediaBridge
from tests.fakes.media_core import FakeMediaCore, inspect_offer


def two_rooms() -> tuple[FakeMediaCore, MediaBridge, Any, Any, list[Any], list[Any]]:
    core, first, second = FakeMediaCore(), list[Any](), list[Any]()
    bridge = MediaBridge(core, inspect_offer)

    def into(events: list[Any]) -> Any:
        def deliver(batch: list[Any]) -> bool:
            events.extend(batch)
            return True

        return deliver

    return core, bridge, bridge.open_room(into(first)), bridge.open_room(into(second)), first, second


def test_events_go_to_the_room_that_owns_the_number() -> None:
    core, bridge, one, two, first, second = two_rooms()
    peer, other = one.new_peer(), two.new_peer()
    core.emit("connected", other)
    core.emit("connected", peer)
    core.emit("closed", 999, "fault")
    bridge.pump()
    assert first == [("connected", peer)] and second == [("connected", other)]


def test_levels_and_reports_are_split_by_room() -> None:
    core, bridge, one, two, first, second = two_rooms()
    track, other, peer = one.new_track(), two.new_track(), two.new_peer()
    core.emit("audio_levels", [(track, 0.5), (other, 0.1), (999, 1.0)])
    core.emit("reports", [(track, 1, 0, 0.0, 0)], [(peer, 0.0, 1.0, 0, 0)])
    bridge.pump()
    assert first == [("audio_levels", [(track, 0.5)]), ("reports", [(track, 1, 0, 0.0, 0)], [])]
    assert second == [("audio_levels", [(other, 0.1)]), ("reports", [], [(peer, 0.0, 1.0, 0, 0)])]


def test_numbers_are_never_reused_and_forgotten_ones_are_silent() -> None:
    core, bridge, one, _, first, _ = two_rooms()
    peer = one.new_peer()
    one.remove_peer(peer)
    one.flush()
    assert one.new_peer() > peer and core.commands == [("remove_peer", peer)]
    core.emit("disconnected", peer)
    one.close()
    bridge.pump()
    assert not first


def test_commands_go_out_in_one_call_before_an_answer() -> None:
    core, _, one, *_ = two_rooms()
    peer = one.new_peer()
    one.set_blocked(1, True)
    one.request_key_frame(1)
    assert not core.commands
    one.answer(peer, "v=0", [])
    assert core.commands == [("set_track", 1, True), ("request_key_frame", 1)]


def test_a_busy_room_gets_its_events_later_and_in_order() -> None:
    async def scenario() -> None:
        core, taken, busy = FakeMediaCore(), list[Any](), [True]
        bridge = MediaBridge(core, inspect_offer)
        done = asyncio.Event()

        def deliver(batch: list[Any]) -> bool:
            if busy[0]:
                return False
            taken.extend(batch)
            if len(taken) == 3:
                done.set()
            return True

        room = bridge.open_room(deliver)
        peer = room.new_peer()
        bridge.start(asyncio.get_running_loop())
        core.emit("connected", peer)
        core.emit("disconnected", peer)
        await asyncio.sleep(0)
        busy[0] = False
        core.emit("connected", peer)
        await asyncio.wait_for(done.wait(), 5)
        bridge.stop()
        assert [event[0] for event in taken] == ["connected", "disconnected", "connected"]

    asyncio.run(scenario())
