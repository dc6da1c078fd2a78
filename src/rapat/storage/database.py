"""The database file: connections, the one writer, and bringing the schema up to date. Engine differences live here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import CreateColumn

from rapat.storage.schema import STEPS, applied
from rapat.storage.schema.step import Step, metadata

BUSY_TIMEOUT_MS = 5_000
"""How long a statement waits for another process (the CLI). Higher hides a stuck one, lower fails on a slow disk."""
FILE_MODE = 0o600
"""The file holds secrets of API keys and what people wrote."""
READERS = 4
"""Connections that read at a time; SQLite in WAL mode reads beside the writer."""


class NewerDatabase(RuntimeError):
    """The file was made by a newer Rapat; running would lose what it added."""


class Database:
    """One SQLite file in WAL mode. Create with ``await Database.open(path)``; end with ``await close()``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = asyncio.Lock()
        self._path = Path(str(engine.url.database))

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Open or create the file and bring its schema up to date.

        Raises:
            NewerDatabase: a newer version has written it; install that version.
            sqlalchemy.exc.DatabaseError: the file is no database or cannot be written.
        """
        path.touch(mode=FILE_MODE)  # SQLite gives its companion files the same mode
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{path}",
            pool_size=READERS,
            max_overflow=1,
            hide_parameters=True,  # a failed statement ends in the log, and what people wrote must not
        )
        event.listen(engine.sync_engine, "connect", _set_pragmas)
        database = cls(engine)
        async with engine.begin() as connection:
            await connection.run_sync(_apply_steps)
        return database

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of the one writer: committed at the end, rolled back on an exception."""
        async with self._writing, self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from."""
        async with self._engine.connect() as connection:
            yield connection

    async def healthy(self) -> bool:
        """True when the file answers."""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "no"
            return False
        return True

    def last_write(self) -> tuple[int, int]:
        """Changes with every write, of another process too: cheap to ask, unlike a query."""
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        before, log = (file.stat().st_mtime_ns if file.exists() else 0 for file in files)
        return before, log

    async def close(self) -> None:
        """Close every connection; the WAL is folded back into the file."""
        await self._engine.dispose()


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _apply_steps(connection: Any) -> None:
    applied.create(connection, checkfirst=True)
    done = set(connection.execute(select(applied.c.number)).scalars())
    if done and max(done) > len(STEPS):
        raise NewerDatabase(f"the database is at step {max(done)}, this version knows {len(STEPS)}")
    for number, step in enumerate(STEPS, start=1):
        if number not in done:
            _apply_step(connection, step)
            connection.execute(applied.insert().values(number=number))


def _apply_step(connection: Any, step: Step) -> None:
    present = set(inspect(connection).get_table_names())
    metadata.create_all(connection, tables=[table for table in step.tables if table.name not in present])
    for column in step.columns:
        known = {known["name"] for known in inspect(connection).get_columns(column.table.name)}
        if column.name not in known:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {definition}"))
    for statement in step.after:
        if statement.dialect in {None, connection.dialect.name}:
            connection.exec_driver_sql(statement.sql)
