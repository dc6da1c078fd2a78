"""Settings in Chromium: mail server, what is kept for how long, limits, and what is fixed for all meetings."""

import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.cli.test_backup import Page as Asking
from tests.system.browsers import Person, person
from tests.system.server import Server, free_port, running
from tests.system.test_accounts import Postbox, accept, owner_link
from tests.system.test_administration import section, start_meeting

SECRET = "hunter2 hunter2"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Server]:
    """A fresh box that nobody owns yet; its operator has set no mail server."""
    folder = tmp_path / "site"
    folder.mkdir()
    with running(folder, "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


@pytest.fixture
def ana(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """The owner, in the administration."""
    with person(playwright, tmp_path, "Ana", 0, site.url, None) as opened:
        accept(opened.page, owner_link(site), "Ana Wulandari", "ana@example.org")
        opened.page.get_by_role("link", name="Administration").click()
        expect(opened.page.get_by_role("heading", level=1, name="Overview")).to_be_visible()
        yield opened.page


@pytest.fixture
def budi(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Budi", 1, site.url, None) as opened:
        yield opened


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server that nobody has told the site of."""
    box = Postbox()
    yield box
    box.close()


def save(page: Page | Locator) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def try_it(page: Page) -> None:
    page.get_by_role("button", name="Send me a test letter").click()


def invite(page: Page, site: Server, email: str) -> None:
    page.goto(f"{site.url}/people")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Make the invitation").click()


def test_a_mail_server_is_set_and_tried_and_letters_arrive(postbox: Postbox, site: Server, ana: Page) -> None:
    section(ana, "Mail")
    expect(ana.get_by_text("No mail server: everything works by link")).to_be_visible()
    ana.get_by_label("Mail server", exact=True).fill("127.0.0.1")
    ana.get_by_role("radio", name="None").check()
    expect(ana.get_by_label("Port", exact=True)).to_have_value("25")
    ana.get_by_label("Port", exact=True).fill(str(free_port()))
    ana.get_by_label("Sender").fill("Rapat <meetings@example.org>")
    save(ana)
    expect(ana.get_by_text("Set on this page")).to_be_visible()
    try_it(ana)
    outcome = ana.get_by_role("alert")
    expect(outcome).to_contain_text("Check name, port and encryption")
    expect(outcome).to_contain_text("127.0.0.1")  # what really happened, word for word

    ana.get_by_label("Port", exact=True).fill(str(postbox.sink.port))
    expect(ana.get_by_role("button", name="Send me a test letter")).to_be_disabled()
    save(ana)
    try_it(ana)
    expect(ana.get_by_text("took the letter to ana@example.org")).to_be_visible()
    letter = postbox.letter(0)
    assert (letter["To"], letter["From"]) == ("ana@example.org", "Rapat <meetings@example.org>")

    invite(ana, site, "budi@example.org")
    expect(ana.get_by_text("A letter with this link is on its way to budi@example.org.")).to_be_visible()
    assert postbox.letter(1)["To"] == "budi@example.org"

    ana.goto(f"{site.url}/admin/mail")
    ana.get_by_role("button", name="Use the operator's settings").click()
    ana.get_by_role("button", name="Use them").click()
    expect(ana.get_by_text("No mail server: everything works by link")).to_be_visible()
    assert "ana@" not in site.log.read_text()


def test_a_kept_password_is_never_shown_and_stays(site: Server, ana: Page) -> None:
    section(ana, "Mail")
    ana.get_by_label("Mail server", exact=True).fill("smtp.example.org")
    ana.get_by_label("User").fill("rapat")
    ana.get_by_label("Password", exact=True).fill(SECRET)
    ana.get_by_label("Sender").fill("rapat@example.org")
    save(ana)
    expect(ana.get_by_text("Leave empty to keep it")).to_be_visible()
    ana.reload()
    expect(ana.get_by_label("Mail server", exact=True)).to_have_value("smtp.example.org")
    expect(ana.get_by_label("Password", exact=True)).to_have_value("")
    ana.get_by_label("Sender").fill("meetings@example.org")
    save(ana)
    expect(ana.get_by_text("smtp.example.org:587, letters come from meetings@example.org")).to_be_visible()
    assert SECRET in (site.data / "mail.json").read_text()
    ana.get_by_label("Mail server", exact=True).fill("mail.example.org")
    expect(ana.get_by_text("Type it again")).to_be_visible()


def test_keeping_things_shorter_asks_and_then_holds(site: Server, ana: Page) -> None:
    section(ana, "Privacy")
    chat = ana.get_by_label("Chat: days")
    expect(chat).to_have_value("90")
    ana.get_by_role("group", name="Files").get_by_role("switch", name="For ever").check()
    save(ana)
    expect(ana.get_by_text("This counts from now on.")).to_be_visible()
    expect(ana.get_by_role("dialog")).to_have_count(0)

    chat.fill("30")
    save(ana)
    question = ana.get_by_role("dialog")
    expect(question.get_by_role("listitem")).to_have_text("Chat messages older than 30 days")
    question.get_by_role("button", name="Cancel").click()
    ana.reload()
    expect(chat).to_have_value("90")

    chat.fill("30")
    save(ana)
    question.get_by_role("button", name="Save and delete").click()
    expect(question).to_have_count(0)
    ana.reload()
    expect(chat).to_have_value("30")
    expect(ana.get_by_role("group", name="Files").get_by_role("switch", name="For ever")).to_be_checked()
    section(ana, "Activity")
    expect(ana.get_by_text("changed how long things are kept").first).to_be_visible()


def test_a_person_is_forgotten_when_the_name_was_typed(site: Server, ana: Page, budi: Person) -> None:
    invite(ana, site, "budi@example.org")
    accept(budi.page, ana.get_by_label("Link", exact=True).input_value(), "Budi Santoso")
    ana.goto(f"{site.url}/admin/privacy")
    ana.get_by_role("link", name="Open the list of people").click()
    ana.get_by_role("button", name="Options for Budi Santoso").click()
    ana.get_by_role("menuitem", name="Delete the account").click()
    erase = ana.get_by_role("dialog").get_by_role("button", name="Delete the account")
    expect(erase).to_be_disabled()
    ana.get_by_label("Type the name to confirm").fill("budi santoso")
    erase.click()
    expect(ana.get_by_role("listitem").filter(has_text="Budi")).to_have_count(0)
    budi.page.goto(site.url)
    expect(budi.page.get_by_role("link", name="Sign in")).to_be_visible()


def test_what_is_fixed_holds_in_every_meeting_and_a_limit_closes_the_door(
    site: Server, ana: Page, budi: Person
) -> None:
    code = start_meeting(budi.page, site)
    section(ana, "Settings")
    rules = ana.get_by_role("form", name="New meetings")
    rules.get_by_role("button", name="Share the screen: On at first").click()
    ana.get_by_role("menuitemradio", name="Always off").click()
    save(rules)
    expect(ana.get_by_text("Saved")).to_be_visible()
    limits = ana.get_by_role("form", name="Limits")
    limits.get_by_label("People in one meeting").fill("1")
    expect(limits.get_by_text("From 2 to 200, or empty.")).to_be_visible()
    limits.get_by_label("People in one meeting").fill("2")
    save(limits)
    ana.reload()
    expect(limits.get_by_label("People in one meeting")).to_have_value("2")

    budi.page.get_by_test_id("host").click()
    fixed = budi.page.get_by_role("switch", name="Share the screen")
    expect(fixed).to_be_disabled()
    expect(fixed).not_to_be_checked()
    expect(budi.page.get_by_text("Set by your organisation")).to_be_visible()

    ana.goto(f"{site.url}/m/{code}")
    ana.get_by_role("button", name="Join", exact=True).click()
    expect(ana.get_by_test_id("leave")).to_be_visible()
    ana.get_by_test_id("share").click()
    expect(ana.get_by_text("The host has turned screen sharing off for everybody.")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="409"):
        Asking(site.url).ask("POST", f"/api/meetings/{code}/join", {"name": "Vera"})
