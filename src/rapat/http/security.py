"""What every answer and every request goes through: headers, size of bodies, rates, requests of other sites."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rapat.domain.errors import CrossOrigin, TooManyRequests
from rapat.http.bearer import bearer
from rapat.http.body import replay, whole_body
from rapat.http.context import HttpContext, caller_key
from rapat.http.errors import problem, refusal

BODY_MAX_BYTES = 64 * 1024
"""Largest request body: four times the longest chat message in the widest encoding."""
STREAMED = re.compile(r"/api/meetings/[^/]+/files")
"""Paths whose bodies are read as they come, by a service that counts the bytes itself."""
BODY_LIMITS = {"/api/people/import": 2 * 1024 * 1024}
"""Path → most bytes where more is sent: a table of 10,000 people, with its quotes escaped."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",  # positions are set through the CSSOM, which no policy forbids
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""Content-Security-Policy: our own files and nothing else. ``connect-src 'self'`` covers wss of the same host."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()",
}


class SecurityHeaders:
    """Adds ``HEADERS`` to every HTTP answer that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class ApiGuard:
    """Under ``/api``: refuses floods, changing requests of other sites' pages, and bodies that are too large.

    Whoever shows a key is no page of another site: no page sends one unless it has it, and then no cookie counts.
    """

    def __init__(self, app: ASGIApp, context: HttpContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._context.asking.take(caller_key(scope), self._context.monotonic())
            changes = scope["method"] not in SAFE_METHODS
            if changes and bearer(headers) is None and not is_same_origin(headers, scope["scheme"]):
                raise CrossOrigin("send this request from a page of this server")
        except (CrossOrigin, TooManyRequests) as error:
            await refusal(error)(scope, receive, send)
            return
        if STREAMED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        limit = BODY_LIMITS.get(scope["path"], BODY_MAX_BYTES)
        body = await _read(headers, receive, limit)
        if body is None:
            await problem(413, "body_too_large", f"at most {limit} bytes")(scope, receive, send)
            return
        await self._app(scope, replay(body, receive), send)


def is_same_origin(headers: Headers, scheme: str) -> bool:
    """True when a page of this very origin asks.

    Browsers say so in ``Sec-Fetch-Site``, older ones in ``Origin`` alone; where both are, both must agree, and
    where neither is, nobody vouches for the request.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return False
    if site is not None and site != "same-origin":
        return False
    return origin is None or _is_ours(origin, headers.get("host", ""), scheme)


def _is_ours(origin: str, host: str, scheme: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (scheme, host)


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The whole body; None = too large."""
    if _declared_length(headers) > limit:
        return None
    try:
        return await whole_body(receive, limit)
    except OverflowError:
        return None


LENGTH_UNKNOWN = 2**63
"""What a header that is no number counts as: more than any limit."""


def _declared_length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else LENGTH_UNKNOWN
