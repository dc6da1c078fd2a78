"""Options that several subcommands share, and settings made from them."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import OperationalError

from rapat.cli.failing import Failure
from rapat.config import BadSettings, Settings, load
from rapat.storage.database import DatabaseUnusable
from rapat.storage.store import SqlStore

Data = Annotated[Path | None, typer.Option("--data", help="Directory of everything that is kept.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Port = Annotated[int | None, typer.Option(help="Port of the running server.", show_default=False)]
Dev = Annotated[bool | None, typer.Option("--dev", help="The server runs with --dev.", show_default=False)]
Config = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).", show_default=False)]

T = TypeVar("T")


def settings(config: Path | None, **flags: Any) -> Settings:
    """Settings of file, environment and flags.

    Raises:
        Failure: a value cannot be right; the text names it.
    """
    try:
        return load(flags, os.environ, config)
    except BadSettings as error:
        raise Failure(str(error), "mend the setting named above; `rapat serve --help` lists all") from error


def with_store(chosen: Settings, use: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Run ``use`` on the data of this server, beside a running one or without.

    Raises:
        Failure: there is no data there, it cannot be reached, or a newer version made it.
    """
    need_data(chosen)

    async def run() -> T:
        store = await SqlStore.open(chosen.storage)
        try:
            return await use(store)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except DatabaseUnusable as error:
        raise Failure(str(error), error.next_step) from error
    except OperationalError as error:
        raise Failure(f"the database failed: {error.orig}", "`rapat doctor` looks for the cause") from error


def need_data(chosen: Settings) -> None:
    """Make sure that a server has been here; with a database of its own it is asked later.

    Raises:
        Failure: there is no data there.
    """
    if not chosen.database_url and not chosen.database.exists():
        raise Failure(
            f"no data in {chosen.data}", "start the server once (rapat serve), or name its directory with --data"
        )
