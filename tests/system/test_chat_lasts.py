"""Three Chromiums write to each other: privately, with changes, with a picture; and one who comes late sees it all."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.system.browsers import Person, person
from tests.system.server import Server
from tests.system.test_three_people_meet import join, open_panel

HEAR_PACKETS = """
(() => {
  window.heard = [];
  const own = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'onmessage');
  Object.defineProperty(RTCDataChannel.prototype, 'onmessage', {
    ...own,
    set(listener) {
      own.set.call(this, (event) => {
        window.heard.push(new TextDecoder().decode(event.data));
        listener.call(this, event);
      });
    },
  });
})()
"""
"""Keeps what comes down the data channels, so that a test can say what did not."""
PASTE_PICTURE = """
async (field) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 900 });
  const brush = canvas.getContext('2d');
  brush.fillStyle = '#3a7';
  brush.fillRect(0, 0, 1200, 900);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([picture], 'garden.png', { type: 'image/png' }));
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}
"""
IS_DRAWN = "picture => picture.complete && picture.naturalWidth"


@dataclass(frozen=True)
class Writers:
    """Ana hosts; Budi and Vera joined by the link; all have the chat open."""

    link: str
    ana: Person
    budi: Person
    vera: Person


@pytest.fixture(scope="module")
def writers(
    server: Server, certificate: Path, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Writers]:
    folder = tmp_path_factory.mktemp("writers")
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
            guest.page.add_init_script(HEAR_PACKETS)
            guest.page.goto(link)
            join(guest)
        for someone in (ana, budi, vera):
            open_panel(someone, "chat")
        yield Writers(link, ana, budi, vera)


def write(who: Person, text: str) -> None:
    who.page.get_by_test_id("chat-input").fill(text)
    who.page.get_by_test_id("chat-input").press("Enter")
    expect(message(who, text)).to_be_visible()


def message(who: Person, text: str) -> Locator:
    return who.page.get_by_test_id("chat-message").filter(has_text=text)


def choose(who: Person, text: str, item: str) -> None:
    """An entry of a message's menu. Focus keeps its tools there when a newer message moves them from the pointer."""
    bubble = message(who, text)
    bubble.hover()
    more = bubble.locator("xpath=..").get_by_role("button", name="More")
    more.focus()
    more.click()
    who.page.get_by_role("menuitem", name=item).click()


def to(who: Person, recipient: str) -> None:
    who.page.get_by_test_id("chat-to").click()
    who.page.get_by_role("menuitemradio", name=recipient).click()


def test_a_private_message_reaches_its_two_and_nobody_else(writers: Writers) -> None:
    ana, budi, vera = writers.ana, writers.budi, writers.vera
    to(ana, "Budi")
    write(ana, "the surprise is at noon")
    to(ana, "Everyone")
    write(ana, "hello everyone")
    expect(message(budi, "the surprise is at noon")).to_be_visible()
    expect(message(vera, "hello everyone")).to_be_visible()
    assert "surprise" in " ".join(budi.page.evaluate("window.heard"))
    assert "hello everyone" in " ".join(vera.page.evaluate("window.heard"))
    assert "surprise" not in " ".join(vera.page.evaluate("window.heard"))
    assert "surprise" not in vera.page.content()
    api = vera.page.evaluate(
        "() => fetch(`/api${location.pathname.replace('/m/', '/meetings/')}/messages`).then(r => r.text())"
    )
    assert "hello everyone" in api and "surprise" not in api


def test_edits_deletions_and_reactions_arrive_while_one_looks(writers: Writers) -> None:
    ana, budi, vera = writers.ana, writers.budi, writers.vera
    write(budi, "we meet on tuesday")
    write(budi, "a slip of the tongue")
    choose(budi, "we meet on tuesday", "Edit")
    budi.page.get_by_test_id("chat-edit").fill("we meet on **wednesday**")
    budi.page.get_by_test_id("chat-edit").press("Enter")
    expect(message(vera, "we meet on wednesday").locator("strong")).to_have_text("wednesday")
    expect(message(vera, "we meet on wednesday")).to_contain_text("edited")
    choose(ana, "a slip of the tongue", "Delete")
    expect(vera.page.get_by_test_id("chat-gone")).to_have_text("Deleted by a host")
    expect(message(budi, "a slip of the tongue")).to_have_count(0)
    choose(vera, "we meet on wednesday", "React with 👍")
    expect(budi.page.get_by_test_id("reaction")).to_have_accessible_name("👍 1 person")
    ana.page.get_by_test_id("reaction").click()
    expect(vera.page.get_by_test_id("reaction")).to_have_accessible_name("👍 2 people")


