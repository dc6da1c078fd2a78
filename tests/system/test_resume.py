"""A browser loses its signal connection while packets still flow: it resumes, and the others notice nothing."""

import re
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.system.browsers import person, until
from tests.system.server import Server


def test_a_lost_signal_connection_is_resumed_without_the_others_noticing(
    dev_server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    with ExitStack() as browsers:
        ana, budi = (
            browsers.enter_context(person(playwright, tmp_path, name, who, dev_server.url, None))
            for who, name in enumerate(("Ana", "Budi"))
        )
        ana.page.goto(dev_server.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        budi.page.goto(ana.page.url)
        for someone in (ana, budi):
            someone.page.get_by_role("textbox", name="Your name").fill(someone.name)
            someone.page.get_by_role("button", name="Join", exact=True).click()
            expect(someone.page.get_by_test_id("leave")).to_be_visible()
        until(ana.films, lambda films: budi.who in films, "Ana sees Budi")
        ana.page.get_by_test_id("people").click()
        tile = ana.page.locator("[data-testid=tile]", has_text="Budi").first
        identity = tile.get_attribute("data-identity")

        budi.page.context.set_offline(True)  # HTTP and WebSocket; UDP goes on
        expect(budi.page.get_by_test_id("banner")).to_be_visible()
        seen = ana.films()[budi.who]
        until(ana.films, lambda films: films.get(budi.who, seen) != seen, "Budi's picture goes on moving")
        expect(ana.page.get_by_test_id("person")).to_have_count(2)
        budi.page.context.set_offline(False)

        expect(budi.page.get_by_test_id("banner")).to_have_count(0)
        seen = ana.films()[budi.who]
        until(ana.films, lambda films: films.get(budi.who, seen) != seen, "Budi's picture still moves")
        assert tile.get_attribute("data-identity") == identity
        budi.page.get_by_test_id("mic").click()
        row = ana.page.get_by_test_id("person").filter(has_text="Budi")
        expect(row.get_by_label("Microphone off")).to_be_visible()
