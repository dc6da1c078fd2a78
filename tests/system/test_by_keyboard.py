"""The stories once more without a mouse: after an address is open, nothing but keys; focus visible and never lost.

One office for the whole file: Ana owns the box, Budi is invited, Vera has only the link. Each story goes on where the
one before it has left them.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.system.browsers import person
from tests.system.keyboard import Keys
from tests.system.server import Server, running
from tests.system.test_accounts import PASSWORD, owner_link

IN_DAYS = """days => {
    const at = new Date(Date.now() + days * 86_400_000);
    return [at.getMonth() + 1, at.getDate(), at.getFullYear()].map((part) => String(part).padStart(2, '0')).join('');
}"""
"""Month, day and year as an English field for a moment takes them."""


@dataclass(frozen=True)
class Office:
    """Who takes part, and what one story hands to the next."""

    server: Server
    ana: Keys
    budi: Keys
    vera: Keys
    links: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[Keys, Keys, Keys]:
        return self.ana, self.budi, self.vera


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("keyboard")
    with ExitStack() as stack:
        server = stack.enter_context(running(folder, "--dev", scheme="http", host="127.0.0.1"))
        ana, budi, vera = (
            Keys(stack.enter_context(person(playwright, folder, name, who, server.url, None)).page)
            for who, name in enumerate(("Ana", "Budi", "Vera"))
        )
        yield Office(server, ana, budi, vera)


def test_the_first_start_and_a_table_of_people(office: Office, tmp_path: Path) -> None:
    ana, _, _ = office.keys
    page = ana.page
    page.goto(owner_link(office.server))
    ana.fill(page.get_by_label("Name", exact=True), "Ana")
    ana.fill(page.get_by_label("E-mail address"), "ana@example.org")
    ana.fill(page.get_by_label("New password"), PASSWORD)
    ana.press("Enter")
    expect(page.get_by_role("button", name="Account of Ana")).to_be_visible()

    table = tmp_path / "people.csv"
    table.write_text("email,name\ncitra@example.org,Citra\ndewi@example.org,Dewi\n", encoding="utf-8")
    ana.use(page.get_by_role("link", name="People"))
    ana.button("Import")
    ana.file(page.get_by_role("button", name="Choose a file"), table)
    ana.button("Apply 2 changes")
    ana.button("Done")
    ana.back()
    ana.fill(page.get_by_role("searchbox"), "dewi")
    expect(page.get_by_role("listitem")).to_have_count(1)

    ana.button("Invite")
    ana.fill(page.get_by_label("E-mail address"), "budi@example.org")
    ana.press("Enter")
    office.links["invitation"] = page.get_by_label("Link", exact=True).input_value()
    ana.press("Escape")
    ana.back()


def test_an_invited_person_signs_out_and_in(office: Office) -> None:
    _, budi, _ = office.keys
    page = budi.page
    page.goto(office.links["invitation"])
    budi.fill(page.get_by_label("Name", exact=True), "Budi")
    budi.fill(page.get_by_label("New password"), PASSWORD)
    budi.press("Enter")
    budi.button("Account of Budi")
    budi.entry("Sign out")
    budi.use(page.get_by_role("link", name="Sign in"))
    budi.fill(page.get_by_label("E-mail address"), "budi@example.org")
    budi.fill(page.get_by_label("Password", exact=True), PASSWORD)
    budi.press("Enter")
    expect(page.get_by_role("button", name="Account of Budi")).to_be_visible()


def write_moment(keys: Keys, target: Locator, days: int) -> None:
    """Ten in the morning, so many days from now, digit by digit."""
    keys.reach(target)
    date = keys.page.evaluate(IN_DAYS, days)
    keys.page.keyboard.type(date)
    keys.press("ArrowRight")  # a year may have six digits: the field waits for more
    keys.page.keyboard.type("1000AM")
    expect(target).to_have_value(f"{date[4:]}-{date[:2]}-{date[2:4]}T10:00")


def test_a_weekly_meeting_is_planned_and_one_date_moved(office: Office) -> None:
    ana, _, _ = office.keys
    page = ana.page
    ana.use(page.get_by_role("link", name="Calendar"))
    ana.button("Plan a meeting")
    ana.fill(page.get_by_label("Title"), "Weekly round")
    write_moment(ana, page.get_by_label("Begins"), 1)
    ana.choose("Repeats", "Weekly")
    ana.fill(page.get_by_label("Invite", exact=True), "budi@example.org, ")
    ana.choose("Others than hosts", "10 minutes before")
    ana.button("Plan")
    ana.back()
    first = page.get_by_role("button", name=re.compile("Weekly round")).first
    ana.use(first)
    ana.button("Change")
    ana.option(page.get_by_role("radiogroup"), "Only this one")
    ana.button("Continue")
    write_moment(ana, page.get_by_label("Begins"), 2)
    ana.button("Save")
    ana.back()
    ana.use(first)
    ana.button("Join")
    page.wait_for_url(re.compile(r"/m/"))
    office.links["meeting"] = page.url


def test_somebody_early_waits_for_the_host(office: Office) -> None:
    ana, budi, _ = office.keys
    budi.page.goto(office.links["meeting"])
    budi.button("Join")
    expect(budi.page.get_by_role("heading", name="The host is not here yet")).to_be_focused()
    ana.button("Join")
    for page in (ana.page, budi.page):
        expect(page.get_by_test_id("leave")).to_be_visible()


def menu_of(keys: Keys, name: str, entry: str) -> None:
    """An entry of the menu of somebody in the list of people."""
    row = keys.page.get_by_test_id("person").filter(has_text=name)
    keys.use(row.get_by_role("button", name=f"What to do with {name}"))
    keys.entry(entry)


def test_a_cohost_lets_in_who_waits(office: Office) -> None:
    ana, budi, vera = office.keys
    ana.tool(ana.page.get_by_test_id("host"))
    ana.option(ana.page.get_by_test_id("host-panel").get_by_role("radiogroup").first, re.compile("Invited people"))
    ana.press("Escape")
    ana.press("p")
    menu_of(ana, "Budi", "Change the role")
    ana.option(ana.page.get_by_role("radiogroup"), re.compile("^Co-host"))
    ana.press("Enter")
    ana.back()
    vera.page.goto(office.links["meeting"])
    vera.fill(vera.page.get_by_role("textbox", name="Your name"), "Vera")
    vera.press("Enter")
    expect(vera.page.get_by_role("heading", name="Please wait")).to_be_focused()
    expect(budi.page.get_by_test_id("toast").filter(has_text="waiting")).to_be_visible()
    budi.press("p")
    budi.button("Let in Vera")
    expect(vera.page.get_by_test_id("leave")).to_be_visible()
    expect(budi.page.get_by_test_id("waiting")).to_have_count(0)
    budi.back()


def test_hands_go_up_and_the_next_speaks(office: Office) -> None:
    ana, budi, vera = office.keys
    hands = ana.page.get_by_label(re.compile("Hand raised"))
    vera.press("h")
    expect(hands.first).to_be_visible()
    budi.tool(budi.page.get_by_test_id("hand"))
    expect(ana.page.get_by_test_id("person").filter(has=hands)).to_have_count(2)
    ana.button("Next speaker")
    expect(ana.page.get_by_test_id("person").filter(has=hands)).to_have_count(1)
    expect(vera.page.get_by_test_id("hand")).to_have_attribute("aria-pressed", "false")
    expect(vera.page.get_by_role("dialog").get_by_role("button", name="Turn microphone on")).to_be_focused()
    vera.press("Enter")
    vera.back()
    ana.button("Lower all hands")
    expect(hands).to_have_count(0)
    ana.back()
    expect(budi.page.get_by_test_id("hand")).to_have_attribute("aria-pressed", "false")


def message(keys: Keys, text: str) -> Locator:
    return keys.page.get_by_test_id("chat-message").filter(has_text=text)


def send(keys: Keys, text: str) -> None:
    keys.fill(keys.page.get_by_test_id("chat-input"), text)
    keys.press("Enter")
    expect(message(keys, text)).to_be_visible()


def test_private_words_a_file_and_a_search(office: Office, tmp_path: Path) -> None:
    ana, budi, vera = office.keys
    for keys in (ana, budi, vera):
        keys.press("c")
        expect(keys.page.get_by_test_id("chat-input")).to_be_focused()
    ana.use(ana.page.get_by_test_id("chat-to"), "Shift+Tab")
    ana.entry("Budi")
    send(ana, "the surprise is at noon")
    expect(message(budi, "surprise")).to_be_visible()
    ana.use(ana.page.get_by_test_id("chat-to"), "Shift+Tab")
    ana.entry("Everyone")
    plan = tmp_path / "plan.txt"
    plan.write_text("first the roof, then the walls\n")
    ana.file(ana.page.get_by_role("button", name="Add files"), plan)
    expect(ana.page.locator("[data-testid=chat-attachment][data-ready]")).to_contain_text("plan.txt")
    send(ana, "our plan for the house")
    expect(message(vera, "surprise")).to_have_count(0)
    vera.reach(vera.page.get_by_test_id("chat-file"), "Shift+Tab")

    mine = message(ana, "our plan").locator("xpath=..")
    ana.use(mine.get_by_role("button", name="More"), "Shift+Tab")
    ana.entry("Edit")
    ana.write("our plan for the garden")
    ana.press("Enter")
    expect(message(vera, "garden")).to_be_visible()
    expect(mine.locator(":focus").or_(ana.page.locator("[id]:focus"))).to_have_count(1)

    vera.use(vera.page.get_by_test_id("chat-search-open"), "Shift+Tab")
    expect(vera.page.get_by_test_id("chat-search")).to_be_focused()
    vera.write("garden")
    vera.use(vera.page.get_by_test_id("chat-hit"))
    expect(message(vera, "garden").locator("xpath=..")).to_be_focused()


def test_what_was_written_is_pinned_liked_and_deleted(office: Office) -> None:
    ana, _, vera = office.keys
    words = message(ana, "garden").locator("xpath=..")
    for entry in ("Pin for everyone", "React with 👍"):
        ana.use(words.get_by_role("button", name="More"), "Shift+Tab")
        ana.entry(entry)
        ana.back()
    expect(vera.page.get_by_test_id("pinned")).to_contain_text("garden")
    expect(vera.page.get_by_test_id("reaction")).to_have_accessible_name("👍 1 person")
    ana.use(words.get_by_role("button", name="More"), "Shift+Tab")
    ana.entry("Delete")
    expect(vera.page.get_by_test_id("chat-gone")).to_be_visible()
    ana.back()


def test_a_screen_is_shared_and_everybody_muted_behind_a_locked_door(office: Office) -> None:
    ana, budi, vera = office.keys
    vera.press("Escape")
    vera.back()
    vera.press("s")
    expect(budi.page.get_by_test_id("screen").locator("video")).to_be_visible()
    vera.press("s")
    expect(budi.page.get_by_test_id("screen")).to_have_count(0)
    ana.press("Escape", "p")
    ana.use(ana.page.get_by_role("switch", name=re.compile("Lock the meeting")), act="Space")
    ana.button("Mute everybody")
    expect(vera.page.get_by_test_id("mic")).to_have_attribute("data-on", "false")
    vera.press("m")
    expect(vera.page.get_by_test_id("mic")).to_have_attribute("data-on", "true")
    ana.use(ana.page.get_by_role("switch", name=re.compile("Lock the meeting")), "Shift+Tab", "Space")
    ana.back()


def test_everything_is_stopped_and_allowed_again(office: Office) -> None:
    ana, _, vera = office.keys
    ana.press("Escape")
    ana.back()
    ana.tool(ana.page.get_by_test_id("host"))
    ana.use(ana.page.get_by_test_id("stop-everything"), "Shift+Tab")
    expect(ana.page.get_by_role("dialog").get_by_role("button", name="Stop everything")).to_be_focused()
    ana.press("Enter")
    ana.back()
    expect(vera.page.get_by_test_id("mic")).to_have_attribute("data-on", "false")
    ana.button("Allow again")
    expect(ana.page.get_by_test_id("stop-everything")).to_be_visible()
    ana.back()


def test_a_disturber_is_removed_and_kept_out(office: Office) -> None:
    ana, _, vera = office.keys
    ana.press("p")
    menu_of(ana, "Vera", "Remove")
    ana.use(ana.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True))
    expect(ana.page.get_by_test_id("person").filter(has_text="Vera")).to_have_count(0)
    ana.back()
    expect(vera.page.get_by_text("You were removed from the meeting")).to_be_visible()
    vera.page.goto(office.links["meeting"])
    vera.button("Join")
    expect(vera.page.get_by_text(re.compile("removed", re.IGNORECASE)).first).to_be_visible()


def test_the_host_ends_it_and_the_chat_goes_on(office: Office) -> None:
    ana, budi, _ = office.keys
    ana.tool(ana.page.get_by_test_id("leave"))
    ana.entry("End for all")
    ana.use(ana.page.get_by_role("dialog").get_by_role("button", name="End for all"))
    expect(budi.page.get_by_text("The meeting has ended")).to_be_visible()
    budi.button("Read the chat")
    send(budi, "thanks, it was a good talk")
    budi.use(budi.page.get_by_role("button", name="All chats"), "Shift+Tab")
    budi.use(budi.page.get_by_test_id("chats-search"))
    expect(budi.page.get_by_test_id("chat-search")).to_be_focused()
    budi.write("good talk")
    budi.use(budi.page.get_by_test_id("chat-hit"))
    expect(message(budi, "good talk").locator("xpath=..")).to_be_focused()


def test_the_owner_walks_through_the_administration(office: Office) -> None:
    ana, _, _ = office.keys
    page = ana.page
    page.goto(office.server.url)
    ana.use(page.get_by_role("link", name="Administration"))
    sections = page.get_by_role("navigation", name="Administration").get_by_role("link")
    expect(sections.first).to_be_visible()
    for name in sections.all_inner_texts():
        ana.use(sections.filter(has_text=name))
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        ana.back()


def test_the_owner_sets_name_mail_and_how_long_things_are_kept(office: Office) -> None:
    ana, _, _ = office.keys
    page = ana.page
    page.goto(f"{office.server.url}/admin/branding")
    ana.fill(page.get_by_label("Name of the site"), "Dinas")
    ana.button("Save")
    expect(page.get_by_role("link", name="Dinas, to the start page")).to_be_visible()
    page.goto(f"{office.server.url}/admin/mail")
    ana.fill(page.get_by_label("Mail server", exact=True), "127.0.0.1")
    ana.option(page.get_by_role("main").get_by_role("radiogroup"), "None")
    ana.fill(page.get_by_label("Sender"), "meetings@example.org")
    ana.button("Save")
    expect(page.get_by_text("Set on this page")).to_be_visible()
    page.goto(f"{office.server.url}/admin/privacy")
    ana.fill(page.get_by_label("Chat: days"), "30")
    ana.button("Save")
    ana.use(page.get_by_role("dialog").get_by_role("button", name="Save and delete"))
    ana.back()
    page.reload()
    expect(page.get_by_label("Chat: days")).to_have_value("30")


def test_a_person_makes_a_key_revokes_it_and_deletes_the_account(office: Office) -> None:
    _, budi, _ = office.keys
    page = budi.page
    page.goto(f"{office.server.url}/profile")
    budi.button("Make a key")
    budi.fill(page.get_by_label("What is it for?"), "Timetable")
    budi.choose("Calendar", "Read and change")
    budi.use(page.get_by_role("dialog").get_by_role("button", name="Make a key"))
    expect(page.get_by_role("dialog", name="Key for “Timetable”")).to_be_visible()
    budi.button("Done")
    budi.back()
    budi.button("Revoke: Timetable")
    budi.use(page.get_by_role("dialog").get_by_role("button", name="Revoke"))
    expect(page.get_by_text("Timetable")).to_have_count(0)
    budi.back()
    budi.button("Delete my account")
    budi.fill(page.get_by_role("dialog").get_by_label("Password", exact=True), PASSWORD)
    budi.press("Enter")
    expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
