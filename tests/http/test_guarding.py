"""What every request meets: other sites, big bodies, headers, metrics, the trust page."""

import pytest

from tests.http.conftest import World

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://rapat.test.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://rapat.test"}, 201),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({}, 201),
    ],
)
async def test_other_sites_cannot_act_in_somebodys_name(world: World, headers: dict[str, str], status: int) -> None:
    answer = await world.browser().post("/api/meetings", json={}, headers=headers)
    assert answer.status_code == status


async def test_a_body_beyond_the_limit_is_refused(world: World) -> None:
    answer = await world.browser().post("/api/meetings", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_every_answer_forbids_foreign_content(world: World) -> None:
    for path in ("/", "/healthz", "/api/about", "/trust", "/nothing"):
        policy = (await world.browser().get(path)).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy


async def test_the_session_cookie_is_out_of_reach_for_scripts(world: World) -> None:
    cookie = (await world.browser().post("/api/meetings", json={})).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_a_forged_session_is_nobody(world: World) -> None:
    made = (await world.browser().post("/api/meetings", json={})).json()
    forged = world.browser()
    forged.cookies.set("rapat_session", "A" * 43)
    assert (await forged.post(f"/api/meetings/{made['id']}/end")).status_code == 403


async def test_metrics_are_for_loopback_or_the_token(world: World) -> None:
    browser = world.browser()
    assert (await browser.get("/metrics")).status_code == 403
    assert (await browser.get("/metrics", headers={"Authorization": "Bearer wrong"})).status_code == 403
    allowed = await browser.get("/metrics", headers={"Authorization": "Bearer scrape"})
    assert allowed.text == "rapat_peers 0\n"


async def test_readiness_names_what_is_missing(world: World) -> None:
    assert (await world.browser().get("/readyz")).status_code == 200
    world.engine.ready = False
    answer = await world.browser().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: media")


@pytest.mark.parametrize(("language", "words"), [("en", "trust"), ("id", "mempercayai"), ("ru", "доверять")])
async def test_the_trust_page_speaks_three_languages(world: World, language: str, words: str) -> None:
    answer = await world.browser().get("/trust", headers={"Accept-Language": f"{language},xx;q=0.5"})
    assert words in answer.text
    assert "AA:BB" in answer.text


async def test_the_certificate_comes_in_both_forms(world: World) -> None:
    browser = world.browser()
    assert (await browser.get("/trust/rapat-ca.crt")).content == b"pem"
    profile = await browser.get("/trust/rapat-ca.mobileconfig")
    assert profile.headers["content-type"] == "application/x-apple-aspen-config"
    assert b"com.apple.security.root" in profile.content


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/assets/../../main.py", "/%2e%2e/app.py", "/index.html.br"])
async def test_only_built_files_are_served(world: World, path: str) -> None:
    assert (await world.browser().get(path)).status_code == 404
