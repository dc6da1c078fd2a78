"""SQLite: one file in WAL mode, one writer, readers beside it. The default: nothing to install, nothing to run."""

from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from rapat.storage.dialect import WAIT_MS, DatabaseUnusable
from rapat.storage.search import has_words

FILE_MODE = 0o600
"""The file holds secrets of API keys and what people wrote."""
READERS = 4
"""Connections that read at a time; SQLite in WAL mode reads beside the writer."""


class Sqlite:
    """``dialect.Dialect`` on a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.reading: dict[str, Any] = {}

    def engine(self) -> AsyncEngine:
        self._path.touch(mode=FILE_MODE)  # SQLite gives its companion files the same mode
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{self._path}",
            pool_size=READERS,
            max_overflow=1,
            hide_parameters=True,  # a failed statement ends in the log, and what people wrote must not
        )
        event.listen(engine.sync_engine, "connect", _prepare)
        return engine

    async def lock(self, connection: AsyncConnection, wait_ms: int) -> None:
        # The driver itself begins at the first change, too late for what was read before it and for DDL.
        if wait_ms == WAIT_MS:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={wait_ms}")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_MS}")

    async def freeze(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("BEGIN")

    async def check(self, connection: AsyncConnection) -> None:
        return

    def tables(self, metadata: MetaData) -> MetaData:
        return metadata

    def explained(self, error: BaseException) -> DatabaseUnusable | None:
        return None  # its texts name the file, and the command line knows what to do about files

    def last_write(self) -> tuple[int, int]:
        """Times of the file and its log: cheap to ask, unlike a query."""
        before, log = (file.stat().st_mtime_ns if file.exists() else 0 for file in self._files())
        return before, log

    async def size(self, connection: AsyncConnection) -> int:
        return sum(file.stat().st_size for file in self._files() if file.exists())

    def _files(self) -> tuple[Path, Path]:
        return self._path, self._path.with_name(f"{self._path.name}-wal")


def _prepare(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={WAIT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function("has_words", 2, has_words, deterministic=True)
