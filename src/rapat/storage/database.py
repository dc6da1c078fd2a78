"""The database: connections, the one writer, and bringing the schema up to date."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateColumn

from rapat.storage.dialect import MIGRATION_WAIT_MS, WAIT_MS, DatabaseUnusable, Dialect, NewerDatabase
from rapat.storage.postgres import SCHEMES, Postgres
from rapat.storage.schema import STEPS, applied
from rapat.storage.schema.step import Step, metadata
from rapat.storage.sqlite import Sqlite

__all__ = ["Database", "DatabaseUnusable", "NewerDatabase"]


class Database:
    """SQLite or PostgreSQL. Create with ``await Database.open(place)``; end with ``await close()``."""

    def __init__(self, dialect: Dialect, engine: AsyncEngine) -> None:
        self._dialect = dialect
        self._engine = engine
        self._readers = engine.execution_options(**dialect.reading)
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, place: Path | str) -> "Database":
        """Open a database and bring its schema up to date, one process at a time.

        Args:
            place: path of a SQLite file, made when it is not there; or ``postgresql://…`` of a database that is.

        Raises:
            NewerDatabase: a newer version has written it; install that version.
            DatabaseUnusable: it cannot be reached or cannot serve; the text says why and what to do.
            sqlalchemy.exc.DatabaseError: the file is no database or cannot be written.
        """
        dialect = _dialect(place)
        engine = dialect.engine()
        async with _disposed_on_failure(dialect, engine), engine.begin() as connection:
            await dialect.check(connection)
            await dialect.lock(connection, MIGRATION_WAIT_MS)
            await connection.run_sync(_apply_steps, dialect.tables(metadata))
        return cls(dialect, engine)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of the one writer: committed at the end, rolled back on an exception."""
        async with self._writing, self._engine.begin() as connection:
            await self._dialect.lock(connection, WAIT_MS)
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from."""
        async with self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from that sees the rows of one moment, whatever is written meanwhile."""
        async with self._engine.connect() as connection:
            await self._dialect.freeze(connection)
            yield connection

    async def healthy(self) -> bool:
        """True when the database answers."""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "no"
            return False
        return True

    async def size(self) -> int:
        """Bytes that the database takes."""
        async with self.read() as connection:
            return await self._dialect.size(connection)

    def last_write(self) -> tuple[int, int]:
        """See ``Dialect.last_write``."""
        return self._dialect.last_write()

    async def close(self) -> None:
        """Close every connection; SQLite folds its log back into the file."""
        await self._engine.dispose()


async def look(place: Path | str) -> None:
    """Reach a database without changing anything in it.

    Raises:
        DatabaseUnusable: it cannot be reached or cannot serve; the text says why and what to do.
    """
    dialect = _dialect(place)
    engine = dialect.engine()
    async with _disposed_on_failure(dialect, engine), engine.connect() as connection:
        await dialect.check(connection)
    await engine.dispose()


@asynccontextmanager
async def _disposed_on_failure(dialect: Dialect, engine: AsyncEngine) -> AsyncIterator[None]:
    try:
        yield
    except BaseException as error:
        await engine.dispose()
        unusable = dialect.explained(error)
        if unusable is None:
            raise
        raise unusable from None  # the cause may quote the address


def _dialect(place: Path | str) -> Dialect:
    if isinstance(place, str) and place.startswith(SCHEMES):
        return Postgres(place)
    return Sqlite(Path(place))


def _apply_steps(connection: Any, tables: MetaData) -> None:
    tables.tables[applied.name].create(connection, checkfirst=True)
    done = set(connection.execute(select(applied.c.number)).scalars())
    if done and max(done) > len(STEPS):
        raise NewerDatabase(max(done), len(STEPS))
    for number, step in enumerate(STEPS, start=1):
        if number not in done:
            _apply_step(connection, step, tables)
            connection.execute(applied.insert().values(number=number))


def _apply_step(connection: Any, step: Step, tables: MetaData) -> None:
    present = set(inspect(connection).get_table_names())
    missing = [tables.tables[table.name] for table in step.tables if table.name not in present]
    tables.create_all(connection, tables=missing)
    for column in step.columns:
        known = {known["name"] for known in inspect(connection).get_columns(column.table.name)}
        if column.name not in known:
            here = tables.tables[column.table.name].c[column.name]
            definition = CreateColumn(here).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {definition}"))
    for statement in step.after:
        if statement.dialect in {None, connection.dialect.name}:
            connection.exec_driver_sql(statement.sql)
