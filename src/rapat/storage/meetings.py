"""Meetings and the places of people in them."""

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.storage import rows
from rapat.storage.database import Database
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

    async def update(self, meeting: Meeting) -> None:
        change = update(meetings).where(meetings.c.id == meeting.id)
        async with self._database.write() as connection:
            await connection.execute(change.values(**rows.meeting_values(meeting)))


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
        query = select(attendees).where(attendees.c.meeting == meeting)
        async with self._database.read() as connection:
            return [rows.attendee(row) for row in (await connection.execute(query)).mappings()]

    async def put(self, attendee: Attendee) -> None:
        values = rows.attendee_values(attendee)
        change = upsert(attendees).values(**values)
        changed = {name: value for name, value in values.items() if name not in {"meeting", "visitor"}}
        async with self._database.write() as connection:
            await connection.execute(change.on_conflict_do_update(index_elements=["meeting", "visitor"], set_=changed))

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
