"""Screens of the calendar: what comes next, a month, a week, a new meeting, one of its dates, templates, an answer."""

import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.gallery.accounts import PASSWORD, owner_link
from tests.gallery.camera import Form, stranger
from tests.gallery.guests import Visitor
from tests.gallery.scenes import ME, Studio
from tests.system.test_accounts import Postbox
from tests.system.test_calendar import ANSWER_LINK, text_of

ZONE = "Asia/Jakarta"
LIGHT = ("light",)
EMAIL = "ayu@school.example"
INVITED = ("budi@school.example", "vera@school.example")
PLANNED = (
    (0, 1, "Weekly planning", "FREQ=WEEKLY"),
    (0, 3, "Physics, group 8B", "FREQ=WEEKLY"),
    (1, 2, "Parents' evening", ""),
    (2, 4, "Timetable for the spring", ""),
    (-3, 0, "Library committee", "FREQ=MONTHLY"),
    (-6, 2, "First aid", ""),
    (6, 5, "Open day", ""),
)
"""Days and hours from now; the plan's page is the one that shows the real day."""

STRICT = {"entry": "invited", "others": "refuse", "pin": True, "switches": {"share": False, "rename": False}}
TEMPLATES = (
    {"name": "Lesson", "title": "Physics", "agenda": "Homework first.", "minutes": 45, "early_minutes": 10},
    {"name": "Parents' evening", "rules": {"entry": "signed_in", "switches": {}}},
    {"name": "Public hearing", "shared": True, "minutes": 120, "rules": STRICT},
)


def planning(studio: Studio, form: Form) -> None:
    """The owner's calendar; ``studio.server`` is one that nobody owns yet."""
    owner = Visitor(studio.server.url)
    secret = owner_link(studio.server.log).partition("#")[2]
    person = {"name": ME, "email": EMAIL, "password": PASSWORD, "language": "en", "time_zone": ZONE}
    owner.call("POST", "/links/use", {"secret": secret, **person})
    hour = datetime.now(ZoneInfo(ZONE)).replace(minute=0, second=0, microsecond=0)
    for days, hours, title, repeats in PLANNED:
        starts = hour + timedelta(days=days, hours=hours)
        plan = {"title": title, "starts": f"{starts:%Y-%m-%dT%H:%M}", "minutes": 45, "zone": ZONE}
        owner.call(
            "POST", "/plans", {**plan, "recurrence": repeats, "invitees": INVITED, "agenda": "Bring your notes."}
        )
    for template in TEMPLATES:
        owner.call("POST", "/templates", template)
    with stranger(studio.browser, form, real_day=True) as page:
        page.goto(f"{studio.server.url}/sign-in")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(
            page.get_by_role("link", name="Weekly planning").or_(page.get_by_text("Weekly planning")).first
        ).to_be_visible()
        studio.album.take(page, "home-today", form)
        page.goto(f"{studio.server.url}/calendar")
        date = page.get_by_role("button", name="Weekly planning").locator("visible=true").first
        expect(date).to_be_visible()
        studio.album.take(page, "calendar-month", form)
        page.get_by_role("radio", name="Week").check(force=True)
        studio.album.take(page, "calendar-week", form)
        page.get_by_role("button", name="Weekly planning").locator("visible=true").first.click()
        studio.album.take(page, "calendar-date", form, LIGHT)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Plan a meeting", exact=True).click()
        studio.album.take(page, "calendar-plan", form, LIGHT)
        _templates(studio, page, form)
        page.reload()
        _repeats(studio, page, form)
    _answer(studio, owner, form)


def _answer(studio: Studio, owner: Visitor, form: Form) -> None:
    """What stands behind the link of an invitation, for somebody without an account."""
    with contextlib.closing(Postbox()) as box:
        server = {"host": "127.0.0.1", "port": box.sink.port, "security": "none", "sender": "meetings@school.example"}
        owner.call("PUT", "/admin/mail", server)
        starts = datetime.now(ZoneInfo(ZONE)).replace(hour=9, minute=0) + timedelta(days=3)
        plan = {"title": "Parents' evening", "starts": f"{starts:%Y-%m-%dT%H:%M}", "minutes": 45, "zone": ZONE}
        owner.call("POST", "/plans", {**plan, "invitees": INVITED[1:], "agenda": "Bring your questions."})
        found = ANSWER_LINK.search(text_of(box.letter(0)))
        assert found is not None
        with stranger(studio.browser, form, real_day=True) as page:
            page.goto(found.group())
            expect(page.get_by_role("heading", name="Parents' evening")).to_be_visible()
            studio.album.take(page, "calendar-answer", form)
        owner.call("DELETE", "/admin/mail")


def _templates(studio: Studio, page: Page, form: Form) -> None:
    """From the plan dialog that stands open: a meeting begun from one, all of them, one being changed."""
    page.get_by_role("button", name="Start from a template").click()
    studio.album.take(page, "calendar-template-menu", form, LIGHT)
    page.get_by_role("menuitemradio", name="Public hearing").click()
    studio.album.take(page, "calendar-template", form, LIGHT)
    page.get_by_role("button", name="Template: Public hearing").click()
    page.get_by_role("menuitem", name="Manage templates").click()
    expect(page.get_by_role("button", name="Change Lesson")).to_be_visible()
    studio.album.take(page, "calendar-templates", form)
    page.get_by_role("button", name="Change Public hearing").click()
    studio.album.take(page, "calendar-template-edit", form, LIGHT)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete Lesson").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    studio.album.take(page, "calendar-template-deleted", form, LIGHT)


def _repeats(studio: Studio, page: Page, form: Form) -> None:
    """Several days of a week for some time, and what a month offers."""
    page.get_by_role("button", name="Plan a meeting", exact=True).click()
    page.get_by_role("button", name="Repeats").click()
    page.get_by_role("menuitemradio", name="Weekly").click()
    for day in ("Tuesday", "Thursday"):
        toggle = page.get_by_role("button", name=day, exact=True)
        if toggle.get_attribute("aria-pressed") == "false":
            toggle.click()
    page.get_by_role("button", name="Ends").click()
    page.get_by_role("menuitemradio", name="After a number").click()
    page.get_by_role("button", name="Ends").scroll_into_view_if_needed()
    studio.album.take(page, "calendar-repeat", form)
    page.get_by_role("button", name="Repeats").click()
    studio.album.take(page, "calendar-repeat-menu", form, LIGHT)
