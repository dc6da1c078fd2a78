"""What the media core reports: speakers, line quality, ended transports; and what it is told in return."""

from typing import Any

import pytest
from livekit.protocol import models, rtc

from tests.engine.embedded.rooms.call import Call, Client


def two() -> tuple[Call, Client, Client, int]:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    alice.publish()
    call.advance(0.2)
    bob.answer_requirements()
    return call, alice, bob, alice.participant.publications.announced()[0].number


def test_speakers_are_told_in_eighths_and_only_when_they_change() -> None:
    call, alice, bob, number = two()
    for level in (0.26, 0.30, 0.374, 0.0):
        call.media("audio_levels", [(number, level)])
    for listener in (alice, bob):
        told = [(s.sid, s.level, s.active) for u in listener.heard("speakers_changed") for s in u.speakers]
        assert told == [(alice.sid, 0.375, True), (alice.sid, 0.0, False)]


def test_who_is_not_subscribed_does_not_hear_of_the_speaker() -> None:
    call, alice, bob, number = two()
    carol = call.join("carol", auto_subscribe=False)
    call.media("audio_levels", [(number, 0.5)])
    assert bob.heard("speakers_changed") and not carol.heard("speakers_changed")


def test_levels_of_unknown_tracks_are_nothing() -> None:
    call, _, bob, _ = two()
    call.media("audio_levels", [(99_999, 0.5)])
    assert not bob.heard("speakers_changed")


def test_quality_is_told_every_five_seconds_when_it_changed() -> None:
    call, alice, bob, number = two()
    call.advance(6)
    first = {u.participant_sid: u.quality for m in bob.heard("connection_quality") for u in m.updates}
    assert first == {alice.sid: models.EXCELLENT, bob.sid: models.EXCELLENT}
    bob.forget()
    call.advance(10)
    assert not bob.heard("connection_quality")
    call.media("reports", [(number, 100, 20, 5.0, 1000)], [])
    call.advance(5)
    assert [(u.participant_sid, u.quality) for m in bob.heard("connection_quality") for u in m.updates] == [
        (alice.sid, models.POOR)
    ]


def test_a_broken_line_is_lost_to_others_and_never_to_oneself() -> None:
    call, alice, bob, _ = two()
    call.advance(6)
    alice.forget()
    bob.forget()
    call.media("disconnected", alice.peer)
    call.advance(6)
    assert bob.heard("connection_quality")[-1].updates[0].quality == models.LOST
    assert not alice.heard("connection_quality")


@pytest.mark.parametrize("cause", ["ice_timeout", "dtls_failed", "by_client", "fault"])
def test_an_ended_transport_makes_the_client_join_anew_and_the_others_forget_it(cause: str) -> None:
    call, alice, bob, _ = two()
    call.media("closed", alice.peer, cause)
    assert alice.heard("leave")[-1].action == rtc.LeaveRequest.RECONNECT
    assert bob.heard("update")[-1].participants[0].state == models.ParticipantInfo.DISCONNECTED
    assert not list(call.room.state.tracks)
    call.advance(0.2)
    assert bob.heard("media_sections_requirement")


def test_abuse_of_the_transport_is_final() -> None:
    call, alice, _, _ = two()
    call.media("closed", alice.peer, "abuse")
    assert alice.heard("leave")[-1].action == rtc.LeaveRequest.DISCONNECT


def test_events_of_those_who_left_are_nothing() -> None:
    call, alice, _, _ = two()
    peer = alice.peer
    alice.say("leave", rtc.LeaveRequest())
    for event in (("connected", peer), ("closed", peer, "fault"), ("data", peer, "lossy", b""), ("unheard_of", peer)):
        call.media(*event)


def test_somebody_whose_media_never_comes_up_is_let_go() -> None:
    call = Call()
    alice = call.join("alice", connect=False)
    call.advance(61, step=1)
    assert alice.heard("leave")[-1].reason == models.CONNECTION_TIMEOUT


