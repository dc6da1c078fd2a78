"""The module as Python sees it: real sockets, offers captured from real clients."""

from __future__ import annotations  # SectionPlan lives in the .pyi only

import hmac
import select
import socket
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import rapat_sfu

DATA = Path(__file__).parent / "data"
OFFERS = sorted(DATA.glob("*.sdp"))
DEADLINE_MS = 10_000
"""Bounds a failing test; a passing one never waits."""


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def engine() -> Iterator[rapat_sfu.Engine]:
    engine = rapat_sfu.Engine(port=free_port(), bind=["127.0.0.1"])
    yield engine
    engine.shutdown()


def offer_text(path: Path) -> str:
    return path.read_bytes().decode()


def receive_plans(offer: str) -> list[rapat_sfu.SectionPlan]:
    """One track for every section in which the client sends."""
    plans: list[rapat_sfu.SectionPlan] = []
    for number, section in enumerate(rapat_sfu.inspect_offer(offer)):
        if section["kind"] != "application" and section["direction"] in ("sendrecv", "sendonly"):
            plans.append({"mid": section["mid"], "receive": 100 + number})
    return plans


def attribute(sdp: str, name: str) -> str:
    lines = [line for line in sdp.splitlines() if line.startswith(f"a={name}:")]
    return lines[0].split(":", 1)[1]


def wait_readable(file: socket.socket) -> bool:
    poll = select.poll()
    poll.register(file.fileno(), select.POLLIN)
    return bool(poll.poll(DEADLINE_MS))


@pytest.mark.parametrize("path", OFFERS, ids=lambda path: path.stem)
def test_a_captured_offer_is_inspected_and_answered(path: Path, engine: rapat_sfu.Engine) -> None:
    offer = offer_text(path)
    sections = rapat_sfu.inspect_offer(offer)
    engine.add_peer(1, 7)
    answer = engine.answer(1, offer, receive_plans(offer))
    assert answer.startswith("v=0\r\n")
    answered = [line for line in answer.splitlines() if line.startswith("a=mid:")]
    assert answered == [f"a=mid:{section['mid']}" for section in sections]
    assert attribute(answer, "setup") == "passive"
    assert "a=ice-lite" in answer
    assert attribute(answer, "fingerprint").startswith("sha-256 ")
    assert "127.0.0.1" in attribute(answer, "candidate")


@pytest.mark.parametrize("path", OFFERS, ids=lambda path: path.stem)
def test_the_same_offer_keeps_our_credentials(path: Path, engine: rapat_sfu.Engine) -> None:
    offer = offer_text(path)
    plan = receive_plans(offer)
    engine.add_peer(1, 7)
    first, second = engine.answer(1, offer, plan), engine.answer(1, offer, plan)
    assert attribute(first, "ice-ufrag") == attribute(second, "ice-ufrag")
    assert attribute(first, "ice-pwd") == attribute(second, "ice-pwd")


def test_two_peers_never_share_a_ufrag(engine: rapat_sfu.Engine) -> None:
    offer = offer_text(OFFERS[0])
    for peer in (1, 2):
        engine.add_peer(peer, 7)
    first, second = (attribute(engine.answer(peer, offer, []), "ice-ufrag") for peer in (1, 2))
    assert first != second


@pytest.mark.parametrize("sdp", ["", "hello", "v=0\r\nm=audio", "v=0\r\n" * 300_000])
def test_a_bad_offer_is_an_sdp_error(sdp: str, engine: rapat_sfu.Engine) -> None:
    with pytest.raises(rapat_sfu.SdpError):
        rapat_sfu.inspect_offer(sdp)
    engine.add_peer(1, 7)
    with pytest.raises(rapat_sfu.SdpError):
        engine.answer(1, sdp, [])


def test_an_unknown_peer_is_a_key_error(engine: rapat_sfu.Engine) -> None:
    with pytest.raises(KeyError):
        engine.answer(9, offer_text(OFFERS[0]), [])


def test_a_removed_peer_is_unknown(engine: rapat_sfu.Engine) -> None:
    engine.add_peer(1, 7)
    engine.apply([("remove_peer", 1)])
    with pytest.raises(KeyError):
        engine.answer(1, offer_text(OFFERS[0]), [])


