"""A disturber in real browsers: let in, removed, and kept out: by account on every device, a guest by its admission."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.system.browsers import Person, person, until
from tests.system.server import Server, running
from tests.system.test_accounts import accept, owner_link, sign_in
from tests.system.test_door import knock, people_panel

INVITE = "async body => (await (await fetch('/api/people', {method: 'POST', body, headers: {'Content-Type': \
'application/json'}})).json()).link.link"
REMOVED = re.compile("you were removed", re.IGNORECASE)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "site"
    folder.mkdir()
    with running(folder, "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


def remove(ana: Person, name: str) -> None:
    """For good, as the dialog has it unless one chooses otherwise."""
    row = ana.page.get_by_test_id("person").filter(has_text=name).last
    row.get_by_role("button", name=f"What to do with {name}").click()
    ana.page.get_by_role("menuitem", name="Remove").click()
    ana.page.get_by_role("dialog").get_by_role("button", name="Remove").click()


def test_a_disturber_is_kept_out_by_account_and_by_admission(
    site: Server, playwright: Playwright, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        ana, budi, vera, phone = (
            stack.enter_context(person(playwright, tmp_path, name, who, site.url, None))
            for who, name in enumerate(("Ana", "Budi", "Vera", "Budi's phone"))
        )
        accept(ana.page, owner_link(site), "Ana", "ana@example.org")
        accept(budi.page, ana.page.evaluate(INVITE, '{"email": "budi@example.org"}'), "Budi")
        ana.page.goto(site.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        link = ana.page.url
        ana.page.get_by_role("button", name="Join", exact=True).click()
        expect(ana.page.get_by_test_id("leave")).to_be_visible()
        ana.page.get_by_test_id("host").click()
        ana.page.get_by_role("radio", name=re.compile("Invited people")).check()

        budi.page.goto(link)
        budi.page.get_by_role("button", name="Join", exact=True).click()
        vera.page.goto(link)
        knock(vera)
        people_panel(ana)
        expect(ana.page.get_by_test_id("waiting-person")).to_have_count(2)
        ana.page.get_by_test_id("waiting").get_by_role("button", name="Let all in").click()
        until(ana.films, lambda films: {budi.who, vera.who} <= set(films), "Ana sees both")

        for disturber in (vera, budi):
            remove(ana, disturber.name)
            expect(disturber.page.get_by_text(REMOVED)).to_be_visible()
        until(ana.films, lambda films: not {budi.who, vera.who} & set(films), "both are off the air")
        vera.page.goto(link)
        vera.page.get_by_role("textbox", name="Your name").fill("Somebody else")
        vera.page.get_by_role("button", name="Join", exact=True).click()
        expect(vera.page.get_by_text(REMOVED)).to_be_visible()
        sign_in(phone.page, site, "budi@example.org", "Budi")
        phone.page.goto(link)
        phone.page.get_by_role("button", name="Join", exact=True).click()
        expect(phone.page.get_by_text(REMOVED)).to_be_visible()
        expect(ana.page.get_by_test_id("waiting-person")).to_have_count(0)
