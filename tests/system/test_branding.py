"""A site's own look in Chromium: set by an administrator, on a guest's pages and in a letter, and it can be read."""

import io
import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.system.axe import WATCH_POLICY, check, check_in_all_languages
from tests.system.browsers import Person, person
from tests.system.server import Server
from tests.system.test_accounts import Postbox, accept, owner_link, postbox, site

__all__ = ["postbox", "site"]

NAME = "Dinas Pendidikan Kota"
TOO_LIGHT = "#ffcc00"
COLOUR = "node => getComputedStyle(node).getPropertyValue('{}')"
DROP = """
([zone, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], 'logo.png', { type: 'image/png' }));
  for (const type of ['dragenter', 'dragover', 'drop'])
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def ana(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """The owner, where the look is set."""
    with person(playwright, tmp_path, "Ana", 0, site.url, None) as opened:
        opened.page.add_init_script(WATCH_POLICY)
        accept(opened.page, owner_link(site), "Ana Wulandari", "ana@example.org")
        opened.page.get_by_role("link", name="Administration").click()
        opened.page.get_by_role("navigation", name="Administration").get_by_role("link", name="Look").click()
        expect(opened.page.get_by_text("Rapat's own colour.").last).to_be_visible()
        yield opened.page


@pytest.fixture
def budi(site: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Budi", 1, site.url, None) as opened:
        opened.page.add_init_script(WATCH_POLICY)
        yield opened


def picture(width: int, height: int) -> bytes:
    """A PNG with a clear ground, far larger than a logo is shown."""
    drawn = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    drawn.paste((10, 125, 60, 255), (width // 4, 0, width // 2, height))
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()


def accent(site: Server) -> dict[str, str]:
    """What everybody is told."""
    found: dict[str, str] = json.loads(site.get("/api/site")[1])["accent"]
    return found


def colour(node: Locator, name: str) -> str:
    """``#rrggbb`` of a computed colour."""
    found = re.findall(r"\d+", str(node.evaluate(COLOUR.format(name))))
    return "#" + "".join(f"{int(part):02x}" for part in found[:3])


def set_look(ana: Page) -> None:
    ana.get_by_label("Name of the site").fill(NAME)
    ana.get_by_role("textbox", name="Colour", exact=True).fill(TOO_LIGHT)
    expect(ana.get_by_text(re.compile(r"^Too light for white text: contrast 1\.5"))).to_be_visible()
    ana.get_by_role("button", name="Save").click()
    expect(ana.get_by_role("link", name=f"{NAME}, to the start page")).to_be_visible()
    zone = ana.get_by_text("or drop it here").locator("..")
    ana.evaluate(DROP, [zone.element_handle(), list(picture(2000, 1000))])
    expect(ana.get_by_role("button", name="Remove")).to_be_visible()


def test_a_guest_sees_the_name_logo_and_colour_that_an_administrator_set(site: Server, ana: Page, budi: Person) -> None:
    set_look(ana)
    shades = accent(site)
    check_in_all_languages(ana, "the look of the site")
    page = budi.page
    page.goto(site.url)
    page.get_by_role("button", name="Start a meeting").click()
    page.wait_for_url(re.compile(r"/m/"))
    expect(page.get_by_role("link", name=f"{NAME}, to the start page")).to_contain_text(NAME)
    expect(page).to_have_title(re.compile(f"{NAME}$"))
    logo = page.locator("header img")
    assert logo.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [288, 144]
    join, sign_in = page.get_by_role("button", name="Join", exact=True), page.get_by_role("link", name="Sign in")
    expect(join).to_be_visible()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert (colour(join, "background-color"), colour(sign_in, "color")) == (shades["fill"], shades["on_light"])
    page.emulate_media(color_scheme="dark")
    assert (colour(join, "background-color"), colour(sign_in, "color")) == (shades["fill_on_dark"], shades["on_dark"])
    check(page, "a guest's device check in the site's colour")


def test_the_next_visit_starts_with_the_look_of_the_last_and_rapats_own_comes_back(
    site: Server, ana: Page, budi: Person
) -> None:
    set_look(ana)
    page = budi.page
    page.goto(site.url)
    corner = page.get_by_role("link", name="to the start page")
    expect(corner).to_contain_text(NAME)
    fill = accent(site)["fill"]
    page.route("**/api/site", lambda route: route.abort())
    page.reload()
    expect(corner).to_contain_text(NAME)
    page.emulate_media(color_scheme="light")
    assert colour(page.get_by_role("button", name="Start a meeting"), "background-color") == fill
    page.unroute("**/api/site")

    ana.get_by_role("button", name="Back to Rapat's own look").click()
    ana.get_by_role("button", name="Take it away").click()
    expect(ana.get_by_role("button", name="Back to Rapat's own look")).to_have_count(0)
    page.reload()
    expect(corner).to_have_text("Rapat")
    expect(page.locator("header img")).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_in_words(ana: Page) -> None:
    chooser = ana.locator("input[type=file]")
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(ana.get_by_text("This file is no picture that the browser can read")).to_be_visible()
    check(ana, "a refused logo")
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture(32, 32)})
    expect(ana.get_by_role("button", name="Remove")).to_be_visible()
    ana.get_by_role("button", name="Remove").click()
    expect(ana.get_by_role("button", name="Choose a logo")).to_be_visible()


def test_a_letter_of_invitation_carries_the_name(postbox: Postbox, site: Server, ana: Page) -> None:
    set_look(ana)
    ana.goto(f"{site.url}/people")
    ana.get_by_role("button", name="Invite").click()
    ana.get_by_label("E-mail address").fill("budi@example.org")
    ana.get_by_role("button", name="Make the invitation").click()
    letter: EmailMessage = postbox.letter(0)
    assert letter["From"].addresses[0].display_name == NAME
    assert letter["Subject"] == f"Your account at {NAME}"
    assert letter.get_content().count(NAME) == 2
