"""Forgets what is too old, a bounded number at a time, so that nobody waits for the one writer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, select, update

from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.calendar import calendars, plans
from rapat.storage.schema.chat import files
from rapat.storage.schema.door import reports
from rapat.storage.schema.first import attendees, meetings, messages


class RetentionRows:
    """``ports_admin.Retentions`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget_messages(self, before: datetime, limit: int) -> int:
        return await self._delete(messages, messages.c.sent_at < when(before), limit)

    async def forget_meeting_messages(self, before: datetime, limit: int) -> int:
        return await self._delete(messages, messages.c.meeting.in_(_ended(before)), limit)

    async def forget_file_names(self, before: datetime, limit: int) -> int:
        lost = files.c.gone & files.c.message.is_(None) & (files.c.created_at < when(before))
        return await self._delete(files, lost, limit)

    async def expire_files(self, before: datetime, now: datetime, limit: int) -> int:
        return await self._expire(files.c.created_at < when(before), now, limit)

    async def expire_meeting_files(self, before: datetime, now: datetime, limit: int) -> int:
        return await self._expire(files.c.meeting.in_(_ended(before)), now, limit)

    async def forget_meetings(self, before: datetime, limit: int) -> int:
        written = select(messages.c.id).where(messages.c.meeting == meetings.c.id).exists()
        kept = select(files.c.id).where(files.c.meeting == meetings.c.id, ~files.c.gone).exists()
        empty = _ended(before).where(~written, ~kept).order_by(meetings.c.ended_at).limit(limit)
        async with self._database.write() as connection:
            ids = list((await connection.execute(empty)).scalars())
            await connection.execute(update(calendars).where(calendars.c.room.in_(ids)).values(room=None))
            for table in (plans, reports, files, attendees):
                await connection.execute(delete(table).where(table.c.meeting.in_(ids)))
            await connection.execute(delete(meetings).where(meetings.c.id.in_(ids)))
        return len(ids)

    async def _expire(self, due: ColumnElement[bool], now: datetime, limit: int) -> int:
        pick = select(files.c.id).where(due, ~files.c.gone, files.c.expires_at > when(now)).limit(limit)
        async with self._database.write() as connection:
            ids = list((await connection.execute(pick)).scalars())
            await connection.execute(update(files).where(files.c.id.in_(ids)).values(expires_at=when(now)))
        return len(ids)

    async def _delete(self, table: Table, due: ColumnElement[bool], limit: int) -> int:
        async with self._database.write() as connection:
            ids = list((await connection.execute(select(table.c.id).where(due).limit(limit))).scalars())
            await connection.execute(delete(table).where(table.c.id.in_(ids)))
        return len(ids)


def _ended(before: datetime) -> Select[Any]:
    return select(meetings.c.id).where(meetings.c.ended_at < when(before))
