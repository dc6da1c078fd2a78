"""A backup made beside a running store comes back whole, and only with its passphrase."""

import io
import shutil
import sqlite3
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rapat.backup.archive import NotEmpty, back_up, restore, unpack
from rapat.backup.envelope import DATA, KEY, NoBackup

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECRET = "four words that nobody guesses"


def quiet(_done: int) -> None:
    pass


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return filled(tmp_path / "data")


def filled(folder: Path) -> Path:
    """A data directory with one of each."""
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "tls").mkdir()
    (folder / "incoming").mkdir()
    (folder / "files" / "ab" / "abcd").write_bytes(b"picture" * 100_000)
    (folder / "incoming" / "half").write_bytes(b"half a file")
    (folder / "tls" / "ca.key").write_text("key")
    with sqlite3.connect(folder / "rapat.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (n INTEGER)")
        database.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(10_000)])
    return folder


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, made once: a passphrase is slow by design."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "rapat.toml").write_text("port = 9443\n")
    target = folder / "site.rapat"
    back_up(filled(folder / "data"), folder / "rapat.toml", target, SECRET, version="1.2", now=NOW, tell=quiet)
    assert list((folder / "data").glob(".backup*")) == []
    return target


@pytest.fixture
def made(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(original, tmp_path))


def test_everything_comes_back_and_nothing_else(made: Path, data: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh" / "data"
    summary = restore(made, fresh, SECRET, tell=quiet)
    assert (summary.version, summary.files) == ("1.2", 4)
    found = {path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file()}
    assert found == {"rapat.db", "rapat.toml", "tls/ca.key", "files/ab/abcd"}
    assert (fresh / "files/ab/abcd").read_bytes() == (data / "files/ab/abcd").read_bytes()
    with sqlite3.connect(fresh / "rapat.db") as database:
        assert database.execute("SELECT count(*), max(n) FROM t").fetchone() == (10_000, 9_999)
    assert (fresh / "tls/ca.key").stat().st_mode & 0o077 == 0


def test_a_transaction_that_is_under_way_is_not_in_it(data: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(data / "rapat.db")
    writer.execute("INSERT INTO t VALUES (-1)")
    target = tmp_path / "site.rapat"
    back_up(data, None, target, SECRET, version="1.2", now=NOW, tell=quiet)
    writer.rollback()
    writer.close()
    restore(target, tmp_path / "fresh", SECRET, tell=quiet)
    with sqlite3.connect(tmp_path / "fresh" / "rapat.db") as database:
        assert database.execute("SELECT min(n) FROM t").fetchone() == (0,)


def test_the_file_is_for_its_owner_alone_and_shows_nothing(made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0
    content = made.read_bytes()
    assert b"picture" not in content
    assert b"port = 9443" not in content


def test_a_wrong_passphrase_restores_nothing(made: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBackup, match="passphrase"):
        restore(made, tmp_path / "fresh", "something else", tell=quiet)
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_damaged_file_restores_nothing(made: Path, tmp_path: Path, share: float) -> None:
    content = bytearray(made.read_bytes())
    content[int(len(content) * share)] ^= 1
    made.write_bytes(content)
    with pytest.raises(NoBackup):
        restore(made, tmp_path / "fresh", SECRET, tell=quiet)
    assert not (tmp_path / "fresh").exists()
    assert list(tmp_path.glob(".fresh*")) == []


def test_a_file_that_was_cut_off_restores_nothing(made: Path, tmp_path: Path) -> None:
    made.write_bytes(made.read_bytes()[:-200])
    with pytest.raises(NoBackup):
        restore(made, tmp_path / "fresh", SECRET, tell=quiet)


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "hello")
    (tmp_path / "text").write_text("hello")
    for file in (other, tmp_path / "text"):
        with pytest.raises(NoBackup):
            restore(file, tmp_path / "fresh", SECRET, tell=quiet)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "tls/../../evil", "files", "other/file"])
def test_an_archive_that_somebody_else_made_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, io.BytesIO(b"evil"))
    content.seek(0)
    target = tmp_path / "deep" / "fresh"
    target.mkdir(parents=True)
    with pytest.raises(NoBackup):
        unpack(content, target, quiet)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_data_that_is_there_is_never_overwritten(made: Path, data: Path) -> None:
    with pytest.raises(NotEmpty):
        restore(made, data, SECRET, tell=quiet)
    assert (data / "incoming" / "half").exists()


def test_standard_tools_find_two_age_files_in_it(made: Path) -> None:
    with zipfile.ZipFile(made) as envelope:
        for name in (KEY, DATA):
            assert envelope.read(name).startswith(b"age-encryption.org/v1\n")
