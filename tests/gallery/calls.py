"""Calls: one browser in front, the others brought by ``guests``. The call is dark in both themes: one picture each."""

import contextlib
import os
import signal
from collections.abc import Iterator

from playwright.sync_api import Page, TimeoutError, expect

from tests.gallery.camera import FORMS, LATER, PHONE, THEMES, Form, stranger
from tests.gallery.guests import Company, Guest, Visitor, company
from tests.gallery.scenes import LANGUAGES, ME, TITLE, Studio, at_door, remember

DARK = ("dark",)
NAMES = ("Budi Santoso", "Vera Orlova", "Thomas Weber", "Siti Rahmawati", "Grace Mensah")
WAIT_MS = 20_000
SHARPEN_MS = 1_500
"""A new layer begins with a coarse key frame."""
GIVE_UP_MS = 200_000
"""More than the app's patience with a lost server."""
SAID = (
    (1, "Good morning! I put last week's numbers here: https://intranet.example/planning"),
    (1, "Attendance is up again."),
    (2, "Thank you. Can we start with the new timetable?"),
    (0, "Yes, one moment, I share my screen."),
    (3, "I have to leave at half past, sorry."),
)


class Take:
    """One call with a page in front of it."""

    def __init__(self, studio: Studio, form: Form, page: Page, owner: Visitor, meeting: str, others: Company) -> None:
        self.studio, self.form, self.page, self.meeting, self.others = studio, form, page, meeting, others
        self.owner = owner

    def shoot(self, screen: str) -> None:
        """The call as it is now, the pointer away from it."""
        self.page.mouse.move(1, self.form.context["viewport"]["height"] - 1)
        self.studio.album.take(self.page, screen, self.form, DARK)

    def invite(self, who: int, **how: bool) -> Guest:
        """Bring one of the cast, and wait until the page shows it."""
        guest = Guest(NAMES[who - 1], who, Visitor(self.studio.server.url), self.meeting, **how)
        return self.others.bring(guest)

    def pictures(self, count: int) -> None:
        """Wait until so many films are decoded."""
        self.page.wait_for_function(
            "(count) => [...document.querySelectorAll('[data-testid=tile] video, [data-testid=screen] video')]"
            ".filter((video) => video.videoWidth > 0).length >= count",
            arg=count,
            timeout=WAIT_MS,
        )

    def sharp(self) -> None:
        """Wait until the larger layer of a large picture has come; a picture of the small one is still a picture."""
        with contextlib.suppress(TimeoutError):
            self.page.wait_for_function(
                "() => [...document.querySelectorAll('[data-testid=tile] video')]"
                ".every((video) => video.videoWidth >= Math.min(900, video.clientWidth * 1.3))",
                timeout=WAIT_MS / 2,
            )
            self.page.wait_for_timeout(SHARPEN_MS)

    def key(self, *keys: str) -> None:
        """Press keys of the app."""
        for key in keys:
            self.page.keyboard.press(key)

    def quiet(self) -> None:
        """Let notes about who joined pass."""
        toast = self.page.locator("[data-testid=toast]")
        with contextlib.suppress(AssertionError):
            expect(toast).to_have_count(0, timeout=WAIT_MS)

    def put_away(self) -> None:
        """Close a menu or a dialog, and leave no ring on what opened it."""
        self.key("Escape")
        self.page.evaluate("document.activeElement.blur()")

    def close_panel(self) -> None:
        """Put chat or people away, and the focus with it."""
        self.page.locator("aside").get_by_role("button", name="Close").click()
        self.page.evaluate("document.activeElement.blur()")


START = """
async (title) => {
  const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title }) };
  return (await (await fetch('/api/meetings', asked)).json()).id;
}
"""


@contextlib.contextmanager
def call(studio: Studio, form: Form, locale: str = "en", name: str = ME, host: bool = True) -> Iterator[Take]:
    """Somebody in a new meeting; as its host, or as a guest of somebody who is not there."""
    with stranger(studio.browser, form, LATER, locale=locale) as page, company() as others:
        remember(page, "rapat.preferences", {"name": name})
        owner, meeting = studio.meeting()
        if host:
            page.goto(studio.server.url)
            meeting = page.evaluate(START, TITLE)
        page.goto(studio.link(meeting))
        at_door(page)
        page.locator("form button[type=submit]").last.click()
        expect(page.get_by_test_id("leave")).to_be_visible()
        take = Take(studio, form, page, owner, meeting, others)
        take.pictures(1)
        page.evaluate("speak(0.02)")
        yield take


