"""The ``join_request`` parameter: every form that clients send, and bombs."""

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from livekit.protocol import rtc

from rapat.engine.embedded.signalling.join_request import MAX_INFLATED_BYTES, JoinRequestError, decode_join_request

REQUEST = rtc.JoinRequest(metadata="m" * 1000, participant_sid="PA_x")


def wrap(body: bytes, compression: int = rtc.WrappedJoinRequest.NONE) -> bytes:
    kind = rtc.WrappedJoinRequest.Compression.Name(compression)
    return rtc.WrappedJoinRequest(compression=kind, join_request=body).SerializeToString()


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("zipped", [True, False])
def test_padded_or_not_zipped_or_not_it_is_read(padded: bool, zipped: bool) -> None:
    body = REQUEST.SerializeToString()
    wrapped = wrap(gzip.compress(body), rtc.WrappedJoinRequest.GZIP) if zipped else wrap(body)
    text = base64.urlsafe_b64encode(wrapped).decode()
    assert decode_join_request(text if padded else text.rstrip("=")) == REQUEST


@pytest.mark.parametrize("size", [MAX_INFLATED_BYTES + 1, 64 * 1024 * 1024])
def test_a_gzip_bomb_stops_at_the_limit(size: int) -> None:
    bomb = wrap(gzip.compress(b"\0" * size), rtc.WrappedJoinRequest.GZIP)
    with pytest.raises(JoinRequestError, match="inflates to more than"):
        decode_join_request(base64.urlsafe_b64encode(bomb).decode())


@pytest.mark.parametrize(
    "parameter",
    [
        "!!!",
        "a",
        base64.urlsafe_b64encode(b"\xff\xff\xff").decode(),
        base64.urlsafe_b64encode(wrap(b"not gzip", rtc.WrappedJoinRequest.GZIP)).decode(),
        base64.urlsafe_b64encode(wrap(gzip.compress(b"x" * 999, mtime=0)[:-9], rtc.WrappedJoinRequest.GZIP)).decode(),
        base64.urlsafe_b64encode(wrap(b"\xff\xff\xff")).decode(),
        "A" * (2 * 1024 * 1024),
    ],
)
def test_what_cannot_be_read_is_refused(parameter: str) -> None:
    with pytest.raises(JoinRequestError):
        decode_join_request(parameter)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise_than_by_refusal(data: bytes) -> None:
    for text in (base64.urlsafe_b64encode(data).decode(), data.decode("latin-1")):
        try:
            decode_join_request(text)
        except JoinRequestError:
            continue
