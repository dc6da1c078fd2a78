"""Bodies of requests that are read before the application sees them."""

from starlette.types import Message, Receive


async def whole_body(receive: Receive, limit: float = float("inf")) -> bytes:
    """The whole body. A client that goes away while sending leaves what it had sent.

    Raises:
        OverflowError: more than ``limit`` bytes; the rest is not read.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            raise OverflowError
        if not message.get("more_body", False):
            return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """Give the application the body that was read, then whatever the server says next."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
