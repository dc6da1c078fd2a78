"""Data packets: whose name is on them, who gets them, in which order, and what is not passed on."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.budget import BURST_BYTES, BYTES_PER_SECOND, DataBudget
from rapat.engine.embedded.rooms.grants import Permissions
from tests.engine.embedded.rooms.call import Call, Client, RecordingSink


def sent(call: Call) -> list[tuple[list[int], str, models.DataPacket]]:
    return [
        (peers, channel, models.DataPacket.FromString(data)) for peers, channel, data in call.core.take("send_data")
    ]


def send(client: Client, channel: str = "reliable", **fields: Any) -> None:
    fields.setdefault("user", models.UserPacket(payload=b"hi"))
    client.call.media("data", client.peer, channel, models.DataPacket(**fields).SerializeToString())


def room() -> tuple[Call, Client, Client, Client]:
    call = Call()
    clients = [call.join(name) for name in ("alice", "bob", "carol")]
    call.core.clear()
    return call, clients[0], clients[1], clients[2]


def test_the_senders_name_is_written_by_the_server_and_nothing_comes_back() -> None:
    call, alice, bob, carol = room()
    forged = models.UserPacket(payload=b"hi", participant_identity="carol", participant_sid=carol.sid)
    send(alice, participant_identity="carol", participant_sid=carol.sid, user=forged)
    [(peers, channel, packet)] = sent(call)
    assert peers == [bob.peer, carol.peer] and channel == "reliable"
    assert (packet.participant_identity, packet.participant_sid) == ("alice", alice.sid)
    assert (packet.user.participant_identity, packet.user.participant_sid) == ("alice", alice.sid)


def test_the_kind_follows_the_channel() -> None:
    call, alice, _, _ = room()
    send(alice, kind=models.DataPacket.LOSSY)
    send(alice, "lossy")
    assert [packet.kind for _, _, packet in sent(call)] == [models.DataPacket.RELIABLE, models.DataPacket.LOSSY]


def test_destinations_are_honoured_wherever_they_stand() -> None:
    call, alice, bob, carol = room()
    send(alice, destination_identities=["bob", "nobody"])
    send(alice, user=models.UserPacket(payload=b"x", destination_identities=["carol"]))
    assert [peers for peers, _, _ in sent(call)] == [[bob.peer], [carol.peer]]


def test_a_hidden_sender_stays_nameless() -> None:
    call, *_ = room()
    ghost = call.join("ghost", permissions=Permissions(hidden=True))
    call.core.clear()
    send(ghost)
    [(_, _, packet)] = sent(call)
    assert packet.participant_identity == packet.participant_sid == packet.user.participant_identity == ""


def test_reliable_packets_keep_their_sequence_and_repeats_are_dropped() -> None:
    call, alice, _, _ = room()
    for sequence in (1, 2, 2, 1, 3):
        send(alice, sequence=sequence)
    assert [packet.sequence for _, _, packet in sent(call)] == [1, 2, 3]
    assert alice.participant.last_reliable_seq == 3


@pytest.mark.parametrize("channel", ["reliable", "lossy"])
def test_who_may_not_publish_data_is_not_heard(channel: str) -> None:
    call = Call()
    alice = call.join("alice", permissions=Permissions(can_publish_data=False))
    call.join("bob")
    call.core.clear()
    send(alice, channel)
    assert not sent(call)


def test_speaker_lists_metrics_and_foreign_transcriptions_are_not_passed_on() -> None:
    call, alice, bob, _ = room()
    send(alice, user=None, speaker=models.ActiveSpeakerUpdate())
    send(alice, user=None, transcription=models.Transcription())
    send(alice, "data_track")
    assert not sent(call)
    agent = call.join("agent", kind="agent")
    call.core.clear()
    send(agent, user=None, transcription=models.Transcription(track_id="TR_1"))
    assert len(sent(call)) == 1


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_disturb_the_room(data: bytes) -> None:
    call = Call()
    alice = call.join("alice")
    call.media("data", alice.peer, "reliable", data)
    assert not alice.participant.gone


def test_a_newcomer_is_told_the_last_two_seconds_once_its_channel_opens() -> None:
    call, alice, *_ = room()
    send(alice, user=models.UserPacket(payload=b"old"))
    call.advance(3)
    send(alice, user=models.UserPacket(payload=b"new"))
    send(alice, user=models.UserPacket(payload=b"secret"), destination_identities=["bob"])
    dave = call.join("dave", connect=False)
    call.core.clear()
    dave.connect()
    assert [(peers, packet.user.payload) for peers, _, packet in sent(call)] == [([dave.peer], b"new")]


def test_a_resumed_client_gets_what_it_missed_and_tells_what_it_must_send_again() -> None:
    call, alice, bob, _ = room()
    send(alice, sequence=1)
    send(alice, sequence=2)
    call.core.clear()
    state = rtc.DataChannelReceiveState(publisher_sid=alice.sid, last_seq=1)
    call.room.resume(bob.participant, bob.sink, models.ClientInfo(), rtc.SyncState(datachannel_receive_states=[state]))
    call.settle()
    assert [(peers, packet.sequence) for peers, _, packet in sent(call)] == [([bob.peer], 2)]
    alice.sink = RecordingSink()
    call.room.resume(alice.participant, alice.sink, models.ClientInfo(), None)
    assert alice.heard("reconnect")[-1].last_message_seq == 2


def test_the_server_sends_to_everybody_or_to_the_named() -> None:
    call, alice, bob, carol = room()
    packet = models.UserPacket(payload=b"x", topic="rapat.chat")
    call.room.send_data(packet, reliable=True, sids=(), identities=())
    call.room.send_data(packet, reliable=True, sids=[bob.sid], identities=["carol"])
    call.room.send_data(packet, reliable=False, sids=["PA_gone"], identities=())
    call.settle()
    assert [peers for peers, _, _ in sent(call)] == [[alice.peer, bob.peer, carol.peer], [bob.peer, carol.peer]]


def test_a_flood_of_data_is_cut_to_its_budget() -> None:
    budget = DataBudget(now=0)
    size = 60_000
    passed = sum(budget.spend(size, now=0) for _ in range(10_000))
    assert passed == BURST_BYTES // size
    later = sum(budget.spend(size, now=1) for _ in range(10_000))
    assert later <= BYTES_PER_SECOND // size + 1
