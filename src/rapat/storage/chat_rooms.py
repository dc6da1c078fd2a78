"""What belongs to a chat as a whole: its state, who has read how far, and the chats of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, func, insert, literal, select, update

from rapat.domain.chat import ChatState, Reader
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.roles import MODERATORS, Role
from rapat.ports_chat import Place, Thread
from rapat.storage.chat_rows import visible_to_attendee, with_company
from rapat.storage.database import Database
from rapat.storage.messages import next_number
from rapat.storage.schema.chat import chat_reads, chat_rooms
from rapat.storage.schema.first import attendees, meetings, messages

UNREAD_MAX = 100
"""Unread messages that are counted; beyond it the exact number tells nobody anything."""
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
        async with self._database.read() as connection:
            about = (await connection.execute(_threads(by_meeting, limit))).mappings().all()
            newest = select(messages).where(messages.c.id.in_([row["last"] for row in about]))
            shown = await with_company(connection, (await connection.execute(newest)).mappings().all())
        last = {message.id: message for message in shown}
        return [
            Thread(
                by_meeting[row["meeting"]], row["title"], row["ended_at"] is not None, last[row["last"]], row["unread"]
            )
            for row in about
            if row["last"] in last
        ]


def _threads(by_meeting: Mapping[MeetingId, Place], limit: int) -> Select[Any]:
    """The latest chats with the newest message and how much is unread: both stand at the end of an index."""
    mine = [place.reader.identity for place in by_meeting.values()]
    here = and_(messages.c.meeting == attendees.c.meeting, visible_to_attendee())
    newest = select(messages.c.id).where(here).order_by(messages.c.seq.desc()).limit(1).correlate(attendees)
    read = select(chat_reads.c.seq).where(
        chat_reads.c.meeting == attendees.c.meeting, chat_reads.c.identity == attendees.c.identity
    )
    since = func.coalesce(read.correlate(attendees).scalar_subquery(), 0)
    others = and_(here, messages.c.seq > since, messages.c.identity != attendees.c.identity, messages.c.deleted == "")
    unread = select(literal(1)).where(others).limit(UNREAD_MAX).correlate(attendees).subquery()
    # Chosen first: a database looks up the columns of a row before it sorts rows away.
    latest = select(chat_rooms.c.meeting).where(chat_rooms.c.meeting.in_(by_meeting))
    latest = latest.order_by(chat_rooms.c.clock.desc()).limit(limit)
    return (
        select(
            attendees.c.meeting,
            meetings.c.title,
            meetings.c.ended_at,
            newest.scalar_subquery().label("last"),
            select(func.count()).select_from(unread).correlate(attendees).scalar_subquery().label("unread"),
        )
        .join(chat_rooms, chat_rooms.c.meeting == attendees.c.meeting)
        .join(meetings, meetings.c.id == attendees.c.meeting)
        .where(attendees.c.meeting.in_(latest), attendees.c.identity.in_(mine))
        .order_by(chat_rooms.c.clock.desc())
    )
