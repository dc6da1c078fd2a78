"""Chat messages: gapless numbers per meeting, twice sent is once stored."""

from sqlalchemy import func, insert, select

from rapat.domain.chat import Message
from rapat.domain.ids import MeetingId
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.first import messages


class MessageRows:
    """``ports.Messages`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, message: Message) -> tuple[Message, bool]:
        same = (
            (messages.c.meeting == message.meeting)
            & (messages.c.identity == message.identity)
            & (messages.c.client_id == message.client_id)
        )
        async with self._database.write() as connection:
            earlier = (await connection.execute(select(messages).where(same))).mappings().first()
            if earlier is not None:
                return rows.message(earlier), False
            last = select(func.coalesce(func.max(messages.c.seq), 0)).where(messages.c.meeting == message.meeting)
            values = {
                "id": message.id,
                "meeting": message.meeting,
                "seq": int(await connection.scalar(last) or 0) + 1,
                "client_id": message.client_id,
                "identity": message.identity,
                "name": message.name,
                "text": message.text,
                "sent_at": rows.when(message.sent_at),
            }
            await connection.execute(insert(messages).values(**values))
            stored = (await connection.execute(select(messages).where(messages.c.id == message.id))).mappings().one()
        return rows.message(stored), True

    async def after(self, meeting: MeetingId, seq: int, limit: int) -> list[Message]:
        query = (
            select(messages)
            .where(messages.c.meeting == meeting, messages.c.seq > seq)
            .order_by(messages.c.seq)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [rows.message(row) for row in (await connection.execute(query)).mappings()]
