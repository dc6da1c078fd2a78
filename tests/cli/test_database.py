"""The command line over PostgreSQL: the address comes from the environment, and no failure shows its password."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.postgres import PostgresServer

RAPAT = Path(sys.executable).parent / "rapat"
PASSPHRASE = "four words that nobody guesses"


def rapat(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RAPAT_DATABASE_URL": address, "RAPAT_BACKUP_PASSPHRASE": PASSPHRASE}
    done = subprocess.run([RAPAT, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_people_of_one_database_are_backed_up_and_restored_into_another(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    data, fresh, file = tmp_path / "data", tmp_path / "fresh", tmp_path / "site.rapat"
    data.mkdir()
    with postgres.database("TEMPLATE template0") as first, postgres.database() as second:
        assert rapat(first, "user", "invite", "budi@example.org", "--data", str(data)).returncode == 0
        made = rapat(first, "backup", str(file), "--data", str(data))
        assert made.returncode == 0, made.stderr
        refused = rapat(first, "restore", str(file), "--data", str(fresh))
        assert "there is data" in refused.stderr and "next step" in refused.stderr
        assert not fresh.exists()
        restored = rapat(second, "restore", str(file), "--data", str(fresh))
        assert restored.returncode == 0, restored.stderr
        assert "budi@example.org" in rapat(second, "user", "list", "--data", str(fresh)).stdout
    assert not list(data.glob("*.db")) and not list(fresh.glob("*.db*"))


@pytest.mark.parametrize("arguments", [("user", "list"), ("serve", "--dev", "--port", "17880"), ("backup", "x.rapat")])
def test_a_database_that_lets_nobody_in_is_named_with_the_next_step(
    postgres: PostgresServer, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = rapat(postgres.address("postgres", password="hush"), *arguments, "--data", str(tmp_path))
    assert done.returncode == 1
    assert "password authentication failed" in done.stderr
    assert "next step: check the user and the password" in done.stderr
    assert "hush" not in done.stderr + done.stdout


def test_the_doctor_looks_at_the_database(postgres: PostgresServer, tmp_path: Path) -> None:
    well = rapat(postgres.address("postgres"), "doctor", "--data", str(tmp_path))
    assert "the database of database_url answers" in well.stdout
    ill = rapat(postgres.address("none"), "doctor", "--data", str(tmp_path))
    assert ill.returncode == 1
    assert "createdb" in ill.stdout + ill.stderr
