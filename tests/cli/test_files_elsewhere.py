"""Files of chats in an object store: kept there, given from there, and a clear word when it is away."""

import json
import urllib.error
from pathlib import Path

import pytest

from tests.cli.test_backup import Page
from tests.cli.test_serve import serving
from tests.fakes.objects import BUCKET, object_server

CONTENT = b"the plan of the roof"


def test_files_lie_in_the_object_store_and_a_store_that_is_away_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with object_server() as objects:
        for name, value in {**objects.environment, "RAPAT_FILES_STORE": f"s3://{BUCKET}/rapat"}.items():
            monkeypatch.setenv(name, value)
        with serving("http", "--dev", "--data", str(data)) as (_, url):
            page = Page(url)
            meeting = page.ask("POST", "/api/meetings", {"title": "Plan"})["id"]
            page.ask("POST", f"/api/meetings/{meeting}/join", {"name": "Ana"})
            files = f"/api/meetings/{meeting}/files"
            made = json.loads(page.send("POST", f"{files}?client_id=a&name=plan.txt", content=CONTENT))
            file = f"{files}/{made['id']}"
            page.ask("POST", f"/api/meetings/{meeting}/messages", {"client_id": "b", "text": "", "files": [made["id"]]})
            assert page.send("GET", file) == CONTENT
            assert list(objects.objects.values()) == [CONTENT]
            assert all(path.startswith(f"/{BUCKET}/rapat/sha256/") for path in objects.objects)
            assert [one for one in data.rglob("*") if one.is_file() and CONTENT in one.read_bytes()] == []

            objects.away = True
            with pytest.raises(urllib.error.HTTPError) as refused:
                page.send("GET", file)
            with refused.value as answer:
                assert (answer.code, json.loads(answer.read())["code"]) == (503, "storage_away")
            assert page.send("GET", "/readyz") == b"ready"
