"""``/api/me``: one's own account, picture, password and sessions; ``/api/pictures``: anybody's picture."""

from fastapi import APIRouter, Request, Response

from rapat.http import account_schemas as schemas
from rapat.http.context import Account, Context, MaybeCaller, SignedIn, caller, known_device
from rapat.http.errors import problem
from rapat.http.media_types import gives
from rapat.services.people import PersonChange

router = APIRouter(prefix="/api", tags=["accounts"])
PICTURE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""The path names the content, so it never changes; and whatever it is, nothing in it runs."""


@router.get("/me")
async def who_am_i(me: MaybeCaller) -> schemas.Me:
    """The account that this browser is signed in to."""
    person = me.person if me is not None else None
    return schemas.Me(account=schemas.account(person) if person is not None else None)


@router.patch("/me")
async def change_me(body: schemas.OwnChange, context: Context, me: Account) -> schemas.Account:
    """Change one's own name, language or time zone."""
    wish = PersonChange(name=body.name, language=body.language, time_zone=body.time_zone)
    return schemas.account(await context.accounts.people.change_own(me, wish))


@router.put("/me/password", status_code=204)
async def change_password(body: schemas.NewPassword, request: Request, context: Context, me: SignedIn) -> None:
    """Set a new password; every other session of the account ends."""
    await context.accounts.sign_in.change_password(
        me, body.old, body.new, caller(request), known_device(request, context)
    )


@router.put(
    "/me/picture",
    openapi_extra={
        "requestBody": {"required": True, "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def set_picture(request: Request, context: Context, me: Account) -> schemas.Account:
    """Take the body as one's picture: PNG, JPEG or WebP, at most 64 KiB and 1,024 pixels a side."""
    return schemas.account(await context.accounts.people.set_picture(me, await request.body()))


@router.delete("/me/picture")
async def remove_picture(context: Context, me: Account) -> schemas.Account:
    """Show initials again."""
    return schemas.account(await context.accounts.people.remove_picture(me))


@router.get("/me/sessions")
async def sessions(context: Context, me: SignedIn) -> schemas.Sessions:
    """Where this account is signed in."""
    found = await context.accounts.sign_in.sessions(me)
    return schemas.Sessions(sessions=[schemas.session(session, me.session) for session in found])


@router.delete("/me/sessions", status_code=204)
async def end_other_sessions(context: Context, me: SignedIn) -> None:
    """Sign out everywhere else."""
    await context.accounts.sign_in.end_others(me)


@router.delete("/me/sessions/{session}", status_code=204)
async def end_one_session(session: str, context: Context, me: SignedIn) -> None:
    """Sign out one browser."""
    await context.accounts.sign_in.end_one(me, session)


@router.get("/pictures/{digest}", response_class=Response, responses=gives("image/*"))
async def picture(digest: str, context: Context) -> Response:
    """A person's picture. Its path is known to those alone who were shown the person."""
    found = await context.accounts.people.picture(digest)
    if found is None:
        return problem(404, "not_found", "nobody has this picture")
    return Response(found.content, media_type=found.type, headers=PICTURE_HEADERS)
