"""The server is restarted under a running meeting: people are told, and are brought back without a click."""

import re
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.system.browsers import person, until
from tests.system.server import free_port, running


def test_a_restart_brings_everybody_back_by_itself(playwright: Playwright, tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with ExitStack() as browsers:
        people = [
            browsers.enter_context(person(playwright, tmp_path, name, who, origin, None))
            for who, name in enumerate(("Ana", "Budi"))
        ]
        everybody = {someone.who for someone in people}
        with running(tmp_path, "--dev", scheme="http", host="127.0.0.1", port=port) as server:
            people[0].page.goto(origin)
            people[0].page.get_by_role("button", name="Start a meeting").click()
            people[0].page.wait_for_url(re.compile(r"/m/"))
            people[1].page.goto(people[0].page.url)
            for someone in people:
                someone.page.get_by_role("textbox", name="Your name").fill(someone.name)
                someone.page.get_by_role("button", name="Join", exact=True).click()
                expect(someone.page.get_by_test_id("leave")).to_be_visible()
                someone.page.get_by_test_id("chat").click()
            for someone in people:
                until(someone.films, lambda films: set(films) == everybody, f"{someone.name} sees both")
            people[1].page.get_by_test_id("chat-input").fill("before the restart")
            people[1].page.get_by_test_id("chat-input").press("Enter")
            expect(people[0].page.get_by_text("before the restart")).to_be_visible()
            assert server.stop() == 0
        expect(people[0].page.get_by_text(re.compile("server is restarting"))).to_be_visible()
        with running(tmp_path, "--dev", scheme="http", host="127.0.0.1", port=port):
            for someone in people:
                until(
                    someone.films, lambda films: set(films) == everybody, f"{someone.name} sees both again", seconds=90
                )
                expect(someone.page.get_by_text("before the restart")).to_be_visible()
