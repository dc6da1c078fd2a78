"""Accounts and the browsers that are signed in to them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from rapat.domain.ids import PersonId, VisitorId
from rapat.domain.people import Person, SiteRole
from rapat.ports_people import AccountSession, PeoplePage
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.first import attendees, visitors
from rapat.storage.schema.people import account_sessions, people

ADDRESSES_AT_ONCE = 500
"""Parameters of one statement: SQLite's oldest bound is 999."""
SEPARATOR = "\n"
"""Between name and id in a cursor; no name holds one."""


class PersonRows:
    """``ports_people.People`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, person: Person) -> bool:
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(visitors).values(**_visitor(person)))
                await connection.execute(insert(people).values(**_values(person)))
        except IntegrityError:
            return False
        return True

    async def add_many(self, new: Sequence[Person]) -> None:
        async with self._database.write() as connection:
            taken = set((await connection.execute(select(people.c.email))).scalars())
            fresh = [person for person in new if person.email not in taken]
            if fresh:
                await connection.execute(insert(visitors), [_visitor(person) for person in fresh])
                await connection.execute(insert(people), [_values(person) for person in fresh])

    async def find(self, person: PersonId) -> Person | None:
        query = select(people).where(people.c.id == person)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return person_of(row) if row is not None else None

    async def by_email(self, email: str) -> Person | None:
        return (await self.by_emails([email])).get(email)

    async def by_emails(self, emails: Sequence[str]) -> dict[str, Person]:
        found: dict[str, Person] = {}
        async with self._database.read() as connection:
            for start in range(0, len(emails), ADDRESSES_AT_ONCE):
                query = select(people).where(people.c.email.in_(emails[start : start + ADDRESSES_AT_ONCE]))
                for row in (await connection.execute(query)).mappings():
                    found[row["email"]] = person_of(row)
        return found

    async def page(self, query: str, after: str, limit: int, *, only_active: bool) -> PeoplePage:
        wanted = select(people).order_by(people.c.sort_name, people.c.id).limit(limit + 1)
        if only_active:
            wanted = wanted.where(people.c.active)
        if query:
            part = query.casefold()
            wanted = wanted.where(
                or_(people.c.sort_name.contains(part, autoescape=True), people.c.email.contains(part, autoescape=True))
            )
        if after:
            name, _, last = after.partition(SEPARATOR)
            same = and_(people.c.sort_name == name, people.c.id > last)
            wanted = wanted.where(or_(people.c.sort_name > name, same))
        async with self._database.read() as connection:
            found = [person_of(row) for row in (await connection.execute(wanted)).mappings()]
        if len(found) <= limit:
            return PeoplePage(found, "")
        last_shown = found[limit - 1]
        return PeoplePage(found[:limit], f"{_sort_name(last_shown)}{SEPARATOR}{last_shown.id}")

    async def change(self, before: Person, after: Person) -> bool:
        old = _values(before)
        values = {name: value for name, value in _values(after).items() if value != old[name]}
        if not values:
            return True
        try:
            async with self._database.write() as connection:
                await connection.execute(update(people).where(people.c.id == before.id).values(**values))
        except IntegrityError:
            return False
        return True

    async def owners(self) -> list[Person]:
        query = select(people).where(people.c.role == SiteRole.OWNER.value, people.c.active).order_by(people.c.id)
        async with self._database.read() as connection:
            return [person_of(row) for row in (await connection.execute(query)).mappings()]

    async def password_hash(self, person: PersonId) -> str | None:
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(select(people.c.password_hash).where(people.c.id == person))
        return found

    async def set_password_hash(self, person: PersonId, password_hash: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(people).where(people.c.id == person).values(password_hash=password_hash))


class AccountSessionRows:
    """``ports_people.AccountSessions`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session: AccountSession, secret_hash: bytes, guest: VisitorId | None) -> None:
        values = {
            "id": session.id,
            "secret_hash": secret_hash,
            "person": session.person,
            "device": session.device,
            "created_at": rows.when(session.created_at),
            "seen_at": rows.when(session.seen_at),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(account_sessions).values(**values))
            if guest is not None:
                has = select(attendees.c.meeting).where(attendees.c.visitor == session.person)
                free = and_(attendees.c.visitor == guest, attendees.c.meeting.not_in(has))
                await connection.execute(update(attendees).where(free).values(visitor=session.person))

    async def find(self, secret_hash: bytes) -> tuple[AccountSession, Person] | None:
        both = account_sessions.join(people, people.c.id == account_sessions.c.person)
        names = {column: column.label(f"session_{column.name}") for column in account_sessions.c}
        query = select(people, *names.values()).select_from(both)
        query = query.where(account_sessions.c.secret_hash == secret_hash, people.c.active)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return (_session(row, "session_"), person_of(row)) if row is not None else None

    async def seen(self, session: str, now: datetime) -> None:
        mine = account_sessions.c.id == session
        async with self._database.write() as connection:
            await connection.execute(update(account_sessions).where(mine).values(seen_at=rows.when(now)))

    async def of(self, person: PersonId) -> list[AccountSession]:
        query = select(account_sessions).where(account_sessions.c.person == person)
        async with self._database.read() as connection:
            found = (await connection.execute(query.order_by(account_sessions.c.seen_at.desc()))).mappings()
            return [_session(row) for row in found]

    async def end(self, person: PersonId, session: str) -> bool:
        mine = and_(account_sessions.c.person == person, account_sessions.c.id == session)
        async with self._database.write() as connection:
            return (await connection.execute(delete(account_sessions).where(mine))).rowcount == 1

    async def end_all(self, person: PersonId, but: str = "") -> None:
        others = and_(account_sessions.c.person == person, account_sessions.c.id != but)
        async with self._database.write() as connection:
            await connection.execute(delete(account_sessions).where(others))


def _sort_name(person: Person) -> str:
    return person.name.casefold()


def _visitor(person: Person) -> dict[str, Any]:
    """The row under which the person has places in meetings; no cookie opens it."""
    nobodys = hashlib.sha256(f"no cookie opens {person.id}".encode()).digest()
    return {"id": person.visitor, "secret_hash": nobodys, "created_at": rows.when(person.created_at)}


def _values(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "sort_name": _sort_name(person),
        "email": person.email,
        "language": person.language,
        "time_zone": person.time_zone,
        "picture": person.picture,
        "role": person.role.value,
        "active": person.active,
        "created_at": rows.when(person.created_at),
        "accepted_at": rows.when(person.accepted_at) if person.accepted_at is not None else None,
    }


def person_of(row: RowMapping) -> Person:
    """A person from the row of an account."""
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        email=row["email"],
        created_at=datetime.fromisoformat(row["created_at"]),
        language=row["language"],
        time_zone=row["time_zone"],
        picture=row["picture"],
        role=SiteRole(row["role"]),
        active=row["active"],
        accepted_at=datetime.fromisoformat(row["accepted_at"]) if row["accepted_at"] else None,
    )


def _session(row: RowMapping, prefix: str = "") -> AccountSession:
    return AccountSession(
        id=row[prefix + "id"],
        person=PersonId(row[prefix + "person"]),
        device=row[prefix + "device"],
        created_at=datetime.fromisoformat(row[prefix + "created_at"]),
        seen_at=datetime.fromisoformat(row[prefix + "seen_at"]),
    )
