"""Browsers and the keys of programs."""

from datetime import datetime

from sqlalchemy import insert, select, update

from rapat.domain.ids import VisitorId
from rapat.ports import ApiKey
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.first import api_keys, visitors


class VisitorRows:
    """``ports.Visitors`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, secret_hash: bytes) -> VisitorId | None:
        async with self._database.read() as connection:
            found = await connection.scalar(select(visitors.c.id).where(visitors.c.secret_hash == secret_hash))
        return VisitorId(found) if found is not None else None

    async def add(self, visitor: VisitorId, secret_hash: bytes, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                insert(visitors).values(id=visitor, secret_hash=secret_hash, created_at=rows.when(now))
            )


class ApiKeyRows:
    """``ports.ApiKeys`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[ApiKey]:
        query = select(api_keys).where(api_keys.c.revoked.is_(False)).order_by(api_keys.c.created_at)
        async with self._database.read() as connection:
            return [rows.api_key(row) for row in (await connection.execute(query)).mappings()]

    async def add(self, key: ApiKey) -> None:
        values = {"key": key.key, "secret": key.secret, "label": key.label, "created_at": rows.when(key.created_at)}
        async with self._database.write() as connection:
            await connection.execute(insert(api_keys).values(**values, revoked=False))

    async def revoke(self, key: str) -> bool:
        change = update(api_keys).where(api_keys.c.key == key, api_keys.c.revoked.is_(False)).values(revoked=True)
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1
