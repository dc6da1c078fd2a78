"""A chat as a file to keep: JSON, a page, plain text. Written piece by piece, so that a long one costs no memory."""

import html
import json
from collections.abc import AsyncIterator
from datetime import UTC
from enum import StrEnum
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from rapat.domain.chat import EVERYBODY, HOSTS, Deleted, Message
from rapat.domain.meeting import Meeting
from rapat.http.files import HARMLESS


class Form(StrEnum):
    """What the file is for."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"


TYPES = {Form.JSON: "application/json", Form.HTML: "text/html; charset=utf-8", Form.TEXT: "text/plain; charset=utf-8"}
ENDINGS = {Form.JSON: "json", Form.HTML: "html", Form.TEXT: "txt"}
PAGE_HEAD = """<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#fff}}
article{{margin:0 0 1rem}}time,small{{color:#5b6473;font-size:.8rem}}p{{margin:0;white-space:pre-wrap}}
blockquote{{margin:0;padding-left:.75rem;border-left:3px solid #c5ccd8;color:#5b6473}}
</style></head><body><h1>{title}</h1>
"""
PAGE_FOOT = "</body></html>\n"


def download(meeting: Meeting, messages: AsyncIterator[Message], form: Form) -> StreamingResponse:
    """The answer that a browser saves."""
    name = f"{meeting.title or 'chat'} {meeting.created_at.astimezone(UTC):%Y-%m-%d}.{ENDINGS[form]}"
    headers = {
        **HARMLESS,
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
    }
    pieces = {Form.JSON: _json, Form.HTML: _page, Form.TEXT: _text}[form]
    return StreamingResponse(pieces(meeting, messages), media_type=TYPES[form], headers=headers)


async def _json(meeting: Meeting, messages: AsyncIterator[Message]) -> AsyncIterator[str]:
    about = json.dumps({"meeting": meeting.id, "title": meeting.title}, ensure_ascii=False)
    yield about[:-1] + ', "messages": ['
    comma = "\n"
    async for message in messages:
        yield comma + json.dumps(message.as_json(), ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


async def _page(meeting: Meeting, messages: AsyncIterator[Message]) -> AsyncIterator[str]:
    yield PAGE_HEAD.format(title=html.escape(meeting.title or meeting.id))
    async for message in messages:
        quoted = f"<blockquote>{html.escape(message.quote.text)}</blockquote>" if message.quote is not None else ""
        files = "".join(f"<p><small>📎 {html.escape(file.name)}</small></p>" for file in message.files)
        head = f"<b>{html.escape(message.name)}</b> <time>{_time(message)}</time> <small>{_marks(message)}</small>"
        yield (f"<article>{head}{quoted}<p>{html.escape(message.text)}</p>{files}</article>\n")
    yield PAGE_FOOT


async def _text(meeting: Meeting, messages: AsyncIterator[Message]) -> AsyncIterator[str]:
    yield f"{meeting.title or meeting.id}\n\n"
    async for message in messages:
        marks = f" ({_marks(message)})" if _marks(message) else ""
        quoted = f"> {message.quote.text.splitlines()[0]}\n" if message.quote is not None and message.quote.text else ""
        files = "".join(f"[{file.name}]\n" for file in message.files)
        text = f"{message.text}\n" if message.text else ""
        yield f"{_time(message)} {message.name}{marks}\n{quoted}{text}{files}\n"


def _time(message: Message) -> str:
    return f"{message.sent_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _marks(message: Message) -> str:
    """What is special about a message, in English: a file is read by others than those who asked for it."""
    marks = {
        "to hosts": message.to == HOSTS,
        "private": message.to not in {EVERYBODY, HOSTS},
        "edited": message.edited_at is not None,
        "deleted": message.deleted is not Deleted.NO,
        "waits for approval": message.held,
    }
    return ", ".join(mark for mark, holds in marks.items() if holds)
