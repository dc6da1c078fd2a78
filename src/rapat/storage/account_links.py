"""Links that are used once: the owner's first, invitations, new passwords."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select

from rapat.domain.ids import PersonId
from rapat.ports_people import AccountLink, Purpose
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.people import account_links

PEOPLE_AT_ONCE = 500
"""Parameters of one statement: SQLite's oldest bound is 999."""


class AccountLinkRows:
    """``ports_people.AccountLinks`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, links: Sequence[tuple[AccountLink, bytes]]) -> None:
        people = [link.person for link, _ in links if link.person is not None]
        purposes = {link.purpose.value for link, _ in links if link.person is None}
        values = [{**_values(link), "secret_hash": secret_hash} for link, secret_hash in links]
        if not values:
            return
        async with self._database.write() as connection:
            for start in range(0, len(people), PEOPLE_AT_ONCE):
                mine = account_links.c.person.in_(people[start : start + PEOPLE_AT_ONCE])
                await connection.execute(delete(account_links).where(mine))
            nobodys = and_(account_links.c.person.is_(None), account_links.c.purpose.in_(purposes))
            await connection.execute(delete(account_links).where(nobodys))
            await connection.execute(insert(account_links), values)

    async def find(self, secret_hash: bytes) -> AccountLink | None:
        query = select(account_links).where(account_links.c.secret_hash == secret_hash)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            return None
        return AccountLink(
            id=row["id"],
            purpose=Purpose(row["purpose"]),
            person=PersonId(row["person"]) if row["person"] else None,
            created_at=datetime.fromisoformat(row["created_at"]),
            expires_at=datetime.fromisoformat(row["expires_at"]),
        )

    async def spend(self, link: str) -> bool:
        async with self._database.write() as connection:
            return (await connection.execute(delete(account_links).where(account_links.c.id == link))).rowcount == 1


def _values(link: AccountLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "purpose": link.purpose.value,
        "person": link.person,
        "created_at": rows.when(link.created_at),
        "expires_at": rows.when(link.expires_at),
    }
