"""One connection's protocol without a socket: pings, unknown and broken messages, floods."""

from hypothesis import given, settings
from hypothesis import strategies as st
from livekit.protocol import rtc

from rapat.engine.embedded.signalling.codec import MAX_MESSAGE_BYTES
from rapat.engine.embedded.signalling.handlers import TABLE
from rapat.engine.embedded.signalling.rates import DEFAULT_RATE, RATES
from rapat.engine.embedded.signalling.session import CLOSE_POLICY, CLOSE_UNSUPPORTED, NOTHING, Session, Step
from tests.fakes.time import FakeClock


def session(clock: FakeClock | None = None) -> Session:
    return Session(now=(clock or FakeClock()).monotonic, now_ms=lambda: 1234)


def replies(step: Step) -> list[rtc.SignalResponse]:
    return [rtc.SignalResponse.FromString(frame) for frame in step.replies]


def test_both_kinds_of_ping_are_answered() -> None:
    old = session().received(rtc.SignalRequest(ping=99).SerializeToString())
    assert replies(old)[0].pong == 1234
    new = session().received(rtc.SignalRequest(ping_req=rtc.Ping(timestamp=99)).SerializeToString())
    assert replies(new)[0].pong_resp == rtc.Pong(last_ping_timestamp=99, timestamp=1234)


def test_every_kind_of_request_has_a_handler_or_is_a_ping() -> None:
    kinds = {field.name for field in rtc.SignalRequest.DESCRIPTOR.oneofs_by_name["message"].fields}
    assert kinds - TABLE.keys() == {"ping", "ping_req"}


def test_an_unknown_kind_asks_for_nothing() -> None:
    assert session().received(b"").handler is None
    unknown_field_99 = bytes([0x98, 0x06, 0x01])
    assert session().received(unknown_field_99).end_code is None


def test_what_cannot_be_read_ends_the_session_with_a_leave() -> None:
    for data in (b"\xff\xff\xff", b"\0" * (MAX_MESSAGE_BYTES + 1)):
        step = session().received(data)
        assert step.end_code == CLOSE_POLICY and replies(step)[0].WhichOneof("message") == "leave"
    assert session().received_text().end_code == CLOSE_UNSUPPORTED


def test_twenty_thousand_candidates_are_ignored_without_ending_anything() -> None:
    connection = session()
    candidate = rtc.SignalRequest(trickle=rtc.TrickleRequest(candidateInit="{}")).SerializeToString()
    steps = [connection.received(candidate) for _ in range(20_000)]
    assert all(step.end_code is None and step.wait_seconds == 0 for step in steps)
    assert steps[-1] == NOTHING


def test_a_flood_of_what_carries_state_is_slowed_then_ends_the_session() -> None:
    connection = session()
    mute = rtc.SignalRequest(mute=rtc.MuteTrackRequest(sid="TR_1", muted=True)).SerializeToString()
    steps = [connection.received(mute) for _ in range(1_000)]
    waits = [step.wait_seconds for step in steps]
    burst = int(RATES["mute"].burst)
    assert not any(waits[:burst]) and waits[burst] > 0
    assert steps[-1].end_code == CLOSE_POLICY


def test_who_waits_as_told_is_never_sent_away() -> None:
    clock = FakeClock()
    connection = session(clock)
    leave = rtc.SignalRequest(update_layers=rtc.UpdateVideoLayers()).SerializeToString()
    for _ in range(500):
        step = connection.received(leave)
        assert step.end_code is None and step.wait_seconds <= 1 / DEFAULT_RATE.per_second + 1e-6
        clock.advance(step.wait_seconds)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=100), max_size=20))
def test_no_bytes_raise(messages: list[bytes]) -> None:
    connection = session()
    for message in messages:
        connection.received(message)