def test_commands_about_unknown_things_are_ignored(engine: rapat_sfu.Engine) -> None:
    engine.apply(
        [
            ("remove_peer", 1),
            ("set_down_track", 2, True, 0, 0, 0),
            ("set_track", 3, True),
            ("send_data", [4, 5], "reliable", b"x"),
            ("request_key_frame", 6),
        ]
    )
    assert engine.stats()["peers"] == 0


@pytest.mark.parametrize("channel", ["reliable", "lossy", "data_track"])
def test_a_payload_beyond_the_limit_is_refused(
    channel: Literal["reliable", "lossy", "data_track"], engine: rapat_sfu.Engine
) -> None:
    with pytest.raises(ValueError, match="64000"):
        engine.apply([("send_data", [1], channel, bytes(64_001))])


def test_a_malformed_command_applies_nothing(engine: rapat_sfu.Engine) -> None:
    engine.add_peer(1, 7)
    with pytest.raises(ValueError, match="unknown command"):
        engine.apply([("remove_peer", 1), ("no_such_thing", 1)])  # type: ignore[list-item]
    engine.answer(1, offer_text(OFFERS[0]), [])


def test_a_taken_port_is_named() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(rapat_sfu.EngineError, match=f"127.0.0.1:{port}"):
            rapat_sfu.Engine(port=port, bind=["127.0.0.1"])


def test_a_wildcard_needs_an_address_to_advertise() -> None:
    with pytest.raises(rapat_sfu.EngineError, match="advertise"):
        rapat_sfu.Engine(port=free_port(), bind=["0.0.0.0"])


def test_the_advertised_address_is_in_the_answer() -> None:
    engine = rapat_sfu.Engine(port=free_port(), bind=["127.0.0.1"], advertise=["203.0.113.5"])
    engine.add_peer(1, 7)
    answer = engine.answer(1, offer_text(OFFERS[0]), [])
    assert "203.0.113.5" in attribute(answer, "candidate")
    assert "127.0.0.1" not in attribute(answer, "candidate")
    engine.shutdown()


def test_a_shut_down_engine_says_so(engine: rapat_sfu.Engine) -> None:
    engine.shutdown()
    engine.shutdown()
    with pytest.raises(rapat_sfu.EngineError, match="shut down"):
        engine.add_peer(1, 7)
    assert engine.drain() == []


def stun_request(transaction: bytes, username: str, password: str) -> bytes:
    """A binding request (RFC 8489) as a full ICE agent sends it to nominate (RFC 8445 §7.1)."""
    name = username.encode()
    body = struct.pack("!HH", 0x0006, len(name)) + name + bytes(-len(name) % 4)
    body += struct.pack("!HHI", 0x0024, 4, 0x6E0001FF) + struct.pack("!HH", 0x0025, 0)
    body += struct.pack("!HH8s", 0x802A, 8, b"tiebreak")

    def header(extra: int) -> bytes:
        return struct.pack("!HHI12s", 0x0001, len(body) + extra, 0x2112A442, transaction)

    digest = hmac.new(password.encode(), header(24) + body, "sha1").digest()
    body += struct.pack("!HH", 0x0008, 20) + digest
    checksum = zlib.crc32(header(8) + body) ^ 0x5354554E
    return header(8) + body + struct.pack("!HHI", 0x8028, 4, checksum)


def test_stun_is_answered_only_with_the_right_password(engine: rapat_sfu.Engine) -> None:
    offer = offer_text(OFFERS[0])
    engine.add_peer(1, 7)
    answer = engine.answer(1, offer, receive_plans(offer))
    server = ("127.0.0.1", int(attribute(answer, "candidate").split()[5]))
    username = f"{attribute(answer, 'ice-ufrag')}:{attribute(offer, 'ice-ufrag')}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(stun_request(b"wrong-wrong!", username, "x" * 24), server)
        client.sendto(stun_request(b"right-right!", username, attribute(answer, "ice-pwd")), server)
        assert wait_readable(client)
        response = client.recv(2048)
    kind, _, _, transaction = struct.unpack("!HHI12s", response[:20])
    assert (kind, transaction) == (0x0101, b"right-right!")
    engine.shutdown()
    assert engine.stats()["packets_in"] == 2
