"""A viewer's tile becomes small and large again: another layer each time, and no picture that stands still."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, ViewportSize, expect

from tests.system.browsers import Person, person, until
from tests.system.server import Server

LARGE, SMALL = ViewportSize(width=1280, height=800), ViewportSize(width=320, height=300)
FILM = 640
"""Width of the largest layer: the film's."""
SWITCHES = (SMALL, LARGE) * 3
BY_CHANCE = 1
"""Switches at most beside which a picture may stand still: the two browsers share two cores with everything else.
One that stands still because of the switch does so each time."""
FRAMES_BETWEEN = 30
"""Pictures shown between two switches: three seconds, enough that one switch is over before the next."""
KEEP_CONNECTIONS = """
const Real = window.RTCPeerConnection;
window.opened = [];
window.RTCPeerConnection = class extends Real {
  constructor(...args) { super(...args); window.opened.push(this); }
};
"""
READ_PICTURE = """
async () => {
  for (const connection of window.opened) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type === 'inbound-rtp' && report.kind === 'video' && report.frameWidth) return report;
    }
  }
  return {};
}
"""


def picture(who: Person) -> dict[str, Any]:
    """webrtc-stats' ``inbound-rtp`` of the picture that this person receives; empty while there is none."""
    report: dict[str, Any] = who.page.evaluate(READ_PICTURE)
    return report


def show_more(who: Person, what: str) -> dict[str, Any]:
    """The stats once ``FRAMES_BETWEEN`` more pictures were decoded."""
    wanted = picture(who).get("framesDecoded", 0) + FRAMES_BETWEEN
    return until(lambda: picture(who), lambda seen: seen.get("framesDecoded", 0) >= wanted, what)


@pytest.mark.timeout(240)
def test_no_picture_stands_still_when_the_layer_changes(
    server: Server, certificate: Path, playwright: Playwright, tmp_path: Path
) -> None:
    with (
        person(playwright, tmp_path, "Ana", 0, server.url, certificate) as ana,
        person(playwright, tmp_path, "Budi", 1, server.url, certificate) as budi,
    ):
        budi.page.add_init_script(KEEP_CONNECTIONS)
        ana.page.goto(server.url)
        ana.page.get_by_role("button", name="Start a meeting").click()
        ana.page.wait_for_url(re.compile(r"/m/"))
        budi.page.goto(ana.page.url)
        for someone in (ana, budi):
            someone.page.get_by_role("textbox", name="Your name").fill(someone.name)
            someone.page.get_by_role("button", name="Join", exact=True).click()
            expect(someone.page.get_by_test_id("leave")).to_be_visible()
        budi.page.set_viewport_size(LARGE)
        until(lambda: picture(budi).get("frameWidth"), lambda width: width == FILM, "the largest layer", seconds=60)
        freezes = [show_more(budi, "the picture moves")["freezeCount"]]
        for size in SWITCHES:
            budi.page.set_viewport_size(size)
            right = FILM.__eq__ if size is LARGE else FILM.__gt__
            until(
                lambda: picture(budi).get("frameWidth", FILM),
                right,
                f"the layer for a window of {size['width']} pixels",
            )
            freezes.append(show_more(budi, f"the picture moves in a window of {size['width']} pixels")["freezeCount"])
        stood_still = sum(after > before for before, after in pairwise(freezes))
        assert stood_still <= BY_CHANCE, freezes
