"""The ``join_request`` query parameter: base64url of a ``WrappedJoinRequest``, often gzipped.

JavaScript always gzips, Rust when it helps; some pad the base64 and some do not. Inflation stops at a
limit, so that a small URL cannot become a large message.
"""

import base64
import binascii
import zlib

from google.protobuf.message import DecodeError
from livekit.protocol import rtc

MAX_INFLATED_BYTES = 1024 * 1024
"""As LiveKit's server: a real first offer is under 20 kB."""
MAX_ENCODED_LENGTH = 1536 * 1024
"""Characters of base64: a request of the size above that was not compressed."""
GZIP_WINDOW = 16 + zlib.MAX_WBITS
"""zlib's way of saying "gzip header and trailer"."""


class JoinRequestError(ValueError):
    """The parameter cannot be read; the text says at which step."""


def decode_join_request(parameter: str) -> rtc.JoinRequest:
    """The request inside the parameter; raises ``JoinRequestError``."""
    wrapped = _parse_wrapper(_decode_base64(parameter))
    if wrapped.compression == rtc.WrappedJoinRequest.NONE:
        body = wrapped.join_request
        if len(body) > MAX_INFLATED_BYTES:
            raise JoinRequestError(f"the join request is larger than {MAX_INFLATED_BYTES} bytes")
    elif wrapped.compression == rtc.WrappedJoinRequest.GZIP:
        body = inflate(wrapped.join_request)
    else:
        raise JoinRequestError("the join request is compressed in an unknown way")
    try:
        return rtc.JoinRequest.FromString(body)
    except DecodeError as error:
        raise JoinRequestError("the join request is not a JoinRequest message") from error


def inflate(data: bytes) -> bytes:
    """Gunzip at most ``MAX_INFLATED_BYTES``; raises ``JoinRequestError`` beyond, or when it is broken."""
    stream = zlib.decompressobj(GZIP_WINDOW)
    try:
        body = stream.decompress(data, MAX_INFLATED_BYTES + 1)
    except zlib.error as error:
        raise JoinRequestError("the join request is not gzip") from error
    if len(body) > MAX_INFLATED_BYTES:
        raise JoinRequestError(f"the join request inflates to more than {MAX_INFLATED_BYTES} bytes")
    if not stream.eof:
        raise JoinRequestError("the join request's gzip is cut short")
    return body


def _decode_base64(parameter: str) -> bytes:
    if len(parameter) > MAX_ENCODED_LENGTH:
        raise JoinRequestError(f"join_request is longer than {MAX_ENCODED_LENGTH} characters")
    unpadded = parameter.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise JoinRequestError("join_request is not base64url") from error


def _parse_wrapper(data: bytes) -> rtc.WrappedJoinRequest:
    try:
        return rtc.WrappedJoinRequest.FromString(data)
    except DecodeError as error:
        raise JoinRequestError("join_request is not a WrappedJoinRequest message") from error
