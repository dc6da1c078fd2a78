"""``/api/meetings/{id}/files``: receive files of a chat and give them out so that nothing in them runs here.

Every file leaves as an attachment, without guessing of its type, in a sandbox of its own: opened as a page it is
saved, and if a browser showed it all the same, it would have no origin and could load nothing. Pictures are shown
by the app in ``<img>``, which looks neither at the disposition nor at scripts.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from rapat.domain.errors import Invalid
from rapat.http import chat_schemas as schemas
from rapat.http.context import Context, KnownVisitor, MaybeVisitor
from rapat.http.media_types import gives
from rapat.services.chat.files import Opened, Upload

router = APIRouter(prefix="/api/meetings/{meeting}/files", tags=["chat"])

PATIENCE_SECONDS = 30
"""Silence of an uploader after which its place is given to others; a phone in a tunnel is back by then."""
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=600",
}
"""Ten minutes of cache: a chat scrolled up and down asks once, a file taken back is gone soon."""
BINARY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
Pixels = Annotated[int, Query(ge=0, le=1_000_000)]


@router.post("", status_code=201, openapi_extra=BINARY)
async def upload(
    meeting: str,
    client_id: Annotated[str, Query(max_length=1_000)],
    name: Annotated[str, Query(max_length=1_000)],
    request: Request,
    context: Context,
    visitor: KnownVisitor,
    width: Pixels = 0,
    height: Pixels = 0,
) -> schemas.File:
    """Upload one file as the body; a message names its id afterwards. The same ``client_id`` is stored once."""
    length = request.headers.get("content-length", "")
    declared = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    told = Upload(client_id, name, declared, width, height)
    card = await context.chat.files.upload(meeting, visitor, told, _patiently(request))
    return schemas.File.model_validate(card.as_json())


@router.put("/{file}/preview", status_code=204, openapi_extra=BINARY)
async def set_preview(meeting: str, file: str, request: Request, context: Context, visitor: KnownVisitor) -> None:
    """Give an own picture its small picture: PNG, JPEG or WebP of at most 48 KiB."""
    await context.chat.files.set_preview(meeting, visitor, file, _patiently(request))


@router.get("/{file}", response_class=Response, responses=gives("*/*"))
async def download(meeting: str, file: str, context: Context, visitor: MaybeVisitor) -> Response:
    """The file, to save."""
    return _given(await context.chat.files.open(meeting, visitor, file))


@router.get("/{file}/preview", response_class=Response, responses=gives("*/*"))
async def preview(meeting: str, file: str, context: Context, visitor: MaybeVisitor) -> Response:
    """The small picture of a picture."""
    return _given(await context.chat.files.open(meeting, visitor, file, preview=True))


@router.delete("/{file}", status_code=204)
async def discard(meeting: str, file: str, context: Context, visitor: KnownVisitor) -> None:
    """Forget an own upload that was not sent."""
    await context.chat.files.discard(meeting, visitor, file)


def _given(file: Opened) -> Response:
    headers = {**HARMLESS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    if file.size is not None:
        headers["Content-Length"] = str(file.size)
    return StreamingResponse(file.content, media_type=file.type, headers=headers)


async def _patiently(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; a client that goes away or falls silent ends it."""
    body = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                piece = await anext(body)
        except StopAsyncIteration:
            return
        except (ClientDisconnect, TimeoutError):
            raise Invalid("body: not all of it came") from None
        yield piece
