"""Meetings in lists, newest first."""

from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.engine import RowMapping

from rapat.domain.ids import VisitorId
from rapat.domain.roles import Role
from rapat.ports import Listed, MeetingPage
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.first import attendees, meetings

SEPARATOR = "\n"
"""Between moment and id in a cursor."""


class MeetingListRows:
    """``ports.MeetingLists`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, visitor: VisitorId, after: str, limit: int) -> MeetingPage:
        mine = and_(
            attendees.c.visitor == visitor,
            attendees.c.removed.is_(False),
            or_(attendees.c.joined, attendees.c.role == Role.HOST.value),
        )
        joined = meetings.join(attendees, attendees.c.meeting == meetings.c.id)
        return await self._page(select(meetings, attendees.c.role).select_from(joined).where(mine), after, limit)

    async def all(self, after: str, limit: int) -> MeetingPage:
        return await self._page(select(meetings), after, limit)

    async def _page(self, query: Select[tuple[object, ...]], after: str, limit: int) -> MeetingPage:
        query = query.order_by(meetings.c.created_at.desc(), meetings.c.id.desc()).limit(limit + 1)
        if after:
            moment, _, last = after.partition(SEPARATOR)
            same = and_(meetings.c.created_at == moment, meetings.c.id < last)
            query = query.where(or_(meetings.c.created_at < moment, same))
        async with self._database.read() as connection:
            found = [_listed(row) for row in (await connection.execute(query)).mappings()]
        if len(found) <= limit:
            return MeetingPage(found, "")
        last_shown = found[limit - 1].meeting
        return MeetingPage(found[:limit], _position(last_shown.created_at, last_shown.id))


def _position(moment: datetime, meeting: str) -> str:
    return f"{rows.when(moment)}{SEPARATOR}{meeting}"


def _listed(row: RowMapping) -> Listed:
    return Listed(rows.meeting(row), Role(row["role"]) if "role" in row else None)
