"""Keys of programs."""

from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update

from rapat.domain.ids import PersonId
from rapat.domain.people import Person
from rapat.domain.program_keys import ProgramKey, Scope
from rapat.storage.accounts import person_of
from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.people import people
from rapat.storage.schema.programs import program_keys


class ProgramKeyRows:
    """``ports_programs.ProgramKeys`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, key: ProgramKey, secret_hash: bytes) -> None:
        values = {
            "id": key.id,
            "secret_hash": secret_hash,
            "owner": key.owner,
            "label": key.label,
            "scopes": " ".join(sorted(key.scopes)),
            "created_at": when(key.created_at),
            "expires_at": when(key.expires_at),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(program_keys).values(**values))

    async def find(self, secret_hash: bytes) -> tuple[ProgramKey, Person] | None:
        by_secret = select(program_keys).where(program_keys.c.secret_hash == secret_hash)
        async with self._database.read() as connection:
            row = (await connection.execute(by_secret)).mappings().first()
            if row is None:
                return None
            active = select(people).where(people.c.id == row["owner"], people.c.active)
            owner = (await connection.execute(active)).mappings().first()
        return (_key(row), person_of(owner)) if owner is not None else None

    async def of(self, owner: PersonId) -> list[ProgramKey]:
        query = select(program_keys).where(program_keys.c.owner == owner)
        query = query.order_by(program_keys.c.created_at.desc(), program_keys.c.id.desc())
        async with self._database.read() as connection:
            return [_key(row) for row in (await connection.execute(query)).mappings()]

    async def used(self, key: str, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(program_keys).where(program_keys.c.id == key).values(used_at=when(now)))

    async def revoke(self, owner: PersonId, key: str) -> bool:
        mine = delete(program_keys).where(program_keys.c.id == key, program_keys.c.owner == owner)
        async with self._database.write() as connection:
            return (await connection.execute(mine)).rowcount == 1

    async def forget(self, expired_before: datetime) -> int:
        old = delete(program_keys).where(program_keys.c.expires_at < when(expired_before))
        async with self._database.write() as connection:
            return (await connection.execute(old)).rowcount


def _key(row: RowMapping) -> ProgramKey:
    return ProgramKey(
        id=row["id"],
        owner=PersonId(row["owner"]),
        label=row["label"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"].split()),
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        used_at=datetime.fromisoformat(row["used_at"]) if row["used_at"] else None,
    )
