"""Screens outside a call, each brought into its states against the real server."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, Route, expect

from tests.gallery.camera import FORMS, NOTHING, PHONE, REFUSED, Album, Form, stranger
from tests.gallery.guests import Visitor
from tests.system.server import Server

ME = "Ayu Lestari"
TITLE = "Weekly planning"
LANGUAGES = {"ru": "Аня Лебедева", "id": ME}
RECENT = [
    {"id": "wgsa-akmt-y5t5-22dk", "title": "Physics, group 8B", "at": 1795402800000},
    {"id": "p2ce-hh6x-9rru-0m4t", "title": TITLE, "at": 1795168800000},
]


@dataclass(frozen=True)
class Studio:
    """What every scene needs."""

    server: Server
    browser: Browser
    album: Album

    def meeting(self, title: str = TITLE) -> tuple[Visitor, str]:
        """A new meeting: its host, and its id."""
        host = Visitor(self.server.url)
        meeting = host.call("POST", "/meetings", {"title": title})["id"]
        host.call("POST", f"/meetings/{meeting}/join", {"name": "Host"})  # has a role, but stays off the line
        return host, meeting

    def link(self, meeting: str) -> str:
        """Where it is."""
        return f"{self.server.url}/m/{meeting}"


def remember(page: Page, key: str, value: object) -> None:
    """What an earlier visit left in this browser."""
    page.add_init_script(f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(value))})")


def at_door(page: Page) -> None:
    """The device check stands."""
    expect(page.locator("form button[type=submit]").last).to_be_visible()


def sees_myself(page: Page) -> None:
    """The mirror shows a picture."""
    page.wait_for_function("() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0)")


def home(studio: Studio, form: Form) -> None:
    """The first page, empty and with what was joined before."""
    with stranger(studio.browser, form) as page:
        page.goto(studio.server.url)
        expect(page.get_by_role("button", name="Start a meeting")).to_be_visible()
        studio.album.take(page, "home-first", form)
        remember(page, "rapat.recent", RECENT)
        page.reload()
        expect(page.get_by_text("Physics, group 8B")).to_be_visible()
        studio.album.take(page, "home", form)
        page.get_by_role("textbox").fill("see you soon")
        page.keyboard.press("Enter")
        studio.album.take(page, "home-wrong-code", form)


def nowhere(studio: Studio, form: Form) -> None:
    """An address that means nothing."""
    with stranger(studio.browser, form) as page:
        page.goto(f"{studio.server.url}/nowhere")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        studio.album.take(page, "nowhere", form)


def settings(studio: Studio, form: Form) -> None:
    """Opened from the first page."""
    with stranger(studio.browser, form) as page:
        page.goto(studio.server.url)
        page.get_by_role("button", name="Settings").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        studio.album.take(page, "settings", form)


def trust(studio: Studio, form: Form) -> None:
    """The page of the box's own authority; ``studio.server`` speaks HTTPS here."""
    with stranger(studio.browser, form) as page:
        page.goto(f"{studio.server.url}/trust")
        studio.album.take(page, "trust", form)


def join(studio: Studio, form: Form) -> None:
    """The host's own door, with the link already copied, and a guest's."""
    with stranger(studio.browser, form) as page:
        page.goto(studio.server.url)
        page.get_by_role("button", name="Start a meeting").click()
        page.wait_for_url(re.compile("/m/"))
        at_door(page)
        sees_myself(page)
        studio.album.take(page, "join-host", form)
    _, meeting = studio.meeting()
    with stranger(studio.browser, form) as page:
        remember(page, "rapat.preferences", {"name": ME})
        page.goto(studio.link(meeting))
        at_door(page)
        sees_myself(page)
        studio.album.take(page, "join", form)
        page.get_by_role("button", name="Turn camera off").click()
        studio.album.take(page, "join-camera-off", form)


def join_without_devices(studio: Studio, form: Form) -> None:
    """Refused, with the way back; and nothing plugged in."""
    _, meeting = studio.meeting()
    with stranger(studio.browser, form, REFUSED) as page:
        page.goto(studio.link(meeting))
        button = page.get_by_role("button", name="Show me how")
        expect(button.first).to_be_visible()
        page.get_by_role("textbox").fill(ME)
        studio.album.take(page, "join-refused", form)
        button.first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        studio.album.take(page, "join-refused-help", form)
    with stranger(studio.browser, form, NOTHING) as page:
        remember(page, "rapat.preferences", {"name": ME})
        page.goto(studio.link(meeting))
        expect(page.get_by_text("No camera found").first).to_be_visible()
        studio.album.take(page, "join-no-device", form)


def doors_shut(studio: Studio, form: Form) -> None:
    """Locked, full, ended, never was."""
    host, meeting = studio.meeting()
    host.call("PATCH", f"/meetings/{meeting}", {"locked": True})

    def full(route: Route) -> None:
        answer = route.fetch().json()
        most = answer["max_participants"]
        route.fulfill(json={**answer, "locked": False, "participants": most})

    def arrive(screen: str, heading: str, path: str, prepare: Callable[[Page], None] | None = None) -> None:
        with stranger(studio.browser, form) as page:
            remember(page, "rapat.preferences", {"name": ME})
            if prepare:
                prepare(page)
            page.goto(path)
            expect(page.get_by_text(heading).first).to_be_visible()
            studio.album.take(page, screen, form)

    arrive("join-locked", "The meeting is locked", studio.link(meeting))
    arrive(
        "join-full",
        "The meeting is full",
        studio.link(meeting),
        lambda page: page.route(re.compile(f"/api/meetings/{meeting}$"), full),
    )
    host.call("POST", f"/meetings/{meeting}/end")
    arrive("join-ended", "The meeting has ended", studio.link(meeting))
    arrive("join-not-found", "There is no such meeting", studio.link("aaaa-bbbb-cccc-dddd"))


def other_languages(studio: Studio, form: Form = PHONE) -> None:
    """The first page and the door, where words are longer."""
    _, meeting = studio.meeting()
    for locale, name in LANGUAGES.items():
        with stranger(studio.browser, form, locale=locale) as page:
            page.goto(studio.server.url)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            studio.album.take(page, f"home-{locale}", form)
            remember(page, "rapat.preferences", {"name": name})
            page.goto(studio.link(meeting))
            at_door(page)
            sees_myself(page)
            studio.album.take(page, f"join-{locale}", form)


def still_screens(studio: Studio) -> None:
    """Everything of this file, in every form."""
    scenes = (
        (home, ("home-first", "home", "home-wrong-code")),
        (nowhere, ("nowhere",)),
        (settings, ("settings",)),
        (join, ("join-host", "join", "join-camera-off")),
        (join_without_devices, ("join-refused", "join-refused-help", "join-no-device")),
        (doors_shut, ("join-locked", "join-full", "join-ended", "join-not-found")),
    )
    for scene, screens in scenes:
        for form in FORMS:
            if studio.album.wants(*screens):
                scene(studio, form)
    if studio.album.wants("home-ru", "join-ru", "home-id", "join-id"):
        other_languages(studio)
