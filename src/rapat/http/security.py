"""What every answer and every request goes through: headers, size of bodies, requests of other sites."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rapat.http.errors import problem

BODY_MAX_BYTES = 64 * 1024
"""Largest request body: four times the longest chat message in the widest encoding."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # components set positions as style attributes; no style element is injected
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob: mediastream:",
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
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()",
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
    """Under ``/api``: refuses changing requests of other sites' pages, and bodies that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers):
            await problem(403, "cross_origin", "send this request from a page of this server")(scope, receive, send)
            return
        if _declared_length(headers) > BODY_MAX_BYTES:
            await problem(413, "body_too_large", f"at most {BODY_MAX_BYTES} bytes")(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)


def is_same_origin(headers: Headers) -> bool:
    """True when a page of this host asks, or no browser at all (neither header is present)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _declared_length(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else BODY_MAX_BYTES + 1


def _limited(receive: Receive) -> Receive:
    """A body without a declared length ends, as if the client had gone, when it exceeds the limit."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > BODY_MAX_BYTES:
                return {"type": "http.disconnect"}
        return message

    return limited
