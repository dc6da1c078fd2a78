"""Takes a person out of the database: the account goes, what it wrote is emptied, its places lose their names.

What goes and what stays is told in docs/reference/http-api.md ("Privacy").
"""

from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.domain.chat import Deleted
from rapat.domain.ids import Identity, MeetingId
from rapat.domain.people import Person
from rapat.storage.database import Database
from rapat.storage.messages import next_number
from rapat.storage.rows import when
from rapat.storage.schema.administration import activities
from rapat.storage.schema.calendar import calendars, plan_invitees, plans
from rapat.storage.schema.chat import chat_reads, files, reactions
from rapat.storage.schema.door import reports
from rapat.storage.schema.first import attendees, meetings, messages
from rapat.storage.schema.people import people


class ErasureRows:
    """``ports_admin.Erasures`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def erase(self, person: Person, now: datetime) -> None:
        mine = select(attendees.c.meeting, attendees.c.identity).where(attendees.c.visitor == person.visitor)
        async with self._database.write() as connection:
            places = [(MeetingId(row.meeting), Identity(row.identity)) for row in await connection.execute(mine)]
            for meeting, identity in places:
                await _empty_chat(connection, meeting, identity, now)
            nobody = {"name": "", "picture": ""}
            await connection.execute(update(attendees).where(attendees.c.visitor == person.visitor).values(**nobody))
            await _end_own(connection, person, now)
            await connection.execute(update(meetings).where(meetings.c.owner == person.id).values(owner=None))
            invited = or_(plan_invitees.c.person == person.id, plan_invitees.c.address == person.email)
            await connection.execute(delete(plan_invitees).where(invited))
            await connection.execute(update(activities).where(activities.c.actor == person.id).values(address=""))
            await connection.execute(delete(people).where(people.c.id == person.id))


async def _end_own(connection: AsyncConnection, person: Person, now: datetime) -> None:
    """End what would take place again: the permanent room and planned meetings, which no host would ever end."""
    rooms = select(calendars.c.room).where(calendars.c.person == person.id, calendars.c.room.is_not(None))
    planned = select(plans.c.meeting).where(plans.c.owner == person.id)
    own = or_(meetings.c.id.in_(rooms), meetings.c.id.in_(planned))
    await connection.execute(update(meetings).where(own, meetings.c.ended_at.is_(None)).values(ended_at=when(now)))


async def _empty_chat(connection: AsyncConnection, meeting: MeetingId, identity: Identity, now: datetime) -> None:
    """Leave nothing of one person's in one chat but empty messages; each change gets a number, so readers see it."""
    written = and_(messages.c.meeting == meeting, messages.c.identity == identity)
    found = list((await connection.execute(select(messages.c.id).where(written).order_by(messages.c.seq))).scalars())
    emptied = {"text": "", "name": "", "mentions": "[]", "deleted": Deleted.WRITER.value}
    for message in found:
        number = await next_number(connection, meeting, 1)
        change = update(messages).where(messages.c.id == message)
        await connection.execute(change.values(**emptied, revision=number))
    of_meeting = select(messages.c.id).where(messages.c.meeting == meeting)
    by_me = and_(reactions.c.identity == identity, reactions.c.message.in_(of_meeting))
    await connection.execute(delete(reactions).where(by_me))
    read = and_(chat_reads.c.meeting == meeting, chat_reads.c.identity == identity)
    await connection.execute(delete(chat_reads).where(read))
    uploaded = and_(files.c.meeting == meeting, files.c.identity == identity)
    await connection.execute(update(files).where(uploaded).values(name="", expires_at=when(now)))
    about = and_(reports.c.meeting == meeting, reports.c.about == identity)
    await connection.execute(update(reports).where(about).values(about_name=""))
