"""States that no loopback can bring about: a weak line, a slow start, my own share. Played by the app's own stories.

The stories (`web/src/features/room/stories`) draw the real call screen over a made-up session; Vite serves them, the
bundle does not hold them.
"""

import contextlib
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from tests.gallery.camera import FORMS, Album, stranger
from tests.system.browsers import until
from tests.system.server import free_port

ROOT = Path(__file__).resolve().parents[2]
STORY = "src/features/room/stories/index.html"
STATES = {
    "call-connecting": "people=1&trouble=connecting",
    "banner-weak-line": "people=3&trouble=weak",
    "banner-own-share": "people=3&share=me",
    "call-twelve": "people=12",
}
"""Name of the picture → what the story plays."""
READY_SECONDS = 60


@contextlib.contextmanager
def stories() -> Iterator[str]:
    """Vite on a free port of this machine, for as long as the pictures are taken."""
    port = free_port()
    command = [ROOT / ".venv/bin/python", ROOT / "scripts/npm", "dev", "--", "--host", "127.0.0.1", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, start_new_session=True, **quiet) as process:
        try:
            address = f"http://127.0.0.1:{port}/{STORY}"
            until(lambda: _answers(address), bool, "Vite serves the stories", READY_SECONDS)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # npm does not pass it on to Vite


def rehearse(browser: Browser, album: Album) -> None:
    """Photograph every state that was asked for; the stage is dark in both themes."""
    wanted = {name: play for name, play in STATES.items() if album.wants(name)}
    if not wanted:
        return
    with stories() as address:
        for name, play in wanted.items():
            for form in FORMS:
                with stranger(browser, form) as page:
                    page.goto(f"{address}?{play}&lang=en")
                    page.get_by_test_id("leave").wait_for()
                    if name.startswith("banner"):
                        page.get_by_test_id("banner").wait_for()
                    album.take(page, name, form, ("dark",))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
