"""axe on what a page shows now, in every language and both colour schemes, switched in place."""

import json
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
SERIOUS = {"serious", "critical"}
LANGUAGES = ("id", "ru", "en")
"""The last is the one in which the tests find their buttons."""
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
COLOURS = ("color-contrast", "link-in-text-block")
"""Rules that a colour scheme can break; for the others the first scheme has answered."""
RUN = """
async (rules) => {
  const only = rules.length > 0 ? { runOnly: { type: 'rule', values: rules } } : {};
  const { violations } = await axe.run(document, { resultTypes: ['violations'], ...only });
  return violations.map(({ id, impact, nodes }) =>
    ({ id, impact, nodes: nodes.slice(0, 3).map(({ target, failureSummary }) => [target, failureSummary]) }));
}
"""
SPEAK = """
(language) => {
  const key = 'rapat.preferences';
  const before = JSON.parse(localStorage.getItem(key) ?? '{}');
  localStorage.setItem(key, JSON.stringify({ ...before, language }));
  dispatchEvent(new StorageEvent('storage', { key }));
}
"""
"""As if the language had been chosen in another tab."""
SPOKEN = "language => document.documentElement.lang === language"


def findings(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Serious findings of axe, by these rules alone or by all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, list(rules))
    return [f"{one['id']}: {json.dumps(one['nodes'])}" for one in found if one["impact"] in SERIOUS]


def check(page: Page, screen: str) -> None:
    """The screen in its present language, light and dark; nothing on it may trip over our own content policy."""
    for scheme, rules in (("dark", COLOURS), ("light", ())):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(STILL)  # colours on their way from one scheme to the other are neither
        found = findings(page, rules)
        assert found == [], f"{screen}, {scheme}: {found}"
    assert page.evaluate("window.__violations ?? []") == [], f"{screen}: blocked by our own content policy"


def check_in_all_languages(page: Page, screen: str) -> None:
    """A screen of the app in all its languages; English is spoken when it returns."""
    for language in LANGUAGES:
        page.evaluate(SPEAK, language)
        page.wait_for_function(SPOKEN, arg=language)
        check(page, f"{screen} in {language}")
