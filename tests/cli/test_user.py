"""``rapat user`` as an operator and a program use it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rapat.storage.store import SqlStore

RAPAT = Path(sys.executable).parent / "rapat"
Rapat = Callable[..., Any]
pytestmark = pytest.mark.anyio


@pytest.fixture
async def rapat(tmp_path: Path) -> Rapat:
    """Runs ``rapat user … --json`` on fresh data; the answer, or the text of the failure."""
    await (await SqlStore.open(tmp_path / "rapat.db")).close()

    def run(*arguments: str) -> Any:
        command = [RAPAT, "user", *arguments, "--data", str(tmp_path), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return run


async def test_people_are_invited_listed_and_disabled(rapat: Rapat) -> None:
    made = rapat("invite", "Budi@example.org", "--name", "Budi", "--role", "administrator")
    assert (made["person"]["invited"], made["purpose"], made["mailed"]) == (True, "invitation", False)
    assert "/welcome#" in made["link"]
    assert "next step" in rapat("invite", "budi@example.org")
    assert [person["email"] for person in rapat("list", "bud")] == ["budi@example.org"]
    assert rapat("disable", "budi@example.org")["active"] is False
    assert rapat("enable", "budi@example.org")["active"] is True
    assert "next step" in rapat("disable", "nobody@example.org")
    assert rapat("reset", "budi@example.org")["purpose"] == "invitation"


async def test_an_account_with_a_password_from_a_file_is_ready(rapat: Rapat, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a sentence of his own\n")
    assert rapat("add", "budi@example.org", "Budi", "--password-file", str(file))["invited"] is False
    file.write_text("short")
    assert "password: 10 to 256" in rapat("add", "cici@example.org", "Cici", "--password-file", str(file))


async def test_a_table_is_previewed_then_applied_once(rapat: Rapat, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("email,name\nbudi@example.org,Budi\nwrong,X\n", encoding="utf-8-sig")
    preview = rapat("import", str(table))
    assert [line["outcome"] for line in preview["lines"]] == ["create", "error"]
    assert rapat("list") == []
    assert len(rapat("import", str(table), "--apply")["links"]) == 1
    again = rapat("import", str(table), "--apply")
    assert ([line["outcome"] for line in again["lines"]], again["links"]) == (["same", "error"], [])


async def test_the_owner_can_always_be_let_in(rapat: Rapat, tmp_path: Path) -> None:
    assert rapat("owner-link")["purpose"] == "owner"
    file = tmp_path / "password"
    file.write_text("a sentence of her own")
    rapat("add", "ana@example.org", "Ana", "--password-file", str(file), "--role", "owner")
    assert rapat("owner-link")["purpose"] == "reset"
    assert "next step" in rapat("disable", "ana@example.org")
