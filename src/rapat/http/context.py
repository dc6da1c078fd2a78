"""What the routes are given: services and the session of the caller. Put together by ``rapat.app``."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request, Response
from starlette.types import Scope

from rapat.domain.errors import NotInMeeting, NotSignedIn
from rapat.domain.ids import VisitorId
from rapat.domain.people import Caller, Person
from rapat.http.bearer import bearer
from rapat.http.scopes import demand_scope
from rapat.services.accounts import Accounts
from rapat.services.administration import AdministrationService
from rapat.services.backups import BackupService
from rapat.services.calendar.planning import Planning
from rapat.services.chat.chat import Chat
from rapat.services.departure import DepartureService
from rapat.services.door import Doorkeeper
from rapat.services.floor import FloorService
from rapat.services.hands import HandService
from rapat.services.limits import RateLimiter
from rapat.services.mail_settings import MailSettingsService
from rapat.services.meetings import MeetingService
from rapat.services.moderation import ModerationService
from rapat.services.program_keys import ProgramKeyService
from rapat.services.repeats import RepeatService
from rapat.services.reports import ReportService
from rapat.services.retention import RetentionService
from rapat.services.rules import RulesService
from rapat.services.site import SiteService
from rapat.services.templates import TemplateService
from rapat.services.waiting import WaitingRoom

COOKIE_SECONDS = 400 * 24 * 3600
"""Browsers keep a cookie no longer than 400 days, whatever is asked."""


class SessionSource(Protocol):
    """Browser sessions (``rapat.identity.sessions``)."""

    async def find(self, secret: str | None) -> Caller | None: ...
    async def start(self) -> tuple[Caller, str]: ...
    async def open(self, person: Person, device: str, before: Caller | None) -> tuple[Caller, str]: ...
    async def close(self, caller: Caller) -> None: ...


@dataclass(frozen=True, slots=True)
class HttpContext:
    """Everything a route may use."""

    meetings: MeetingService
    moderation: ModerationService
    chat: Chat
    hands: HandService
    floor: FloorService
    door: Doorkeeper
    waiting: WaitingRoom
    rules: RulesService
    reports: ReportService
    accounts: Accounts
    planning: Planning
    templates: TemplateService
    administration: AdministrationService
    site: SiteService
    mail: MailSettingsService
    retention: RetentionService
    departure: DepartureService
    backups: BackupService
    sessions: SessionSource
    keys: ProgramKeyService
    repeats: RepeatService
    creating: RateLimiter
    """Meetings and sessions per address."""
    asking: RateLimiter
    """Calls of the API per address."""
    acting: RateLimiter
    """Calls of the API per session or key."""
    monotonic: Callable[[], float]
    secure: bool
    """True over HTTPS."""
    version: str
    dev: bool

    @property
    def cookie(self) -> str:
        """``__Host-``: of this very host, over HTTPS alone, on every path."""
        return "__Host-rapat_session" if self.secure else "rapat_session"

    @property
    def device_cookie(self) -> str:
        """The cookie by which a browser is known at sign-in."""
        return "__Host-rapat_known" if self.secure else "rapat_known"


def http_context(request: Request) -> HttpContext:
    """The context that ``rapat.app`` left on the application."""
    return cast(HttpContext, request.app.state.context)


Context = Annotated[HttpContext, Depends(http_context)]


async def program(request: Request, context: Context) -> Caller | None:
    """In whose name a program asks, when the request shows a key that opens this route; None = it shows none.

    A dependency of the whole application: no route is without this gate.

    Raises:
        KeyInvalid; ScopeMissing; TooManyRequests.
    """
    secret = bearer(request.headers) if request.url.path.startswith("/api/") else None
    if secret is None:
        return None
    key, owner = await context.keys.open(secret)
    context.acting.take(key.id, context.monotonic())
    demand_scope(f"{request.method} {request.scope['route'].path}", key.scopes)
    return Caller(owner.visitor, owner)


async def _find(
    request: Request, context: Context, by_key: Annotated[Caller | None, Depends(program)]
) -> Caller | None:
    if by_key is not None:
        return by_key
    found = await context.sessions.find(request.cookies.get(context.cookie))
    if found is not None:
        context.acting.take(found.session or found.visitor, context.monotonic())
    return found


MaybeCaller = Annotated[Caller | None, Depends(_find)]
"""Browser and account that ask, or None without a session."""


async def _need(caller: MaybeCaller) -> Caller:
    if caller is None:
        raise NotInMeeting("this browser has no session here; join first")
    return caller


async def _find_or_start(request: Request, response: Response, context: Context, known: MaybeCaller) -> Caller:
    if known is not None:
        return known
    context.creating.take(caller(request), context.monotonic())
    made, secret = await context.sessions.start()
    set_session(response, context, secret)
    return made


async def _need_account(caller: MaybeCaller) -> Caller:
    if caller is None or caller.person is None:
        raise NotSignedIn("sign in first")
    return caller


def set_session(response: Response, context: HttpContext, secret: str) -> None:
    """Give the browser the cookie of its session."""
    response.set_cookie(
        context.cookie, secret, max_age=COOKIE_SECONDS, httponly=True, samesite="lax", secure=context.secure, path="/"
    )


def known_device(request: Request, context: HttpContext) -> str:
    """By what this browser is known at sign-in; empty = by nothing."""
    return request.cookies.get(context.device_cookie, "")


def set_known_device(response: Response, context: HttpContext, person: Person) -> None:
    """Let this browser be known when the person signs in again; see ``identity.known_devices``."""
    response.set_cookie(
        context.device_cookie,
        context.accounts.sign_in.remember(person),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="strict",
        secure=context.secure,
        path="/",
    )


def end_session(response: Response, context: HttpContext) -> None:
    """Take the cookie away."""
    response.delete_cookie(context.cookie, httponly=True, samesite="lax", secure=context.secure, path="/")


def own_origin(request: Request, context: HttpContext) -> str:
    """The address under which the caller reached this server."""
    return f"{'https' if context.secure else 'http'}://{request.headers.get('host', '')}"


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


KnownCaller = Annotated[Caller, Depends(_need)]
"""Browser and account that ask; without a session 403 ``not_in_meeting``."""
AnyCaller = Annotated[Caller, Depends(_find_or_start)]
"""Browser and account that ask; without a session a guest's is started and its cookie set."""
SignedIn = Annotated[Caller, Depends(_need_account)]
"""Browser and account that ask; for guests 401 ``not_signed_in``."""


def _person(caller: SignedIn) -> Person:
    if caller.person is None:
        raise NotSignedIn("sign in first")
    return caller.person


def _visitor(caller: MaybeCaller) -> VisitorId | None:
    return caller.visitor if caller is not None else None


def _known_visitor(caller: KnownCaller) -> VisitorId:
    return caller.visitor


def _any_visitor(caller: AnyCaller) -> VisitorId:
    return caller.visitor


Account = Annotated[Person, Depends(_person)]
"""The person who is signed in; for guests 401 ``not_signed_in``."""
MaybeVisitor = Annotated[VisitorId | None, Depends(_visitor)]
"""Under which the caller has places in meetings, or None without a session."""
KnownVisitor = Annotated[VisitorId, Depends(_known_visitor)]
"""The same; without a session 403 ``not_in_meeting``."""
AnyVisitor = Annotated[VisitorId, Depends(_any_visitor)]
"""The same; without a session a guest's is started and its cookie set."""
