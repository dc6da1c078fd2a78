"""Somebody without a mouse: walks the focus of a page to a named control and says where it went when it never arrives.

Nothing here clicks, fills or focuses; after a page is open only keys reach it. A control counts as reached when the
focus is on it and can be seen.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.system.browsers import until

FARTHEST = 60
"""Presses of one key until a control must have been reached; no screen has as many stops."""
HERE = """
() => {
  const held = document.activeElement;
  if (!held || held === document.body) return 'body';
  const name = held.getAttribute('aria-label') ?? held.labels?.[0]?.textContent ?? held.textContent ?? '';
  return `${held.getAttribute('role') ?? held.localName}: ${name.trim().slice(0, 40)}`;
}
"""
"""What has the focus, in words."""
HOLDS = "found => found.some((one) => one === document.activeElement)"
SEEN = """
() => {
  const held = document.activeElement;
  const box = held.getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const marks = (one) => {
    const look = getComputedStyle(one);
    return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none';
  };
  // A field lets its frame wear the ring; a menu entry its ground.
  const wearers = [held, held.parentElement, held.parentElement?.parentElement].filter(Boolean);
  const tinted = held.matches('[role^=menuitem]') && getComputedStyle(held).backgroundColor !== 'rgba(0, 0, 0, 0)';
  if (!inside || !held.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return 'outside of view';
  return wearers.some(marks) || tinted ? '' : 'without a mark';
}
"""
"""Empty, or why nobody could see where the focus is."""


@dataclass(frozen=True)
class Keys:
    """The keyboard in front of one page."""

    page: Page

    def __post_init__(self) -> None:
        # Begins with the page: a chooser that is caught only from the press on may come before it is.
        self.page.on("filechooser", lambda _: None)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Over what stands in the field that has the focus."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Press ``key`` until the focus is on ``target`` (the first that fits); it must be visible there."""
        expect(target.first).to_be_visible()
        trail = [self.page.evaluate(HERE)]
        while not target.evaluate_all(HOLDS):
            assert len(trail) <= FARTHEST, f"{target} was not reached by {key}:\n  " + "\n  ".join(trail)
            self.press(key)
            trail.append(self.page.evaluate(HERE))
        hidden = until(lambda: self.page.evaluate(SEEN), lambda why: why == "", f"{trail[-1]} shows the focus", 2)
        assert hidden == ""

    def use(self, target: Locator, key: str = "Tab", act: str = "Enter") -> None:
        """Reach it and press it."""
        self.reach(target, key)
        self.press(act)

    def fill(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.write(text)

    def button(self, name: str | re.Pattern[str]) -> None:
        """The button of this name, found by Tab and pressed."""
        self.use(self.page.get_by_role("button", name=name, exact=isinstance(name, str)))

    def entry(self, name: str | re.Pattern[str]) -> None:
        """An entry of the menu that is open; the focus is in it by itself."""
        menu = self.page.get_by_role("menu")
        expect(menu.locator(":focus")).to_have_count(1)
        named = [menu.get_by_role(kind, name=name) for kind in ("menuitem", "menuitemradio", "menuitemcheckbox")]
        self.use(named[0].or_(named[1]).or_(named[2]), "ArrowDown")
        expect(menu).to_have_count(0)

    def choose(self, field: str, value: str) -> None:
        """A value of a drop-down field."""
        self.button(re.compile(f"^{field}"))
        self.entry(value)
        assert self.page.evaluate(HERE).startswith(f"button: {field}"), "a closed menu gives the focus back"

    def option(self, group: Locator, name: str | re.Pattern[str]) -> None:
        """One of a group of radio buttons: Tab finds the group, arrows the option, which is chosen by that."""
        wanted = group.get_by_role("radio", name=name)
        self.reach(group.get_by_role("radio"))
        self.reach(wanted, "ArrowDown")
        self.press("Space")
        expect(wanted).to_be_checked()

    def tool(self, target: Locator) -> None:
        """A control of the bar of a call: F6 comes to the bar, arrows go along it."""
        bar = self.page.get_by_role("toolbar").filter(has=self.page.get_by_test_id("leave"))
        self.reach(bar.locator("button"), "F6")
        self.use(target, "ArrowRight")

    def file(self, button: Locator, path: Path) -> None:
        """Hand over a file by a button that opens the system's chooser."""
        self.reach(button)
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chosen: FileChooser = chooser.value
        chosen.set_files(path)

    def back(self) -> None:
        """After a dialog or a panel has closed: the focus must be on something, not lost to the page."""
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        until(lambda: self.page.evaluate(HERE), lambda here: here != "body", "the focus is on something again", 5)
