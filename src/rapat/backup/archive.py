"""What is in a backup: the database as it was at one moment, certificates, files of chats, the settings file.

The archive is a tar; its last member, ``manifest.json``, tells version, time and the SHA-256 of every other member,
so that a restored site is known to be whole.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any

from rapat.backup.envelope import NoBackup, seal, unseal

MANIFEST = "manifest.json"
DATABASE = "rapat.db"
FOLDERS = ("tls", "files")
SETTINGS = "rapat.toml"
MAIL = "mail.json"
"""Of ``mail.kept``: the mail server that administrators set."""
PAGES_AT_ONCE = 1_000
"""Pages of the database copied before writers get a turn: 4 MB."""
MANIFEST_MAX = 256 * 1024 * 1024
"""Bytes: a hundred for each of two million files."""
CHUNK = 1024 * 1024
FILE_MODE = 0o600
FOLDER_MODE = 0o700
FORMAT = 1

Progress = Callable[[int], None]
"""Called now and then with the bytes archived so far."""
Snapshot = Callable[[Path], None]
"""Writes or reads the rows of another database as a file of SQLite."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds."""

    version: str
    """Of the Rapat that made it."""
    made_at: str
    """ISO 8601, UTC."""
    files: int
    bytes: int


class NotEmpty(Exception):
    """There is data at the place where a backup should be restored."""


def back_up(
    data: Path,
    settings_file: Path | None,
    target: Path,
    secret: str,
    *,
    version: str,
    now: datetime,
    tell: Progress,
    snapshot: Snapshot | None = None,
) -> Summary:
    """Write a backup of a data directory, in use or not. ``target`` appears only when it is whole.

    Args:
        data: the directory.
        settings_file: goes along; None = there is none.
        target: file to write; an earlier one is replaced.
        secret: passphrase.
        version: of this Rapat.
        now: the time, aware.
        tell: hears how far it is.
        snapshot: writes the rows of a database elsewhere; None = they are in the directory.

    Raises:
        OSError: nothing can be read there, or not written.
        sqlite3.Error: the database is broken.
        Exception: whatever ``snapshot`` raises.
    """
    part = target.with_name(f".{target.name}.part")
    held: list[Summary] = []

    def fill(sink: BufferedIOBase) -> None:
        held.append(_write(data, settings_file, sink, version, now, tell, snapshot))

    try:
        with part.open("wb") as file:
            part.chmod(FILE_MODE)
            seal(file, secret, fill)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return held[0]


def restore(source: Path, data: Path, secret: str, *, tell: Progress, rows: Snapshot | None = None) -> Summary:
    """Bring a backup back into a data directory that is empty or not there; it appears only when all of it is whole.

    Args:
        source: the backup.
        data: the directory.
        secret: passphrase.
        tell: hears how far it is.
        rows: takes the rows out of the database file to where they belong; None = they belong into the directory.

    Raises:
        Exception: whatever ``rows`` raises; nothing appears then.
        NotEmpty: there is something in ``data``.
        NoBackup: the file is none, is damaged, or the passphrase is wrong.
        OSError: cannot be read or written.
    """
    if data.exists() and any(data.iterdir()):
        raise NotEmpty(str(data))
    data.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{data.name}.", dir=data.parent))
    try:
        with source.open("rb") as file, unseal(file, secret) as content:
            summary = unpack(content, part, tell)
        if rows is not None:
            rows(part / DATABASE)
            for left in part.glob(f"{DATABASE}*"):
                left.unlink()
        part.chmod(FOLDER_MODE)
        if data.exists():
            data.rmdir()
        part.replace(data)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return summary


def _write(
    data: Path,
    settings_file: Path | None,
    sink: BufferedIOBase,
    version: str,
    now: datetime,
    tell: Progress,
    take: Snapshot | None,
) -> Summary:
    digests: dict[str, str] = {}
    total = 0
    with tempfile.TemporaryDirectory(prefix=".backup.", dir=data) as folder:
        snapshot = Path(folder) / DATABASE
        if take is not None:
            take(snapshot)
        else:
            _snapshot(data / DATABASE, snapshot)
        with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            for name, path in _members(data, snapshot, settings_file):
                added = _add(archive, name, path, now)
                if added is not None:  # a file that expired meanwhile is not missed
                    digests[name], size = added
                    total += size
                    tell(total)
            manifest = {"format": FORMAT, "version": version, "made_at": now.isoformat(), "sha256": digests}
            content = json.dumps(manifest).encode()
            archive.addfile(_info(MANIFEST, len(content), now), io.BytesIO(content))
    return Summary(version, now.isoformat(), len(digests), total)


def _members(data: Path, snapshot: Path, settings_file: Path | None) -> Iterator[tuple[str, Path]]:
    yield DATABASE, snapshot
    if settings_file is not None:
        yield SETTINGS, settings_file
    if (data / MAIL).is_file():
        yield MAIL, data / MAIL
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def _snapshot(database: Path, target: Path) -> None:
    """The database at one moment, whatever is written meanwhile."""
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        copy = sqlite3.connect(target)
        try:
            source.backup(copy, pages=PAGES_AT_ONCE)
        finally:
            copy.close()
    finally:
        source.close()


def _add(archive: tarfile.TarFile, name: str, path: Path, now: datetime) -> tuple[str, int] | None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        size = path.stat().st_size
        reader = _Hashing(file, size)
        archive.addfile(_info(name, size, now), reader)
        return reader.digest.hexdigest(), size


def _info(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, FILE_MODE, int(now.timestamp())
    return info


class _Hashing(io.RawIOBase):
    """Reads a file once, for the archive and for its digest."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._file.read(wanted)
        self._left -= len(content)
        self.digest.update(content)
        return content


def unpack(content: BufferedIOBase, target: Path, tell: Progress) -> Summary:
    """Unpack an archive into an existing, empty folder.

    Raises:
        NoBackup: it holds what no backup holds, or is not whole; what was unpacked so far is left behind.
    """
    digests: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    total = 0
    try:
        with tarfile.open(fileobj=content, mode="r|") as archive:
            for member in archive:
                file = archive.extractfile(member)
                if manifest is not None or file is None or not _is_ours(member.name):
                    raise NoBackup("the file holds what no backup of Rapat holds")
                if member.name == MANIFEST:
                    manifest = json.loads(file.read(MANIFEST_MAX))
                    continue
                digests[member.name] = _extract(file, target / member.name)
                total += member.size
                tell(total)
    except (tarfile.TarError, ValueError) as error:
        raise NoBackup("the file is damaged") from error
    return _checked(manifest, digests, total)


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return False
    return name in {DATABASE, SETTINGS, MAIL, MANIFEST} or (len(parts) > 1 and parts[0] in FOLDERS)


def _extract(file: IO[bytes], path: Path) -> str:
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as target:
        path.chmod(FILE_MODE)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _checked(manifest: dict[str, Any] | None, digests: dict[str, str], total: int) -> Summary:
    if manifest is None or manifest.get("sha256") != digests:
        raise NoBackup("the file is damaged: something is missing or different")
    if manifest.get("format") != FORMAT:
        raise NoBackup(f"a newer Rapat ({manifest.get('version')}) made it; restore it with that one")
    return Summary(str(manifest["version"]), str(manifest["made_at"]), len(digests), total)
