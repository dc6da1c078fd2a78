"""``/api/meetings/{id}/messages`` and ``…/chat``: write, read and steer a chat; ``/api/chats``: all of mine."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from rapat.domain.chat import ChatState, Message
from rapat.http import chat_export as export_forms
from rapat.http import chat_schemas as schemas
from rapat.http.context import Context, KnownVisitor, MaybeVisitor
from rapat.http.media_types import gives
from rapat.ports_chat import Hit, Window
from rapat.services.chat.delivery import state_json
from rapat.services.chat.reading import Page
from rapat.services.chat.writing import Draft

router = APIRouter(prefix="/api/meetings/{meeting}", tags=["chat"])
mine = APIRouter(prefix="/api/chats", tags=["chat"])

Number = Annotated[int | None, Query(ge=0, le=2**53)]
Words = Annotated[str, Query(min_length=1, max_length=200)]


def shown(message: Message) -> schemas.Message:
    """A message as it travels."""
    return schemas.Message.model_validate(message.as_json())


def _state(state: ChatState, pinned: Message | None) -> schemas.ChatState:
    return schemas.ChatState.model_validate(state_json(state, pinned))


def _page(page: Page) -> schemas.Messages:
    return schemas.Messages(
        messages=[shown(message) for message in page.messages],
        more=page.more,
        revision=page.revision,
        state=_state(page.state, page.pinned),
        read=page.read,
        rights=schemas.Rights(
            write=page.rights.write,
            write_to_people=page.rights.write_to_people,
            react=page.rights.react,
            moderate=page.rights.moderate,
        ),
    )


def _hits(hits: list[Hit]) -> schemas.Hits:
    return schemas.Hits(
        hits=[
            schemas.Hit(meeting=hit.message.meeting, title=hit.title, number=hit.number, message=shown(hit.message))
            for hit in hits
        ]
    )


@router.get("/messages")
async def history(
    meeting: str,
    context: Context,
    visitor: MaybeVisitor,
    after: Number = None,
    before: Number = None,
    since: Number = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> schemas.Messages:
    """The newest messages; those ``after`` or ``before`` a seq; or what changed ``since`` a revision."""
    window = Window(limit=limit, after=after, before=before, since=since)
    return _page(await context.chat.reading.page(meeting, visitor, window))


@router.post("/messages", status_code=201, responses={200: {"model": schemas.Message, "description": "Was there."}})
async def write(
    meeting: str, body: schemas.NewMessage, response: Response, context: Context, visitor: KnownVisitor
) -> schemas.Message:
    """Write; the same ``client_id`` again answers the stored message with 200."""
    draft = Draft(
        client_id=body.client_id,
        text=body.text,
        to=body.to,
        reply_to=body.reply_to,
        mentions=body.mentions,
        files=body.files,
    )
    stored = await context.chat.writing.write(meeting, visitor, draft)
    if not stored.changed:
        response.status_code = 200
    return shown(stored.message)


@router.patch("/messages/{message}")
async def edit(
    meeting: str, message: str, body: schemas.MessageEdit, context: Context, visitor: KnownVisitor
) -> schemas.Message:
    """Change an own text."""
    return shown(await context.chat.writing.edit(meeting, visitor, message, body.client_id, body.text))


@router.delete("/messages/{message}", status_code=204)
async def delete(meeting: str, message: str, context: Context, visitor: KnownVisitor) -> None:
    """Take back an own message; hosts any that they see."""
    await context.chat.writing.delete(meeting, visitor, message)


@router.put("/messages/{message}/approval")
async def approve(meeting: str, message: str, context: Context, visitor: KnownVisitor) -> schemas.Message:
    """Let a held message through: hosts."""
    return shown(await context.chat.writing.approve(meeting, visitor, message))


@router.put("/messages/{message}/reactions/{emoji}")
async def react(meeting: str, message: str, emoji: str, context: Context, visitor: KnownVisitor) -> schemas.Message:
    """Put an emoji under a message."""
    return shown(await context.chat.writing.react(meeting, visitor, message, emoji, True))


@router.delete("/messages/{message}/reactions/{emoji}")
async def unreact(meeting: str, message: str, emoji: str, context: Context, visitor: KnownVisitor) -> schemas.Message:
    """Take one's own emoji away."""
    return shown(await context.chat.writing.react(meeting, visitor, message, emoji, False))


@router.patch("/chat")
async def change(meeting: str, body: schemas.ChatChange, context: Context, visitor: KnownVisitor) -> schemas.ChatState:
    """Approval and slow mode: hosts."""
    changed = await context.chat.steering.change(
        meeting, visitor, approval=body.approval, slow_seconds=body.slow_seconds
    )
    return _state(*changed)


@router.put("/chat/pin")
async def pin(meeting: str, body: schemas.Pin, context: Context, visitor: KnownVisitor) -> schemas.ChatState:
    """Put a message above the others, or none: hosts."""
    return _state(*await context.chat.steering.pin(meeting, visitor, body.message))


@router.put("/chat/read", status_code=204)
async def mark_read(meeting: str, body: schemas.ReadMark, context: Context, visitor: KnownVisitor) -> None:
    """Remember how far the caller has read."""
    await context.chat.reading.mark_read(meeting, visitor, body.seq)


@router.post("/chat/typing", status_code=204)
async def typing(meeting: str, body: schemas.Typing, context: Context, visitor: KnownVisitor) -> None:
    """Say that a message is being written."""
    await context.chat.writing.typing(meeting, visitor, body.to)


@router.get("/chat/search")
async def search(
    meeting: str, q: Words, context: Context, visitor: MaybeVisitor, before: Number = None
) -> schemas.Hits:
    """Words in this chat."""
    return _hits(await context.chat.reading.search(meeting, visitor, q, before))


@router.get("/chat/people")
async def people(meeting: str, context: Context, visitor: MaybeVisitor) -> schemas.People:
    """Members of the meeting, whom one may write to."""
    found = await context.chat.reading.people(meeting, visitor)
    return schemas.People(
        people=[schemas.Member(identity=place.identity, name=place.name, role=place.role.value) for place in found]
    )


@router.get(
    "/chat/export", response_class=StreamingResponse, responses=gives("application/json", "text/html", "text/plain")
)
async def export(
    meeting: str, context: Context, visitor: MaybeVisitor, form: export_forms.Form = export_forms.Form.JSON
) -> StreamingResponse:
    """All that the caller may see, to keep: JSON for programs, HTML or plain text for people."""
    found, messages = await context.chat.reading.export(meeting, visitor)
    return export_forms.download(found, messages, form)


@mine.get("")
async def threads(context: Context, visitor: MaybeVisitor) -> schemas.Threads:
    """The caller's chats in which something was written."""
    found = await context.chat.reading.threads(visitor)
    return schemas.Threads(
        chats=[
            schemas.Thread(
                meeting=thread.place.meeting,
                title=thread.title,
                ended=thread.ended,
                identity=thread.place.reader.identity,
                unread=thread.unread,
                last=shown(thread.last),
            )
            for thread in found
        ]
    )


@mine.get("/search")
async def search_all(q: Words, context: Context, visitor: MaybeVisitor, before: Number = None) -> schemas.Hits:
    """Words in all of the caller's chats."""
    return _hits(await context.chat.reading.search_all(visitor, q, before))
