"""The administration in Chromium: a meeting is ended, the log tells it, a backup is taken, members see none of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from rapat.backup.envelope import unseal
from tests.system.browsers import Person, person
from tests.system.server import Server, running
from tests.system.test_accounts import accept, owner_link

PASSPHRASE = "three geese walk to the well"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Server]:
    """A fresh box that nobody owns yet."""
    folder = tmp_path / "site"
    folder.mkdir()
    with running(folder, "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


@pytest.fixture
def ana(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """The owner, on the administration's first page."""
    with person(playwright, tmp_path, "Ana", 0, site.url, None) as opened:
        accept(opened.page, owner_link(site), "Ana Wulandari", "ana@example.org")
        opened.page.get_by_role("link", name="Administration").click()
        expect(opened.page.get_by_text("Connected people")).to_be_visible()
        yield opened.page


@pytest.fixture
def budi(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Budi", 1, site.url, None) as opened:
        yield opened


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Administration").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def start_meeting(page: Page, site: Server) -> str:
    """In a call as a guest; gives the meeting's code."""
    page.goto(site.url)
    page.get_by_role("button", name="Start a meeting").click()
    page.wait_for_url(re.compile(r"/m/"))
    page.get_by_role("textbox", name="Your name").fill("Budi")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_test_id("leave")).to_be_visible()
    return page.url.rpartition("/")[2].partition("#")[0]


def test_the_owner_ends_a_meeting_of_others_and_the_log_tells_it(site: Server, ana: Page, budi: Person) -> None:
    section(ana, "Live meetings")
    expect(ana.get_by_text("Nobody is in a meeting now")).to_be_visible()
    meeting = start_meeting(budi.page, site)
    # The list follows by itself.
    expect(ana.get_by_role("listitem").filter(has_text="1 person")).to_be_visible()
    ana.get_by_role("button", name=re.compile("^End ")).click()
    ana.get_by_role("button", name="End for everybody").click()
    expect(ana.get_by_text("Nobody is in a meeting now")).to_be_visible()
    expect(budi.page.get_by_test_id("leave")).to_have_count(0)
    section(ana, "Activity")
    expect(ana.get_by_role("listitem").filter(has_text="Ana Wulandari ended the meeting")).to_contain_text(meeting)


def test_a_backup_is_made_downloaded_and_gone(ana: Page, tmp_path: Path) -> None:
    section(ana, "Backups")
    ana.get_by_role("button", name="Back up now").click()
    ana.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    ana.keyboard.press("Enter")
    with ana.expect_download() as download:
        ana.get_by_role("link", name="Download", exact=True).click()
    path = tmp_path / "taken"
    download.value.save_as(path)
    with path.open("rb") as taken, unseal(taken, PASSPHRASE) as content:
        assert b"rapat" in content.read()
    expect(ana.get_by_text("No backups on this server")).to_be_visible()
    section(ana, "Activity")
    expect(ana.get_by_text("downloaded a backup")).to_be_visible()


def test_members_find_nothing_there(site: Server, ana: Page, budi: Person) -> None:
    ana.goto(f"{site.url}/people")
    ana.get_by_role("button", name="Invite").click()
    ana.get_by_label("E-mail address").fill("budi@example.org")
    ana.get_by_role("button", name="Make the invitation").click()
    accept(budi.page, ana.get_by_label("Link", exact=True).input_value(), "Budi Santoso")
    expect(budi.page.get_by_role("link", name="Administration")).to_have_count(0)
    budi.page.goto(f"{site.url}/admin/activity")
    expect(budi.page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
