"""Three Chromiums meet over HTTPS with our CA: pictures, speech, screen, chat, hands, reload, the host's hand."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.system.browsers import Person, person, until
from tests.system.server import Server, unverified

LIKE_ENOUGH = 0.6
"""Two recordings of the same words correlate at 0.8 and more, of different words below 0.45."""

LOW = 480
"""Height of a window in which a host's menu does not fit, px: its last entries have to be scrolled to."""
SCROLLED = """
async (menu) => {
  menu.scrollTo(0, menu.scrollHeight);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return menu.scrollTop;
}
"""
"""Scrolls to its end; where it is two frames later."""


@dataclass(frozen=True)
class Meeting:
    """Ana hosts; Budi and Vera joined by the link."""

    link: str
    ana: Person
    budi: Person
    vera: Person

    @property
    def people(self) -> tuple[Person, Person, Person]:
        return self.ana, self.budi, self.vera


def join(who: Person) -> None:
    who.page.get_by_role("textbox", name="Your name").fill(who.name)
    who.page.get_by_role("button", name="Join", exact=True).click()
    expect(who.page.get_by_test_id("leave")).to_be_visible()


def open_panel(who: Person, panel: str) -> None:
    button = who.page.get_by_test_id(panel)
    if button.get_attribute("aria-pressed") != "true":
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def knock(link: str) -> tuple[int, str]:
    """What somebody new is told at the door: status and code."""
    origin, meeting = link.split("/m/")
    request = urllib.request.Request(
        f"{origin}/api/meetings/{meeting}/join",
        json.dumps({"name": "Mallory"}).encode(),
        {"Content-Type": "application/json", "Origin": origin},
    )
    try:
        with urllib.request.urlopen(request, timeout=5, context=unverified()) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["code"]


