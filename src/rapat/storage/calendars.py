"""Addresses of feeds, and permanent rooms."""

from typing import Any

from sqlalchemy import select

from rapat.domain.ids import MeetingId, PersonId
from rapat.storage.database import Database
from rapat.storage.dialect import insert_or
from rapat.storage.schema.calendar import calendars


class CalendarRows:
    """``ports_calendar.Calendars`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def feed_owner(self, secret_hash: bytes) -> PersonId | None:
        found = await self._one(select(calendars.c.person).where(calendars.c.feed_hash == secret_hash))
        return PersonId(found) if found is not None else None

    async def set_feed(self, person: PersonId, secret_hash: bytes) -> None:
        async with self._database.write() as connection:
            put = insert_or(connection, calendars).values(person=person, feed_hash=secret_hash)
            await connection.execute(
                put.on_conflict_do_update(index_elements=["person"], set_={"feed_hash": secret_hash})
            )

    async def room(self, person: PersonId) -> MeetingId | None:
        found = await self._one(select(calendars.c.room).where(calendars.c.person == person))
        return MeetingId(found) if found is not None else None

    async def set_room(self, person: PersonId, meeting: MeetingId) -> MeetingId:
        async with self._database.write() as connection:
            put = insert_or(connection, calendars).values(person=person, room=meeting)
            free = put.on_conflict_do_update(
                index_elements=["person"], set_={"room": meeting}, where=calendars.c.room.is_(None)
            )
            await connection.execute(free)
            found = await connection.scalar(select(calendars.c.room).where(calendars.c.person == person))
        return MeetingId(found) if found is not None else meeting

    async def _one(self, query: Any) -> str | None:
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found
