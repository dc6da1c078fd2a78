"""The endpoints as clients meet them: statuses and texts before the upgrade, frames after it."""

import base64
import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from livekit.protocol import models, rtc
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from rapat.engine.embedded.signalling.admission import DUAL_MODE_REFUSED, ROOM_NOT_FOUND
from rapat.ports import NotAdmitted, TokenGrant
from tests.engine.embedded.served import Served, join_request, receive, receive_until


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(max_participants=2).running() as running:
        yield running


def statuses(served: Served, path: str, **request: Any) -> list[tuple[int, str]]:
    """Status and text of the validation and of the upgrade itself."""
    slash, _, query = path.partition("?")
    answer = served.http.get(f"{slash}/validate?{query}", **request)
    assert answer.headers["access-control-allow-origin"] == "*"
    found = [(answer.status_code, answer.text)]
    try:
        with served.http.websocket_connect(path, **request):
            found.append((101, ""))
    except WebSocketDenialResponse as denial:
        found.append((denial.status_code, denial.text))
    return found


def bomb() -> str:
    body = gzip.compress(b"\0" * (8 << 20))
    wrapped = rtc.WrappedJoinRequest(compression=rtc.WrappedJoinRequest.GZIP, join_request=body)
    return base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()


def test_a_good_join_is_valid(served: Served) -> None:
    answer = served.http.get(served.url("/rtc/v1/validate"))
    assert (answer.status_code, answer.text) == (200, "success")
    assert not served.call(served.engine.list_rooms), "validating makes no room"


@pytest.mark.parametrize(
    ("make", "status", "text"),
    [
        (lambda s: "/rtc/v1?join_request=x", 401, "no access token"),
        (lambda s: s.url(token="junk"), 401, "not valid"),
        (lambda s: s.url(token=s.token(ttl=timedelta(hours=-1))), 401, "expired"),
        (lambda s: s.url(token=s.token(identity="")), 400, "no identity"),
        (lambda s: s.url(token=s.token(identity="x" * 257)), 400, "longer than 256"),
        (lambda s: s.url(token=s.token(room="")), 400, "no room"),
        (lambda s: f"/rtc/v1?access_token={s.token()}", 400, "join_request is missing"),
        (lambda s: f"/rtc/v1?access_token={s.token()}&join_request=!!", 400, "not base64url"),
        (lambda s: f"/rtc/v1?access_token={s.token()}&join_request={bomb()}", 400, "inflates to more than"),
        (lambda s: s.url(publisher_offer=rtc.SessionDescription(sdp="junk")), 400, "offer cannot be used"),
        (lambda s: s.url(metadata="mine"), 401, "may not set its own metadata"),
        (lambda s: f"/rtc?access_token={s.token()}", 403, DUAL_MODE_REFUSED),
    ],
)
def test_refusals_have_the_same_status_and_text_on_both(served: Served, make: Any, status: int, text: str) -> None:
    for found_status, found_text in statuses(served, make(served)):
        assert found_status == status and text in found_text
    assert not served.call(served.engine.list_rooms), "a refused join leaves no room behind"
    assert not served.core.peers


def test_single_mode_is_decided_by_the_join_request_not_by_the_path(served: Served) -> None:
    assert statuses(served, served.url("/rtc")) == [(200, "success"), (101, "")]


def test_an_absent_room_is_404_word_for_word_even_for_dual_clients() -> None:
    with Served(auto_create_rooms=False).running() as served:
        for path in (served.url(), f"/rtc?access_token={served.token()}"):
            assert statuses(served, path) == [(404, ROOM_NOT_FOUND)] * 2


def test_a_full_room_is_403_with_a_text(served: Served) -> None:
    with served.connect(token=served.token("a")), served.connect(token=served.token("b")):
        for status, text in statuses(served, served.url(token=served.token("c"))):
            assert status == 403 and "full" in text


def test_a_header_token_counts_before_the_query(served: Served) -> None:
    path = f"/rtc/v1?join_request={join_request()}"
    assert statuses(served, path, headers={"Authorization": f"Bearer {served.token()}"})[0][0] == 200
    for header in ("Basic x", "Bearer", served.token()):
        assert statuses(served, served.url(), headers={"Authorization": header})[0][0] == 401


def test_a_token_with_too_much_metadata_is_refused(served: Served) -> None:
    header = {"Authorization": f"Bearer {served.token(metadata='x' * 70_000)}"}
    for status, text in statuses(served, f"/rtc/v1?join_request={join_request()}", headers=header):
        assert status == 400 and "metadata is larger" in text


def test_plain_requests_to_the_socket_are_404(served: Served) -> None:
    assert served.http.get("/rtc").status_code == served.http.get("/rtc/v1").status_code == 404


def test_join_answer_and_pings_over_the_socket(served: Served) -> None:
    with served.connect() as socket:
        assert receive(socket).WhichOneof("message") == "join"
        assert receive_until(socket, "answer").sdp
        socket.send_bytes(rtc.SignalRequest(ping_req=rtc.Ping(timestamp=5)).SerializeToString())
        assert receive_until(socket, "pong_resp").last_ping_timestamp == 5


