"""``Idempotency-Key`` on calls that make something: the same request again gets the first one's answer.

The form of draft-ietf-httpapi-idempotency-key-header, with the key as plain text. Uploads of files are left out: they
have a ``client_id`` of their own, and their bodies are not held in memory.
"""

import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rapat.domain.errors import Invalid, KeyInvalid, RapatError
from rapat.http.bearer import bearer
from rapat.http.body import replay, whole_body
from rapat.http.context import HttpContext
from rapat.http.errors import refusal
from rapat.services.repeats import Answer, Request

HEADER = "idempotency-key"
AGAIN = {"Idempotent-Replayed": "true"}
"""Marks an answer that was given before."""


class Repeats:
    """Stands behind ``ApiGuard``, which has bounded the body."""

    def __init__(self, app: ASGIApp, context: HttpContext, creating: Sequence[str]) -> None:
        self._app = app
        self._context = context
        self._creating = re.compile("|".join(re.sub(r"\{[^}]+\}", "[^/]+", path) for path in creating))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._concerns(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = await self._caller(scope, headers)
            if caller is None:
                await self._app(scope, receive, send)  # which says what is wrong with the key
                return
            body = await whole_body(receive)
            what = b"\n".join((scope["method"].encode(), scope["path"].encode(), scope["query_string"], body))
            request = self._context.repeats.request(caller, headers[HEADER], what)
            known = await self._context.repeats.begin(request)
        except RapatError as error:
            await refusal(error)(scope, receive, send)
            return
        if known is not None:
            answer = Response(known.body, known.status, AGAIN, media_type=known.type or None)
            await answer(scope, receive, send)
            return
        await self._first(request, scope, replay(body, receive), send)

    def _concerns(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "POST":
            return False
        return HEADER in Headers(scope=scope) and self._creating.fullmatch(scope["path"]) is not None

    async def _caller(self, scope: Scope, headers: Headers) -> str | None:
        """The secret of a caller in force, as an answer is for nobody else; None = shows a key that is not.

        Raises:
            Invalid: neither session nor key, so that nobody could be given the answer again.
        """
        key = bearer(headers)
        if key is not None:
            try:
                await self._context.keys.open(key)
            except KeyInvalid:
                return None
            return key
        secret = HTTPConnection(scope).cookies.get(self._context.cookie)
        if secret is None or await self._context.sessions.find(secret) is None:
            raise Invalid("Idempotency-Key: for callers with a session or an API key")
        return secret

    async def _first(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Do it, keep the answer, and only then give it: who lost the line in between finds it."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        done = None
        try:
            await self._app(scope, receive, collect)
            done = _success(messages)
        finally:
            await self._context.repeats.end(request, done)
        for message in messages:
            await send(message)


def _success(messages: Sequence[Message]) -> Answer | None:
    """The answer that was collected, if it says that something was done."""
    start = next((message for message in messages if message["type"] == "http.response.start"), None)
    if start is None or not 200 <= start["status"] < 300:
        return None
    kind = Headers(raw=start["headers"]).get("content-type", "")
    body = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    return Answer(start["status"], kind, body.decode())
