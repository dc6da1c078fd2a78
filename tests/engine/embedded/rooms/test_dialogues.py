"""Whole dialogues of a room: what each client hears, in which order, and what the media core is told."""

from typing import Any

import pytest
from livekit.protocol import models, rtc

from rapat.ports import ParticipantJoined, ParticipantLeft
from tests.engine.embedded.rooms.call import Call, RecordingSink


def test_the_first_frame_is_join_and_the_answer_comes_after_it() -> None:
    alice = Call().join("alice")
    assert alice.kinds()[0] == "join"
    assert alice.kinds().index("answer") > 0
    join = alice.heard("join")[0]
    assert join.participant.sid.startswith("PA_") and join.room.sid.startswith("RM_")
    assert join.server_info.version == "1.13.6" and join.server_info.protocol == 17
    assert (join.ping_interval, join.ping_timeout) == (10, 20)
    assert join.participant.permission.can_publish and not join.ice_servers


def test_an_answer_carries_the_offers_id() -> None:
    alice = Call().join("alice")
    assert alice.heard("answer")[0].id == 0
    assert alice.offer().id == 1


def test_a_joiner_is_announced_at_once_and_told_of_those_who_are_there() -> None:
    call = Call()
    alice = call.join("alice")
    bob = call.join("bob", connect=False)
    assert [p.identity for p in bob.heard("join")[0].other_participants] == ["alice"]
    assert alice.heard("update")[-1].participants[0].identity == "bob"
    bob.connect()
    assert alice.heard("update")[-1].participants[0].state == models.ParticipantInfo.ACTIVE
    assert call.events == [ParticipantJoined("room", "alice"), ParticipantJoined("room", "bob")]


def test_versions_of_a_participant_grow_with_every_update() -> None:
    call = Call()
    alice = call.join("alice")
    bob = call.join("bob")
    bob.publish()
    bob.say("mute", rtc.MuteTrackRequest(sid=bob.heard("track_published")[0].track.sid, muted=True))
    versions = [p.version for u in alice.heard("update") for p in u.participants if p.identity == "bob"]
    assert versions == sorted(set(versions)) and len(versions) >= 4


def test_a_published_track_reaches_the_other_through_a_new_offer() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    alice.forget()
    sid = bob.publish()
    assert [t.sid for t in alice.heard("update")[-1].participants[0].tracks] == [sid]
    call.advance(0.2)
    assert alice.kinds()[-1] == "media_sections_requirement"
    assert alice.heard("media_sections_requirement") == [rtc.MediaSectionsRequirement(num_audios=0, num_videos=0)]
    alice.answer_requirements()
    answer = alice.heard("answer")[-1]
    assert dict(answer.mid_to_track_id) == {"0": sid}
    peer, plan = call.core.answers[-1]
    assert peer == alice.peer
    assert plan[0]["stream_id"] == f"{bob.sid}|{sid}" and plan[0]["track_id"] == sid
    assert [t.track_sid for t in bob.heard("track_subscribed")] == [sid]
    call.advance(6)
    assert not alice.heard("media_sections_requirement")


@pytest.mark.parametrize(
    ("wish", "sent_red", "made_red"),
    [({}, True, True), ({"disable_red": True}, False, True), ({"encryption": models.Encryption.GCM}, False, False)],
)
def test_redundant_audio_is_what_the_publisher_allows_and_never_made_of_encrypted_sound(
    wish: dict[str, Any], sent_red: bool, made_red: bool
) -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    bob.publish(**wish)
    _, published = call.core.answers[-1]
    assert published[-1]["red"] is sent_red
    call.advance(0.2)
    alice.answer_requirements()
    _, heard = call.core.answers[-1]
    assert heard[0]["red"] is made_red


def test_existing_tracks_are_in_the_first_answer_of_a_late_joiner() -> None:
    call = Call()
    audio = call.join("alice").publish()
    carol = call.join("carol")
    assert dict(carol.heard("answer")[0].mid_to_track_id) == {"0": audio}


def test_missing_sections_are_asked_for_once_and_counted() -> None:
    call = Call()
    alice = call.join("alice", audios=1, videos=0)
    others = [call.join(f"p{n}") for n in range(4)]
    alice.forget()
    for number, other in enumerate(others):
        other.publish(cid=f"c{number}")
    call.advance(0.2)
    assert alice.heard("media_sections_requirement") == [rtc.MediaSectionsRequirement(num_audios=3, num_videos=0)]
    others[0].publish("video", cid="cam", source=models.CAMERA)
    call.advance(0.2)
    assert alice.heard("media_sections_requirement")[1:] == [rtc.MediaSectionsRequirement(num_videos=1)]
    alice.answer_requirements()
    assert len(alice.heard("answer")[-1].mid_to_track_id) == 5


def test_an_unanswered_wish_for_an_offer_is_repeated() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    bob.publish()
    call.advance(6)
    assert len(alice.heard("media_sections_requirement")) == 2


def test_an_ended_track_leaves_the_map_and_its_section_is_used_again_with_another_stream() -> None:
    call = Call()
    alice, bob = call.join("alice", audios=1), call.join("bob")
    first = bob.publish()
    call.advance(0.2)
    alice.answer_requirements()
    bob.sections[-1][1] = "inactive"
    bob.offer()
    assert not alice.heard("update")[-1].participants[0].tracks
    call.advance(0.2)
    alice.answer_requirements()
    assert not alice.heard("answer")[-1].mid_to_track_id
    second = bob.publish(cid="again")
    assert second != first
    call.advance(0.2)
    alice.answer_requirements()
    assert dict(alice.heard("answer")[-1].mid_to_track_id) == {"0": second}


