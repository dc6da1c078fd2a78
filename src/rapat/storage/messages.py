"""Chat messages: numbered in the order of what happens, twice sent is once stored, seen by those they are for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.domain.chat import EVERYBODY, Message, tick
from rapat.domain.ids import Identity, MeetingId
from rapat.ports_chat import Hit, Place, Stored, Window
from rapat.storage import search
from rapat.storage.chat_rows import message_values, same_readers, visible, with_company
from rapat.storage.database import Database
from rapat.storage.schema.chat import chat_rooms, files, reactions
from rapat.storage.schema.first import messages


async def next_number(connection: AsyncConnection, meeting: MeetingId, least: int) -> int:
    """The next number of this chat, remembered as given. Inside of a write."""
    mine = chat_rooms.c.meeting == meeting
    last = await connection.scalar(select(chat_rooms.c.clock).where(mine))
    if last is None:
        await connection.execute(insert(chat_rooms).values(meeting=meeting, clock=least))
        return least
    number = tick(int(last), least)
    await connection.execute(update(chat_rooms).where(mine).values(clock=number))
    return number


class MessageRows:
    """``ports_chat.Messages`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, message: Message) -> Stored:
        try:
            async with self._database.write() as connection:
                before, number = await _next_of_chain(connection, message)
                stored = replace(message, seq=number, revision=number)
                await connection.execute(insert(messages).values(**message_values(stored)))
                if message.files:
                    named = files.c.id.in_([file.id for file in message.files])
                    await connection.execute(update(files).where(named).values(message=message.id))
        except IntegrityError:  # the unique client id: it is there already, and nothing of the above happened
            earlier = await self.written(message.meeting, message.identity, message.client_id)
            if earlier is None:
                raise
            return Stored(earlier, 0, False)
        return Stored(stored, before, True)

    async def change(self, before: Message, after: Message, *, new_place: bool = False) -> Stored:
        old, new = message_values(before), message_values(after)
        differing = {name: value for name, value in new.items() if value != old[name]}
        untouched = (messages.c.id == before.id, messages.c.deleted == before.deleted, messages.c.held == before.held)
        async with self._database.write() as connection:
            since, number = await _next_of_chain(connection, after)
            numbers = {"revision": number, "seq": number if new_place else before.seq}
            done = await connection.execute(update(messages).where(*untouched).values(**differing | numbers))
            known = await _known(connection, after.id)
        return Stored(known, since, True) if done.rowcount else Stored(known, 0, False)

    async def react(self, message: Message, identity: Identity, emoji: str, chosen: bool) -> Stored:
        mine = {"message": message.id, "identity": identity, "emoji": emoji}
        where = [reactions.c[name] == value for name, value in mine.items()]
        async with self._database.write() as connection:
            there = await connection.scalar(select(func.count()).select_from(reactions).where(*where))
            if bool(there) is chosen:
                return Stored(await _known(connection, message.id), 0, False)
            before, number = await _next_of_chain(connection, message)
            if chosen:
                await connection.execute(insert(reactions).values(**mine, revision=number))
            else:
                await connection.execute(delete(reactions).where(*where))
            await connection.execute(update(messages).where(messages.c.id == message.id).values(revision=number))
            return Stored(await _known(connection, message.id), before, True)

    async def find(self, meeting: MeetingId, message: str) -> Message | None:
        async with self._database.read() as connection:
            return await _one(
                connection, select(messages).where(messages.c.id == message, messages.c.meeting == meeting)
            )

    async def written(self, meeting: MeetingId, identity: Identity, client_id: str) -> Message | None:
        async with self._database.read() as connection:
            return await _one(connection, _written(meeting, identity, client_id))

    async def last_at(self, meeting: MeetingId, identity: Identity) -> datetime | None:
        mine = (messages.c.meeting == meeting, messages.c.identity == identity, messages.c.recipient == EVERYBODY)
        async with self._database.read() as connection:
            last = await connection.scalar(select(func.max(messages.c.sent_at)).where(*mine))
        return datetime.fromisoformat(last) if last is not None else None

    async def page(self, place: Place, window: Window) -> list[Message]:
        query = select(messages).where(messages.c.meeting == place.meeting, visible(place.reader)).limit(window.limit)
        newest_first = window.after is None and window.since is None
        if window.since is not None:
            query = query.where(messages.c.revision > window.since).order_by(messages.c.revision)
        elif window.after is not None:
            query = query.where(messages.c.seq > window.after).order_by(messages.c.seq)
        else:
            earlier = messages.c.seq < window.before if window.before is not None else messages.c.seq > 0
            query = query.where(earlier).order_by(messages.c.seq.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            return await with_company(connection, rows[::-1] if newest_first else rows)

    async def search(self, places: Sequence[Place], words: Sequence[str], before: int | None, limit: int) -> list[Hit]:
        if not places or not words:
            return []
        async with self._database.read() as connection:
            queries = search.queries_for(connection.dialect.name, places, words, before)
            hits = {
                row["id"]: row for query in queries for row in (await connection.execute(query.limit(limit))).mappings()
            }
            rows = sorted(hits.values(), key=lambda row: int(row["number"]), reverse=True)[:limit]
            found = await with_company(connection, rows)
        return [Hit(message, row["title"], row["number"]) for message, row in zip(found, rows, strict=True)]


def _written(meeting: MeetingId, identity: Identity, client_id: str) -> Select[Any]:
    return select(messages).where(
        messages.c.meeting == meeting, messages.c.identity == identity, messages.c.client_id == client_id
    )


async def _one(connection: AsyncConnection, query: Select[Any]) -> Message | None:
    rows = (await connection.execute(query)).mappings().all()
    return (await with_company(connection, rows))[0] if rows else None


async def _known(connection: AsyncConnection, message: str) -> Message:
    rows = (await connection.execute(select(messages).where(messages.c.id == message))).mappings().all()
    return (await with_company(connection, rows))[0]


async def _next_of_chain(connection: AsyncConnection, message: Message) -> tuple[int, int]:
    """Revision of the last change that the same readers know of (0 = none), and the number of the one now.

    A held message's readers have no changes in common.
    """
    mine = chat_rooms.c.meeting == message.meeting
    newest = select(func.max(messages.c.revision)).where(same_readers(message)).scalar_subquery()
    row = (await connection.execute(select(chat_rooms.c.clock, newest).where(mine))).first()
    if row is None:
        before = await connection.scalar(select(newest))  # a chat of the first release has messages and no clock
        return int(before or 0), await next_number(connection, message.meeting, message.revision)
    number = tick(int(row[0]), message.revision)
    await connection.execute(update(chat_rooms).where(mine).values(clock=number))
    return (0 if message.held else int(row[1] or 0)), number
