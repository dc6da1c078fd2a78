"""axe finds nothing serious on any screen, in three languages, light and dark.

One box, one owner and one browser go through all screens that need no second person; lobby, questions of a host and
what else needs several people is looked at by the stories that bring them about (calendar, door, accounts).
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.system.axe import LANGUAGES, WATCH_POLICY, check, check_in_all_languages
from tests.system.browsers import person
from tests.system.server import Server, free_port, running
from tests.system.test_accounts import accept, owner_link

Opens: TypeAlias = Callable[[Page], object]


def button(name: str) -> Opens:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def place(name: str) -> Opens:
    """A control of the bar of a call, by its test id."""
    return lambda page: page.get_by_test_id(name).click()


def menu(opener: str, entry: str) -> Opens:
    """An entry of the menu behind a button, given by how its name begins."""

    def opens(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"^{opener}")).last.click()
        page.get_by_role("menu").get_by_role("menuitem", name=entry).click()

    return opens


def press(key: str) -> Opens:
    return lambda page: page.keyboard.press(key)


def a_date(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("Weekly round")).first


def look_at_a_date(page: Page) -> None:
    a_date(page).click()


def which_dates(page: Page) -> None:
    look_at_a_date(page)
    button("Change")(page)


FOR_ANYBODY = ("/", "/sign-in", "/forgotten", "/welcome#nothing", "/nowhere", "/m/none-such-meet-ing", "/profile")
"""Addresses as a guest sees them: also the page of a spent link, of a lost way, of an unknown meeting."""
FOR_OWNERS: dict[str, tuple[tuple[str, Opens], ...]] = {
    "/": (("settings", button("Settings")),),
    "/profile": (("a new key", button("Make a key")), ("deleting the account", button("Delete my account"))),
    "/people": (("inviting", button("Invite")), ("importing", button("Import"))),
    "/calendar": (
        ("subscribing", button("Subscribe")),
        ("a date", look_at_a_date),
        ("which dates", which_dates),
    ),
    "/chats": (("search in all chats", place("chats-search")),),
}
"""Addresses, and what opens on each; Escape closes it again."""
IN_A_CALL: tuple[tuple[str, Opens], ...] = (
    ("the menu of a microphone", button("Choose microphone and speaker")),
    ("more", place("more")),
    ("reactions", place("react")),
    ("about the meeting", button("About this meeting")),
    ("shortcuts", press("?")),
    ("the way out", place("leave")),
    ("ending for all", menu("Leave", "End for all")),
    ("chat", place("chat")),
    ("people", place("people")),
    ("what to do with a person", menu("What to do with", "Change the name")),
    ("host tools", place("host")),
    ("stopping everything", place("stop-everything")),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh box that nobody owns yet."""
    with running(tmp_path_factory.mktemp("axe"), "--dev", scheme="http", host="127.0.0.1") as started:
        yield started


