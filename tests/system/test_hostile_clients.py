"""Hostile clients against the running server, while two honest ones talk: refused clearly, the others unaffected."""

import base64
import gzip
import json
import random
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from livekit import api
from livekit.protocol import rtc
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.system.browsers import until
from tests.system.sdk_person import SdkPerson
from tests.system.server import Server

ROOM = "honest"
GROWTH_KIB = 96 * 1024
"""Memory that all attacks of this file together may leave behind; one unbounded queue would take far more."""

pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")


def token(identity: str, room: str = ROOM, secret: str = "secret") -> str:
    grants = api.VideoGrants(room_join=True, room=room)
    return api.AccessToken("devkey", secret).with_identity(identity).with_grants(grants).to_jwt()


def unsigned() -> str:
    parts = ({"alg": "none"}, {"iss": "devkey", "sub": "x", "exp": 9e9, "video": {"roomJoin": True, "room": ROOM}})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def join_request(body: bytes = b"", compression: int = 0) -> str:
    wrapped = rtc.WrappedJoinRequest(compression=compression, join_request=body)  # type: ignore[arg-type]
    return base64.urlsafe_b64encode(wrapped.SerializeToString()).decode()


def validate(server: Server, access_token: str, request: str) -> tuple[int, str]:
    query = urllib.parse.urlencode({"access_token": access_token, "join_request": request})
    status, body = server.get(f"/rtc/v1/validate?{query}")
    return status, body.decode()


def memory_kib(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


@pytest.fixture(scope="module")
def honest(dev_server: Server) -> Iterator[tuple[SdkPerson, SdkPerson]]:
    url = f"ws://127.0.0.1:{dev_server.port}"
    with SdkPerson(url, token("alice"), 1, "en") as alice, SdkPerson(url, token("bob"), 2, "ru") as bob:
        until(lambda: dict(bob.films), lambda films: 1 in films, "Bob sees Alice")
        yield alice, bob


@pytest.fixture(autouse=True)
def others_are_unaffected(dev_server: Server, honest: tuple[SdkPerson, SdkPerson]) -> Iterator[None]:
    before = memory_kib(dev_server)
    yield
    _, bob = honest
    seen = bob.films[1]
    until(lambda: bob.films[1], lambda frame: frame != seen, "Alice's picture goes on moving for Bob")
    assert dev_server.get("/readyz")[0] == 200
    assert memory_kib(dev_server) - before < GROWTH_KIB


@pytest.mark.parametrize(
    "bad",
    [unsigned(), "", "x.y.z", token("eve", secret="w" * 40), "A" * 100_000],
    ids=["alg none", "none", "no JWT", "foreign secret", "oversized"],
)
def test_a_bad_token_is_refused_with_a_reason(dev_server: Server, bad: str) -> None:
    try:
        status, text = validate(dev_server, bad, join_request())
    except OSError:
        return  # the HTTP server refused a line of that length: as good
    assert status in (400, 401, 414, 431), text
    assert text == "" or "eyJ" not in text


def test_a_gzip_bomb_is_refused_before_it_unfolds(dev_server: Server) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 9)[:60_000]
    status, text = validate(dev_server, token("eve", "other"), join_request(bomb, compression=1))
    assert status in (400, 431)
    assert text


def test_an_oversized_message_closes_its_own_connection_alone(dev_server: Server) -> None:
    query = urllib.parse.urlencode({"access_token": token("eve", "other"), "join_request": join_request()})
    with connect(f"ws://127.0.0.1:{dev_server.port}/rtc/v1?{query}", max_size=None) as connection:
        connection.recv(timeout=10)
        with pytest.raises(ConnectionClosed):
            connection.send(bytes(8 * 1024 * 1024))
            while True:
                connection.recv(timeout=20)


@pytest.mark.parametrize(
    "message",
    [
        rtc.SignalRequest(answer=rtc.SessionDescription(type="answer", sdp="v=0", id=1)),
        rtc.SignalRequest(offer=rtc.SessionDescription(type="offer", sdp="m=" * 200_000, id=1)),
        rtc.SignalRequest(trickle=rtc.TrickleRequest(candidateInit='{"candidate":"x"}')),
        rtc.SignalRequest(add_track=rtc.AddTrackRequest(cid="c" * 1000, name="n" * 100_000)),
        rtc.SignalRequest(subscription=rtc.UpdateSubscription(track_sids=["TR_x"] * 10_000, subscribe=True)),
        rtc.SignalRequest(update_metadata=rtc.UpdateParticipantMetadata(metadata="m" * 1_000_000)),
        rtc.SignalRequest(ping_req=rtc.Ping(timestamp=1)),
    ],
    ids=["unasked answer", "huge offer", "trickles", "long names", "many sids", "huge metadata", "pings"],
)
def test_a_flood_of_any_message_ends_or_slows_its_sender_alone(dev_server: Server, message: rtc.SignalRequest) -> None:
    query = urllib.parse.urlencode({"access_token": token("eve", "other"), "join_request": join_request()})
    frame = message.SerializeToString()
    deadline = time.monotonic() + 4
    with connect(f"ws://127.0.0.1:{dev_server.port}/rtc/v1?{query}", max_size=None, close_timeout=1) as connection:
        connection.recv(timeout=10)
        connection.socket.settimeout(2)
        try:
            for _ in range(2_000):
                connection.send(frame)
                if time.monotonic() > deadline:
                    break
        except (ConnectionClosed, TimeoutError, OSError):
            return


def test_junk_on_the_media_port_hurts_nobody(dev_server: Server) -> None:
    chance = random.Random(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
        for number in range(20_000):
            junk = bytearray(chance.randbytes(chance.randrange(1, 400)))
            junk[0] = (0, 1, 20, 22, 63, 128, 144, 191, 255)[number % 9]
            attacker.sendto(junk, ("127.0.0.1", dev_server.port))


def test_connections_that_say_nothing_are_let_go(dev_server: Server) -> None:
    idle = [socket.create_connection(("127.0.0.1", dev_server.port)) for _ in range(300)]
    assert dev_server.get("/healthz")[0] == 200
    for connection in idle:
        connection.close()
