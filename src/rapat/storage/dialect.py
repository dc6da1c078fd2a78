"""What differs between the databases: what each must say of itself, how it fails, and the one insert that both spell.

``sqlite.py`` and ``postgres.py`` hold the two; ``search.py`` has the full text of each. Nothing else asks which it is.
"""

from typing import Any, Protocol

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

WAIT_MS = 5_000
"""How long a write waits for another process. Higher hides a stuck one, lower fails on a slow disk."""
MIGRATION_WAIT_MS = 60_000
"""How long a start waits while another process brings the schema up to date: indexes of a million messages."""


class DatabaseUnusable(RuntimeError):
    """No work is possible with this database. ``str`` says why, without a password; ``next_step`` what to do."""

    def __init__(self, why: str, next_step: str) -> None:
        super().__init__(why)
        self.next_step = next_step


class NewerDatabase(DatabaseUnusable):
    """A newer Rapat made it; running would lose what that added."""

    def __init__(self, step: int, known: int) -> None:
        super().__init__(
            f"the database is at step {step}, this version knows {known}",
            "install the version of Rapat that wrote this data, or a newer one",
        )


class Dialect(Protocol):
    """One kind of database at one place."""

    @property
    def reading(self) -> dict[str, Any]:
        """Execution options of connections that only read."""
        ...

    def engine(self) -> AsyncEngine:
        """An engine with everything set that every connection needs. Nothing is opened yet.

        Raises:
            DatabaseUnusable: its driver is not installed.
        """
        ...

    async def lock(self, connection: AsyncConnection, wait_ms: int) -> None:
        """Make this transaction the one writer of all processes, until it ends.

        Raises:
            sqlalchemy.exc.OperationalError: another process writes for longer than ``wait_ms``.
        """
        ...

    async def freeze(self, connection: AsyncConnection) -> None:
        """Let this transaction, which has read nothing yet, see the rows of one moment throughout."""
        ...

    async def check(self, connection: AsyncConnection) -> None:
        """Look whether this database can serve.

        Raises:
            DatabaseUnusable: too old, or made in a way that would lose letters.
        """
        ...

    def tables(self, metadata: MetaData) -> MetaData:
        """The tables as they are created here."""
        ...

    def explained(self, error: BaseException) -> DatabaseUnusable | None:
        """What a failure to open means; None = it is no failure of reaching the database."""
        ...

    def last_write(self) -> tuple[int, int]:
        """Changes with every write, of another process too, at the latest when it is asked again."""
        ...

    async def size(self, connection: AsyncConnection) -> int:
        """Bytes that the database takes."""
        ...


_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_or(connection: AsyncConnection, table: Table) -> Any:
    """An insert that has ``on_conflict_do_nothing`` and ``on_conflict_do_update``, which both databases spell alike."""
    return _INSERTS[connection.dialect.name](table)