def test_a_leave_closes_the_socket_and_tells_the_others(served: Served) -> None:
    with served.connect(token=served.token("bob")) as bob:
        with served.connect() as alice:
            receive_until(alice, "join")
            alice.send_bytes(rtc.SignalRequest(leave=rtc.LeaveRequest()).SerializeToString())
            with pytest.raises(WebSocketDisconnect):
                receive_until(alice, "nothing")
        while True:
            info = receive_until(bob, "update").participants[0]
            if info.identity == "alice" and info.state == models.ParticipantInfo.DISCONNECTED:
                break


@pytest.mark.parametrize(("message", "code"), [(b"\xff\xff", 1008), ("text", 1003)])
def test_what_is_not_a_signal_message_ends_its_own_session_with_a_leave(
    served: Served, message: bytes | str, code: int
) -> None:
    with served.connect(token=served.token("bob")) as bob, served.connect() as alice:
        if isinstance(message, str):
            alice.send_text(message)
        else:
            alice.send_bytes(message)
        assert receive_until(alice, "leave").action == rtc.LeaveRequest.DISCONNECT
        with pytest.raises(WebSocketDisconnect) as closed:
            receive(alice)
        assert closed.value.code == code
        bob.send_bytes(rtc.SignalRequest(ping=1).SerializeToString())
        assert receive_until(bob, "pong")


def test_a_connected_participant_resumes_on_a_new_socket(served: Served) -> None:
    with served.connect() as first:
        sid = receive_until(first, "join").participant.sid
        receive_until(first, "answer")
        [peer] = served.core.peers
        served.core.emit("connected", peer)
        while receive_until(first, "update").participants[0].state != models.ParticipantInfo.ACTIVE:
            continue
    with served.connect(reconnect=True, participant_sid=sid, publisher_offer=None) as second:
        kinds = [receive(second).WhichOneof("message") for _ in range(3)]
        assert kinds == ["reconnect", "update", "room_update"]
    assert list(served.core.peers) == [peer]


def test_there_is_nothing_to_resume_for_a_stranger(served: Served) -> None:
    with served.connect(reconnect=True, participant_sid="PA_foreign") as socket:
        leave = receive(socket).leave
        assert (leave.action, leave.reason) == (rtc.LeaveRequest.RECONNECT, models.STATE_MISMATCH)
    assert not served.call(served.engine.list_rooms)


def test_a_removed_participant_cannot_come_back_with_its_old_token(served: Served) -> None:
    token = served.token()
    with served.connect(token=token) as alice:
        receive_until(alice, "join")
        served.call(served.engine.remove_participant, "room", "alice")
        assert receive_until(alice, "leave").reason == models.PARTICIPANT_REMOVED
    assert statuses(served, served.url(token=token)) == [(403, "you were removed from this room")] * 2
    served.clock.shift = 2
    assert statuses(served, served.url())[0] == (200, "success")


def test_an_ended_room_does_not_come_back_with_an_old_token(served: Served) -> None:
    token = served.token()
    with served.connect(token=token) as alice:
        receive_until(alice, "join")
        served.call(served.engine.delete_room, "room")
        assert receive_until(alice, "leave").reason == models.ROOM_DELETED
    assert statuses(served, served.url(token=token))[0][0] == 403


def test_stopping_sends_everybody_a_leave_and_refuses_newcomers(served: Served) -> None:
    with served.connect() as alice:
        receive_until(alice, "join")
        served.call(served.engine.stop)
        assert receive_until(alice, "leave").reason == models.SERVER_SHUTDOWN
        assert not served.engine.ready and served.core.is_shut_down
        assert statuses(served, served.url())[0][0] == 503


def test_the_products_latest_word_counts_more_than_an_old_token(served: Served) -> None:
    async def standing(room: str, identity: str) -> TokenGrant | None:
        if identity != "alice":
            return None
        ttl = timedelta(minutes=10)
        sources = ("microphone",)
        return TokenGrant(room=room, identity=identity, name="Alice now", ttl=ttl, can_publish_sources=sources)

    served.engine.ask_standing(standing)
    camera = rtc.AddTrackRequest(cid="c", source=models.CAMERA, type=models.VIDEO)
    with served.connect(add_track_requests=[camera]) as alice:
        me = receive_until(alice, "join").participant
        assert (me.name, list(me.permission.can_publish_sources)) == ("Alice now", [models.MICROPHONE])
        assert receive_until(alice, "request_response").reason == rtc.RequestResponse.NOT_ALLOWED
    with served.connect(token=served.token(identity="robot"), add_track_requests=[camera]) as robot:
        assert receive_until(robot, "track_published").cid == "c"


def test_who_is_not_admitted_any_more_is_refused_before_any_room_hears_of_them(served: Served) -> None:
    async def standing(_room: str, _identity: str) -> TokenGrant | None:
        raise NotAdmitted

    served.engine.ask_standing(standing)
    assert statuses(served, served.url()) == [(403, "you are not admitted to this room")] * 2
    assert not served.call(served.engine.list_rooms)
