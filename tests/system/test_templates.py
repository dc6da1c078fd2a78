"""A template in real browsers: made, planned from, held at the door, started by somebody else.

The site is the one of ``test_calendar``: Ana owns it, Budi has an account, Vera has none.
"""

import re

from playwright.sync_api import expect

from tests.system.axe import check_in_all_languages
from tests.system.keyboard import Keys
from tests.system.test_accounts import postbox
from tests.system.test_calendar import IN_HOURS, Office, office

__all__ = ["office", "postbox"]


def test_the_rules_of_a_template_hold_at_the_door_of_what_is_planned_from_it(office: Office) -> None:
    ana, budi, vera = office.ana.page, office.budi.page, office.vera.page
    ana.goto(f"{office.server.url}/calendar")
    ana.get_by_role("button", name="Plan a meeting", exact=True).click()
    ana.get_by_role("button", name="Start from a template").click()
    ana.get_by_role("menuitem", name="Manage templates").click()
    ana.get_by_role("button", name="New template").click()
    editor = ana.get_by_role("dialog", name="New template")
    editor.get_by_label("Name of the template").fill("Hearing")
    editor.get_by_label("Title of the meeting").fill("Public hearing")
    editor.get_by_role("switch", name=re.compile("^For the whole organisation")).check()
    editor.get_by_role("radio", name="Invited people").check()
    editor.get_by_role("radio", name="Others are refused").check()
    editor.get_by_role("switch", name="Share the screen").uncheck()
    check_in_all_languages(ana, "making a template")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_role("button", name="Change Hearing")).to_be_visible()
    check_in_all_languages(ana, "all templates")
    ana.keyboard.press("Escape")

    ana.get_by_role("button", name="Start from a template").click()
    ana.get_by_role("menuitemradio", name="Hearing").click()
    expect(
        ana.get_by_text(re.compile("Only invited people come in · participants may not: share the screen"))
    ).to_be_visible()
    expect(ana.get_by_label("Title")).to_have_value("Public hearing")
    ana.get_by_label("Begins").fill(ana.evaluate(IN_HOURS, 1))
    ana.get_by_label("Invite").fill("budi@example.org")
    ana.get_by_role("button", name="Plan", exact=True).click()
    expect(ana.get_by_role("dialog")).to_have_count(0)
    ana.get_by_role("button", name=re.compile("Public hearing")).first.click()
    ana.get_by_role("button", name="Join", exact=True).click()
    ana.wait_for_url(re.compile("/m/"))
    link = ana.url

    vera.goto(link)
    vera.get_by_role("textbox", name="Your name").fill("Vera")
    vera.get_by_role("button", name="Join", exact=True).click()
    expect(vera.get_by_role("alert").get_by_text("Only people with an account come in.")).to_be_visible()
    expect(vera.get_by_test_id("leave")).to_have_count(0)
    budi.goto(link)
    budi.get_by_role("button", name="Join", exact=True).click()
    expect(budi.get_by_test_id("leave")).to_be_visible()
    budi.get_by_test_id("leave").click()

    budi.goto(office.server.url)
    budi.get_by_role("button", name="Start from a template").click()
    budi.get_by_role("menuitem", name="Hearing").click()
    budi.wait_for_url(re.compile("/m/"))
    assert budi.url != link
    budi.get_by_role("button", name="Join", exact=True).click()
    budi.get_by_test_id("host").click()
    panel = budi.get_by_test_id("host-panel")
    expect(panel.get_by_role("radio", name=re.compile("^Invited people"))).to_be_checked()
    expect(panel.get_by_role("switch", name="Share the screen")).not_to_be_checked()


def test_templates_are_made_used_and_deleted_without_a_mouse(office: Office) -> None:
    page = office.budi.page
    budi = Keys(page)
    page.goto(f"{office.server.url}/calendar")
    budi.button("Plan a meeting")
    budi.fill(page.get_by_label("Title"), "Lesson")
    budi.button("Save as template")
    expect(page.get_by_label("Name of the template")).to_be_focused()
    budi.press("Enter")
    saved = page.get_by_role("button", name="The template “Lesson” is saved.")
    expect(saved).to_be_focused()
    budi.reach(page.get_by_role("button", name="Start from a template"), "Shift+Tab")
    budi.press("Enter")
    budi.entry("Manage templates")
    budi.button("New template")
    budi.fill(page.get_by_label("Name of the template"), "Review")
    editor = page.get_by_role("dialog", name="New template")
    budi.option(editor.get_by_role("radiogroup", name="Who comes in"), "Invited people")
    budi.use(editor.get_by_role("switch", name="Write in the chat"), act="Space")
    budi.button("Save")
    budi.button("Delete Lesson")
    budi.button("Undo")
    expect(page.get_by_role("button", name="Delete Lesson")).to_be_visible()
    budi.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(1)
    budi.button("Start from a template")
    budi.entry("Review")
    expect(
        page.get_by_text("Invited people come in, others wait · participants may not: write in the chat")
    ).to_be_visible()
    budi.button("Plan")
    budi.back()
