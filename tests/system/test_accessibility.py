"""axe finds nothing serious on any screen, in both colour schemes; no screen trips over our own content policy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.system.browsers import Person, person
from tests.system.server import Server

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
SERIOUS = {"serious", "critical"}
WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', (event) => {
  (window.__violations ??= []).push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
STILL = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const ending = document.getAnimations().filter(({ effect }) => effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}
"""
"""Waits until what moves or changes its colour has done so."""


def findings(page: Page) -> list[str]:
    """Serious findings of axe on what the page shows now."""
    page.evaluate(AXE.read_text())
    result = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{found['id']}: {json.dumps([[node['target'], node['failureSummary']] for node in found['nodes']][:3])}"
        for found in result
        if found["impact"] in SERIOUS
    ]


def check(page: Page, screen: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(STILL)  # colours on their way from one scheme to the other are neither
        assert findings(page) == [], f"{screen}, {scheme}"
    assert page.evaluate("window.__violations ?? []") == [], f"{screen}: blocked by our own content policy"


@pytest.fixture
def ana(dev_server: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Person]:
    with person(playwright, tmp_path, "Ana", 0, dev_server.url, None) as opened:
        opened.page.add_init_script(WATCH_POLICY)
        yield opened


def test_every_screen_is_free_of_serious_findings(dev_server: Server, ana: Person) -> None:
    page = ana.page
    page.goto(dev_server.url)
    check(page, "home")
    page.get_by_role("button", name="Start a meeting").click()
    page.wait_for_url(re.compile(r"/m/"))
    expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    check(page, "device check")
    page.get_by_role("textbox", name="Your name").fill("Ana")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_test_id("leave")).to_be_visible()
    check(page, "call")
    for panel in ("chat", "people"):
        page.get_by_test_id(panel).click()
        expect(page.get_by_test_id(panel)).to_have_attribute("aria-pressed", "true")
        check(page, panel)
    page.goto(f"{dev_server.url}/trust")
    check(page, "trust")


def test_the_way_into_a_call_needs_no_mouse(dev_server: Server, ana: Person) -> None:
    page = ana.page
    page.goto(dev_server.url)
    page.get_by_role("button", name="Start a meeting").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/m/"))
    expect(page.get_by_role("textbox", name="Your name")).to_be_focused()
    page.keyboard.type("Ana")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("leave")).to_be_visible()
    microphone = page.get_by_test_id("mic")
    expect(microphone).to_have_attribute("data-on", "true")
    page.keyboard.press("m")
    expect(microphone).to_have_attribute("data-on", "false")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyM', key: 'ь', bubbles: true }))"
    )
    expect(microphone).to_have_attribute("data-on", "true")