def test_subscribing_again_to_the_same_track_never_reuses_its_section() -> None:
    call = Call()
    alice, bob = call.join("alice", audios=1), call.join("bob")
    sid = bob.publish()
    call.advance(0.2)
    alice.answer_requirements()
    for subscribe in (False, True):
        alice.say("subscription", rtc.UpdateSubscription(track_sids=[sid], subscribe=subscribe))
        call.advance(0.2)
        alice.answer_requirements()
    assert dict(alice.heard("answer")[-1].mid_to_track_id) == {str(len(alice.sections) - 1): sid}
    assert len(alice.sections) == 3 + 1 + 1


def test_muting_tells_everybody_and_stops_the_packets() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = bob.publish()
    call.core.clear()
    bob.say("mute", rtc.MuteTrackRequest(sid=sid, muted=True))
    assert alice.heard("update")[-1].participants[0].tracks[0].muted
    assert call.core.take("set_track")[-1][1] is True
    bob.say("mute", rtc.MuteTrackRequest(sid=sid, muted=False))
    assert call.core.take("set_track")[-1][1] is False


def test_nobody_can_mute_a_track_of_somebody_else() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = bob.publish()
    alice.say("mute", rtc.MuteTrackRequest(sid=sid, muted=True))
    assert not bob.participant.publications.announced()[0].info.muted


def test_a_second_join_with_an_identity_ends_the_first() -> None:
    call = Call()
    bob = call.join("bob")
    first = call.join("alice")
    first.publish()
    second = call.join("alice")
    leave = first.heard("leave")[-1]
    assert (leave.action, leave.reason) == (rtc.LeaveRequest.DISCONNECT, models.DUPLICATE_IDENTITY)
    assert first.sink.closed is not None and first.sid != second.sid
    states = [(p.sid, p.state) for u in bob.heard("update") for p in u.participants if p.identity == "alice"]
    assert states.index((first.sid, models.ParticipantInfo.DISCONNECTED)) < states.index(
        (second.sid, models.ParticipantInfo.JOINED)
    )
    assert [p.identity for p in call.room.participants()] == ["bob", "alice"]
    assert call.events[-2:] == [ParticipantLeft("room", "alice"), ParticipantJoined("room", "alice")]


def test_a_lost_signal_connection_is_not_noticed_by_others_and_can_be_resumed() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = bob.publish()
    call.advance(2)
    alice.forget()
    call.room.membership.signal_lost(bob.participant, bob.sink)
    call.advance(10)
    assert not alice.heard("update")
    bob.sink = RecordingSink()
    assert call.room.membership.find_resumable("bob", bob.sid) is bob.participant
    call.room.resume(bob.participant, bob.sink, models.ClientInfo(), None)
    assert bob.kinds()[:3] == ["reconnect", "update", "room_update"]
    assert [p.identity for p in bob.heard("update")[0].participants] == ["bob", "alice"]
    assert [t.sid for t in bob.heard("update")[0].participants[0].tracks] == [sid]
    call.advance(30)
    assert not alice.heard("update") and call.room.participant("bob") is bob.participant


def test_a_lost_signal_connection_that_does_not_come_back_ends_after_the_grace() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    call.room.membership.signal_lost(bob.participant, bob.sink)
    call.advance(20.1)
    assert alice.heard("update")[-1].participants[0].state == models.ParticipantInfo.DISCONNECTED
    assert bob.peer not in call.core.peers


def test_somebody_whose_media_never_came_up_goes_with_its_signal_connection() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob", connect=False)
    call.room.membership.signal_lost(bob.participant, bob.sink)
    assert alice.heard("update")[-1].participants[0].state == models.ParticipantInfo.DISCONNECTED


def test_resume_with_a_foreign_sid_finds_nobody() -> None:
    call = Call()
    call.join("bob")
    assert call.room.membership.find_resumable("bob", "PA_other") is None


def test_a_sync_state_with_unknown_tracks_makes_the_client_join_anew() -> None:
    call = Call()
    alice = call.join("alice")
    sync = rtc.SyncState(publish_tracks=[rtc.TrackPublishedResponse(cid="x", track=models.TrackInfo(sid="TR_gone"))])
    alice.say("sync_state", sync)
    leave = alice.heard("leave")[-1]
    assert (leave.action, leave.reason) == (rtc.LeaveRequest.RECONNECT, models.STATE_MISMATCH)


def test_a_room_that_everybody_left_finishes_after_the_departure_timeout() -> None:
    call = Call()
    alice = call.join("alice")
    alice.say("leave", rtc.LeaveRequest())
    call.advance(19)
    assert not call.room.finished
    call.advance(1.1)
    assert call.room.finished


def test_a_room_that_nobody_joined_finishes_after_the_empty_timeout() -> None:
    call = Call()
    call.advance(299, step=1)
    assert not call.room.finished
    call.advance(2, step=1)
    assert call.room.finished


def test_ending_the_room_sends_everybody_a_leave() -> None:
    call = Call()
    clients = [call.join("alice"), call.join("bob")]
    call.room.end_all(models.ROOM_DELETED)
    assert all(client.heard("leave")[-1].reason == models.ROOM_DELETED for client in clients)
    assert call.room.finished and all(client.sink.closed for client in clients)
