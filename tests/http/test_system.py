"""Health, readiness, metrics, version."""

import pytest

from tests.http.server import HttpServer

pytestmark = pytest.mark.anyio


async def test_readiness_names_what_is_missing(server: HttpServer) -> None:
    browser = await server.browser()
    assert (await browser.client.get("/readyz")).status_code == 200
    server.missing = ["media"]
    answer = await browser.client.get("/readyz")
    assert answer.status_code == 503
    assert "media" in answer.text
    assert (await browser.client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("192.0.2.7", {"authorization": "Bearer scrape-me"}, 200),
        ("192.0.2.7", {"authorization": "Bearer scrape-m"}, 403),
        ("192.0.2.7", {"authorization": "scrape-me"}, 403),
        ("192.0.2.7", {"x-forwarded-for": "127.0.0.1"}, 403),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, 403),
    ],
)
async def test_metrics_are_for_this_machine_or_with_the_token(
    server: HttpServer, address: str, headers: dict[str, str], status: int
) -> None:
    answer = await (await server.browser(address)).client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert (b"rapat_test" in answer.content) == (status == 200)


async def test_about_tells_name_and_version(server: HttpServer) -> None:
    answer = await (await server.browser()).client.get("/api/about")
    assert answer.json() == {"name": "Rapat", "version": "1.2.3", "dev": False, "mail": False}
