"""``/api/session``, ``/api/links``, ``/api/password-resets``: ways to become signed in, and out."""

from fastapi import APIRouter, Request, Response

from rapat.domain.activity import Act
from rapat.domain.people import Caller, Person
from rapat.http import account_schemas as schemas
from rapat.http.context import (
    Context,
    HttpContext,
    MaybeCaller,
    SignedIn,
    caller,
    end_session,
    known_device,
    set_known_device,
    set_session,
)
from rapat.http.device import device
from rapat.services.account_links import Answer

router = APIRouter(prefix="/api", tags=["accounts"])


async def _open(
    context: HttpContext, request: Request, response: Response, person: Person, before: Caller | None
) -> schemas.Account:
    _, secret = await context.sessions.open(person, device(request.headers.get("user-agent", "")), before)
    set_session(response, context, secret)
    set_known_device(response, context, person)
    return schemas.account(person)


@router.post("/session")
async def sign_in(
    body: schemas.SignIn, request: Request, response: Response, context: Context, before: MaybeCaller
) -> schemas.Account:
    """Sign in by password; the cookie is a fresh one."""
    person = await context.accounts.sign_in.prove(
        body.email, body.password, caller(request), known_device(request, context)
    )
    await context.administration.note(person, Act.SIGNED_IN, person.id, caller(request))
    return await _open(context, request, response, person, before)


@router.delete("/session", status_code=204)
async def sign_out(response: Response, context: Context, me: SignedIn) -> None:
    """Sign this browser out."""
    await context.sessions.close(me)
    end_session(response, context)


@router.post("/links/look")
async def look_at_link(body: schemas.LookAtLink, context: Context) -> schemas.OpenedLink:
    """What a link that is used once is for."""
    opened = await context.accounts.links.look(body.secret)
    person = opened.person
    return schemas.OpenedLink(
        purpose=opened.purpose,
        name=person.name if person is not None else "",
        email=person.email if person is not None else "",
    )


@router.post("/links/use")
async def use_link(
    body: schemas.UseLink, request: Request, response: Response, context: Context, before: MaybeCaller
) -> schemas.Account:
    """Do what the link is for, and sign in."""
    answer = Answer(
        password=body.password, name=body.name, email=body.email, language=body.language, time_zone=body.time_zone
    )
    person = await context.accounts.links.use(body.secret, answer)
    return await _open(context, request, response, person, before)


@router.post("/password-resets", status_code=202)
async def forgot_password(body: schemas.Forgotten, request: Request, context: Context) -> None:
    """Send a link for a new password, if there is such an account and mail is set. The answer never tells."""
    await context.accounts.links.ask_reset(body.email, caller(request))
