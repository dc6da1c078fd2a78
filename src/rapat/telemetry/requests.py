"""Counts and times HTTP requests by route, never by path: a path holds the id that opens a meeting."""

import time
from collections import Counter
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are counted by name; a client may invent any number of others."""
log = structlog.get_logger("rapat.http")


class RequestCounts:
    """How many requests ended how."""

    def __init__(self) -> None:
        self._ended: Counter[str] = Counter()

    def ended(self, status: int) -> None:
        """Count one answer by the class of its status."""
        self._ended[f"answers_{status // 100}xx"] += 1

    def figures(self) -> Mapping[str, float]:
        """``answers_2xx`` and so on."""
        return {f"answers_{kind}xx": self._ended[f"answers_{kind}xx"] for kind in range(1, 6)}


class RequestLog:
    """Writes one line for each HTTP request: method, route, status, milliseconds. Failures of ours are warnings."""

    def __init__(self, app: ASGIApp, counts: RequestCounts) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._counts.ended(status)
            write = log.warning if status >= 500 else log.debug
            write(
                "request",
                method=scope["method"] if scope["method"] in METHODS else "other",
                route=getattr(scope.get("route"), "path", "other"),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
