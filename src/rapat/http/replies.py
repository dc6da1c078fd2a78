"""``/api/replies``: what the page behind a letter's link asks. No account: the link is the right to answer."""

from fastapi import APIRouter, Request

from rapat.http import reply_schemas as schemas
from rapat.http.context import Context, caller

router = APIRouter(prefix="/api/replies", tags=["planned meetings"])


@router.post("/look")
async def look_at_invitation(body: schemas.LookAtReply, request: Request, context: Context) -> schemas.AskedView:
    """The meeting to which the link invites, and the answer so far; nothing changes."""
    context.asking.take(caller(request), context.monotonic())
    return schemas.asked_view(await context.planning.replies.look(body.secret))


@router.post("", status_code=204)
async def reply(body: schemas.ReplyByLink, request: Request, context: Context) -> None:
    """Say by the link whether one comes; may be changed as often as one likes."""
    context.asking.take(caller(request), context.monotonic())
    await context.planning.replies.answer(body.secret, body.answer)
