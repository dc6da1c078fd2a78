"""Screens of people: the first start, signing in, one's own account, the people of the site and a table of them."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.gallery.camera import Form, stranger
from tests.gallery.guests import Visitor
from tests.gallery.scenes import ME, Studio
from tests.system.browsers import until

PASSWORD = "the kettle sings at nine"
LIGHT = ("light",)
NAMES = (
    "Budi Santoso",
    "Citra Dewi",
    "Dmitri Orlov",
    "Elena Sokolova",
    "Farid Hakim",
    "Gita Permata",
    "Hadi Wijaya",
    "Irina Belova",
    "Joko Susilo",
    "Kirill Morozov",
)
TABLE = "email,name,role\n" + "".join(
    f"{name.split(' ', maxsplit=1)[0].lower()}@school.example,{name},{'administrator' if number == 2 else ''}\n"
    for number, name in enumerate(NAMES)
)


def owner_link(log: Path) -> str:
    """What the first start prints."""
    found = until(lambda: re.search(r"http://\S+/welcome#\S+", log.read_text()), bool, "the owner's link")
    assert found is not None
    return found.group()


def accounts(studio: Studio, form: Form, folder: Path) -> None:
    """From the owner's link to the list of people; ``studio.server`` is one that nobody owns yet."""
    with stranger(studio.browser, form) as page:
        page.goto(f"{studio.server.url}/sign-in")
        expect(page.get_by_text("To join a meeting by its link")).to_be_visible()
        studio.album.take(page, "account-sign-in", form)
        page.goto(owner_link(studio.server.log))
        page.get_by_label("Name", exact=True).fill(ME)
        page.get_by_label("E-mail address").fill("ayu@school.example")
        page.get_by_label("New password").fill(PASSWORD)
        studio.album.take(page, "account-owner", form, LIGHT)
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("button", name=f"Account of {ME}").click()
        studio.album.take(page, "account-menu", form, LIGHT)
        page.get_by_role("menuitem", name="People").click()
        expect(page.get_by_role("listitem")).to_have_count(1)
        _import(studio, page, form, folder)
        _invite(studio, page, form)
        page.goto(f"{studio.server.url}/profile")
        expect(page.get_by_text("This browser")).to_be_visible()
        studio.album.take(page, "account-profile", form, LIGHT)
        _own(studio, page, form)


def _own(studio: Studio, page: Page, form: Form) -> None:
    """Keys for programs, and the way out."""
    page.get_by_role("button", name="Make a key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is it for?").fill("Timetable of the school")
    for subject, extent in (("Meetings", "Read and change"), ("Calendar", "Read")):
        dialog.get_by_role("button", name=f"{subject}: Closed").click()
        page.get_by_role("menuitemradio", name=extent, exact=True).click()
    studio.album.take(page, "account-key", form)
    dialog.get_by_role("button", name="Make a key").click()
    expect(dialog.get_by_role("button", name="Copy the key")).to_be_visible()
    studio.album.take(page, "account-key-made", form, LIGHT)
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("never used")).to_be_visible()
    page.get_by_role("button", name="Delete my account").scroll_into_view_if_needed()
    studio.album.take(page, "account-keys", form)
    page.get_by_role("button", name="Delete my account").click()
    studio.album.take(page, "account-delete", form, LIGHT)
    page.keyboard.press("Escape")


def _import(studio: Studio, page: Page, form: Form, folder: Path) -> None:
    table = folder / f"people-{form.name}.csv"
    table.write_text(TABLE + "not an address,Nobody,\n")
    page.get_by_role("button", name="Import").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(table)
    expect(page.get_by_text(f"New: {len(NAMES)}")).to_be_visible()
    studio.album.take(page, "people-import", form, LIGHT)
    page.get_by_role("button", name=f"Apply {len(NAMES)} changes").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the links").click()
    studio.album.take(page, "people-imported", form, LIGHT)
    for line in Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[1:7]:
        name, _, link = line.split(",")
        secret = link.partition("#")[2]
        answer = {"secret": secret, "name": name, "password": PASSWORD}
        Visitor(studio.server.url).call("POST", "/links/use", answer)
    page.get_by_role("button", name="Done").click()


def _invite(studio: Studio, page: Page, form: Form) -> None:
    page.reload()
    expect(page.get_by_role("listitem")).to_have_count(len(NAMES) + 1)
    studio.album.take(page, "people", form)
    page.get_by_role("button", name="Options for Budi Santoso").click()
    studio.album.take(page, "people-menu", form, LIGHT)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail address").fill("lestari@school.example")
    studio.album.take(page, "people-invite", form, LIGHT)
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
    studio.album.take(page, "people-link", form, LIGHT)