def test_sizes_and_pauses_reach_the_core_once() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob", adaptive_stream=True)
    layers = [models.VideoLayer(quality=q, width=320 * 2**q, height=180 * 2**q) for q in range(3)]
    sid = alice.publish("video", source=models.CAMERA, layers=layers)
    call.advance(0.2)
    bob.answer_requirements()
    assert call.core.take("set_down_track")[-1][1:] == (False, 0, 0, 50), "lowest until the client tells its sizes"
    assert call.core.take("request_key_frame")
    call.core.clear()
    big = rtc.UpdateTrackSettings(track_sids=[sid, sid, "TR_x"], width=1280, height=720)
    bob.say("track_setting", big)
    bob.say("track_setting", big)
    bob.say("track_setting", rtc.UpdateTrackSettings(track_sids=[sid], disabled=True))
    assert [command[1:3] for command in call.core.take("set_down_track")] == [(False, 2), (True, 0)]


def test_frame_rate_and_priority_reach_the_core_and_screens_come_before_faces() -> None:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    face = alice.publish("video", source=models.CAMERA)
    screen = alice.publish("video", source=models.SCREEN_SHARE)
    call.advance(0.2)
    bob.answer_requirements()
    faces, screens = (call.core.take("set_down_track")[at][4] for at in (0, 1))
    assert faces < screens
    call.core.clear()
    wishes: list[dict[str, Any]] = [{"fps": 15}, {"fps": 9_000}, {"priority": 1}, {"priority": 2}, {"priority": 9_999}]
    for wish in wishes:
        bob.say("track_setting", rtc.UpdateTrackSettings(track_sids=[face], quality=models.HIGH, **wish))
    bob.say("track_setting", rtc.UpdateTrackSettings(track_sids=[screen], quality=models.OFF))
    told = [command[1:] for command in call.core.take("set_down_track")]
    assert [wish[2] for wish in told] == [15, 255, 0, 0, 0, 0]
    first, second, last = (wish[3] for wish in told[2:5])
    assert 255 >= first > second > last > screens, "what the client ranks itself comes first"
    assert told[-1][0], "OFF is a pause"


def test_a_subscriber_hears_when_its_bandwidth_pauses_a_track_and_when_it_goes_on() -> None:
    call, alice, bob, _ = two()
    down = next(iter(bob.participant.subscriptions)).down
    for paused in (True, False):
        call.media("down_track_paused", down, paused)
    told = [info for update in bob.heard("stream_state_update") for info in update.stream_states]
    assert [(info.participant_sid, info.state) for info in told] == [(alice.sid, rtc.PAUSED), (alice.sid, rtc.ACTIVE)]
    assert not alice.heard("stream_state_update")
    bob.say("leave", rtc.LeaveRequest())
    call.media("down_track_paused", down, True)


def test_a_peer_that_just_closed_costs_only_its_own_answer() -> None:
    call, alice, bob, _ = two()
    call.core.closed_early.add(bob.peer)
    answers = len(bob.heard("answer"))
    bob.say("offer", rtc.SessionDescription(type="offer", sdp=bob.offer_sdp(), id=9))
    assert len(bob.heard("answer")) == answers and not alice.participant.gone
    call.media("closed", bob.peer, "ice_timeout")
    assert alice.heard("update")[-1].participants[0].identity == "bob"


def test_an_offer_that_cannot_be_used_ends_its_own_session_alone() -> None:
    call, alice, bob, _ = two()
    bob.say("offer", rtc.SessionDescription(type="offer", sdp="nonsense", id=9))
    assert bob.heard("leave")[-1].reason == models.JOIN_FAILURE
    assert not alice.participant.gone


def test_an_answer_out_of_turn_is_nothing() -> None:
    call, alice, _, _ = two()
    alice.forget()
    alice.say("answer", rtc.SessionDescription(type="answer", sdp="v=0"))
    assert not alice.sink.frames and not alice.participant.gone
