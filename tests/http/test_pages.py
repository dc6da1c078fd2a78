"""The browser app's files, and the page that says how to trust the box."""

import plistlib
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from rapat.http import pages, trust

pytestmark = pytest.mark.anyio
ROOT = trust.TrustedRoot(pem=b"pem", der=b"der", fingerprint="AB:CD")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A browser app as ``make setup`` leaves it."""
    app = tmp_path / "app"
    (app / "assets").mkdir(parents=True)
    (app / ".vite").mkdir()
    (app / "index.html").write_text("<!doctype html>app")
    (app / "favicon.svg").write_text("<svg/>")
    (app / "manifest.webmanifest").write_text("{}")
    (app / ".vite" / "manifest.json").write_text("{}")
    script = app / "assets" / "index-abc.js"
    script.write_text("plain")
    script.with_name("index-abc.js.br").write_bytes(b"brotli")
    script.with_name("index-abc.js.gz").write_bytes(b"gzip")
    (tmp_path / "secret.txt").write_text("secret")
    return app


def client(app: Starlette) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://box.lan")


def serve(folder: Path) -> httpx2.AsyncClient:
    return client(Starlette(routes=pages.routes(folder)))


@pytest.mark.parametrize("path", ["/", "/m/abcd-efgh-jkmn-pqrs"])
async def test_the_app_is_asked_for_anew_each_time(built: Path, path: str) -> None:
    answer = await serve(built).get(path)
    assert answer.text == "<!doctype html>app"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_person_at_a_wrong_address_is_told_in_words_and_a_program_in_json(built: Path) -> None:
    person = await serve(built).get("/nowhere", headers={"accept": "text/html,*/*;q=0.8"})
    assert (person.status_code, person.text) == (404, "<!doctype html>app")
    program = await serve(built).get("/nowhere")
    assert (program.status_code, program.json()["code"]) == (404, "not_found")


async def test_other_origins_may_see_that_a_server_is_here(built: Path) -> None:
    answer = await serve(built).head("/")
    assert (answer.status_code, answer.headers["access-control-allow-origin"], answer.content) == (200, "*", b"")


@pytest.mark.parametrize(
    ("accepted", "content", "encoding"),
    [
        ("gzip, br", b"brotli", "br"),
        ("gzip", b"gzip", "gzip"),
        ("identity", b"plain", None),
        ("br;q=0, gzip", b"gzip", "gzip"),
    ],
)
async def test_files_go_out_in_the_best_prebuilt_form(
    built: Path, accepted: str, content: bytes, encoding: str | None
) -> None:
    async with serve(built).stream("GET", "/assets/index-abc.js", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert raw == content
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/assets/index-abc.js.br",
        "/.vite/manifest.json",
        "/assets/",
        "/assets/none.js",
        "/%00",
    ],
)
async def test_nothing_but_the_apps_files_is_served(built: Path, path: str) -> None:
    answer = await serve(built).get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_an_app_that_is_not_built_says_what_to_do(tmp_path: Path) -> None:
    answer = await serve(tmp_path / "none").get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text


@pytest.mark.parametrize(
    ("headers", "query", "language", "words"),
    [
        ({}, "", "en", "Make this device trust"),
        ({"accept-language": "ru-RU,ru;q=0.9,en;q=0.8"}, "", "ru", "доверять"),
        ({"accept-language": "de, id;q=0.5"}, "", "id", "mempercayai"),
        ({"accept-language": "ru"}, "?lang=id", "id", "mempercayai"),
        ({"accept-language": "<script>"}, "?lang=<script>", "en", "Make this device trust"),
    ],
)
async def test_the_trust_page_speaks_the_visitors_language(
    headers: dict[str, str], query: str, language: str, words: str
) -> None:
    answer = await client(Starlette(routes=trust.routes(ROOT))).get("/trust" + query, headers=headers)
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text
    assert ROOT.fingerprint in answer.text
    assert "<script" not in answer.text


async def test_the_certificate_comes_in_the_form_that_each_system_takes() -> None:
    browser = client(Starlette(routes=trust.routes(ROOT)))
    certificate = await browser.get("/trust/rapat-ca.crt")
    assert (certificate.content, certificate.headers["content-type"]) == (b"pem", "application/x-x509-ca-cert")
    profile = plistlib.loads((await browser.get("/trust/rapat-ca.mobileconfig")).content)
    assert profile["PayloadContent"][0]["PayloadContent"] == b"der"
    assert profile["PayloadContent"][0]["PayloadType"] == "com.apple.security.root"


async def test_with_an_own_certificate_there_is_nothing_to_trust() -> None:
    browser = client(Starlette(routes=trust.routes(None)))
    assert (await browser.get("/trust")).status_code == 200
    assert (await browser.get("/trust/rapat-ca.crt")).status_code == 404
