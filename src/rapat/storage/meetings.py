"""Meetings and the places of people in them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import MODERATORS
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.dialect import insert_or
from rapat.storage.schema.first import attendees, meetings


class MeetingRows:
    """``ports.Meetings`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, meeting: Meeting, host: Attendee) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(meetings).values(**rows.meeting_values(meeting)))
            await connection.execute(insert(attendees).values(**rows.attendee_values(host)))

    async def find(self, meeting: MeetingId) -> Meeting | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(meetings).where(meetings.c.id == meeting))).mappings().first()
        return rows.meeting(row) if row is not None else None

    async def change(self, before: Meeting, after: Meeting) -> None:
        values = _differences(rows.meeting_values(before), rows.meeting_values(after))
        if not values:
            return
        async with self._database.write() as connection:
            await connection.execute(update(meetings).where(meetings.c.id == before.id).values(**values))

    async def open_after(self, meeting: MeetingId, limit: int) -> list[Meeting]:
        query = select(meetings).where(meetings.c.ended_at.is_(None), meetings.c.id > meeting)
        async with self._database.read() as connection:
            found = (await connection.execute(query.order_by(meetings.c.id).limit(limit))).mappings()
            return [rows.meeting(row) for row in found]


class AttendeeRows:
    """``ports.Attendees`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, meeting: MeetingId, visitor: VisitorId) -> Attendee | None:
        return await self._one(attendees.c.meeting == meeting, attendees.c.visitor == visitor)

    async def by_identity(self, meeting: MeetingId, identity: Identity) -> Attendee | None:
        return await self._one(attendees.c.meeting == meeting, attendees.c.identity == identity)

    async def _one(self, *conditions: ColumnElement[bool]) -> Attendee | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(attendees).where(*conditions))).mappings().first()
        return rows.attendee(row) if row is not None else None

    async def all(self, meeting: MeetingId) -> list[Attendee]:
        return await self._many(attendees.c.meeting == meeting)

    async def hosts(self, meeting: MeetingId) -> list[Attendee]:
        is_host = attendees.c.role.in_([role.value for role in MODERATORS])
        return await self._many(attendees.c.meeting == meeting, is_host, attendees.c.removed.is_(False))

    async def waiting(self, meeting: MeetingId) -> list[Attendee]:
        waits = attendees.c.waiting_since.is_not(None)
        return await self._many(attendees.c.meeting == meeting, waits, order=attendees.c.waiting_since)

    async def banned(self, meeting: MeetingId) -> list[Attendee]:
        return await self._many(attendees.c.meeting == meeting, attendees.c.removed.is_(True))

    async def _many(
        self, *conditions: ColumnElement[bool], order: ColumnElement[str] = attendees.c.identity
    ) -> list[Attendee]:
        query = select(attendees).where(*conditions).order_by(order)
        async with self._database.read() as connection:
            return [rows.attendee(row) for row in (await connection.execute(query)).mappings()]

    async def add(self, attendee: Attendee) -> Attendee:
        mine = (attendees.c.meeting == attendee.meeting) & (attendees.c.visitor == attendee.visitor)
        async with self._database.write() as connection:
            fresh = insert_or(connection, attendees).values(**rows.attendee_values(attendee))
            await connection.execute(fresh.on_conflict_do_nothing())
            return rows.attendee((await connection.execute(select(attendees).where(mine))).mappings().one())

    async def change(self, before: Attendee, after: Attendee) -> None:
        values = _differences(rows.attendee_values(before), rows.attendee_values(after))
        if not values:
            return
        mine = (attendees.c.meeting == before.meeting) & (attendees.c.visitor == before.visitor)
        async with self._database.write() as connection:
            await connection.execute(update(attendees).where(mine).values(**values))

    async def raise_hand(self, meeting: MeetingId, identity: Identity) -> int:
        mine = (attendees.c.meeting == meeting) & (attendees.c.identity == identity)
        async with self._database.write() as connection:
            held = await connection.scalar(select(attendees.c.hand).where(mine))
            if held is not None:
                return int(held)
            highest = select(func.coalesce(func.max(attendees.c.hand), 0)).where(attendees.c.meeting == meeting)
            order = int(await connection.scalar(highest) or 0) + 1
            await connection.execute(update(attendees).where(mine).values(hand=order))
        return order


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if value != before[name]}
