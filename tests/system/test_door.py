"""The door and the rights in real browsers: waiting and being admitted, a PIN, a right taken live, everything stopped.

Beside the pages stands a client that ignores them: the unmodified PyPI SDK under a token of the product.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from livekit.rtc.participant import PublishTrackError
from playwright.sync_api import Locator, Playwright, expect

from tests.system.axe import check_in_all_languages
from tests.system.browsers import Person, person, until
from tests.system.sdk_person import SdkPerson
from tests.system.server import Server

ROBOT, ROBOT_VOICE = 5, "ru"
PIN = "480716"


@dataclass(frozen=True)
class Door:
    """Ana hosts; Budi has the link."""

    server: Server
    link: str
    ana: Person
    budi: Person

    @property
    def api(self) -> str:
        return f"{self.server.url}/api/meetings/{self.link.split('/m/')[1]}"


def knock(who: Person) -> None:
    who.page.get_by_role("textbox", name="Your name").fill(who.name)
    who.page.get_by_role("button", name="Join", exact=True).click()


def host_panel(ana: Person) -> Locator:
    panel = ana.page.get_by_test_id("host-panel")
    if panel.count() == 0:
        ana.page.get_by_test_id("host").click()
    expect(panel).to_be_visible()
    return panel


def people_panel(ana: Person) -> None:
    button = ana.page.get_by_test_id("people")
    if button.get_attribute("aria-pressed") != "true":
        button.click()


def ask(door: Door, method: str, path: str, body: object = None, cookie: str = "") -> tuple[int, dict[str, object]]:
    """What a program gets from the API, without any page."""
    headers = {"Content-Type": "application/json", "Origin": door.server.url, "Cookie": cookie}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(door.api + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture(scope="module")
def door(dev_server: Server, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    with ExitStack() as stack:
        ana, budi = (
            stack.enter_context(person(playwright, folder, name, who, dev_server.url, None))
            for who, name in enumerate(("Ana", "Budi"))
        )
        ana.page.goto(dev_server.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        link = ana.page.url
        knock(ana)
        expect(ana.page.get_by_test_id("leave")).to_be_visible()
        yield Door(dev_server, link, ana, budi)


def test_somebody_uninvited_waits_and_learns_nothing_of_the_inside(door: Door) -> None:
    panel = host_panel(door.ana)
    check_in_all_languages(door.ana.page, "host tools")
    panel.get_by_role("radio", name=re.compile("Invited people")).check()
    until(lambda: ask(door, "POST", "/join", {"name": "Eve"}), lambda got: got[0] == 202, "strangers wait now")
    door.budi.page.goto(door.link)
    knock(door.budi)
    expect(door.budi.page.get_by_test_id("lobby")).to_be_visible()
    expect(door.budi.page.get_by_text("Ana")).to_have_count(0)
    cookie = "; ".join(f"{c['name']}={c['value']}" for c in door.budi.page.context.cookies())
    status, outlook = ask(door, "GET", "/waiting/me", cookie=cookie)
    assert (status, outlook["state"]) == (200, "waiting")
    assert set(outlook) == {"state", "since", "place", "note", "host_here", "early", "opens"}
    for path in ("/waiting", "/messages", "/rules", "/names", "/bans"):
        assert ask(door, "GET", path, cookie=cookie)[0] == 403, path
    assert ask(door, "GET", "", cookie=cookie)[1]["participants"] == 0
    room = door.link.split("/m/")[1]
    assert door.server.get(f"/rtc/v1/validate?room={room}&access_token=none&join_request=")[0] == 401


def test_the_host_is_told_and_lets_them_in(door: Door) -> None:
    expect(door.ana.page.get_by_test_id("toast").filter(has_text="waiting")).to_be_visible()
    people_panel(door.ana)
    check_in_all_languages(door.ana.page, "people who wait")
    check_in_all_languages(door.budi.page, "lobby")
    waiting = door.ana.page.get_by_test_id("waiting")
    waiting.get_by_role("button", name="A message to those who wait").click()
    waiting.get_by_placeholder("A message to those who wait").fill("Two minutes, please")
    waiting.get_by_role("button", name="Send", exact=True).click()
    expect(door.budi.page.get_by_text("Two minutes, please")).to_be_visible()
    waiting.get_by_role("button", name="Let in Budi").click()
    expect(door.budi.page.get_by_test_id("leave")).to_be_visible()
    until(door.ana.films, lambda films: door.budi.who in films, "Ana sees Budi")


def test_a_camera_forbidden_goes_off_even_in_a_client_that_ignores_the_page(door: Door) -> None:
    panel = host_panel(door.ana)
    panel.get_by_role("radio", name=re.compile("Everybody with the link")).check()
    until(lambda: ask(door, "POST", "/join", {"name": "Robot"})[0], lambda got: got == 200, "the door is open again")
    _, joined = ask(door, "POST", "/join", {"name": "Robot"})
    with SdkPerson(str(joined["url"]), str(joined["token"]), ROBOT, ROBOT_VOICE) as robot:
        until(door.ana.films, lambda films: {ROBOT, door.budi.who} <= set(films), "Ana sees the robot and Budi")
        panel.get_by_role("switch", name="Use the camera").uncheck()
        until(door.ana.films, lambda films: not {ROBOT, door.budi.who} & set(films), "Ana sees neither of them")
        expect(door.budi.page.get_by_test_id("camera")).to_have_attribute("data-on", "false")
        door.budi.page.get_by_test_id("camera").click(force=True)
        expect(door.budi.page.get_by_test_id("camera")).to_have_attribute("data-on", "false")
        assert not robot.can_publish_again(), "the server took a camera that it had forbidden"
        assert ROBOT not in door.ana.films()
    again = SdkPerson(str(joined["url"]), str(joined["token"]), ROBOT, ROBOT_VOICE)
    with pytest.raises(PublishTrackError):
        again.__enter__()
    assert ROBOT not in door.ana.films(), "an old token brought the camera back"
    again.__exit__()
    panel.get_by_role("switch", name="Use the camera").check()
    door.budi.page.get_by_test_id("camera").click()
    until(door.ana.films, lambda films: door.budi.who in films, "Budi may again, by his own hand")


def test_a_pin_lets_in_who_knows_it(door: Door, playwright: Playwright, tmp_path: Path) -> None:
    panel = host_panel(door.ana)
    panel.get_by_label("PIN").fill(PIN)
    panel.get_by_role("button", name="Save").click()
    until(
        lambda: ask(door, "POST", "/join", {"name": "Eve"})[1].get("code"),
        lambda code: code == "pin_needed",
        "strangers are asked for the PIN",
    )
    with person(playwright, tmp_path, "Vera", 2, door.server.url, None) as vera:
        vera.page.goto(door.link)
        vera.page.get_by_role("textbox", name="PIN of the meeting").fill("000000")
        knock(vera)
        expect(vera.page.get_by_text("That is not the PIN of this meeting.")).to_be_visible()
        vera.page.get_by_role("textbox", name="PIN of the meeting").fill(PIN)
        vera.page.get_by_role("button", name="Join", exact=True).click()
        expect(vera.page.get_by_test_id("leave")).to_be_visible()


def test_a_host_asks_and_the_person_decides(door: Door) -> None:
    if door.budi.page.get_by_test_id("mic").get_attribute("data-on") == "true":
        door.budi.page.get_by_test_id("mic").click()
    people_panel(door.ana)
    row = door.ana.page.get_by_test_id("person").filter(has_text="Budi").last
    row.get_by_role("button", name="What to do with Budi").click()
    door.ana.page.get_by_role("menuitem", name="Ask to turn the microphone on").click()
    dialog = door.budi.page.get_by_role("dialog")
    check_in_all_languages(door.budi.page, "asked to turn on")
    expect(dialog).to_contain_text("Ana asks you to turn your microphone on")
    expect(door.budi.page.get_by_test_id("mic")).to_have_attribute("data-on", "false")
    dialog.get_by_role("button", name="Turn microphone on").click()
    expect(door.budi.page.get_by_test_id("mic")).to_have_attribute("data-on", "true")


def test_stop_everything_leaves_the_host_alone_on_the_air(door: Door) -> None:
    host_panel(door.ana)
    door.ana.page.get_by_test_id("stop-everything").click()
    door.ana.page.get_by_role("dialog").get_by_role("button", name="Stop everything").click()
    for device in ("mic", "camera"):
        expect(door.budi.page.get_by_test_id(device)).to_have_attribute("data-on", "false")
    until(door.ana.films, lambda films: door.budi.who not in films, "Budi's picture is gone")
    until(door.budi.films, lambda films: door.ana.who in films, "Ana's goes on")
    assert ask(door, "POST", "/join", {"name": "Eve"})[1].get("code") == "meeting_locked"
    door.ana.page.get_by_role("button", name="Allow again").click()
    door.budi.page.get_by_test_id("camera").click()
    until(door.ana.films, lambda films: door.budi.who in films, "Budi is back on the air")


def test_who_is_sent_back_waits_again(door: Door) -> None:
    people_panel(door.ana)
    row = door.ana.page.get_by_test_id("person").filter(has_text="Budi").last
    row.get_by_role("button", name="What to do with Budi").click()
    door.ana.page.get_by_role("menuitem", name="Remove").click()
    dialog = door.ana.page.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("To the waiting room")).check()
    dialog.get_by_role("button", name="Remove").click()
    expect(door.ana.page.get_by_test_id("toast").filter(has_text="waiting room")).to_be_visible()
    expect(door.budi.page.get_by_test_id("lobby")).to_be_visible()
    expect(door.ana.page.get_by_test_id("waiting-person")).to_have_count(1)
