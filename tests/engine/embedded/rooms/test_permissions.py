"""Grants are enforced, and changes of them bite at once."""

import pytest
from livekit.protocol import models, rtc

from rapat.engine.embedded.limits import LimitExceeded
from rapat.engine.embedded.rooms.grants import Permissions
from rapat.engine.embedded.rooms.membership import JoinRefused
from rapat.engine.embedded.rooms.publication import MAX_PENDING
from tests.engine.embedded.rooms.call import Call, Client


def add(client: Client, **fields: object) -> rtc.RequestResponse:
    client.say("add_track", rtc.AddTrackRequest(**{"cid": "c", "source": models.MICROPHONE, **fields}))
    response: rtc.RequestResponse = client.heard("request_response")[-1]
    return response


def change(call: Call, identity: str, **permissions: bool) -> None:
    call.room.change_participant(
        identity, name=None, metadata=None, attributes=None, permissions=Permissions(**permissions)
    )
    call.settle()


def test_a_source_outside_the_token_is_not_published() -> None:
    call = Call()
    alice = call.join("alice", permissions=Permissions(sources=frozenset({models.MICROPHONE})))
    assert add(alice, source=models.SCREEN_SHARE, type=models.VIDEO).reason == rtc.RequestResponse.NOT_ALLOWED
    assert not alice.heard("track_published")


def test_second_codecs_data_tracks_and_twins_are_refused() -> None:
    alice = Call().join("alice")
    assert add(alice, type=models.DATA).reason == rtc.RequestResponse.UNSUPPORTED_TYPE
    assert add(alice, sid="TR_1").reason == rtc.RequestResponse.UNSUPPORTED_TYPE
    alice.say("add_track", rtc.AddTrackRequest(cid="c"))
    assert add(alice).reason == rtc.RequestResponse.QUEUED


def test_a_hundred_thousand_tracks_without_media_stay_twenty() -> None:
    call = Call()
    alice = call.join("alice")
    for number in range(2_000):
        alice.say("add_track", rtc.AddTrackRequest(cid=f"c{number}"))
    assert len(alice.heard("track_published")) == MAX_PENDING
    assert alice.heard("request_response")[-1].reason == rtc.RequestResponse.LIMIT_EXCEEDED


def test_a_track_name_of_a_megabyte_is_refused_and_not_echoed() -> None:
    alice = Call().join("alice")
    response = add(alice, name="x" * 1_000_000)
    assert response.reason == rtc.RequestResponse.LIMIT_EXCEEDED
    assert len(response.SerializeToString()) < 1_000


def test_losing_the_right_to_publish_silences_at_once_and_unpublishes() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = alice.publish()
    call.advance(0.2)
    bob.answer_requirements()
    call.core.clear()
    change(call, "alice", can_publish=False)
    assert call.core.take("set_track")[-1][1] is True
    assert [u.track_sid for u in alice.heard("track_unpublished")] == [sid]
    assert not bob.heard("update")[-1].participants[0].tracks
    assert alice.heard("update")[-1].participants[0].permission.can_publish is False
    assert alice.kinds()[-1] == "refresh_token"
    call.advance(0.2)
    bob.answer_requirements()
    assert not bob.heard("answer")[-1].mid_to_track_id


def test_losing_the_right_to_subscribe_pauses_at_once_and_regaining_it_subscribes_again() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = alice.publish()
    call.advance(0.2)
    bob.answer_requirements()
    call.core.clear()
    change(call, "bob", can_subscribe=False)
    assert call.core.take("set_down_track")[-1][1] is True
    call.advance(0.2)
    bob.answer_requirements()
    assert not bob.heard("answer")[-1].mid_to_track_id
    bob.say("subscription", rtc.UpdateSubscription(track_sids=[sid], subscribe=True))
    assert bob.participant.subscriptions.get(sid) is None
    change(call, "bob", can_subscribe=True)
    call.advance(0.2)
    bob.answer_requirements()
    assert sid in bob.heard("answer")[-1].mid_to_track_id.values()


def test_what_is_so_already_is_told_to_nobody() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    alice.forget()
    bob.forget()
    now = alice.participant.profile
    call.room.change_participant(
        "alice", name=now.name, metadata=None, attributes={"hand": ""}, permissions=now.permissions
    )
    assert not alice.kinds() and not bob.kinds()