def hosting(studio: Studio, form: Form) -> None:
    """From alone to six, and everything a host can open."""
    with call(studio, form) as take:
        take.shoot("call-alone")
        budi = take.invite(1, speaks=True)
        take.pictures(2)
        take.quiet()
        take.sharp()
        take.shoot("call-two")
        vera = take.invite(2)
        take.pictures(3)
        take.quiet()
        take.sharp()
        take.shoot("call-three")
        siti, thomas = take.invite(4), take.invite(3, muted=True)
        take.invite(5, camera=False, muted=True)
        take.pictures(5)
        take.quiet()
        take.shoot("call-six")
        panels(take, [budi, vera, thomas, siti])
        menus(take)
        large(take, vera)
        trouble(take)


def panels(take: Take, guests: list[Guest]) -> None:
    """Chat and people."""
    budi, vera, thomas, siti = guests
    for number, (who, text) in enumerate(SAID):
        if who == 0:
            say(take, text)
        else:
            guests[who - 1].write(text, number)
    take.key("c")
    expect(take.page.get_by_test_id("chat-message").filter(has_text="half past")).to_be_visible()
    take.quiet()
    take.shoot("chat")
    take.close_panel()
    siti.raise_hand()
    thomas.raise_hand()
    take.key("p")
    expect(take.page.get_by_test_id("person").first).to_be_visible()
    take.quiet()
    take.shoot("people")
    row = take.page.get_by_test_id("person").filter(has_text="Budi Santoso")
    row.get_by_role("button", name="What to do with Budi Santoso").click()
    take.shoot("person-menu")
    take.page.get_by_role("menuitem", name="Remove").click()
    take.shoot("person-remove")
    take.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    take.close_panel()
    for guest in (siti, thomas):
        guest.raise_hand(False)


def say(take: Take, text: str) -> None:
    """Write as the one in front."""
    take.key("c")
    box = take.page.get_by_test_id("chat-input")
    box.fill(text)
    box.press("Enter")
    expect(take.page.get_by_test_id("chat-message").filter(has_text=text)).to_be_visible()
    take.close_panel()


def menus(take: Take) -> None:
    """What opens above the bar, and the dialogs behind it."""
    openers = {"more-menu": "More", "leave-menu": "Leave", "microphone-menu": "Choose microphone and speaker"}
    for screen, opener in openers.items():
        if screen == "microphone-menu" and take.form is PHONE:
            continue
        take.page.get_by_role("button", name=opener).first.click()
        take.shoot(screen)
        take.put_away()
    if take.form is not PHONE:
        take.page.get_by_role("button", name="About this meeting").click()
        take.shoot("about-meeting")
        take.put_away()
        take.key("?")
        expect(take.page.get_by_role("dialog")).to_be_visible()
        take.shoot("shortcuts")
        take.put_away()
    take.page.get_by_role("button", name="More").first.click()
    take.page.get_by_role("menuitem", name="Settings").click()
    expect(take.page.get_by_role("dialog")).to_be_visible()
    take.shoot("call-settings")
    take.put_away()


def large(take: Take, presenter: Guest) -> None:
    """One person large, and a shared screen."""
    take.key("l")
    take.pictures(2)
    take.shoot("call-speaker")
    take.key("l")
    take.others.run(presenter.share())
    expect(take.page.get_by_test_id("screen").locator("video")).to_be_visible()
    take.page.wait_for_function("() => document.querySelector('[data-testid=screen] video').videoWidth > 1000")
    take.quiet()
    take.shoot("call-shared-screen")
    take.others.run(presenter.stop_sharing())
    expect(take.page.get_by_test_id("screen")).to_have_count(0)


def trouble(take: Take) -> None:
    """Words under the top edge."""
    take.page.get_by_test_id("mic").click()
    take.page.evaluate("speak(2)")
    expect(take.page.get_by_test_id("banner")).to_be_visible()
    take.shoot("banner-speaking-while-muted")
    take.page.evaluate("speak(0.02)")
    take.page.get_by_test_id("mic").click()
    process = take.studio.server.process.pid
    os.kill(process, signal.SIGSTOP)
    try:
        expect(take.page.get_by_text("Connection lost").first).to_be_visible()
        take.shoot("banner-reconnecting")
    finally:
        os.kill(process, signal.SIGCONT)
    expect(take.page.get_by_text("Connection lost")).to_have_count(0)