@pytest.fixture(scope="module")
def page(site: Server, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with person(playwright, tmp_path_factory.mktemp("eyes"), "Ana", 0, site.url, None) as opened:
        opened.page.add_init_script(WATCH_POLICY)
        yield opened.page


def arrive(page: Page, address: str) -> None:
    page.goto("about:blank")  # an address that differs behind its # alone would not be opened anew
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_screens_for_anybody(site: Server, page: Page) -> None:
    for path in FOR_ANYBODY:
        arrive(page, site.url + path)
        check_in_all_languages(page, path)
    for language in LANGUAGES:
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(f"{site.url}/trust")
        check(page, f"/trust in {language}")


def test_screens_of_the_owner(site: Server, page: Page) -> None:
    arrive(page, owner_link(site))
    check_in_all_languages(page, "the owner's link")
    accept(page, owner_link(site), "Ana", "ana@example.org")
    page.goto(f"{site.url}/calendar")
    button("Plan a meeting")(page)
    page.get_by_label("Title").fill("Weekly round")
    page.get_by_role("button", name=re.compile("^Repeats")).click()
    page.get_by_role("menuitemradio", name="Weekly").click()
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(a_date(page)).to_be_visible()
    for path, openings in FOR_OWNERS.items():
        arrive(page, site.url + path)
        check_in_all_languages(page, path)
        look_behind(page, openings)
    arrive(page, f"{site.url}/calendar")
    page.get_by_role("radio", name="Week").check()
    check_in_all_languages(page, "a week")


def test_screens_of_the_administration(site: Server, page: Page) -> None:
    arrive(page, f"{site.url}/admin")
    sections = {str(link.get_attribute("href")) for link in page.locator("a[href^='/admin/']").all()}
    for path in ("/admin", *sorted(sections)):
        arrive(page, site.url + path)
        check_in_all_languages(page, path)


def test_questions_of_the_administration(site: Server, page: Page) -> None:
    arrive(page, f"{site.url}/admin/privacy")
    page.get_by_label("Chat: days").fill("30")
    look_behind(page, (("keeping less", button("Save")),))
    page.get_by_label("Chat: days").fill("0")
    check_in_all_languages(page, "days that cannot be")
    arrive(page, f"{site.url}/admin/mail")
    page.get_by_label("Mail server", exact=True).fill("127.0.0.1")
    page.get_by_role("radio", name="None").check()
    page.get_by_label("Port", exact=True).fill(str(free_port()))
    page.get_by_label("Sender").fill("meetings@example.org")
    check_in_all_languages(page, "a mail server before it is saved")
    button("Save")(page)
    button("Send me a test letter")(page)
    expect(page.get_by_role("alert")).to_be_visible()
    check_in_all_languages(page, "a test letter that nobody took")
    look_behind(page, (("the operator's mail server", button("Use the operator's settings")),))
    arrive(page, f"{site.url}/people")
    button("Invite")(page)
    page.get_by_label("E-mail address").fill("budi@example.org")
    button("Make the invitation")(page)
    check_in_all_languages(page, "an invitation")
    press("Escape")(page)
    look_behind(page, (("forgetting a person", menu("Options for", "Delete the account")),))


def test_screens_of_a_call(site: Server, page: Page) -> None:
    arrive(page, site.url)
    button("Start a meeting")(page)
    page.wait_for_url(re.compile(r"/m/"))
    join = page.get_by_role("button", name="Join", exact=True)
    expect(join).to_be_visible()
    if (name := page.get_by_label("Your name")).is_visible():  # nobody has signed in when this test runs alone
        name.fill("Ana")
    check_in_all_languages(page, "device check")
    join.click()
    expect(page.get_by_test_id("leave")).to_be_visible()
    check_in_all_languages(page, "call")
    look_behind(page, IN_A_CALL)
    place("chat")(page)
    page.get_by_test_id("chat-input").fill("Agenda: **roof**, https://intranet.example/agenda 🙂")
    page.get_by_test_id("chat-input").press("Enter")
    expect(page.get_by_test_id("chat-message")).to_be_visible()
    check_in_all_languages(page, "chat with a message")
    place("chat-search-open")(page)
    page.get_by_test_id("chat-search").fill("roof")
    expect(page.get_by_test_id("chat-hit")).to_be_visible()
    check_in_all_languages(page, "search in a chat")
    menu("Leave", "End for all")(page)
    page.get_by_role("dialog").get_by_role("button", name="End for all").click()
    expect(page.get_by_text("The meeting has ended")).to_be_visible()
    check_in_all_languages(page, "after the meeting")
    button("Read the chat")(page)
    expect(page.get_by_test_id("chat-message")).to_be_visible()
    check_in_all_languages(page, "chat after the meeting")
    arrive(page, f"{site.url}/chats")
    check_in_all_languages(page, "all chats")


def look_behind(page: Page, openings: tuple[tuple[str, Opens], ...]) -> None:
    """Open one after the other, look, and close it again."""
    for name, opens in openings:
        opens(page)
        expect(page.locator("dialog[open], [popover], aside, search").first).to_be_visible()
        check_in_all_languages(page, name)
        page.keyboard.press("Escape")
