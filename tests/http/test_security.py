"""Requests of other sites, floods and oversized bodies; the headers of every answer."""

import pytest

from tests.http.server import ACTING, ASKING, CREATING, ORIGIN, HttpServer

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "", "origin": "https://evil.example"},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": "", "origin": ORIGIN + ".evil.example"},
        {"sec_fetch_site": "", "origin": ORIGIN.replace(":8443", ":8444")},
        {"sec_fetch_site": "", "origin": ORIGIN.replace("https:", "http:")},
        {"sec_fetch_site": "", "origin": ""},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-origin", "origin": "https://evil.example"},
    ],
)
async def test_another_sites_page_changes_nothing(server: HttpServer, headers: dict[str, str]) -> None:
    ana = await server.browser()
    meeting = await server.meeting(ana)
    answer = await ana.send("POST", f"/api/meetings/{meeting}/end", None, **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")
    assert server.engine.deleted == []


async def test_our_own_page_may_in_browsers_without_fetch_metadata(server: HttpServer) -> None:
    ana = await server.browser()
    answer = await ana.send("POST", "/api/meetings", {}, sec_fetch_site="", origin=ORIGIN)
    assert answer.status_code == 201


async def test_meetings_cannot_be_made_without_end_from_one_address(server: HttpServer) -> None:
    flood = [await (await server.browser()).send("POST", "/api/meetings", {}) for _ in range(int(CREATING.burst) + 1)]
    assert flood[0].status_code == 201
    assert flood[-1].status_code == 429
    assert flood[-1].json()["code"] == "too_many_requests"
    assert int(flood[-1].headers["retry-after"]) >= 1
    other = await (await server.browser("192.0.2.8")).send("POST", "/api/meetings", {})
    assert other.status_code == 201


async def test_one_ipv6_network_is_one_caller(server: HttpServer) -> None:
    for number in range(int(CREATING.burst) + 1):
        answer = await (await server.browser(f"2001:db8:1:2::{number:x}")).send("POST", "/api/meetings", {})
    assert answer.status_code == 429
    assert (await (await server.browser("2001:db8:1:3::1")).send("POST", "/api/meetings", {})).status_code == 201


async def test_a_session_that_floods_is_slowed_and_no_other(server: HttpServer) -> None:
    ana, budi = await server.browser(), await server.browser()
    meeting = await server.meeting(ana)
    path = f"/api/meetings/{meeting}"
    flood = [(await ana.send("GET", path)).status_code for _ in range(int(ACTING.burst) + 1)]
    assert (flood[0], flood[-1]) == (200, 429)
    assert (await budi.send("GET", path)).status_code == 200
    server.clock.pass_seconds(10)
    assert (await ana.send("GET", path)).status_code == 200


async def test_an_address_that_floods_is_slowed_and_no_other(server: HttpServer) -> None:
    near, far = await server.browser(), await server.browser("192.0.2.8")
    flood = [(await near.client.get("/api/about")).status_code for _ in range(int(ASKING.burst) + 1)]
    assert (flood[0], flood[-1]) == (200, 429)
    assert (await far.client.get("/api/about")).status_code == 200
    assert (await near.client.get("/healthz")).status_code == 200


async def test_an_oversized_body_is_refused_declared_or_not(server: HttpServer) -> None:
    ana = await server.browser()
    huge = b'{"title": "' + b"x" * 200_000 + b'"}'

    async def trickle() -> object:
        for start in range(0, len(huge), 10_000):
            yield huge[start : start + 10_000]

    headers = {"sec-fetch-site": "same-origin", "content-type": "application/json"}
    declared = await ana.client.post("/api/meetings", content=huge, headers=headers)
    streamed = await ana.client.post("/api/meetings", content=trickle(), headers=headers)
    for answer in (declared, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"null", b"[" * 5000, b'{"title": NaN}', b'{"title": "\\ud800"}']
)
async def test_hostile_json_is_refused_politely(server: HttpServer, content: bytes) -> None:
    ana = await server.browser()
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/json"}
    answer = await ana.client.post("/api/meetings", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "path", ["/", "/api/about", "/trust", "/healthz", "/nowhere", "/api/nowhere", "/m/abcd-abcd-abcd-abcd"]
)
async def test_every_answer_carries_the_security_headers(server: HttpServer, path: str) -> None:
    headers = (await (await server.browser()).client.get(path)).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in headers["permissions-policy"]


async def test_refusals_of_the_api_are_problem_documents(server: HttpServer) -> None:
    browser = await server.browser()
    for answer in (await browser.client.get("/api/nowhere"), await browser.send("DELETE", "/api/about")):
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(problem) == {"type", "title", "status", "code", "detail"}
        assert problem["status"] == answer.status_code
