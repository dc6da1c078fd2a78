"""``rapat backup`` and ``rapat restore`` as an operator uses them, beside a server in which people write."""

import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_serve import RAPAT, serving

PASSPHRASE = "four words that nobody guesses"
ACCOUNT = {"email": "ana@example.org", "password": "a sentence of her own"}
OWNER_LINK = re.compile(r"/welcome#(\S+)")


class Page:
    """What the app's page does: it asks as a browser does, and keeps its cookies."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(self, method: str, path: str, body: object = None, content: bytes | None = None) -> bytes:
        """The body of the answer; raises on refusals."""
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        data = content if content is not None else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._url + path, data, headers, method=method)
        with self._browser.open(request, timeout=30) as answer:
            return bytes(answer.read())

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """As ``send``, of JSON."""
        return json.loads(self.send(method, path, body))


def rapat(*arguments: str, secret: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RAPAT_BACKUP_PASSPHRASE": secret}
    done = subprocess.run(
        [RAPAT, *arguments], capture_output=True, text=True, timeout=120, env=environment, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


class Written:
    """A site with an account, a chat and a file; and somebody who writes on and on."""

    def __init__(self, url: str, data: Path) -> None:
        self.page = Page(url)
        made = rapat("user", "owner-link", "--data", str(data))
        link = OWNER_LINK.search(made.stdout)
        assert link is not None, made.stderr
        self.page.ask("POST", "/api/links/use", {"secret": link.group(1), "name": "Ana", **ACCOUNT})
        self.meeting = self.page.ask("POST", "/api/meetings", {"title": "Plan"})["id"]
        self.page.ask("POST", f"/api/meetings/{self.meeting}/join", {"name": "Ana"})
        upload = f"/api/meetings/{self.meeting}/files?client_id=f&name=plan.txt"
        self.file = json.loads(self.page.send("POST", upload, content=b"the plan"))["id"]
        self.write("before", files=[self.file])
        self._stop = threading.Event()
        self.count = 0

    def write(self, text: str, **more: object) -> None:
        path = f"/api/meetings/{self.meeting}/messages"
        self.page.ask("POST", path, {"client_id": text, "text": text, **more})

    def write_on(self) -> None:
        """Until told to stop."""
        while not self._stop.is_set():
            try:
                self.write(f"during-{self.count}")
                self.count += 1
            except urllib.error.HTTPError as refused:
                assert refused.code == 429, refused
                self._stop.wait(1)

    def stop(self) -> None:
        self._stop.set()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written, bytes]:
    """A backup of a site in use, with what is in it and the certificate of its authority."""
    folder = tmp_path_factory.mktemp("site")
    data, backup = folder / "data", folder / "site.backup"
    with serving("http", "--dev", "--data", str(data)) as (_, url):
        written = Written(url, data)
        (data / "tls").mkdir(exist_ok=True)
        (data / "tls" / "ca.crt").write_bytes(b"certificate of this site")
        writer = threading.Thread(target=written.write_on)
        writer.start()
        try:
            made = rapat("backup", str(backup), "--data", str(data), "--json")
        finally:
            written.stop()
            writer.join()
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["files"] >= 3
    return backup, written, b"certificate of this site"


def test_on_an_empty_machine_the_same_logins_chats_files_and_authority_work(
    site: tuple[Path, Written, bytes], tmp_path: Path
) -> None:
    backup, written, authority = site
    data = tmp_path / "restored"
    done = rapat("restore", str(backup), "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert (data / "tls" / "ca.crt").read_bytes() == authority
    with serving("http", "--dev", "--data", str(data)) as (_, url):
        page = Page(url)
        assert page.ask("POST", "/api/session", ACCOUNT)["name"] == "Ana"
        chat = page.ask("GET", f"/api/meetings/{written.meeting}/messages?limit=100")["messages"]
        texts = [message["text"] for message in chat]
        expected = ["before", *(f"during-{number}" for number in range(written.count))]
        assert "before" in texts or len(texts) == 100
        assert texts == [text for text in expected if text in texts], "a piece of the chat as it was at one moment"
        assert page.send("GET", f"/api/meetings/{written.meeting}/files/{written.file}") == b"the plan"


def test_one_flipped_byte_is_refused_with_a_clear_word(site: tuple[Path, Written, bytes], tmp_path: Path) -> None:
    content = bytearray(site[0].read_bytes())
    content[len(content) // 2] ^= 1
    broken = tmp_path / "broken.backup"
    broken.write_bytes(content)
    done = rapat("restore", str(broken), "--data", str(tmp_path / "restored"))
    assert done.returncode != 0
    assert "damaged" in done.stderr and "check the file and the passphrase" in done.stderr
    assert not (tmp_path / "restored").exists()


def test_another_passphrase_opens_nothing(site: tuple[Path, Written, bytes], tmp_path: Path) -> None:
    done = rapat("restore", str(site[0]), "--data", str(tmp_path / "restored"), secret="four other words are wrong")
    assert done.returncode != 0 and "the passphrase is wrong" in done.stderr


def test_data_that_is_there_is_left_alone(site: tuple[Path, Written, bytes], tmp_path: Path) -> None:
    data = tmp_path / "restored"
    data.mkdir()
    (data / "mine").write_text("mine")
    done = rapat("restore", str(site[0]), "--data", str(data))
    assert done.returncode != 0 and "there is data in" in done.stderr
    assert [path.name for path in data.iterdir()] == ["mine"]


def test_a_short_passphrase_and_missing_data_are_refused(tmp_path: Path) -> None:
    done = rapat("backup", str(tmp_path / "b"), "--data", str(tmp_path / "none"))
    assert done.returncode != 0 and "next step" in done.stderr
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rapat.db").touch()
    done = rapat("backup", str(tmp_path / "b"), "--data", str(tmp_path / "data"), secret="short")
    assert done.returncode != 0 and "shorter than 12" in done.stderr
    assert not (tmp_path / "b").exists()
