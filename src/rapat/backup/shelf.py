"""Backups that the running server makes: where they lie, what they are called, which of them stay."""

import asyncio
import re
import secrets
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from rapat.backup.archive import FOLDER_MODE, Snapshot, back_up
from rapat.ports_admin import BackupFailed, BackupFile

FOLDER = "backups"
"""Below the data directory; no part of backups itself."""
KEPT, ONCE = "rapat", "once"
"""How the names begin of those that stay, and of those that are there to be downloaded."""
_NAME = re.compile(rf"({KEPT}|{ONCE})-\d{{8}}-\d{{6}}-[0-9a-f]{{8}}\.backup", re.ASCII)


class Shelf:
    """``ports_admin.BackupShelf`` in a data directory."""

    def __init__(
        self, data: Path, settings_file: Path | None, *, version: str, snapshot: Snapshot | None = None
    ) -> None:
        """``settings_file`` and ``snapshot`` as in ``archive.back_up``."""
        self._data = data
        self._settings_file = settings_file
        self._version = version
        self._snapshot = snapshot

    async def make(self, passphrase: str, *, keep: bool, now: datetime) -> BackupFile:
        mark = secrets.token_hex(4)
        path = self._folder / f"{KEPT if keep else ONCE}-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{mark}.backup"
        try:
            await asyncio.to_thread(self._write, path, passphrase, now)
        except (OSError, sqlite3.Error, SQLAlchemyError, RuntimeError) as error:  # the last: a database elsewhere
            raise BackupFailed(type(error).__name__) from error
        return _about(path)

    async def all(self) -> list[BackupFile]:
        return await asyncio.to_thread(self._look)

    def path(self, name: str) -> Path | None:
        path = self._folder / name
        return path if _NAME.fullmatch(name) and path.is_file() else None

    async def delete(self, name: str) -> bool:
        path = self.path(name)
        if path is None:
            return False
        path.unlink(missing_ok=True)
        return True

    @property
    def _folder(self) -> Path:
        return self._data / FOLDER

    def _write(self, path: Path, passphrase: str, now: datetime) -> None:
        self._folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        back_up(
            self._data,
            self._settings_file,
            path,
            passphrase,
            version=self._version,
            now=now,
            tell=lambda _done: None,
            snapshot=self._snapshot,
        )

    def _look(self) -> list[BackupFile]:
        names = [path.name for path in self._folder.glob("*.backup") if _NAME.fullmatch(path.name)]
        found = [_about(self._folder / name) for name in names]
        return sorted(found, key=lambda one: one.made_at, reverse=True)


def _about(path: Path) -> BackupFile:
    kind, day, time, _ = path.name.split("-")
    made_at = datetime.strptime(f"{day}{time}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return BackupFile(name=path.name, size=path.stat().st_size, made_at=made_at, kept=kind == KEPT)
