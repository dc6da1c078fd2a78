"""The queue of hands with twelve people: the unmodified SDK in the room, the API for the hands, a host in Chromium."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.system.browsers import person, until
from tests.system.guest import Guest, beside
from tests.system.server import Server

QUEUE = 12
UP = re.compile(r"^Hand raised, number \d+")


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    with beside() as made:
        yield made


def asked(guest: Guest) -> list[object]:
    """What the server asked this guest alone to turn on."""
    return [json.loads(packet.data) for packet in guest.heard if packet.topic == "rapat.ask"]


def queue(page: Page) -> list[str]:
    """Names of those whose hand is up, as the host sees the line."""
    rows = page.get_by_test_id("person").filter(has=page.get_by_role("img", name=UP)).all_inner_texts()
    return [match.group() for row in rows if (match := re.search(r"Guest \d\d", row))]


def take_turn(page: Page, line: list[Guest]) -> None:
    """The host gives the floor to the first of the line."""
    page.get_by_role("button", name="Next speaker").click()
    left = [guest.name for guest in line[1:]]
    until(lambda: queue(page), lambda seen: seen == left, "one hand is down")
    told = until(lambda: asked(line[0]), bool, "the server asks who is next to speak")
    assert told == [{"source": "microphone", "by": "Ana"}]


def test_twelve_hands_are_taken_in_their_order(
    dev_server: Server, playwright: Playwright, tmp_path: Path, loop: asyncio.AbstractEventLoop
) -> None:
    with person(playwright, tmp_path, "Ana", 0, dev_server.url, None) as ana:
        page = ana.page
        page.goto(dev_server.url)
        page.get_by_role("button", name="Start a meeting").click()
        page.wait_for_url(re.compile(r"/m/"))
        page.get_by_role("textbox", name="Your name").fill("Ana")
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_test_id("leave")).to_be_visible()
        page.get_by_test_id("host").click()
        page.get_by_role("switch", name="Use the microphone").uncheck()
        meeting = page.url.split("/m/")[1]
        guests = [Guest(dev_server, f"Guest {number:02}", loop) for number in range(QUEUE)]
        for guest in guests:
            guest.enter(meeting)
        order = [guests[(number * 5) % QUEUE] for number in range(QUEUE)]
        for guest in order:
            guest.send("PUT", "/hand", {"raised": True})
        names = [guest.name for guest in order]
        page.get_by_test_id("people").click()
        until(lambda: queue(page), lambda seen: seen == names, "Ana sees the line in its order")

        for turn in range(3):
            take_turn(page, order[turn:])
        assert [guest.name for guest in guests if asked(guest)] == sorted(names[:3])
        assert order[0].publish("microphone")
        assert not order[3].publish("microphone"), "whose turn has not come took the microphone"
        page.get_by_role("button", name="Lower all hands").click()
        until(lambda: queue(page), lambda seen: not seen, "all hands are down")
        for guest in guests:
            guest.leave()
