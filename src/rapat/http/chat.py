"""``/api/meetings/{id}/messages``: write and read the chat."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from rapat.http import schemas
from rapat.http.context import Context, KnownVisitor, MaybeVisitor

router = APIRouter(prefix="/api/meetings/{meeting}/messages", tags=["chat"])


@router.get("")
async def history(
    meeting: str,
    context: Context,
    visitor: MaybeVisitor,
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> schemas.Messages:
    """Messages after a number, oldest first."""
    messages, more = await context.messaging.history(meeting, visitor, after, limit)
    return schemas.Messages(messages=[schemas.Message.model_validate(m.as_json()) for m in messages], more=more)


@router.post("", status_code=201)
async def write(
    meeting: str, body: schemas.NewMessage, response: Response, context: Context, visitor: KnownVisitor
) -> schemas.Message:
    """Write; the same ``client_id`` again answers the stored message with 200."""
    message, is_new = await context.messaging.write(meeting, visitor, body.client_id, body.text)
    if not is_new:
        response.status_code = 200
    return schemas.Message.model_validate(message.as_json())
