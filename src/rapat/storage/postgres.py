"""PostgreSQL, for a site that has one already and wants its copies, its tools and its people to care for Rapat's data.

Text is kept in the collation "C" whatever the database's own is: order and equality are those of SQLite, and no update
of the system's locales can break an index.
"""

import itertools
from typing import Any

from sqlalchemy import MetaData, String, event, func, select, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from rapat.storage.dialect import DatabaseUnusable

SCHEMES = ("postgresql://", "postgres://")
OLDEST = 150_000
"""``server_version_num`` of PostgreSQL 15, Debian 12's: older ones have never been tried."""
CONNECTIONS = 8
"""Held open: one writes, the others read. Higher takes from the server's own bound of 100, lower lets readers wait."""
SPARE_CONNECTIONS = 2
"""Opened beyond that for a moment; one is for the health check."""
CONNECT_SECONDS = 5
"""Until a server that does not answer counts as away."""
POOL_SECONDS = 5
"""Until a request gives up waiting for a connection."""
WRITER = 7_221_048
"""The advisory lock of whoever writes: a number of ours, not used by anything else in this database."""
CALL_IT = "createdb --encoding=UTF8 --template=template0 --owner=rapat rapat"

_FAILURES = (
    ("password authentication failed", "check the user and the password in the setting database_url"),
    ("no password supplied", "put the password into the setting database_url, or into ~/.pgpass"),
    ("no pg_hba.conf entry", "allow this user and machine in the server's pg_hba.conf, and reload it"),
    ("too many clients", "raise max_connections of the server, or end what else is connected to it"),
    ("und-x-icu", "use a PostgreSQL that was built with ICU, as Debian's is"),
    ("does not exist", f"make user and database: createuser --pwprompt rapat; {CALL_IT}"),
    ("permission denied", "let the user of the setting database_url own the database: ALTER DATABASE … OWNER TO …"),
    ("canceling statement due to lock timeout", "another Rapat is changing this database: wait for it, or stop it"),
)
"""What the server says, and what to do; the first that is in its text counts."""
_ELSE = "is the server running, and are host, port and name in the setting database_url right? Try: psql DATABASE_URL"


class Postgres:
    """``dialect.Dialect`` on a server."""

    def __init__(self, address: str) -> None:
        """Keep the address.

        Raises:
            DatabaseUnusable: it cannot be one.
        """
        self._url = _url(address)
        self._asked = itertools.count(1)
        self.reading: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"}  # one statement needs no BEGIN and ROLLBACK

    def engine(self) -> AsyncEngine:
        try:
            engine = create_async_engine(
                self._url,
                pool_size=CONNECTIONS,
                max_overflow=SPARE_CONNECTIONS,
                pool_timeout=POOL_SECONDS,
                pool_pre_ping=True,  # after a restart of the server the first request succeeds too
                hide_parameters=True,
                connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "rapat"},
            )
        except ModuleNotFoundError as error:
            raise DatabaseUnusable(
                "the driver for PostgreSQL is not installed", "install it: pip install 'rapat[postgres]'"
            ) from error
        event.listen(engine.sync_engine, "handle_error", _without_values)
        return engine

    async def lock(self, connection: AsyncConnection, wait_ms: int) -> None:
        # Repositories read before they write, as on SQLite; the next writer sees what this one has committed.
        wanted = "SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:writer)"
        await connection.execute(text(wanted), {"wait": str(wait_ms), "writer": WRITER})

    async def freeze(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    async def check(self, connection: AsyncConnection) -> None:
        version = int(await _setting(connection, "server_version_num"))
        encoding = await _setting(connection, "server_encoding")
        if version < OLDEST:
            raise DatabaseUnusable(
                f"PostgreSQL {version // 10_000} is too old", f"use PostgreSQL {OLDEST // 10_000} or newer"
            )
        if encoding != "UTF8":
            raise DatabaseUnusable(f"the database keeps text as {encoding}", f"make it anew: {CALL_IT}")

    def tables(self, metadata: MetaData) -> MetaData:
        here = MetaData()
        for table in metadata.sorted_tables:
            table.to_metadata(here)
        for table in here.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    column.type = type(column.type)(column.type.length, collation="C")
        return here

    def explained(self, error: BaseException) -> DatabaseUnusable | None:
        if not isinstance(error, DBAPIError):
            return None
        said = " ".join(str(error.orig).split())
        if self._url.password:
            said = said.replace(str(self._url.password), "…")
        step = next((step for part, step in _FAILURES if part in said), _ELSE)
        return DatabaseUnusable(f"PostgreSQL cannot be used: {said}", step)

    def last_write(self) -> tuple[int, int]:
        """Another number each time: only a query knows, and whoever asks makes one then."""
        return next(self._asked), 0

    async def size(self, connection: AsyncConnection) -> int:
        found = await connection.exec_driver_sql("SELECT pg_database_size(current_database())")
        return int(found.scalar_one())


async def _setting(connection: AsyncConnection, name: str) -> str:
    found = await connection.execute(select(func.current_setting(name)))
    return str(found.scalar_one())


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DatabaseUnusable(
            "the setting database_url is no address", "write it as postgresql://user:password@host/database"
        ) from None  # the text of the cause has the password in it
    return url.set(drivername="postgresql+psycopg")


def _without_values(context: ExceptionContext) -> None:
    """The server quotes the row that it refuses, and failures end in the log: keep its first sentence alone."""
    found, original = context.sqlalchemy_exception, context.original_exception
    primary = getattr(getattr(original, "diag", None), "message_primary", None)
    if primary and found is not None and not isinstance(original, OperationalError):
        found.args = (f"({type(original).__name__}) {primary}",)
        original.args = (primary,)
