"""Everything that is kept of one person, to be given to that person."""

from datetime import datetime

from sqlalchemy import Select, and_, select

from rapat.domain.files import FileCard
from rapat.domain.ids import MeetingId, VisitorId
from rapat.domain.roles import Role
from rapat.ports_admin import OwnMeeting, OwnMessage
from rapat.storage.chat_rows import file_card
from rapat.storage.database import Database
from rapat.storage.schema.chat import files
from rapat.storage.schema.first import attendees, meetings, messages


class PersonalRows:
    """``ports_admin.PersonalData`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meetings(self, visitor: VisitorId) -> list[OwnMeeting]:
        query = (
            select(meetings, attendees.c.name, attendees.c.role)
            .join(attendees, attendees.c.meeting == meetings.c.id)
            .where(attendees.c.visitor == visitor)
            .order_by(meetings.c.created_at)
        )
        async with self._database.read() as connection:
            return [
                OwnMeeting(
                    id=MeetingId(row["id"]),
                    title=row["title"],
                    created_at=datetime.fromisoformat(row["created_at"]),
                    ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
                    name=row["name"],
                    role=Role(row["role"]),
                    owned=row["owner"] == visitor,
                )
                for row in (await connection.execute(query)).mappings()
            ]

    async def messages(self, visitor: VisitorId, after: str, limit: int) -> list[OwnMessage]:
        mine = and_(messages.c.meeting == attendees.c.meeting, messages.c.identity == attendees.c.identity)
        query = (
            select(messages)
            .join(attendees, mine)
            .where(attendees.c.visitor == visitor, messages.c.deleted == "", messages.c.id > after)
            .order_by(messages.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [
                OwnMessage(
                    id=row["id"],
                    meeting=MeetingId(row["meeting"]),
                    to=row["recipient"],
                    text=row["text"],
                    sent_at=datetime.fromisoformat(row["sent_at"]),
                )
                for row in (await connection.execute(query)).mappings()
            ]

    async def files(self, visitor: VisitorId) -> list[FileCard]:
        query = _own_files(visitor).where(~files.c.gone).order_by(files.c.created_at)
        async with self._database.read() as connection:
            return [file_card(row) for row in (await connection.execute(query)).mappings()]


def _own_files(visitor: VisitorId) -> Select[tuple[object, ...]]:
    mine = and_(files.c.meeting == attendees.c.meeting, files.c.identity == attendees.c.identity)
    return select(files).join(attendees, mine).where(attendees.c.visitor == visitor)
