"""What a person does with the own account in the page: keys for programs, a copy of everything, and being forgotten."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.system.axe import WATCH_POLICY, check_in_all_languages
from tests.system.browsers import Person, person
from tests.system.server import Server, running
from tests.system.test_accounts import PASSWORD, accept, owner_link

SECRET = re.compile(r"rapat_\S+")
AGENDA = "/agenda?since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Server]:
    """A fresh box that nobody owns yet."""
    folder = tmp_path / "site"
    folder.mkdir()
    with running(folder, "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


@pytest.fixture
def ana(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Ana", 0, site.url, None) as opened:
        opened.page.add_init_script(WATCH_POLICY)
        yield opened


@pytest.fixture
def budi(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Budi", 1, site.url, None) as opened:
        yield opened


def status(site: Server, method: str, path: str, secret: str) -> int:
    """What a program with this key is answered."""
    answer = httpx2.request(method, f"{site.url}/api{path}", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code


def dialog(page: Page, title: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("dialog", name=title)


def make_key(page: Page) -> str:
    """A key that reads the calendar, from the page; its secret."""
    page.get_by_role("button", name="Make a key").click()
    new = dialog(page, "New key")
    new.get_by_label("What is it for?").fill("Timetable")
    new.get_by_role("button", name="Calendar: Closed").click()
    page.get_by_role("menuitemradio", name="Read", exact=True).click()
    check_in_all_languages(page, "a new key")
    new.get_by_role("button", name="Make a key").click()
    shown = dialog(page, "Key for “Timetable”")
    secret = shown.get_by_label("Key", exact=True).input_value()
    check_in_all_languages(page, "a key that was made")
    shown.get_by_role("button", name="Done").click()
    assert SECRET.fullmatch(secret)
    return secret


def test_a_key_from_the_page_opens_what_was_chosen_until_it_is_revoked(site: Server, ana: Person) -> None:
    page = ana.page
    accept(page, owner_link(site), "Ana Wulandari", "ana@example.org")
    page.goto(f"{site.url}/profile")
    secret = make_key(page)
    line = page.get_by_role("listitem").filter(has_text="Timetable")
    expect(line).to_contain_text("Calendar: read")
    assert status(site, "GET", AGENDA, secret) == 200
    assert status(site, "GET", "/people", secret) == 403
    line.get_by_role("button", name="Revoke: Timetable").click()
    dialog(page, "Revoke “Timetable”?").get_by_role("button", name="Revoke").click()
    expect(line).to_have_count(0)
    assert status(site, "GET", AGENDA, secret) == 401


def test_a_person_takes_a_copy_along_and_is_forgotten(site: Server, ana: Person, budi: Person) -> None:
    accept(ana.page, owner_link(site), "Ana Wulandari", "ana@example.org")
    ana.page.get_by_role("link", name="People").click()
    ana.page.get_by_role("button", name="Invite").click()
    ana.page.get_by_label("E-mail address").fill("budi@example.org")
    ana.page.get_by_role("button", name="Make the invitation").click()
    page = budi.page
    accept(page, ana.page.get_by_label("Link", exact=True).input_value(), "Budi Santoso")

    page.goto(f"{site.url}/profile")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download a copy").click()
    with zipfile.ZipFile(download.value.path()) as copy:
        assert json.loads(copy.read("account.json"))["email"] == "budi@example.org"

    delete(page, "not my password")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.url.rstrip("/") == site.url.rstrip("/")
    ana.page.goto(f"{site.url}/people")
    expect(ana.page.get_by_role("listitem")).to_have_count(1)


def test_the_only_owner_is_told_why_the_account_stays(site: Server, ana: Person) -> None:
    accept(ana.page, owner_link(site), "Ana Wulandari", "ana@example.org")
    ana.page.goto(f"{site.url}/profile")
    delete(ana.page, PASSWORD)
    expect(ana.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Make somebody else an owner first")


def delete(page: Page, password: str) -> None:
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("dialog").get_by_label("Password", exact=True).fill(password)
    page.get_by_role("dialog").get_by_role("button", name="Delete my account").click()
