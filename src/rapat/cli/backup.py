"""``rapat backup`` and ``rapat restore``: everything in one encrypted file, and back."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from rapat import __version__
from rapat.backup import archive
from rapat.backup.archive import NotEmpty, Summary
from rapat.backup.envelope import NoBackup
from rapat.cli.failing import Failure
from rapat.cli.options import Config, Data, need_data, settings
from rapat.services.backups import PASSPHRASE_MIN
from rapat.storage import copying
from rapat.storage.copying import NotEmptyDatabase
from rapat.storage.database import DatabaseUnusable

PASSPHRASE = "RAPAT_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
MEGABYTE = 1_000_000

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help=f"File with the passphrase; else {PASSPHRASE}, else it is asked for."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Tell the result as JSON.")]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an earlier one is replaced.")],
    data: Data = None,
    config: Config = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Write everything into one encrypted file: database, files, certificates, settings. Meetings go on meanwhile."""
    chosen = settings(config, data=data)
    need_data(chosen)
    secret = _passphrase(passphrase_file, twice=True)
    if len(secret) < PASSPHRASE_MIN:
        raise Failure(f"the passphrase is shorter than {PASSPHRASE_MIN} characters", "take several words")
    try:
        made = archive.back_up(
            chosen.data,
            config,
            file,
            secret,
            version=__version__,
            now=datetime.now(UTC),
            tell=_progress(as_json),
            snapshot=copying.to_file(chosen.database_url) if chosen.database_url else None,
        )
    except DatabaseUnusable as error:
        raise Failure(f"no backup was written: {error}", error.next_step) from error
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise Failure(f"no backup was written: {error}", "look at free space and rights of both places") from error
    _tell(made, f"Written to {file}", as_json)
    if chosen.files_store and not as_json:
        print(f"Files of chats lie in {chosen.files_store} and are not in it: back that up by its own means.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that rapat backup wrote.")],
    data: Data = None,
    config: Config = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back on an empty machine; the same people sign in with the same passwords."""
    chosen = settings(config, data=data)
    secret = _passphrase(passphrase_file, twice=False)
    rows = copying.from_file(chosen.database_url) if chosen.database_url else None
    try:
        done = archive.restore(file, chosen.data, secret, tell=_progress(as_json), rows=rows)
    except NotEmpty as error:
        raise Failure(f"there is data in {chosen.data}", "name an empty directory with --data") from error
    except NoBackup as error:
        raise Failure(f"{file}: {error}", "check the file and the passphrase") from error
    except NotEmptyDatabase as error:
        raise Failure("there is data in the database of database_url", "name an empty database") from error
    except DatabaseUnusable as error:
        raise Failure(f"nothing was restored: {error}", error.next_step) from error
    except (OSError, SQLAlchemyError) as error:
        raise Failure(f"nothing was restored: {error}", "look at free space and rights of both places") from error
    _tell(done, f"Restored to {chosen.data}; start it with: rapat serve --data {chosen.data}", as_json)


def _passphrase(file: Path | None, *, twice: bool) -> str:
    if file is not None:
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"{file} cannot be read", "name a text file that holds the passphrase") from error
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        raise Failure("there is no passphrase", f"give --passphrase-file, or set {PASSPHRASE}")
    asked: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
    return asked


def _progress(as_json: bool) -> Callable[[int], None]:
    shown = 0

    def tell(done: int) -> None:
        nonlocal shown
        if not as_json and sys.stderr.isatty() and done // MEGABYTE > shown:
            shown = done // MEGABYTE
            print(f"\r{shown} MB", end="", file=sys.stderr, flush=True)

    return tell


def _tell(summary: Summary, where: str, as_json: bool) -> None:
    if as_json:
        fields = {
            "version": summary.version,
            "made_at": summary.made_at,
            "files": summary.files,
            "bytes": summary.bytes,
        }
        print(json.dumps(fields))
    else:
        print(f"{where}\n{summary.files} files, {summary.bytes / MEGABYTE:.1f} MB, made {summary.made_at}")