@pytest.fixture(scope="module")
def meeting(
    server: Server, certificate: Path, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Meeting]:
    folder = tmp_path_factory.mktemp("people")
    with ExitStack() as stack:
        ana, budi, vera = (
            stack.enter_context(person(playwright, folder, name, who, server.url, certificate))
            for who, name in enumerate(("Ana", "Budi", "Vera"))
        )
        ana.page.goto(server.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        link = ana.page.url
        join(ana)
        for guest in (budi, vera):
            guest.page.goto(link)
            join(guest)
        yield Meeting(link, ana, budi, vera)


def test_everyone_sees_everyone_elses_moving_picture(meeting: Meeting) -> None:
    everybody = {someone.who for someone in meeting.people}
    for someone in meeting.people:
        first = until(
            someone.films, lambda films: set(films) == everybody, f"{someone.name} sees three stamped pictures"
        )
        until(
            someone.films,
            lambda films, before=first: all(films.get(who, before[who]) != before[who] for who in everybody),
            f"the pictures that {someone.name} sees move",
        )


def test_everyone_hears_everyone_elses_speech(meeting: Meeting) -> None:
    for someone in meeting.people:
        others = {other.voice for other in meeting.people if other is not someone}
        heard = until(
            someone.voices,
            lambda voices, want=others: set(voices) == want,
            f"{someone.name} hears {others}",
            seconds=60,
        )
        assert min(heard.values()) > LIKE_ENOUGH, heard


def test_chat_reaches_everyone_and_links_can_be_clicked(meeting: Meeting) -> None:
    open_panel(meeting.budi, "chat")
    box = meeting.budi.page.get_by_test_id("chat-input")
    box.fill("Agenda: https://intranet.example/agenda 🙂")
    box.press("Enter")
    for someone in (meeting.ana, meeting.vera):
        open_panel(someone, "chat")
        message = someone.page.get_by_test_id("chat-message").filter(has_text="Agenda")
        expect(message).to_be_visible()
        link = message.get_by_role("link")
        expect(link).to_have_attribute("href", "https://intranet.example/agenda")
        expect(link).to_have_attribute("rel", re.compile("noopener"))


def test_raised_hands_arrive_in_order(meeting: Meeting) -> None:
    for someone in (meeting.vera, meeting.budi):
        someone.page.get_by_test_id("hand").click()
        expect(someone.page.get_by_test_id("hand")).to_have_attribute("aria-pressed", "true")
    open_panel(meeting.ana, "people")
    raised = meeting.ana.page.get_by_label(re.compile("Hand raised"))
    hands = meeting.ana.page.get_by_test_id("person").filter(has=raised)
    until(
        hands.all_inner_texts,
        lambda rows: len(rows) == 2 and "Vera" in rows[0] and "Budi" in rows[1],
        "Ana sees Vera's hand before Budi's",
    )


def test_a_shared_screen_arrives_and_the_presenter_stays_visible(meeting: Meeting) -> None:
    meeting.vera.page.get_by_test_id("share").click()
    for someone in (meeting.ana, meeting.budi):
        shared = someone.page.get_by_test_id("screen").locator("video")
        expect(shared).to_be_visible()
        until(
            lambda video=shared: video.evaluate("v => v.videoWidth"),
            lambda width: width > 0,
            f"{someone.name} decodes the screen",
        )
        until(someone.films, lambda films: meeting.vera.who in films, f"{someone.name} still sees the presenter")
    meeting.vera.page.get_by_test_id("share").click()
    for someone in (meeting.ana, meeting.budi):
        expect(someone.page.get_by_test_id("screen")).to_have_count(0)


def test_a_reload_keeps_role_and_history(meeting: Meeting) -> None:
    meeting.ana.page.reload()
    join(meeting.ana)
    open_panel(meeting.ana, "chat")
    expect(meeting.ana.page.get_by_test_id("chat-message").filter(has_text="Agenda")).to_be_visible()
    open_panel(meeting.ana, "people")
    expect(meeting.ana.page.get_by_role("button", name="Mute everybody")).to_be_visible()
    until(meeting.ana.films, lambda films: len(films) == 3, "Ana sees everybody again")


def test_the_host_mutes_everybody_and_nobody_is_heard(meeting: Meeting) -> None:
    open_panel(meeting.ana, "people")
    meeting.ana.page.get_by_role("button", name="Mute everybody").click()
    for guest in (meeting.budi, meeting.vera):
        expect(guest.page.get_by_test_id("mic")).to_have_attribute("data-on", "false")
    expect(meeting.ana.page.get_by_test_id("mic")).to_have_attribute("data-on", "true")
    until(lambda: meeting.budi.voices(3), lambda heard: set(heard) == {meeting.ana.voice}, "Budi hears Ana alone")


def test_a_locked_meeting_keeps_strangers_out(meeting: Meeting) -> None:
    open_panel(meeting.ana, "people")
    meeting.ana.page.get_by_role("switch", name=re.compile("Lock the meeting")).click()
    until(
        lambda: knock(meeting.link),
        lambda answer: answer == (403, "meeting_locked"),
        "somebody without a cookie finds the door shut",
    )
    meeting.ana.page.get_by_role("switch", name=re.compile("Lock the meeting")).click()


def test_a_removed_guest_sees_why_and_cannot_come_back(meeting: Meeting) -> None:
    open_panel(meeting.ana, "people")
    usual = meeting.ana.page.viewport_size
    assert usual is not None
    meeting.ana.page.set_viewport_size({**usual, "height": LOW})
    row = meeting.ana.page.get_by_test_id("person").filter(has_text="Vera").last
    row.get_by_role("button", name="What to do with Vera").click()
    assert meeting.ana.page.get_by_role("menu").evaluate(SCROLLED) > 0
    meeting.ana.page.get_by_role("menuitem", name="Remove").click()
    meeting.ana.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    meeting.ana.page.set_viewport_size(usual)
    expect(meeting.vera.page.get_by_text("You were removed from the meeting")).to_be_visible()
    meeting.vera.page.goto(meeting.link)
    meeting.vera.page.get_by_role("button", name="Join", exact=True).click()
    expect(meeting.vera.page.get_by_text(re.compile("removed", re.IGNORECASE)).first).to_be_visible()
    until(meeting.budi.films, lambda films: meeting.vera.who not in films, "Budi no longer sees Vera")


def test_the_host_ends_the_meeting_for_everyone(meeting: Meeting) -> None:
    meeting.ana.page.get_by_test_id("leave").click()
    meeting.ana.page.get_by_test_id("end-for-all").click()
    meeting.ana.page.get_by_role("dialog").get_by_role("button", name="End for all").click()
    for someone in (meeting.ana, meeting.budi):
        expect(someone.page.get_by_text("The meeting has ended")).to_be_visible()
