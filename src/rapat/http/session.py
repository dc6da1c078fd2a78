"""``/api/session`` and ``/api/me``: sign in, sign out, who am I."""

from fastapi import APIRouter, Request, Response

from rapat.http import account_schemas as schemas
from rapat.http.context import Context, MaybeCaller, SignedIn, caller, end_session, set_session
from rapat.http.device import device

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/session")
async def sign_in(
    body: schemas.SignIn, request: Request, response: Response, context: Context, before: MaybeCaller
) -> schemas.Account:
    """Sign in by password; the cookie is a fresh one."""
    person = await context.sign_in.prove(body.email, body.password, caller(request))
    _, secret = await context.sessions.open(person, device(request.headers.get("user-agent", "")), before)
    set_session(response, context, secret)
    return schemas.account(person)


@router.delete("/session", status_code=204)
async def sign_out(response: Response, context: Context, me: SignedIn) -> None:
    """Sign this browser out."""
    await context.sessions.close(me)
    end_session(response, context)


@router.get("/me")
async def who_am_i(me: MaybeCaller) -> schemas.Me:
    """The account that this browser is signed in to."""
    person = me.person if me is not None else None
    return schemas.Me(account=schemas.account(person) if person is not None else None)
