"""The command line as a person uses it: every failure says the next step."""

import subprocess
import sys
from pathlib import Path

import pytest

RAPAT = Path(sys.executable).parent / "rapat"


def rapat(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RAPAT, *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "99999"),
        ("serve", "--dev", "--host", "0.0.0.0"),
        ("serve", "--config", "/nowhere/rapat.toml"),
        ("serve", "--tls-cert", "/nowhere.pem"),
        ("apikey", "list", "--data", "/nowhere"),
        ("apikey", "revoke", "x", "--data", "/nowhere"),
        ("ca", "show", "--data", "/nowhere"),
        ("room", "list", "--data", "/nowhere"),
        ("user", "list", "--data", "/nowhere"),
    ],
)
def test_a_failure_says_what_and_the_next_step(arguments: tuple[str, ...]) -> None:
    done = rapat(*arguments)
    assert done.returncode == 1
    assert "rapat: " in done.stderr
    assert "next step: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_lists_every_command() -> None:
    shown = rapat("--help").stdout
    assert all(command in shown for command in ("serve", "user", "room", "apikey", "ca", "doctor"))
