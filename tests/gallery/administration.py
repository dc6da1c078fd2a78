"""Screens of the administration: how the box is, live meetings, reports, the log, settings, mail, privacy, backups."""

from playwright.sync_api import Page, expect

from tests.gallery.accounts import PASSWORD, owner_link
from tests.gallery.camera import DESKTOP, PHONE, Form, stranger
from tests.gallery.guests import Visitor
from tests.gallery.scenes import ME, Studio, remember

EMAIL = "ayu@school.example"
PEOPLE = (("Budi Santoso", "budi@school.example"), ("Irina Belova", "irina@school.example"))
REPORTED = ("Loud One", "Shouts, and plays music over everybody. I have asked twice.")
MAIL_PORT = 9
"""Discard (RFC 863): nobody answers there, which is what a mistyped port looks like."""
PASSPHRASE = "three geese walk to the well"
LANGUAGES = {"ru": "-ru", "id": "-id"}
LIGHT = ("light",)


def administration(studio: Studio, form: Form) -> None:
    """``studio.server`` is one that nobody owns yet."""
    owner = Visitor(studio.server.url)
    secret = owner_link(studio.server.log).partition("#")[2]
    person = {"name": ME, "email": EMAIL, "password": PASSWORD, "language": "en", "time_zone": "Asia/Jakarta"}
    owner.call("POST", "/links/use", {"secret": secret, **person})
    meetings = _busy_day(studio, owner)
    with stranger(studio.browser, DESKTOP) as inside:
        for meeting in meetings:
            _come_in(inside.context.new_page(), studio.link(meeting))
        with stranger(studio.browser, form, real_day=True) as page:
            _sign_in(page, studio)
            _sections(page, studio, form)
            _questions(page, studio, form)
        if form is PHONE:
            _other_languages(studio, form)


def _other_languages(studio: Studio, form: Form) -> None:
    """Where words are longer and the screen is narrow."""
    for locale, ending in LANGUAGES.items():
        with stranger(studio.browser, form, locale=locale, real_day=True) as page:
            remember(page, "rapat.preferences", {"language": locale})
            _sign_in(page, studio)
            _sections(page, studio, form, ending)


def _come_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("textbox", name="Your name").fill("Rina")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_test_id("leave")).to_be_visible()


def _busy_day(studio: Studio, owner: Visitor) -> list[str]:
    """What the lists show: accounts, changed ones, a backup, a report in each of two meetings; gives these."""
    meetings = []
    for name, email in PEOPLE:
        made = owner.call("POST", "/people", {"email": email, "name": name})
        owner.call("PATCH", f"/people/{made['person']['id']}", {"role": "administrator"})
    owner.call("POST", "/admin/backup", {"passphrase": PASSPHRASE, "keep": True})
    owner.call("PATCH", "/admin/settings", {"name": "Rapat"})
    for title in ("Weekly planning", "Physics, group 8B"):
        host, meeting = studio.meeting(title)
        guest = Visitor(studio.server.url)
        joined = guest.call("POST", f"/meetings/{meeting}/join", {"name": REPORTED[0]})
        reported = {"text": REPORTED[1] if title.startswith("Physics") else ""}
        host.call("POST", f"/meetings/{meeting}/participants/{joined['identity']}/reports", reported)
        meetings.append(meeting)
    return meetings


def _sign_in(page: Page, studio: Studio) -> None:
    page.goto(f"{studio.server.url}/sign-in")
    page.locator("input[type=email]").fill(EMAIL)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(f"{studio.server.url}/")


def _sections(page: Page, studio: Studio, form: Form, ending: str = "") -> None:
    for section in ("", "meetings", "reports", "activity", "settings", "mail", "privacy", "backups"):
        page.goto(f"{studio.server.url}/admin/{section}")
        expect(page.locator("main dl, main li, main form").first).to_be_visible()
        studio.album.take(page, f"admin-{section or 'overview'}{ending}", form, LIGHT if ending else ("light", "dark"))


def _questions(page: Page, studio: Studio, form: Form) -> None:
    page.goto(f"{studio.server.url}/admin/backups")
    page.get_by_role("button", name="Back up now").click()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    studio.album.take(page, "admin-backup-now", form, LIGHT)
    page.goto(f"{studio.server.url}/admin/reports")
    page.get_by_role("button", name="Done with").first.click()
    studio.album.take(page, "admin-report-done", form, LIGHT)
    _mail_and_privacy(page, studio, form)


def _mail_and_privacy(page: Page, studio: Studio, form: Form) -> None:
    page.goto(f"{studio.server.url}/admin/mail")
    page.get_by_label("None").check()
    page.get_by_label("Mail server", exact=True).fill("127.0.0.1")
    page.get_by_label("Port", exact=True).fill(str(MAIL_PORT))
    page.get_by_label("Sender").fill("Rapat <meetings@school.example>")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send me a test letter").click()
    expect(page.get_by_text("In detail")).to_be_visible()
    studio.album.take(page, "admin-mail-refused", form)
    page.get_by_role("button", name="Use the operator's settings").click()
    studio.album.take(page, "admin-mail-operator", form, LIGHT)
    page.get_by_role("button", name="Use them").click()
    expect(page.get_by_text("No mail server")).to_be_visible()
    page.goto(f"{studio.server.url}/admin/privacy")
    page.get_by_label("Chat: days").fill("30")
    page.get_by_label("Meetings: days").fill("60")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    studio.album.take(page, "admin-privacy-shorter", form)
    page.goto(f"{studio.server.url}/people")
    page.get_by_role("button", name="Options for Budi Santoso").click()
    page.get_by_role("menuitem", name="Delete the account").click()
    studio.album.take(page, "admin-person-erased", form, LIGHT)
