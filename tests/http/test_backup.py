"""Backup now over HTTP: made beside the running site, downloaded once or kept, and restored with its passphrase."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from rapat.backup.archive import restore
from rapat.domain.people import SiteRole
from rapat.ports_admin import BackupFailed, BackupFile
from rapat.services.backups import ONCE_LIFE, BackupService
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio

BACKUP = "/api/admin/backup"
SECRET = "four words that nobody guesses"


async def staff(server: HttpServer) -> Browser:
    return await signed_in(server, await account(server, "Ana", SiteRole.ADMINISTRATOR))


async def made(ana: Browser, **more: object) -> str:
    answer = await ana.send("POST", BACKUP, {"passphrase": SECRET, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["name"])


async def test_members_make_and_take_none(server: HttpServer) -> None:
    member = await signed_in(server, await account(server, "Budi"))
    body = {"passphrase": SECRET}
    for method, path in (("POST", ""), ("GET", ""), ("GET", "/x"), ("DELETE", "/x")):
        assert (await member.send(method, BACKUP + path, body if method == "POST" else None)).status_code == 403


async def test_a_backup_is_downloaded_once_and_holds_the_site(server: HttpServer, tmp_path: Path) -> None:
    ana = await staff(server)
    (server.folder / "mail.json").write_text("{}")
    name = await made(ana)
    answer = await ana.send("GET", f"{BACKUP}/{name}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert b"ana@example.org" not in answer.content
    file = tmp_path / "downloaded"
    file.write_bytes(answer.content)
    restore(file, tmp_path / "restored", SECRET, tell=lambda _: None)
    with sqlite3.connect(tmp_path / "restored" / "rapat.db") as database:
        assert database.execute("SELECT email FROM people").fetchall() == [("ana@example.org",)]
    assert (tmp_path / "restored" / "mail.json").stat().st_mode & 0o777 == 0o600
    assert (await ana.send("GET", f"{BACKUP}/{name}")).json()["code"] == "backup_not_found"
    acts = [entry["act"] for entry in (await ana.send("GET", "/api/admin/activity")).json()["entries"]]
    assert acts[:2] == ["backup_taken", "backup_made"]


async def test_one_that_is_kept_stays_until_it_is_deleted(server: HttpServer) -> None:
    ana = await staff(server)
    name = await made(ana, keep=True)
    assert ((server.folder / "backups" / name).stat().st_mode & 0o777) == 0o600
    assert (await ana.send("GET", f"{BACKUP}/{name}")).status_code == 200
    shown = (await ana.send("GET", BACKUP)).json()["backups"]
    assert [(one["name"], one["kept"], one["made_at"]) for one in shown] == [(name, True, "2026-11-23T09:00:00Z")]
    server.clock.pass_seconds(ONCE_LIFE.total_seconds() + 1)
    await server.backups.tend()
    statuses = [(await ana.send("DELETE", f"{BACKUP}/{name}")).status_code for _ in range(2)]
    assert statuses == [204, 404]


async def test_one_that_nobody_takes_goes_after_an_hour(server: HttpServer) -> None:
    ana = await staff(server)
    await made(ana)
    server.clock.pass_seconds(ONCE_LIFE.total_seconds() + 1)
    await server.backups.tend()
    assert (await ana.send("GET", BACKUP)).json()["backups"] == []


@pytest.mark.parametrize("name", ["..%2Frapat.db", "rapat.db", "rapat-20261123-090000-00000000.backup%00", "x"])
async def test_no_name_reaches_another_file(server: HttpServer, name: str) -> None:
    ana = await staff(server)
    for method in ("GET", "DELETE"):
        assert (await ana.send(method, f"{BACKUP}/{name}")).status_code in {404, 405}
    assert (server.folder / "rapat.db").exists()


async def test_a_short_passphrase_is_refused(server: HttpServer) -> None:
    ana = await staff(server)
    assert (await ana.send("POST", BACKUP, {"passphrase": "too short"})).status_code == 422


class FullDisk:
    """A shelf on which nothing has room."""

    async def make(self, passphrase: str, *, keep: bool, now: datetime) -> BackupFile:
        raise BackupFailed("OSError")

    async def all(self) -> list[BackupFile]:
        return []

    def path(self, name: str) -> Path | None:
        return None

    async def delete(self, name: str) -> bool:
        return False


async def test_a_full_disk_is_said(server: HttpServer) -> None:
    ana = await staff(server)
    context = server.app.state.context
    full = BackupService(FullDisk(), server.clock, server.administration)
    object.__setattr__(context, "backups", full)
    answer = await ana.send("POST", BACKUP, {"passphrase": SECRET})
    assert (answer.status_code, answer.json()["code"]) == (507, "backup_failed")