def test_losing_one_source_takes_down_its_tracks_alone_and_refuses_new_ones() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    voice = alice.publish()
    picture = alice.publish("video", "cam", models.CAMERA)
    sources = frozenset({models.MICROPHONE, models.SCREEN_SHARE})
    call.room.change_participant(
        "alice", name=None, metadata=None, attributes=None, permissions=Permissions(sources=sources)
    )
    call.settle()
    assert [update.track_sid for update in alice.heard("track_unpublished")] == [picture]
    assert [track.sid for track in bob.heard("update")[-1].participants[0].tracks] == [voice]
    assert add(alice, cid="again", source=models.CAMERA, type=models.VIDEO).reason == rtc.RequestResponse.NOT_ALLOWED
    for number, source in enumerate((models.UNKNOWN, models.MICROPHONE, models.SCREEN_SHARE_AUDIO)):
        disguised = add(alice, cid=f"disguised-{number}", source=source, type=models.VIDEO)
        assert disguised.reason == rtc.RequestResponse.NOT_ALLOWED


def test_a_hidden_participant_is_in_nobodys_list() -> None:
    call = Call()
    alice = call.join("alice")
    ghost = call.join("ghost", permissions=Permissions(hidden=True))
    bob = call.join("bob")
    ghost.say("leave", rtc.LeaveRequest())
    told = {p.identity for client in (alice, bob) for u in client.heard("update") for p in u.participants}
    assert "ghost" not in told | {p.identity for p in bob.heard("join")[0].other_participants}
    assert call.room.state.info().num_participants == 2


def test_own_metadata_needs_the_grant_and_is_confirmed() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob", permissions=Permissions(can_update_metadata=True))
    request = rtc.UpdateParticipantMetadata(request_id=7, attributes={"a": "1"})
    alice.say("update_metadata", request)
    refusal = alice.heard("request_response")[-1]
    assert (refusal.request_id, refusal.reason) == (7, rtc.RequestResponse.NOT_ALLOWED)
    bob.say("update_metadata", request)
    assert bob.heard("request_response")[-1].reason == rtc.RequestResponse.OK
    assert dict(alice.heard("update")[-1].participants[0].attributes) == {"a": "1"}
    bob.say("update_metadata", rtc.UpdateParticipantMetadata(request_id=8, attributes={"a": ""}, metadata="m"))
    info = alice.heard("update")[-1].participants[0]
    assert not info.attributes and info.metadata == "m"


def test_metadata_over_the_limit_is_refused_on_every_path() -> None:
    call = Call()
    alice = call.join("alice", permissions=Permissions(can_update_metadata=True))
    large = "x" * 65_537
    alice.say("update_metadata", rtc.UpdateParticipantMetadata(request_id=1, metadata=large))
    assert alice.heard("request_response")[-1].reason == rtc.RequestResponse.LIMIT_EXCEEDED
    with pytest.raises(LimitExceeded):
        call.room.change_participant("alice", name=None, metadata=None, attributes={"a": large}, permissions=None)
    with pytest.raises(LimitExceeded):
        call.room.set_metadata(large)
    with pytest.raises(JoinRefused) as refused:
        call.join("bob", metadata=large, permissions=Permissions(can_update_metadata=True))
    assert refused.value.status == 400
    with pytest.raises(JoinRefused):
        call.join("bob", name="x" * 257)
    assert alice.participant.profile.metadata == ""


def test_metadata_in_the_join_request_needs_the_grant() -> None:
    with pytest.raises(JoinRefused) as refused:
        Call().join("alice", attributes={"role": "host"})
    assert refused.value.status == 401


def test_a_full_room_refuses_others_but_not_those_who_return() -> None:
    call = Call(max_participants=2)
    call.join("alice")
    call.join("bob")
    with pytest.raises(JoinRefused) as refused:
        call.join("carol")
    assert refused.value.status == 403 and "full" in str(refused.value)
    call.join("alice")
    assert len(call.room.participants()) == 2


def test_a_publisher_chooses_who_may_subscribe() -> None:
    call = Call()
    alice, bob, carol = (call.join(name) for name in ("alice", "bob", "carol"))
    sid = alice.publish()
    entry = rtc.TrackPermission(participant_identity="bob", all_tracks=True)
    alice.say("subscription_permission", rtc.SubscriptionPermission(track_permissions=[entry]))
    assert bob.participant.subscriptions.get(sid) is not None
    assert carol.participant.subscriptions.get(sid) is None
    assert not carol.heard("subscription_permission_update")[-1].allowed
    alice.say("subscription_permission", rtc.SubscriptionPermission(all_participants=True))
    assert carol.participant.subscriptions.get(sid) is not None


def test_simulated_failures_are_refused_outside_development() -> None:
    scenario = rtc.SimulateScenario(leave_request_full_reconnect=True)
    alice = Call().join("alice")
    alice.say("simulate", scenario)
    assert not alice.heard("leave")
    bob = Call(allow_simulation=True).join("bob")
    bob.say("simulate", scenario)
    assert bob.heard("leave")[-1].action == rtc.LeaveRequest.RECONNECT
