"""What operators and monitors ask: health, readiness, metrics, version."""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from rapat.http import schemas
from rapat.http.context import Context
from rapat.http.errors import problem
from rapat.http.media_types import gives

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def router(ready: Callable[[], Awaitable[list[str]]], metrics: Callable[[], bytes], metrics_token: str) -> APIRouter:
    """The routes.

    Args:
        ready: what is not ready yet, in words; empty = everything is.
        metrics: the Prometheus text.
        metrics_token: lets other machines scrape; empty = loopback alone.
    """
    routes = APIRouter(tags=["system"])

    @routes.get("/healthz", response_class=PlainTextResponse)
    async def healthz() -> str:
        """The process answers."""
        return "ok"

    @routes.get(
        "/readyz",
        response_class=PlainTextResponse,
        responses=gives("text/plain", status=503, text="What is not ready."),
    )
    async def readyz() -> Response:
        """200 when media and storage are ready, else 503 and what is missing."""
        missing = await ready()
        return PlainTextResponse(
            "ready" if not missing else "not ready: " + ", ".join(missing), 503 if missing else 200
        )

    @routes.get("/metrics", response_class=PlainTextResponse)
    async def scrape(request: Request) -> Response:
        """Prometheus metrics, for loopback or with the token."""
        if not (_is_loopback(request) or _has_token(request, metrics_token)):
            return problem(403, "refused", "from loopback, or with the bearer token of the setting metrics_token")
        return Response(metrics(), media_type=CONTENT_TYPE)

    @routes.get("/api/about")
    async def about(context: Context) -> schemas.About:
        """Name, version, and whether letters can be sent."""
        return schemas.About(name="Rapat", version=context.version, dev=context.dev, mail=context.accounts.mail.ready)

    return routes


def _is_loopback(request: Request) -> bool:
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False  # a proxy on this machine asks for somebody else
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _has_token(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
