"""Files over HTTP: streamed in past the usual limit of bodies, given out so that nothing in them runs."""

import pytest

from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


async def put(browser: Browser, method: str, path: str, content: bytes) -> tuple[int, dict[str, object]]:
    answer = await browser.client.request(method, path, content=content, headers={"sec-fetch-site": "same-origin"})
    return answer.status_code, answer.json() if answer.content else {}


async def sent(server: HttpServer, ana: Browser, content: bytes, name: str) -> str:
    """Ana sends a file; its address."""
    meeting = await server.meeting(ana)
    files = f"/api/meetings/{meeting}/files"
    status, file = await put(ana, "POST", f"{files}?client_id=u1&name={name}", content)
    assert status == 201
    body = {"client_id": "c1", "files": [file["id"]]}
    answer = await ana.send("POST", f"/api/meetings/{meeting}/messages", body)
    assert (answer.status_code, answer.json()["files"]) == (201, [file])
    return f"{files}/{file['id']}"


async def test_a_page_sent_as_a_file_cannot_run_in_our_origin(server: HttpServer) -> None:
    ana = await server.browser()
    path = await sent(server, ana, b"<script>alert(1)</script>", "r%C3%A9sum%C3%A9%22%0D%0A.html")
    answer = await ana.send("GET", path)
    assert answer.content == b"<script>alert(1)</script>"
    assert {name: answer.headers[name] for name in ("content-type", "content-disposition")} == {
        "content-type": "application/octet-stream",
        "content-disposition": "attachment; filename*=UTF-8''r%C3%A9sum%C3%A9%22%20.html",
    }
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_picture_and_its_preview_are_attachments_as_well(server: HttpServer) -> None:
    ana = await server.browser()
    path = await sent(server, ana, PNG, "a.png")
    assert (await ana.send("GET", path + "/preview")).status_code == 404
    assert (await put(ana, "PUT", path + "/preview", PNG))[0] == 204
    for address in (path, path + "/preview"):
        answer = await ana.send("GET", address)
        assert (answer.headers["content-type"], answer.content) == ("image/png", PNG)
        assert answer.headers["content-disposition"].startswith("attachment")


async def test_an_upload_has_its_own_limit_and_not_that_of_other_bodies(server: HttpServer) -> None:
    server.behind.limits = server.behind.limits.__class__(200_000, 300_000, server.behind.limits.life)
    ana = await server.browser()
    meeting = await server.meeting(ana)
    path = f"/api/meetings/{meeting}/files?name=a.bin&client_id="
    assert (await put(ana, "POST", path + "1", bytes(199_999)))[0] == 201
    status, problem = await put(ana, "POST", path + "2", bytes(200_001))
    assert (status, problem["code"]) == (413, "file_too_large")
    status, problem = await put(ana, "POST", path + "3", bytes(150_000))
    assert (status, problem["code"]) == (413, "files_full")


async def test_a_page_of_another_site_cannot_upload(server: HttpServer) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    answer = await ana.client.post(
        f"/api/meetings/{meeting}/files?name=a&client_id=1", content=b"x", headers={"origin": "https://evil.example"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")


async def test_a_file_of_one_meeting_is_none_of_another(server: HttpServer) -> None:
    ana, vera = await server.browser(), await server.browser()
    path = await sent(server, ana, b"x", "a.txt")
    other = await server.meeting(vera)
    elsewhere = f"/api/meetings/{other}/files/{path.rsplit('/', 1)[-1]}"
    assert (await vera.send("GET", elsewhere)).status_code == 404
    assert (await vera.send("GET", path)).status_code == 403