def test_a_pasted_picture_arrives_and_opens(writers: Writers) -> None:
    ana, budi = writers.ana, writers.budi
    ana.page.get_by_test_id("chat-input").evaluate(PASTE_PICTURE)
    expect(ana.page.locator("[data-testid=chat-attachment][data-ready]")).to_contain_text("garden.png")
    ana.page.get_by_test_id("chat-input").fill("my garden")
    ana.page.get_by_test_id("chat-input").press("Enter")
    small = budi.page.get_by_test_id("chat-picture")
    expect(small).to_be_visible()
    assert (
        0
        < small.locator("img").evaluate(f"async picture => {{ await picture.decode(); return ({IS_DRAWN})(picture) }}")
        <= 640
    )
    small.click()
    large = budi.page.get_by_test_id("chat-picture-large")
    assert large.evaluate(f"async picture => {{ await picture.decode(); return ({IS_DRAWN})(picture) }}") == 1200
    budi.page.keyboard.press("Escape")


def test_hosts_pin_and_everybody_can_search(writers: Writers) -> None:
    ana, vera = writers.ana, writers.vera
    choose(ana, "we meet on wednesday", "Pin for everyone")
    expect(vera.page.get_by_test_id("pinned")).to_contain_text("we meet on wednesday")
    vera.page.get_by_test_id("chat-search-open").click()
    vera.page.get_by_test_id("chat-search").fill("garden")
    vera.page.get_by_test_id("chat-hit").click()
    expect(message(vera, "my garden").locator("xpath=..")).to_be_focused()


def test_somebody_who_comes_late_sees_it_all(
    writers: Writers, server: Server, certificate: Path, playwright: Playwright, tmp_path: Path
) -> None:
    with person(playwright, tmp_path, "Wayan", 3, server.url, certificate) as wayan:
        wayan.page.goto(writers.link)
        join(wayan)
        open_panel(wayan, "chat")
        expect(message(wayan, "hello everyone")).to_be_visible()
        expect(message(wayan, "we meet on wednesday")).to_contain_text("edited")
        expect(wayan.page.get_by_test_id("chat-gone")).to_be_visible()
        expect(wayan.page.get_by_test_id("chat-picture")).to_be_visible()
        expect(wayan.page.get_by_test_id("reaction")).to_have_accessible_name("👍 2 people")
        expect(wayan.page.get_by_test_id("pinned")).to_be_visible()
        expect(message(wayan, "the surprise is at noon")).to_have_count(0)


def test_the_chat_is_read_found_and_continued_after_the_meeting(writers: Writers) -> None:
    ana, budi, vera = writers.ana, writers.budi, writers.vera
    ana.page.evaluate("() => fetch(`/api${location.pathname.replace('/m/', '/meetings/')}/end`, { method: 'POST' })")
    budi.page.get_by_role("button", name="Read the chat").click()
    write(budi, "thanks, it was a good talk")
    vera.page.goto(re.sub(r"/m/.*", "/chats", writers.link))
    vera.page.get_by_test_id("thread").click()
    expect(message(vera, "it was a good talk")).to_be_visible()
    write(vera, "until next week")
    budi.page.bring_to_front()
    expect(message(budi, "until next week")).to_be_visible()
    vera.page.get_by_role("button", name="All chats").click()
    vera.page.get_by_test_id("chats-search").click()
    vera.page.get_by_test_id("chat-search").fill("wednes")
    vera.page.get_by_test_id("chat-hit").click()
    expect(message(vera, "we meet on wednesday").locator("xpath=..")).to_be_focused()
