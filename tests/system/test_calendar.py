"""A planned meeting in real browsers, from the plan to the door: letters, a moved date, who is early, a co-host.

The mail server is a sink of our own on loopback; the zone is the browsers'.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.system.axe import check_in_all_languages
from tests.system.browsers import Person, person, until
from tests.system.server import Server, running
from tests.system.test_accounts import Postbox, accept, link_in, owner_link, postbox

__all__ = ["postbox"]

MEETING_LINK = re.compile(r"http://\S+/m/\S+")
ANSWER_LINK = re.compile(r"http://\S+/answer#\S+")
IN_HOURS = """hours => {
    const at = new Date(Date.now() + hours * 3_600_000);
    at.setMinutes(at.getMinutes() - at.getTimezoneOffset());
    return at.toISOString().slice(0, 16);
}"""
"""What a field for a local moment takes."""


@dataclass(frozen=True)
class Office:
    """Ana and Budi have accounts; Vera has none."""

    server: Server
    box: Postbox
    ana: Person
    budi: Person
    vera: Person


@pytest.fixture
def office(postbox: Postbox, playwright: Playwright, tmp_path: Path) -> Iterator[Office]:
    folder = tmp_path / "site"
    folder.mkdir()
    with ExitStack() as stack:
        server = stack.enter_context(running(folder, "--dev", scheme="http", host="127.0.0.1"))
        ana, budi, vera = (
            stack.enter_context(person(playwright, tmp_path, name, who, server.url, None))
            for who, name in enumerate(("Ana", "Budi", "Vera"))
        )
        accept(ana.page, owner_link(server), "Ana", "ana@example.org")
        ana.page.get_by_role("link", name="People").click()
        ana.page.get_by_role("button", name="Invite").click()
        ana.page.get_by_label("E-mail address").fill("budi@example.org")
        ana.page.get_by_role("button", name="Make the invitation").click()
        accept(budi.page, link_in(postbox.letter(0)), "Budi")
        yield Office(server, postbox, ana, budi, vera)


def choose(page: Page, field: str, value: str) -> None:
    """Pick a value of a drop-down field of the dialog."""
    page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{field}")).click()
    page.get_by_role("menuitemradio", name=value, exact=True).click()


def letters(office: Office, first: int) -> dict[str, EmailMessage]:
    """The two letters from a number on, by receiver."""
    both = [office.box.letter(number) for number in (first, first + 1)]
    return {str(letter["To"]): letter for letter in both}


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def calendar_of(letter: EmailMessage) -> str:
    """The calendar file, unfolded (RFC 5545 §3.1)."""
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"][:1]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n ", "")


def test_a_weekly_meeting_is_planned_moved_and_held(office: Office) -> None:
    ana, budi, vera = office.ana.page, office.budi.page, office.vera.page
    ana.goto(office.server.url)
    ana.get_by_role("link", name="Calendar").click()
    ana.get_by_role("button", name="Plan a meeting", exact=True).click()
    ana.get_by_label("Title").fill("Weekly round")
    ana.get_by_label("Begins").fill(ana.evaluate(IN_HOURS, 2))
    choose(ana, "Repeats", "Weekly")
    ana.get_by_label("Invite").fill("budi@example.org, vera@example.org")
    choose(ana, "Others than hosts", "10 minutes before")
    check_in_all_languages(ana, "planning a meeting")
    ana.get_by_role("button", name="Plan", exact=True).click()
    expect(ana.get_by_role("dialog")).to_have_count(0)
    invited = letters(office, 1)
    assert set(invited) == {"budi@example.org", "vera@example.org"}
    assert "RRULE:FREQ=WEEKLY" in calendar_of(invited["vera@example.org"])

    ana.get_by_role("button", name=re.compile("Weekly round")).first.click()
    ana.get_by_role("button", name="Change", exact=True).click()
    ana.get_by_role("radio", name="Only this one").check()
    ana.get_by_role("button", name="Continue").click()
    ana.get_by_label("Begins").fill(ana.evaluate(IN_HOURS, 3))
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("dialog")).to_have_count(0)
    moved = letters(office, 3)
    assert set(moved) == set(invited)
    assert "RECURRENCE-ID" in calendar_of(moved["budi@example.org"])
    assert text_of(moved["budi@example.org"]) != text_of(invited["budi@example.org"])
    found = MEETING_LINK.search(text_of(moved["vera@example.org"]))
    assert found is not None
    link = found.group()

    budi.goto(link)
    budi.get_by_role("button", name="Join", exact=True).click()
    expect(budi.get_by_role("heading", name="The host is not here yet")).to_be_visible()
    expect(budi.get_by_text(re.compile("You come in by yourself at .*as soon as the host is here"))).to_be_visible()
    check_in_all_languages(budi, "too early")
    ana.goto(link)
    ana.get_by_role("button", name="Join", exact=True).click()
    expect(ana.get_by_test_id("leave")).to_be_visible()
    expect(budi.get_by_test_id("leave")).to_be_visible()
    until(office.ana.films, lambda films: office.budi.who in films, "Ana sees Budi")

    ana.get_by_test_id("host").click()
    ana.get_by_test_id("host-panel").get_by_role("radio", name=re.compile("Invited people")).check()
    ana.get_by_test_id("people").click()
    ana.get_by_test_id("person").filter(has_text="Budi").get_by_role("button").last.click()
    ana.get_by_role("menuitem", name="Change the role").click()
    ana.get_by_role("dialog").get_by_role("radio", name=re.compile("^Co-host")).check()
    ana.get_by_role("dialog").get_by_role("button").last.click()
    vera.goto(link)
    vera.get_by_role("textbox", name="Your name").fill("Vera")
    vera.get_by_role("button", name="Join", exact=True).click()
    expect(vera.get_by_role("heading", name="Please wait")).to_be_visible()
    budi.get_by_test_id("people").click()
    budi.get_by_test_id("waiting").get_by_role("button", name="Let in Vera").click()
    expect(vera.get_by_test_id("leave")).to_be_visible()
    until(office.budi.films, lambda films: office.vera.who in films, "Budi sees Vera")


def test_the_invited_answer_in_the_calendar_and_by_the_link_in_the_letter(office: Office) -> None:
    ana, budi, vera = office.ana.page, office.budi.page, office.vera.page
    ana.goto(f"{office.server.url}/calendar")
    ana.get_by_role("button", name="Plan a meeting", exact=True).click()
    ana.get_by_label("Title").fill("Harvest")
    ana.get_by_label("Begins").fill(ana.evaluate(IN_HOURS, 2))
    ana.get_by_label("Invite").fill("budi@example.org, vera@example.org")
    ana.get_by_role("button", name="Plan", exact=True).click()
    expect(ana.get_by_role("dialog")).to_have_count(0)
    invited = letters(office, 1)
    assert "RSVP=TRUE" in calendar_of(invited["vera@example.org"])

    found = ANSWER_LINK.search(text_of(invited["vera@example.org"]))
    assert found is not None
    vera.goto(found.group())
    expect(vera.get_by_role("heading", name="Harvest")).to_be_visible()
    check_in_all_languages(vera, "answering by a link")
    vera.get_by_role("button", name="Maybe").click()
    expect(vera.get_by_role("button", name="Maybe", pressed=True)).to_be_visible()
    budi.goto(f"{office.server.url}/calendar")
    budi.get_by_role("button", name=re.compile("Harvest")).first.click()
    budi.get_by_role("radio", name="Yes").click(force=True)
    expect(budi.get_by_role("dialog")).to_have_count(0)

    ana.get_by_role("button", name=re.compile("Harvest")).first.click()
    expect(ana.get_by_text("Yes: 1 · Maybe: 1")).to_be_visible()
    ana.get_by_role("button", name="Change", exact=True).click()
    ana.get_by_label("Begins").fill(ana.evaluate(IN_HOURS, 3))
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("dialog")).to_have_count(0)
    ana.get_by_role("button", name=re.compile("Harvest")).first.click()
    expect(ana.get_by_text("No answer yet: 2")).to_be_visible()
    vera.reload()
    expect(vera.get_by_role("button", name="Yes")).to_be_visible()
    expect(vera.get_by_role("button", pressed=True)).to_have_count(0)
    vera.get_by_role("button", name="No", exact=True).click()
    expect(vera.get_by_role("status").filter(has_text="Your answer is: No")).to_be_visible()