def visiting(studio: Studio, form: Form) -> None:
    """A guest is muted, goes, comes back, moves to another tab, is removed."""
    with call(studio, form, host=False) as take:
        owner = take.owner
        take.invite(1)
        take.pictures(2)
        take.quiet()
        identity = owner_view(owner, take.meeting, take.page)
        owner.call("POST", f"/meetings/{take.meeting}/participants/{identity}/mute", {"source": "microphone"})
        expect(take.page.get_by_test_id("banner")).to_be_visible()
        take.shoot("banner-muted-by-host")
        take.page.get_by_test_id("leave").click()
        ending(take, "ending-left", "You left the meeting")
        again(take, "Rejoin")
        with take.page.context.expect_page() as opened:
            take.page.evaluate("window.open(location.href)")
        other = opened.value
        other.locator("form button[type=submit]").last.click()
        ending(take, "ending-other-tab", "The meeting moved to another tab")
        other.close()
        again(take, "Move it back here")
        owner.call("DELETE", f"/meetings/{take.meeting}/participants/{identity}")
        ending(take, "ending-removed", "You were removed from the meeting")


def owner_view(owner: Visitor, meeting: str, page: Page) -> str:
    """Identity of the one in front of the page."""
    found = page.evaluate(f"async () => (await (await fetch('/api/meetings/{meeting}')).json()).you.identity")
    return str(found)


def again(take: Take, button: str) -> None:
    """Back into the call."""
    take.page.get_by_role("button", name=button).click()
    expect(take.page.get_by_test_id("leave")).to_be_visible()


def ending(take: Take, screen: str, words: str) -> None:
    """A screen after a call: follows the theme again."""
    expect(take.page.get_by_text(words)).to_be_visible()
    take.page.bring_to_front()
    take.studio.album.take(take.page, screen, take.form, THEMES)


def ended(studio: Studio, form: Form) -> None:
    """The host ends it for everybody."""
    with call(studio, form, host=False) as take:
        take.owner.call("POST", f"/meetings/{take.meeting}/end")
        ending(take, "ending-ended", "The meeting has ended")


def restarting(studio: Studio, form: Form) -> None:
    """The server goes for good: the last scene of all."""
    with call(studio, form) as take:
        take.invite(1)
        take.pictures(2)
        process = studio.server.process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(15)
        expect(take.page.get_by_text("The server is restarting").first).to_be_visible()
        take.shoot("banner-server-restarting")
        take.page.evaluate(f"skip({GIVE_UP_MS})")
        expect(take.page.get_by_role("button", name="Try now")).to_be_visible()
        ending(take, "ending-server-restarting", "The server is restarting")


def in_other_languages(studio: Studio, form: Form = PHONE) -> None:
    """A call and its people, where words are longer."""
    for locale, name in LANGUAGES.items():
        with call(studio, form, locale, name) as take:
            take.invite(1)
            take.invite(2)
            take.pictures(3)
            take.quiet()
            take.shoot(f"call-three-{locale}")
            take.key("p")
            take.shoot(f"people-{locale}")


HOSTING = (
    *("call-alone", "call-two", "call-three", "call-six", "chat", "people", "person-menu", "person-remove"),
    *("more-menu", "leave-menu", "microphone-menu", "about-meeting", "shortcuts", "call-settings", "call-speaker"),
    *("call-shared-screen", "banner-speaking-while-muted", "banner-reconnecting"),
)
VISITING = ("banner-muted-by-host", "ending-left", "ending-other-tab", "ending-removed")


def calls(studio: Studio) -> None:
    """Everything of this file that leaves the server running."""
    for scene, screens in ((hosting, HOSTING), (visiting, VISITING), (ended, ("ending-ended",))):
        for form in FORMS:
            if studio.album.wants(*screens):
                scene(studio, form)
    if studio.album.wants("call-three-ru", "people-ru", "call-three-id", "people-id"):
        in_other_languages(studio)


def last_scene(studio: Studio, form: Form) -> None:
    """Needs a server of its own, for it stops it."""
    if studio.album.wants("banner-server-restarting", "ending-server-restarting"):
        restarting(studio, form)
