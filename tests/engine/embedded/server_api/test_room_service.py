"""RoomService over Twirp: JSON and protobuf, grants, errors."""

from collections.abc import Iterator
from typing import Any

import pytest
from livekit import api
from livekit.protocol import models, rtc
from livekit.protocol import room as proto

from tests.engine.embedded.served import SECRET, Served, receive_until

ADMIN = api.VideoGrants(room_create=True, room_list=True, room_admin=True, room="room")


@pytest.fixture
def served() -> Iterator[Served]:
    with Served().running() as running:
        yield running


def post(served: Served, method: str, body: dict[str, Any], grants: api.VideoGrants = ADMIN, slash: str = "/") -> Any:
    token = api.AccessToken("key", SECRET).with_identity("api").with_grants(grants).to_jwt()
    url = f"http://testserver{slash}twirp/livekit.RoomService/{method}"
    return served.http.post(url, json=body, headers={"Authorization": f"Bearer {token}"})


def test_a_room_is_made_changed_listed_and_deleted(served: Served) -> None:
    made = post(served, "CreateRoom", {"name": "room", "max_participants": 5, "metadata": "m"}).json()
    again = post(served, "CreateRoom", {"name": "room", "emptyTimeout": 60}).json()
    assert made["sid"] == again["sid"] and again["max_participants"] == 5 and again["empty_timeout"] == 60
    assert [room["name"] for room in post(served, "ListRooms", {}).json()["rooms"]] == ["room"]
    assert post(served, "ListRooms", {"names": ["other"]}).json() == {}
    assert post(served, "UpdateRoomMetadata", {"room": "room", "metadata": "n"}).json()["metadata"] == "n"
    assert post(served, "DeleteRoom", {"room": "room"}).status_code == 200
    assert post(served, "ListRooms", {}).json() == {}


def test_protobuf_and_a_doubled_slash_work_too(served: Served) -> None:
    token = api.AccessToken("key", SECRET).with_grants(ADMIN).to_jwt()
    answer = served.http.post(
        "http://testserver//twirp/livekit.RoomService/CreateRoom",
        content=proto.CreateRoomRequest(name="room").SerializeToString(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/protobuf"},
    )
    assert models.Room.FromString(answer.content).sid.startswith("RM_")
    assert answer.headers["content-type"].startswith("application/protobuf")


@pytest.mark.parametrize(
    ("method", "body", "grants", "status", "code"),
    [
        ("CreateRoom", {"name": "room"}, api.VideoGrants(room_list=True), 401, "unauthenticated"),
        ("ListRooms", {}, api.VideoGrants(room_create=True), 401, "unauthenticated"),
        ("ListParticipants", {"room": "other"}, ADMIN, 401, "unauthenticated"),
        ("ListParticipants", {"room": "room"}, ADMIN, 404, "not_found"),
        ("DeleteRoom", {"room": "room"}, ADMIN, 404, "not_found"),
        ("CreateRoom", {"name": "x" * 257}, ADMIN, 400, "invalid_argument"),
        ("CreateRoom", {"name": "room", "metadata": "x" * 70_000}, ADMIN, 400, "invalid_argument"),
        ("CreateRoom", {"name": 7}, ADMIN, 400, "malformed"),
        ("CreateRoom", {"name": "x" * 600_000}, ADMIN, 429, "resource_exhausted"),
        ("MakeCoffee", {}, ADMIN, 404, "bad_route"),
        ("SendData", {"room": "room", "data": "A" * 90_000}, ADMIN, 400, "invalid_argument"),
    ],
)
def test_errors_have_twirps_codes(
    served: Served, method: str, body: dict[str, Any], grants: api.VideoGrants, status: int, code: str
) -> None:
    answer = post(served, method, body, grants)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["msg"] and answer.json()["meta"] == {}


def test_a_call_without_a_good_token_is_unauthenticated(served: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer junk"}):
        answer = served.http.post("/twirp/livekit.RoomService/ListRooms", json={}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_participants_are_listed_changed_muted_and_removed(served: Served) -> None:
    with served.connect() as alice:
        receive_until(alice, "answer")
        add = rtc.AddTrackRequest(cid="c", type=models.AUDIO, source=models.MICROPHONE)
        alice.send_bytes(rtc.SignalRequest(add_track=add).SerializeToString())
        sid = receive_until(alice, "track_published").track.sid
        who = {"room": "room", "identity": "alice"}
        assert [p["identity"] for p in post(served, "ListParticipants", {"room": "room"}).json()["participants"]] == [
            "alice"
        ]
        assert post(served, "GetParticipant", who).json()["state"] == "JOINED"
        changed = post(served, "UpdateParticipant", {**who, "name": "Al", "permission": {"canSubscribe": True}}).json()
        assert changed["name"] == "Al" and "can_publish" not in changed["permission"]
        assert receive_until(alice, "track_unpublished").track_sid == sid
        post(served, "UpdateParticipant", {**who, "permission": {"canPublish": True, "canSubscribe": True}})
        alice.send_bytes(rtc.SignalRequest(add_track=add).SerializeToString())
        sid = receive_until(alice, "track_published").track.sid
        assert post(served, "MutePublishedTrack", {**who, "track_sid": sid, "muted": True}).json()["track"]["muted"]
        assert receive_until(alice, "mute").muted
        unmute = post(served, "MutePublishedTrack", {**who, "track_sid": sid, "muted": False})
        assert (unmute.status_code, unmute.json()["code"]) == (412, "failed_precondition")
        assert post(served, "MutePublishedTrack", {**who, "track_sid": "TR_x", "muted": True}).status_code == 404
        assert post(served, "UpdateSubscriptions", {**who, "track_sids": ["TR_x"]}).status_code == 200
        assert post(served, "RemoveParticipant", who).status_code == 200
        assert receive_until(alice, "leave").reason == models.PARTICIPANT_REMOVED
        assert post(served, "RemoveParticipant", who).json()["code"] == "not_found"
