"""From the first start to an organisation: the owner's link, invitations, sign-in, a table of 200 people, letters."""

import asyncio
import re
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.fakes.smtp import SmtpSink
from tests.system.axe import WATCH_POLICY, check_in_all_languages
from tests.system.browsers import Person, person, until
from tests.system.server import Server, running

PASSWORD = "a sentence of my own"
OWNER_LINK = re.compile(r"http://\S+/welcome#\S+")
PEOPLE = 200


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


def owner_link(site: Server) -> str:
    """What the terminal shows whoever started the server."""
    found = until(lambda: OWNER_LINK.search(site.log.read_text()), lambda match: match is not None, "the owner's link")
    assert found is not None
    return found.group()


def accept(page: Page, link: str, name: str, email: str | None = None) -> None:
    """Fill in the page of a link and be signed in."""
    page.goto(link)
    page.get_by_label("Name", exact=True).fill(name)
    if email is not None:
        page.get_by_label("E-mail address").fill(email)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()


def sign_in(page: Page, site: Server, email: str, name: str) -> None:
    page.goto(site.url)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()


def test_an_invited_person_signs_in_and_the_meeting_carries_the_accounts_name(
    site: Server, ana: Person, budi: Person
) -> None:
    accept(ana.page, owner_link(site), "Ana Wulandari", "ana@example.org")
    ana.page.get_by_role("link", name="People").click()
    ana.page.get_by_role("button", name="Invite").click()
    ana.page.get_by_label("E-mail address").fill("budi@example.org")
    ana.page.get_by_role("button", name="Make the invitation").click()
    invitation = ana.page.get_by_label("Link", exact=True).input_value()

    accept(budi.page, invitation, "Budi Santoso")
    budi.page.get_by_role("button", name="Account of Budi Santoso").click()
    budi.page.get_by_role("menuitem", name="Sign out").click()
    expect(budi.page.get_by_role("link", name="Sign in")).to_be_visible()
    sign_in(budi.page, site, "budi@example.org", "Budi Santoso")
    budi.page.goto(invitation)
    expect(budi.page.get_by_role("heading", name="This link does not work any more")).to_be_visible()

    ana.page.goto(site.url)
    ana.page.get_by_role("button", name="Start a meeting").click()
    ana.page.wait_for_url(re.compile(r"/m/"))
    meeting = ana.page.url
    ana.page.get_by_role("button", name="Join", exact=True).click()
    expect(ana.page.get_by_test_id("leave")).to_be_visible()
    budi.page.goto(meeting)
    budi.page.get_by_role("button", name="Join", exact=True).click()
    expect(budi.page.get_by_test_id("leave")).to_be_visible()
    ana.page.get_by_test_id("people").click()
    everybody = ana.page.get_by_role("region", name="Participants").or_(ana.page.get_by_role("complementary"))
    expect(everybody.get_by_text("Budi Santoso").first).to_be_visible()
    expect(everybody.get_by_text("Ana Wulandari").first).to_be_visible()


def test_the_first_start_becomes_an_organisation_of_two_hundred(
    site: Server, ana: Person, budi: Person, tmp_path: Path
) -> None:
    page = ana.page
    accept(page, owner_link(site), "Ana Wulandari", "ana@example.org")
    table = tmp_path / "people.csv"
    rows = [f"person{number:03}@example.org;Person {number:03};id" for number in range(PEOPLE)]
    table.write_text("\n".join(["E-Mail;Name;Language", *rows, "no address;Nobody;id"]), encoding="utf-8-sig")
    page.get_by_role("link", name="People").click()
    page.get_by_role("button", name="Import").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(table)
    expect(page.get_by_text(f"New: {PEOPLE}")).to_be_visible()
    expect(page.get_by_text("Left out: 1")).to_be_visible()
    check_in_all_languages(page, "preview of a table")
    page.get_by_role("button", name=f"Apply {PEOPLE} changes").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the links").click()
    links = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(links) == PEOPLE + 1
    page.get_by_role("button", name="Done").click()
    page.get_by_role("searchbox", name="Search by name or address").fill("person 123")
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("listitem")).to_contain_text("person123@example.org")

    (row,) = [line for line in links if "person123@" in line]
    accept(budi.page, row.rsplit(",", 1)[1], "Seratus Dua Tiga")
    expect(budi.page.get_by_role("link", name="People")).to_have_count(0)


class Postbox:
    """A mail server in a thread of its own."""

    def __init__(self) -> None:
        self.sink = SmtpSink()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        async def open_sink() -> None:
            self._server = await asyncio.start_server(self.sink.talk, "127.0.0.1", 0)
            self.sink.port = self._server.sockets[0].getsockname()[1]
            ready.set()

        self._loop.create_task(open_sink())
        self._loop.run_forever()

    def letter(self, number: int) -> EmailMessage:
        """The n-th letter that arrived, from 0."""
        found = until(lambda: list(self.sink.letters), lambda letters: len(letters) > number, "a letter")
        return found[number]

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """Set before the server starts: put it first among a test's arguments."""
    box = Postbox()
    for key, value in {
        "HOST": "127.0.0.1",
        "PORT": str(box.sink.port),
        "SECURITY": "none",
        "SENDER": "Rapat <rapat@example.org>",
    }.items():
        monkeypatch.setenv(f"RAPAT_MAIL_{key}", value)
    yield box
    box.close()


def link_in(letter: EmailMessage) -> str:
    found = OWNER_LINK.search(letter.get_content())
    assert found is not None
    return found.group()


def test_letters_invite_and_bring_a_new_password(postbox: Postbox, site: Server, ana: Person, budi: Person) -> None:
    accept(ana.page, owner_link(site), "Ana", "ana@example.org")
    ana.page.get_by_role("link", name="People").click()
    ana.page.get_by_role("button", name="Invite").click()
    ana.page.get_by_label("E-mail address").fill("budi@example.org")
    ana.page.get_by_role("button", name="Make the invitation").click()
    expect(ana.page.get_by_text("A letter with this link is on its way to budi@example.org.")).to_be_visible()
    invitation = postbox.letter(0)
    assert invitation["To"] == "budi@example.org"
    accept(budi.page, link_in(invitation), "Budi")

    page = budi.page
    page.get_by_role("button", name="Account of Budi").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill("budi@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    page.goto(link_in(postbox.letter(1)))
    page.get_by_label("New password").fill("another sentence")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("button", name="Account of Budi")).to_be_visible()

    written = site.log.read_text()
    assert all(word not in written for word in ("budi@", "Budi", "another sentence"))
