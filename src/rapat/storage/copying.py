"""All rows from one database to another of either kind: how a backup of PostgreSQL is made, and how a site moves.

A backup holds a file of SQLite whatever the site runs on, so it can be restored on either.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.storage.database import Database
from rapat.storage.schema import applied
from rapat.storage.schema.chat import message_search
from rapat.storage.schema.step import metadata

ROWS_AT_ONCE = 1_000
"""Held in memory: larger costs memory for long texts and pictures, smaller costs statements."""
OWN = frozenset({applied.name, message_search.name})
"""Tables that each database fills by itself."""


class NotEmptyDatabase(Exception):
    """There are rows at the place where others should go."""


def copied_tables() -> list[Table]:
    """What a copy carries, in an order that satisfies every reference."""
    return [table for table in metadata.sorted_tables if table.name not in OWN]


async def copy(source: Database, target: Database) -> int:
    """Copy every row as of one moment, in one transaction.

    Args:
        source: is not changed, and may be in use.
        target: has no rows yet.

    Returns:
        How many rows.

    Raises:
        NotEmptyDatabase: there are rows in ``target``; nothing was copied.
        sqlalchemy.exc.SQLAlchemyError: a database failed; nothing was copied.
    """
    async with target.write() as connection, source.snapshot() as found:
        for table in copied_tables():
            if await connection.scalar(select(func.count()).select_from(table)):
                raise NotEmptyDatabase(table.name)
        return sum([await _copy_table(table, found, connection) for table in copied_tables()])


async def _copy_table(table: Table, source: AsyncConnection, target: AsyncConnection) -> int:
    copied = 0
    rows = await source.stream(select(table).order_by(*table.primary_key.columns))
    async for part in rows.mappings().partitions(ROWS_AT_ONCE):
        await target.execute(insert(table), [dict(row) for row in part])
        copied += len(part)
    return copied


def to_file(place: str) -> Callable[[Path], None]:
    """How to write the database at an address into a new file of SQLite; to be called outside of any event loop.

    The call raises ``DatabaseUnusable`` or ``sqlalchemy.exc.SQLAlchemyError``; the file is of no use then.
    """

    def write(file: Path) -> None:
        asyncio.run(_between(place, file))

    return write


def from_file(place: str) -> Callable[[Path], None]:
    """How to bring such a file, of this or an older version, into the empty database at an address.

    The call raises ``NotEmptyDatabase``, ``DatabaseUnusable`` or ``sqlalchemy.exc.SQLAlchemyError``.
    """

    def read(file: Path) -> None:
        asyncio.run(_between(file, place))

    return read


async def _between(source: Path | str, target: Path | str) -> None:
    async with _open(source) as there, _open(target) as here:
        await copy(there, here)


@asynccontextmanager
async def _open(place: Path | str) -> AsyncIterator[Database]:
    database = await Database.open(place)
    try:
        yield database
    finally:
        await database.close()
