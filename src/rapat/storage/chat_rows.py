"""Rows of the chat ↔ domain values, and what a message carries from other tables: quotes, reactions, files."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.domain import chat
from rapat.domain.chat import EVERYBODY, HOSTS, Deleted, Mention, Message, Quote, Reader
from rapat.domain.files import FileCard, Preview
from rapat.domain.ids import Identity, MeetingId
from rapat.domain.roles import MODERATORS
from rapat.storage.rows import when
from rapat.storage.schema.chat import files, reactions
from rapat.storage.schema.first import attendees, messages


def visible(reader: Reader) -> ColumnElement[bool]:
    """``domain.chat.sees`` as a condition."""
    mine = messages.c.identity == reader.identity
    if reader.moderates:
        return or_(mine, messages.c.held, messages.c.recipient.in_((EVERYBODY, HOSTS, reader.identity)))
    return or_(mine, and_(~messages.c.held, messages.c.recipient.in_((EVERYBODY, reader.identity))))


def visible_to_attendee() -> ColumnElement[bool]:
    """The same for the place of the reader in each message's own meeting, in a query that has both tables."""
    return or_(
        messages.c.identity == attendees.c.identity,
        and_(~messages.c.held, messages.c.recipient.in_((EVERYBODY, attendees.c.identity))),
        and_(attendees.c.role.in_(MODERATORS), or_(messages.c.held, messages.c.recipient == HOSTS)),
    )


def same_readers(message: Message) -> ColumnElement[bool]:
    """Messages that exactly the same people may see, for a message that is not held."""
    to = messages.c.recipient
    if message.to == EVERYBODY:
        readers = and_(to == EVERYBODY, ~messages.c.held)
    elif message.to == HOSTS:
        readers = and_(to == HOSTS, messages.c.identity == message.identity)
    else:
        there = and_(to == message.to, messages.c.identity == message.identity)
        back = and_(to == message.identity, messages.c.identity == message.to)
        readers = or_(there, back)
    return and_(messages.c.meeting == message.meeting, readers)


def message_values(message: Message) -> dict[str, Any]:
    """The row of a message, without what lies in other tables."""
    return {
        "id": message.id,
        "meeting": message.meeting,
        "seq": message.seq,
        "revision": message.revision,
        "client_id": message.client_id,
        "identity": message.identity,
        "name": message.name,
        "text": message.text,
        "sent_at": when(message.sent_at),
        "recipient": message.to,
        "held": message.held,
        "edited_at": when(message.edited_at) if message.edited_at is not None else None,
        "edit_id": message.edit_id,
        "deleted": message.deleted.value,
        "reply_to": message.reply_to,
        "mentions": json.dumps([[mention.identity, mention.name] for mention in message.mentions], ensure_ascii=False),
    }


async def with_company(connection: AsyncConnection, rows: Sequence[RowMapping]) -> list[Message]:
    """Messages from their rows, with quotes, reactions and files."""
    ids = [row["id"] for row in rows if not row["deleted"]]
    quotes = await _quotes(connection, [row["reply_to"] for row in rows if row["reply_to"]])
    chosen = await _reactions(connection, ids)
    attached = await _files(connection, ids)
    return [
        _message(row, quotes.get(row["reply_to"]), chosen.get(row["id"], {}), tuple(attached.get(row["id"], ())))
        for row in rows
    ]


def _message(
    row: RowMapping, quote: Quote | None, chosen: dict[str, tuple[Identity, ...]], attached: tuple[FileCard, ...]
) -> Message:
    return Message(
        id=row["id"],
        meeting=MeetingId(row["meeting"]),
        seq=row["seq"],
        revision=row["revision"],
        client_id=row["client_id"],
        identity=Identity(row["identity"]),
        name=row["name"],
        text=row["text"],
        sent_at=datetime.fromisoformat(row["sent_at"]),
        to=row["recipient"],
        held=row["held"],
        edited_at=datetime.fromisoformat(row["edited_at"]) if row["edited_at"] else None,
        edit_id=row["edit_id"],
        deleted=Deleted(row["deleted"]),
        reply_to=row["reply_to"],
        quote=quote,
        mentions=tuple(Mention(Identity(identity), name) for identity, name in json.loads(row["mentions"])),
        reactions=chosen,
        files=attached,
    )


async def _quotes(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Quote]:
    if not ids:
        return {}
    columns = (messages.c.id, messages.c.identity, messages.c.name, messages.c.text, messages.c.deleted)
    found = (await connection.execute(select(*columns).where(messages.c.id.in_(ids)))).mappings()
    return {
        row["id"]: Quote(
            row["id"], Identity(row["identity"]), row["name"], row["text"][: chat.QUOTE_MAX], row["deleted"] != ""
        )
        for row in found
    }


async def _reactions(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, dict[str, tuple[Identity, ...]]]:
    if not ids:
        return {}
    query = select(reactions).where(reactions.c.message.in_(ids)).order_by(reactions.c.revision)
    found: dict[str, dict[str, tuple[Identity, ...]]] = {}
    for row in (await connection.execute(query)).mappings():
        chosen = found.setdefault(row["message"], {})
        chosen[row["emoji"]] = (*chosen.get(row["emoji"], ()), Identity(row["identity"]))
    return found


async def _files(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[FileCard]]:
    if not ids:
        return {}
    query = select(files).where(files.c.message.in_(ids)).order_by(files.c.id)
    found: dict[str, list[FileCard]] = {}
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["message"], []).append(file_card(row))
    return found


def file_card(row: RowMapping) -> FileCard:
    """A file from its row."""
    return FileCard(
        id=row["id"],
        meeting=MeetingId(row["meeting"]),
        identity=Identity(row["identity"]),
        client_id=row["client_id"],
        name=row["name"],
        type=row["type"],
        size=row["size"],
        digest=row["digest"],
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        message=row["message"],
        width=row["width"],
        height=row["height"],
        preview=Preview(row["preview"], row["preview_type"]) if row["preview"] else None,
        gone=row["gone"],
    )


def file_values(file: FileCard) -> dict[str, Any]:
    """The row of a file."""
    return {
        "id": file.id,
        "meeting": file.meeting,
        "identity": file.identity,
        "client_id": file.client_id,
        "message": file.message,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "digest": file.digest,
        "width": file.width,
        "height": file.height,
        "preview": file.preview.digest if file.preview is not None else None,
        "preview_type": file.preview.type if file.preview is not None else None,
        "created_at": when(file.created_at),
        "expires_at": when(file.expires_at),
        "gone": file.gone,
    }
