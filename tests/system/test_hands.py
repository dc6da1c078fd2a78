"""The queue of hands with twelve people: the unmodified SDK in the room, the API for the hands, a host in Chromium."""

import asyncio
import http.cookiejar
import json
import re
import threading
import urllib.request
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from livekit import rtc
from livekit.rtc.participant import PublishTrackError
from playwright.sync_api import Page, Playwright, expect

from tests.system.browsers import person, until
from tests.system.server import Server

QUEUE = 12
SOUND_RATE = 48_000
SECONDS = 30
"""For one person's connection, or answer."""
UP = re.compile(r"^Hand raised, number \d+")


class Guest:
    """In the room without camera and microphone; keeps what the server tells it alone."""

    def __init__(self, server: Server, meeting: str, name: str, loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self.told: list[object] = []
        self._loop = loop
        self._api = f"{server.url}/api/meetings/{meeting}"
        self._origin = server.url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)
        joined = self._ask("POST", "/join", {"name": name})
        self._room = rtc.Room(loop=loop)
        self._room.on("data_received", self._hear)
        self._run(self._room.connect(joined["url"], joined["token"]))

    def raise_hand(self) -> None:
        self._ask("PUT", "/hand", {"raised": True})

    def may_speak(self) -> bool:
        """Try the microphone, whatever a page would say."""
        sound = rtc.LocalAudioTrack.create_audio_track("microphone", rtc.AudioSource(SOUND_RATE, 1))
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        try:
            self._run(self._room.local_participant.publish_track(sound, options))
        except PublishTrackError:
            return False
        return True

    def leave(self) -> None:
        self._run(self._room.disconnect())

    def _hear(self, packet: rtc.DataPacket) -> None:
        if packet.topic == "rapat.ask":
            self.told.append(json.loads(packet.data))

    def _ask(self, method: str, path: str, body: object) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Origin": self._origin}
        request = urllib.request.Request(self._api + path, json.dumps(body).encode(), headers, method=method)
        with self._browser.open(request, timeout=SECONDS) as answer:
            return dict(json.loads(answer.read() or b"{}"))

    def _run(self, work: Coroutine[Any, Any, object]) -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Runs the SDK beside the test."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever, daemon=True)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join(10)


def queue(page: Page) -> list[str]:
    """Names of those whose hand is up, as the host sees the line."""
    rows = page.get_by_test_id("person").filter(has=page.get_by_role("img", name=UP)).all_inner_texts()
    return [match.group() for row in rows if (match := re.search(r"Guest \d\d", row))]


def take_turn(page: Page, line: list[Guest]) -> None:
    """The host gives the floor to the first of the line."""
    page.get_by_role("button", name="Next speaker").click()
    left = [guest.name for guest in line[1:]]
    until(lambda: queue(page), lambda seen: seen == left, "one hand is down")
    asked = until(lambda: line[0].told, bool, "the server asks who is next to speak")
    assert asked == [{"source": "microphone", "by": "Ana"}]


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
        guests = [Guest(dev_server, meeting, f"Guest {number:02}", loop) for number in range(QUEUE)]
        order = [guests[(number * 5) % QUEUE] for number in range(QUEUE)]
        for guest in order:
            guest.raise_hand()
        names = [guest.name for guest in order]
        page.get_by_test_id("people").click()
        until(lambda: queue(page), lambda seen: seen == names, "Ana sees the line in its order")

        for turn in range(3):
            take_turn(page, order[turn:])
        assert [guest.name for guest in guests if guest.told] == sorted(names[:3])
        assert order[0].may_speak()
        assert not order[3].may_speak(), "whose turn has not come took the microphone"
        page.get_by_role("button", name="Lower all hands").click()
        until(lambda: queue(page), lambda seen: not seen, "all hands are down")
        for guest in guests:
            guest.leave()
