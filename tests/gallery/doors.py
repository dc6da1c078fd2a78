"""Screens of the door and of what is kept: who waits, the hosts' tools, a chat with answers and files, all my chats."""

from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from tests.gallery.calls import Take, call, owner_view
from tests.gallery.camera import FORMS, Form, stranger
from tests.gallery.guests import Guest, Visitor
from tests.gallery.scenes import Studio, at_door, remember

STRANGERS = ("Lena Fischer", "Putri Handayani")
NOTE = "We begin in a minute, thank you for waiting."
SHEET = "timetable.ods"
ASK = """
async ([method, path, body]) => {
  const asked = { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(path, asked);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? '' : (await answer.json()).id ?? '';
}
"""
UPLOAD = """
async ([path]) => (await (await fetch(path, { method: 'POST', body: new Blob(['x'.repeat(18_400)]) })).json()).id
"""


def waiting(studio: Studio, form: Form) -> None:
    """The host's tools, those who wait, and what one of them sees."""
    with call(studio, form) as take:
        take.invite(1)
        take.invite(2)
        take.pictures(3)
        take.quiet()
        take.page.get_by_test_id("host").or_(take.page.get_by_role("button", name="More")).first.click()
        if not take.page.get_by_test_id("host-panel").is_visible():
            take.page.get_by_role("menuitem", name="Host tools").click()
        expect(take.page.get_by_test_id("host-panel")).to_be_visible()
        take.shoot("host-tools")
        ask(take, "PATCH", "/rules", {"entry": "invited", "others": "wait"})
        ask(take, "PUT", "/waiting/note", {"text": NOTE})
        take.close_panel()
        for name in STRANGERS[1:]:
            Visitor(studio.server.url).call("POST", f"/meetings/{take.meeting}/join", {"name": name})
        with stranger(studio.browser, form) as page:
            remember(page, "rapat.preferences", {"name": STRANGERS[0]})
            page.goto(studio.link(take.meeting))
            at_door(page)
            page.locator("form button[type=submit]").last.click()
            expect(page.get_by_text(NOTE)).to_be_visible()
            studio.album.take(page, "lobby", form)
            take.key("p")
            expect(take.page.get_by_test_id("waiting-person")).to_have_count(len(STRANGERS))
            take.shoot("people-waiting")


def chatting(studio: Studio, form: Form) -> None:
    """A chat with an answer, reactions, a mention, a file and a pinned message; then the list of chats."""
    with call(studio, form) as take:
        budi, vera = take.invite(1), take.invite(2)
        take.pictures(3)
        sheet = take.page.evaluate(UPLOAD, [f"/api/meetings/{take.meeting}/files?client_id=s1&name={SHEET}"])
        plan = {"client_id": "kept-0", "text": "Here is the **new timetable**. Please look at Thursday."}
        first = ask(take, "POST", "/messages", {**plan, "files": [sheet]})
        write(vera, 1, text="Thursday at `10:15` is taken by the choir.", reply_to=first)
        me = owner_view(take.owner, take.meeting, take.page)
        write(budi, 1, text="@Ayu Lestari can you ask them to move?", mentions=[me])
        for guest in (vera, budi):
            guest.visitor.call("PUT", f"/meetings/{take.meeting}/messages/{first}/reactions/{quote('👍')}")
        ask(take, "PUT", "/chat/pin", {"message": first})
        take.key("c")
        expect(take.page.get_by_test_id("pinned")).to_be_visible()
        take.quiet()
        take.shoot("chat-lasting")
        take.page.goto(f"{studio.server.url}/chats")
        expect(take.page.get_by_test_id("thread").first).to_be_visible()
        studio.album.take(take.page, "chats", form)


def ask(take: Take, method: str, path: str, body: dict[str, Any]) -> str:
    """A call of the API by the one in front; the id in the answer, if there is one."""
    return str(take.page.evaluate(ASK, [method, f"/api/meetings/{take.meeting}{path}", body]))


def write(guest: Guest, number: int, **message: object) -> str:
    """One message; returns its id."""
    sent = {"client_id": f"{guest.who}-kept-{number}", **message}
    return str(guest.visitor.call("POST", f"/meetings/{guest.meeting}/messages", sent)["id"])


def doors(studio: Studio) -> None:
    """Everything of this file."""
    for scene, screens in ((waiting, ("host-tools", "lobby", "people-waiting")), (chatting, ("chat-lasting", "chats"))):
        for form in FORMS:
            if studio.album.wants(*screens):
                scene(studio, form)
