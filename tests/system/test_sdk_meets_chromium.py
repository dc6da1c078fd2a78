"""A Chromium and the PyPI SDK in one meeting of the product: each decodes the other's picture and hears its speech."""

import json
import re
import urllib.request
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.system import speech
from tests.system.browsers import person, until
from tests.system.sdk_person import SdkPerson
from tests.system.server import Server

LIKE_ENOUGH = 0.6
SDK_WHO, SDK_VOICE = 5, "ru"


def join_by_api(server: Server, meeting: str) -> tuple[str, str]:
    """Address and token for a client that is not a browser."""
    request = urllib.request.Request(
        f"{server.url}/api/meetings/{meeting}/join",
        json.dumps({"name": "Robot"}).encode(),
        {"Content-Type": "application/json", "Origin": server.url},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        joined = json.load(answer)
        return joined["url"], joined["token"]


def test_a_browser_and_the_sdk_see_and_hear_each_other(
    dev_server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    with person(playwright, tmp_path, "Ana", 0, dev_server.url, None) as ana:
        ana.page.goto(dev_server.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        ana.page.get_by_role("textbox", name="Your name").fill("Ana")
        ana.page.get_by_role("button", name="Join", exact=True).click()
        expect(ana.page.get_by_test_id("leave")).to_be_visible()
        url, token = join_by_api(dev_server, ana.page.url.split("/m/")[1])
        with SdkPerson(url, token, SDK_WHO, SDK_VOICE) as robot:
            until(ana.films, lambda films: SDK_WHO in films, "the browser decodes the SDK's picture")
            until(lambda: dict(robot.films), lambda films: ana.who in films, "the SDK decodes the browser's picture")
            first = robot.films[ana.who]
            until(lambda: robot.films[ana.who], lambda frame: frame != first, "the picture moves")
            until(ana.voices, lambda heard: heard.get(SDK_VOICE, 0) > LIKE_ENOUGH, "the browser hears the SDK", 60)
            until(
                lambda: speech.recognise(robot.heard()),
                lambda heard: heard[0] == ana.voice and heard[1] > LIKE_ENOUGH,
                "the SDK hears the browser",
                60,
            )
