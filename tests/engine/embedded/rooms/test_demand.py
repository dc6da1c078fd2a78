"""Dynacast: what publishers hear of what is wanted of their video."""

from typing import Any

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.demand import LOWER_AFTER_SECONDS
from tests.engine.embedded.rooms.call import Call, Client

LAYERS = [models.VideoLayer(quality=q, width=320 * 2**q, height=180 * 2**q) for q in range(3)]


def camera(layers: int = 3) -> tuple[Call, Client, Client, str]:
    call = Call()
    alice, bob = call.join("alice"), call.join("bob")
    sid = alice.publish("video", source=models.CAMERA, layers=LAYERS[:layers])
    call.advance(0.2)
    bob.answer_requirements()
    return call, alice, bob, sid


def wants(client: Client, sid: str, **wish: Any) -> None:
    client.say("track_setting", rtc.UpdateTrackSettings(track_sids=[sid], **wish))


def told(publisher: Client) -> list[list[int]]:
    """Enabled qualities of each update."""
    updates = publisher.heard("subscribed_quality_update")
    for update in updates:
        assert list(update.subscribed_codecs[0].qualities) == list(update.subscribed_qualities)
        assert update.subscribed_codecs[0].codec == "vp8"
    return [[q.quality for q in update.subscribed_qualities if q.enabled] for update in updates]


def test_less_is_told_after_a_while_and_more_at_once() -> None:
    call, alice, bob, sid = camera()
    assert told(alice) == [], "somebody wants it all, and all is what it sends"
    wants(bob, sid, quality=models.LOW)
    call.advance(LOWER_AFTER_SECONDS - 0.5)
    assert told(alice) == []
    call.advance(1)
    assert told(alice) == [[models.LOW]]
    wants(bob, sid, quality=models.MEDIUM)
    assert told(alice)[1:] == [[models.LOW, models.MEDIUM]]
    wants(bob, sid, disabled=True)
    call.advance(LOWER_AFTER_SECONDS + 0.5)
    assert told(alice)[2:] == [[]]


def test_a_wish_that_comes_back_in_time_is_never_told() -> None:
    call, alice, bob, sid = camera()
    for _ in range(5):
        wants(bob, sid, disabled=True)
        call.advance(LOWER_AFTER_SECONDS - 1)
        wants(bob, sid, quality=models.HIGH)
        call.advance(1.5)
    assert told(alice) == []


def test_the_best_wish_of_all_subscribers_counts() -> None:
    call, alice, bob, sid = camera()
    carol = call.join("carol")
    call.advance(0.2)
    carol.answer_requirements()
    wants(bob, sid, quality=models.LOW)
    wants(carol, sid, width=600, height=340)
    call.advance(LOWER_AFTER_SECONDS + 0.5)
    assert told(alice) == [[models.LOW, models.MEDIUM]]
    carol.say("leave", rtc.LeaveRequest())
    call.advance(LOWER_AFTER_SECONDS + 0.5)
    assert told(alice)[1:] == [[models.LOW]]
    wants(bob, sid, width=1280, height=720)
    assert told(alice)[2:] == [[models.LOW, models.MEDIUM, models.HIGH]]


def test_video_that_nobody_subscribes_to_is_wanted_by_nobody_until_somebody_does() -> None:
    call = Call()
    alice = call.join("alice")
    alice.publish("video", source=models.CAMERA, layers=LAYERS)
    alice.publish("audio")
    call.advance(LOWER_AFTER_SECONDS + 1)
    assert told(alice) == [[]]
    call.join("bob")
    assert told(alice)[1:] == [[models.LOW, models.MEDIUM, models.HIGH]], "before its sections are negotiated"


def test_the_best_of_two_layers_is_what_the_publisher_calls_it() -> None:
    call, alice, bob, sid = camera(layers=2)
    wants(bob, sid, width=640, height=360)
    call.advance(LOWER_AFTER_SECONDS + 0.5)
    assert told(alice) == [[models.LOW, models.MEDIUM]]


def test_a_resumed_publisher_is_told_again() -> None:
    call, alice, bob, sid = camera()
    wants(bob, sid, quality=models.LOW)
    call.advance(LOWER_AFTER_SECONDS + 0.5)
    alice.forget()
    call.room.demand.restart(alice.participant)
    assert told(alice) == [[models.LOW]]


def test_nothing_is_told_of_a_track_that_ended() -> None:
    call, alice, bob, sid = camera()
    wants(bob, sid, disabled=True)
    alice.say("leave", rtc.LeaveRequest())
    heard = len(alice.sink.frames)
    call.advance(LOWER_AFTER_SECONDS + 1)
    assert len(alice.sink.frames) == heard
