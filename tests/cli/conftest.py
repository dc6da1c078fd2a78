"""Fresh data, and the command line over it as a program uses it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rapat.storage.store import SqlStore

RAPAT = Path(sys.executable).parent / "rapat"


@pytest.fixture
async def command(tmp_path: Path) -> Callable[..., Any]:
    """Runs ``rapat … --json`` on fresh data; the answer, or the text of the failure."""
    await (await SqlStore.open(tmp_path / "rapat.db")).close()

    def run(*arguments: str) -> Any:
        line = [RAPAT, *arguments, "--data", str(tmp_path), "--json"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return run
