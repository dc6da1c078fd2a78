"""What is known of files in chats; their bytes lie in a ``BlobStore``."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.domain.files import FileCard, Preview
from rapat.domain.ids import Identity, MeetingId
from rapat.storage.chat_rows import file_card, file_values
from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.chat import files
from rapat.storage.schema.first import messages


class ChatFileRows:
    """``ports_chat.ChatFiles`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, file: FileCard) -> FileCard:
        async with self._database.write() as connection:
            earlier = await _one(connection, _uploaded(file.meeting, file.identity, file.client_id))
            if earlier is None:
                await connection.execute(insert(files).values(**file_values(file)))
        return earlier or file

    async def uploaded(self, meeting: MeetingId, identity: Identity, client_id: str) -> FileCard | None:
        async with self._database.read() as connection:
            return await _one(connection, _uploaded(meeting, identity, client_id))

    async def find(self, meeting: MeetingId, file: str) -> FileCard | None:
        async with self._database.read() as connection:
            return await _one(connection, select(files).where(files.c.id == file, files.c.meeting == meeting))

    async def set_preview(self, file: FileCard, preview: Preview) -> None:
        change = update(files).where(files.c.id == file.id)
        async with self._database.write() as connection:
            await connection.execute(change.values(preview=preview.digest, preview_type=preview.type))

    async def bytes_of(self, meeting: MeetingId) -> int:
        kept = (files.c.meeting == meeting, ~files.c.gone)
        async with self._database.read() as connection:
            return int(await connection.scalar(select(func.coalesce(func.sum(files.c.size), 0)).where(*kept)) or 0)

    async def over(self, now: datetime, unsent_since: datetime, limit: int) -> list[FileCard]:
        unsent = and_(files.c.message.is_(None), files.c.created_at < when(unsent_since))
        taken_back = files.c.message.in_(select(messages.c.id).where(messages.c.deleted != ""))
        past = or_(files.c.expires_at < when(now), unsent, taken_back)
        query = select(files).where(~files.c.gone, past).order_by(files.c.created_at).limit(limit)
        async with self._database.read() as connection:
            return [file_card(row) for row in (await connection.execute(query)).mappings()]

    async def mark_gone(self, file: FileCard) -> list[str]:
        digests = {file.digest} | ({file.preview.digest} if file.preview is not None else set())
        async with self._database.write() as connection:
            await connection.execute(update(files).where(files.c.id == file.id).values(gone=True))
            return [digest for digest in sorted(digests) if not await _needed(connection, digest)]


async def _needed(connection: AsyncConnection, digest: str) -> bool:
    uses = and_(~files.c.gone, or_(files.c.digest == digest, files.c.preview == digest))
    return bool(await connection.scalar(select(func.count()).select_from(files).where(uses)))


def _uploaded(meeting: MeetingId, identity: Identity, client_id: str) -> Select[Any]:
    return select(files).where(files.c.meeting == meeting, files.c.identity == identity, files.c.client_id == client_id)


async def _one(connection: AsyncConnection, query: Select[Any]) -> FileCard | None:
    row = (await connection.execute(query)).mappings().first()
    return file_card(row) if row is not None else None
