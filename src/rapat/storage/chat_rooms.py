"""What belongs to a chat as a whole: its state, who has read how far, and the chats of one person."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import and_, func, insert, select, update

from rapat.domain.chat import ChatState, Reader
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.roles import MODERATORS, Role
from rapat.ports_chat import Place, Thread
from rapat.storage.chat_rows import visible, with_company
from rapat.storage.database import Database
from rapat.storage.messages import next_number
from rapat.storage.schema.chat import chat_reads, chat_rooms
from rapat.storage.schema.first import attendees, meetings, messages

PLACES_MAX = 2_000
"""Meetings of one person that are looked at, the latest first: a teacher's four years."""


class ChatRoomRows:
    """``ports_chat.ChatRooms`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def places(self, visitor: VisitorId) -> list[Place]:
        mine = (attendees.c.visitor == visitor, attendees.c.joined, ~attendees.c.removed)
        query = (
            select(attendees.c.meeting, attendees.c.identity, attendees.c.role)
            .join(meetings, meetings.c.id == attendees.c.meeting)
            .where(*mine)
            .order_by(meetings.c.created_at.desc())
            .limit(PLACES_MAX)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Place(MeetingId(row["meeting"]), Reader(Identity(row["identity"]), Role(row["role"]) in MODERATORS))
            for row in rows
        ]

    async def find(self, meeting: MeetingId) -> ChatState:
        async with self._database.read() as connection:
            query = select(chat_rooms).where(chat_rooms.c.meeting == meeting)
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return ChatState(meeting)
        return ChatState(meeting, row["revision"], row["pinned"], row["approval"], row["slow_seconds"])

    async def put(self, state: ChatState) -> ChatState:
        values = {"pinned": state.pinned, "approval": state.approval, "slow_seconds": state.slow_seconds}
        change = update(chat_rooms).where(chat_rooms.c.meeting == state.meeting)
        async with self._database.write() as connection:
            number = await next_number(connection, state.meeting, state.revision)
            await connection.execute(change.values(**values, revision=number))
        return replace(state, revision=number)

    async def revision(self, meeting: MeetingId) -> int:
        async with self._database.read() as connection:
            clock = await connection.scalar(select(chat_rooms.c.clock).where(chat_rooms.c.meeting == meeting))
        return int(clock or 0)

    async def read_up_to(self, meeting: MeetingId, identity: Identity) -> int:
        mine = (chat_reads.c.meeting == meeting, chat_reads.c.identity == identity)
        async with self._database.read() as connection:
            return int(await connection.scalar(select(chat_reads.c.seq).where(*mine)) or 0)

    async def mark_read(self, meeting: MeetingId, identity: Identity, seq: int) -> None:
        mine = (chat_reads.c.meeting == meeting, chat_reads.c.identity == identity)
        async with self._database.write() as connection:
            before = await connection.scalar(select(chat_reads.c.seq).where(*mine))
            if before is None:
                await connection.execute(insert(chat_reads).values(meeting=meeting, identity=identity, seq=seq))
            elif seq > before:
                await connection.execute(update(chat_reads).where(*mine).values(seq=seq))

    async def threads(self, places: Sequence[Place], limit: int) -> list[Thread]:
        by_meeting = {place.meeting: place for place in places}
        latest = (
            select(chat_rooms.c.meeting)
            .where(chat_rooms.c.meeting.in_(by_meeting))
            .order_by(chat_rooms.c.clock.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            order = [MeetingId(meeting) for meeting in (await connection.execute(latest)).scalars()]
        found = [await self._thread(by_meeting[meeting]) for meeting in order]
        return [thread for thread in found if thread is not None]

    async def _thread(self, place: Place) -> Thread | None:
        shown = and_(messages.c.meeting == place.meeting, visible(place.reader))
        newest = select(messages).where(shown).order_by(messages.c.seq.desc()).limit(1)
        about = select(meetings.c.title, meetings.c.ended_at).where(meetings.c.id == place.meeting)
        read = await self.read_up_to(place.meeting, place.reader.identity)
        others = and_(shown, messages.c.seq > read, messages.c.identity != place.reader.identity)
        async with self._database.read() as connection:
            rows = (await connection.execute(newest)).mappings().all()
            if not rows:
                return None
            last = (await with_company(connection, rows))[0]
            unread = int(await connection.scalar(select(func.count()).select_from(messages).where(others)) or 0)
            meeting = (await connection.execute(about)).mappings().one()
        return Thread(place, meeting["title"], meeting["ended_at"] is not None, last, unread)
