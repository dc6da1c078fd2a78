"""Three Chromiums meet over HTTPS with our CA: pictures, speech, screen, chat, hands, reload, the host's hand."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.system.browsers import Person, person, until
from tests.system.server import Server

LIKE_ENOUGH = 0.6
"""Two recordings of the same words correlate at 0.8 and more, of different words below 0.45."""


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
    who.page.get_by_test_id("name").fill(who.name)
    who.page.get_by_test_id("join").click()
    expect(who.page.get_by_test_id("leave")).to_be_visible()


@pytest.fixture(scope="module")
def meeting(
    server: Server, certificate: Path, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Meeting]:
    folder = tmp_path_factory.mktemp("people")
    with ExitStack() as stack:
        ana, budi, vera = (
            stack.enter_context(person(playwright, folder, name, who, certificate))
            for who, name in enumerate(("Ana", "Budi", "Vera"))
        )
        ana.page.goto(server.url)
        ana.page.get_by_test_id("start").click()
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
    meeting.budi.page.get_by_test_id("chat").click()
    box = meeting.budi.page.get_by_test_id("chat-input")
    box.fill("Agenda: https://intranet.example/agenda 🙂")
    box.press("Enter")
    for someone in (meeting.ana, meeting.vera):
        someone.page.get_by_test_id("chat").click()
        message = someone.page.get_by_test_id("chat-message").filter(has_text="Agenda")
        expect(message).to_be_visible()
        expect(message.get_by_role("link")).to_have_attribute("href", "https://intranet.example/agenda")


def test_raised_hands_arrive_in_order(meeting: Meeting) -> None:
    for someone in (meeting.vera, meeting.budi):
        someone.page.get_by_test_id("hand").click()
        expect(someone.page.get_by_test_id("hand")).to_have_attribute("aria-pressed", "true")
    meeting.ana.page.get_by_test_id("people").click()
    until(
        lambda: [row.inner_text() for row in meeting.ana.page.locator("[data-testid=person][data-hand]").all()],
        lambda rows: len(rows) == 2 and "Vera" in rows[0] and "Budi" in rows[1],
        "Ana sees Vera's hand before Budi's",
    )


def test_a_shared_screen_arrives_and_the_presenter_stays_visible(meeting: Meeting) -> None:
    meeting.vera.page.get_by_test_id("share").click()
    for someone in (meeting.ana, meeting.budi):
        shared = someone.page.locator("video[data-source=screen_share]")
        expect(shared).to_be_visible()
        until(
            lambda video=shared: video.evaluate("v => v.videoWidth"),
            lambda width: width > 0,
            f"{someone.name} decodes the screen",
        )
        until(someone.films, lambda films: meeting.vera.who in films, f"{someone.name} still sees the presenter")
    meeting.vera.page.get_by_test_id("share").click()
    for someone in (meeting.ana, meeting.budi):
        expect(someone.page.locator("video[data-source=screen_share]")).to_have_count(0)


def test_a_reload_keeps_role_and_history(meeting: Meeting) -> None:
    meeting.ana.page.reload()
    join(meeting.ana)
    meeting.ana.page.get_by_test_id("chat").click()
    expect(meeting.ana.page.get_by_test_id("chat-message").filter(has_text="Agenda")).to_be_visible()
    meeting.ana.page.get_by_test_id("people").click()
    expect(meeting.ana.page.get_by_test_id("mute-all")).to_be_visible()
    until(meeting.ana.films, lambda films: len(films) == 3, "Ana sees everybody again")


def test_the_host_mutes_and_the_guest_is_told(meeting: Meeting) -> None:
    page = meeting.ana.page
    if not page.get_by_test_id("mute-all").is_visible():
        page.get_by_test_id("people").click()
    page.get_by_test_id("mute-all").click()
    for guest in (meeting.budi, meeting.vera):
        expect(guest.page.get_by_test_id("mic")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_test_id("mic")).to_have_attribute("aria-pressed", "true")


def test_a_removed_guest_sees_why_and_cannot_come_back(meeting: Meeting) -> None:
    row = meeting.ana.page.get_by_test_id("person").filter(has_text="Vera")
    row.get_by_test_id("person-menu").click()
    meeting.ana.page.get_by_test_id("remove").click()
    meeting.ana.page.get_by_test_id("confirm").click()
    expect(meeting.vera.page.locator("[data-testid=ending][data-reason=removed]")).to_be_visible()
    meeting.vera.page.goto(meeting.link)
    meeting.vera.page.get_by_test_id("name").fill("Vera")
    meeting.vera.page.get_by_test_id("join").click()
    expect(meeting.vera.page.locator("[data-testid=ending][data-reason=removed]")).to_be_visible()
    until(meeting.budi.films, lambda films: meeting.vera.who not in films, "Budi no longer sees Vera")


def test_the_host_ends_the_meeting_for_everyone(meeting: Meeting) -> None:
    meeting.ana.page.get_by_test_id("leave").click()
    meeting.ana.page.get_by_test_id("end-for-all").click()
    expect(meeting.budi.page.locator("[data-testid=ending][data-reason=ended]")).to_be_visible()
