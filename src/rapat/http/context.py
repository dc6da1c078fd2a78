"""What the routes are given: services and the session of the caller. Put together by ``rapat.app``."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request, Response
from starlette.types import Scope

from rapat.domain.errors import NotInMeeting
from rapat.domain.ids import VisitorId
from rapat.services.floor import FloorService
from rapat.services.hands import HandService
from rapat.services.limits import RateLimiter
from rapat.services.meetings import MeetingService
from rapat.services.messaging import MessagingService
from rapat.services.moderation import ModerationService
from rapat.services.rules import RulesService

COOKIE_SECONDS = 400 * 24 * 3600
"""Browsers keep a cookie no longer than 400 days, whatever is asked."""


class SessionSource(Protocol):
    """Browser sessions (``rapat.identity.sessions``)."""

    async def find(self, secret: str | None) -> VisitorId | None: ...
    async def start(self) -> tuple[VisitorId, str]: ...


@dataclass(frozen=True, slots=True)
class HttpContext:
    """Everything a route may use."""

    meetings: MeetingService
    moderation: ModerationService
    messaging: MessagingService
    hands: HandService
    floor: FloorService
    rules: RulesService
    sessions: SessionSource
    creating: RateLimiter
    """Meetings and sessions per address."""
    asking: RateLimiter
    """Calls of the API per address."""
    acting: RateLimiter
    """Calls of the API per session."""
    monotonic: Callable[[], float]
    secure: bool
    """True over HTTPS."""
    version: str
    dev: bool

    @property
    def cookie(self) -> str:
        """``__Host-``: of this very host, over HTTPS alone, on every path."""
        return "__Host-rapat_session" if self.secure else "rapat_session"


def http_context(request: Request) -> HttpContext:
    """The context that ``rapat.app`` left on the application."""
    return cast(HttpContext, request.app.state.context)


Context = Annotated[HttpContext, Depends(http_context)]


async def _find(request: Request, context: Context) -> VisitorId | None:
    visitor = await context.sessions.find(request.cookies.get(context.cookie))
    if visitor is not None:
        context.acting.take(visitor, context.monotonic())
    return visitor


async def _need(visitor: Annotated[VisitorId | None, Depends(_find)]) -> VisitorId:
    if visitor is None:
        raise NotInMeeting("this browser has no session here; join first")
    return visitor


async def _find_or_start(
    request: Request, response: Response, context: Context, visitor: Annotated[VisitorId | None, Depends(_find)]
) -> VisitorId:
    if visitor is not None:
        return visitor
    context.creating.take(caller(request), context.monotonic())
    made, secret = await context.sessions.start()
    response.set_cookie(
        context.cookie, secret, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=context.secure, path="/"
    )
    return made


def caller(request: Request) -> str:
    """Whose rate a request counts against; see ``caller_key``."""
    return caller_key(request.scope)


def caller_key(scope: Scope) -> str:
    """The caller's address; of IPv6 the /64 network, as one machine may use all of it."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return str(host)
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


MaybeVisitor = Annotated[VisitorId | None, Depends(_find)]
"""The caller, or None without a session."""
KnownVisitor = Annotated[VisitorId, Depends(_need)]
"""The caller; without a session 403 ``not_in_meeting``."""
AnyVisitor = Annotated[VisitorId, Depends(_find_or_start)]
"""The caller; without a session one is started and its cookie set."""
