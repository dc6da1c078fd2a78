"""The port ``Engine`` on the embedded engine: what the product's services rely on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from livekit.protocol import models

from rapat.ports import (
    Engine,
    EngineEvent,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantNotFound,
    RoomFinished,
    RoomNotFound,
    RoomOptions,
    RoomStarted,
)
from tests.engine.embedded.served import Served, receive_until


@pytest.fixture
def served() -> Iterator[Served]:
    with Served().running() as running:
        yield running


def test_it_is_an_engine(served: Served) -> None:
    engine: Engine = served.engine
    assert engine.ready


def test_rooms_are_made_with_options_and_listed(served: Served) -> None:
    options = RoomOptions(metadata="m", max_participants=7, departure_timeout=timedelta(seconds=5))
    room = served.call(served.engine.create_room, "room", options)
    assert (room.metadata, room.max_participants, room.departure_timeout, room.empty_timeout) == ("m", 7, 5, 300)
    assert [room.name for room in served.call(served.engine.list_rooms, ["room"])] == ["room"]


def test_absent_rooms_and_participants_raise(served: Served) -> None:
    engine = served.engine
    for call in (
        lambda: served.call(engine.list_participants, "nowhere"),
        lambda: served.call(engine.delete_room, "nowhere"),
        lambda: served.call(engine.update_room_metadata, "nowhere", "m"),
        lambda: served.call(engine.send_data, "nowhere", b"x", topic="t"),
    ):
        with pytest.raises(RoomNotFound):
            call()
    served.call(engine.create_room, "room", RoomOptions())
    for call in (
        lambda: served.call(engine.remove_participant, "room", "nobody"),
        lambda: served.call(engine.update_participant, "room", "nobody", name="x"),
        lambda: served.call(engine.mute_track, "room", "nobody", "TR_1", True),
    ):
        with pytest.raises(ParticipantNotFound):
            call()
    with served.connect():
        with pytest.raises(LookupError):
            served.call(engine.mute_track, "room", "alice", "TR_1", True)


def test_attributes_merge_and_reach_everybody(served: Served) -> None:
    with served.connect(token=served.token(attributes={"role": "host"})) as alice:
        receive_until(alice, "answer")
        served.call(served.engine.update_participant, "room", "alice", attributes={"hand": "1"})
        assert dict(receive_until(alice, "update").participants[0].attributes) == {"role": "host", "hand": "1"}
        info = served.call(served.engine.update_participant, "room", "alice", attributes={"hand": ""})
        assert dict(info.attributes) == {"role": "host"}
        served.call(served.engine.update_room_metadata, "room", "{}")
        assert receive_until(alice, "room_update").room.metadata == "{}"


def test_server_packets_go_to_open_channels(served: Served) -> None:
    with served.connect() as alice:
        receive_until(alice, "answer")
        [peer] = served.core.peers
        for event in (("connected", peer), ("channel_open", peer, "reliable")):
            served.core.emit(*event)
        while receive_until(alice, "update").participants[0].state != models.ParticipantInfo.ACTIVE:
            continue
        served.call(served.engine.send_data, "room", b"{}", topic="rapat.chat", destination_identities=["alice"])
        [(peers, channel, payload)] = served.core.take("send_data")
        packet = models.DataPacket.FromString(payload)
        assert (peers, channel, packet.user.topic) == ([peer], "reliable", "rapat.chat")
        assert packet.participant_identity == ""


def test_events_come_in_order_and_in_pairs(served: Served) -> None:
    events: list[EngineEvent] = []
    served.engine.on_event(events.append)
    with served.connect() as alice:
        receive_until(alice, "answer")
        [peer] = served.core.peers
        served.core.emit("connected", peer)
        while receive_until(alice, "update").participants[0].state != models.ParticipantInfo.ACTIVE:
            continue
        served.call(served.engine.delete_room, "room")
    assert events == [
        RoomStarted("room"),
        ParticipantJoined("room", "alice"),
        ParticipantLeft("room", "alice"),
        RoomFinished("room"),
    ]


def test_connecting_and_closing_again_and_again_leaves_nothing_behind(served: Served) -> None:
    for _ in range(100):
        with served.connect() as alice:
            receive_until(alice, "join")
    served.call(served.engine.delete_room, "room")
    assert not served.core.peers and not served.call(served.engine.list_rooms)
