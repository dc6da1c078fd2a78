"""Screens of a site with a look of its own: where it is set, and what a guest sees of it."""

import io

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.gallery.accounts import PASSWORD, owner_link
from tests.gallery.camera import Form, stranger
from tests.gallery.guests import Visitor
from tests.gallery.scenes import ME, Studio

EMAIL = "ayu@school.example"
NAME = "SMA Negeri 5 Bandung"
GREEN, TOO_LIGHT = "#0a7d3c", "#ffcc00"
LEAF = (10, 125, 60, 255)
SUN = (232, 176, 74, 255)
LIGHT = ("light",)


def branding(studio: Studio, form: Form) -> None:
    """``studio.server`` is one that nobody owns yet."""
    owner = Visitor(studio.server.url)
    secret = owner_link(studio.server.log).partition("#")[2]
    person = {"name": ME, "email": EMAIL, "password": PASSWORD, "language": "en", "time_zone": "Asia/Jakarta"}
    owner.call("POST", "/links/use", {"secret": secret, **person})
    with stranger(studio.browser, form) as page:
        page.goto(f"{studio.server.url}/sign-in")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{studio.server.url}/")
        _set(page, studio, form)
    with stranger(studio.browser, form) as page:
        page.goto(studio.server.url)
        expect(page.locator("header img")).to_be_visible()
        studio.album.take(page, "branding-home", form, LIGHT)
        page.get_by_role("button", name="Start a meeting").click()
        expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
        studio.album.take(page, "branding-join", form, LIGHT)


def _set(page: Page, studio: Studio, form: Form) -> None:
    page.goto(f"{studio.server.url}/admin/branding")
    page.locator("input[type=file]").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": _logo()})
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    page.get_by_label("Name of the site").fill(NAME)
    colour = page.get_by_role("textbox", name="Colour", exact=True)
    colour.fill(TOO_LIGHT)
    expect(page.get_by_text("Too light")).to_be_visible()
    studio.album.take(page, "branding-too-light", form, LIGHT)
    colour.fill(GREEN)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=f"{NAME}, to the start page")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_text("Saved.")).to_have_count(0)
    studio.album.take(page, "branding-set", form)


def _logo() -> bytes:
    """A leaf before the sun, on a clear ground."""
    drawn = Image.new("RGBA", (600, 480), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((180, 20, 580, 420), fill=SUN)
    pen.pieslice((20, 60, 420, 460), 90, 270, fill=LEAF)
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()
