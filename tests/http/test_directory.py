"""The people of the site: who sees whom, who changes whom, tables of people."""

import pytest

from rapat.domain.people import SiteRole
from tests.http.accounts import PASSWORD, account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio


async def names(browser: Browser, query: str = "") -> list[str]:
    answer = await browser.send("GET", f"/api/people?{query}")
    assert answer.status_code == 200, answer.text
    return [person["name"] for person in answer.json()["people"]]


async def test_members_find_each_other_and_administrators_see_the_disabled_too(server: HttpServer) -> None:
    owner = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    gone = await account(server, "Gone")
    member = await signed_in(server, await account(server, "Budi"))
    await owner.send("PATCH", f"/api/people/{gone.id}", {"active": False})
    assert await names(owner) == ["Ana", "Budi", "Gone"]
    assert await names(member) == ["Ana", "Budi"]
    assert await names(member, "q=bud") == ["Budi"]
    assert await names(member, "q=ana@") == ["Ana"]


async def test_the_list_comes_in_pages_and_a_foreign_cursor_is_refused(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    for number in range(5):
        await account(server, f"Person{number}")
    seen, after = [], ""
    while True:
        page = (await ana.send("GET", f"/api/people?limit=2&after={after}")).json()
        seen += [person["name"] for person in page["people"]]
        after = page["next"]
        if not after:
            break
    assert seen == ["Ana", *(f"Person{number}" for number in range(5))]
    for wrong in ("%F0%9F%98%80", "!!!", "_"):
        assert (await ana.send("GET", f"/api/people?after={wrong}")).status_code == 422


CALLERS = ("guest", "member", "administrator", "owner")
TARGETS = ("member", "administrator", "owner")
MAY = {
    "guest": (401, 401, 401),
    "member": (403, 403, 403),
    "administrator": (200, 403, 403),
    "owner": (200, 200, 200),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("target", TARGETS)
async def test_each_role_changes_whom_the_matrix_says(server: HttpServer, caller: str, target: str) -> None:
    browser = await server.browser()
    if caller != "guest":
        browser = await signed_in(server, await account(server, "Caller", SiteRole(caller)))
    person = await account(server, "Target", SiteRole(target))
    expected = MAY[caller][TARGETS.index(target)]
    path = f"/api/people/{person.id}"
    assert (await browser.send("PATCH", path, {"name": "Changed"})).status_code == expected
    assert (await browser.send("POST", path + "/link", {})).status_code == expected
    made = await browser.send("POST", "/api/people", {"email": "new@example.org", "role": target})
    assert made.status_code == (201 if expected == 200 else expected)
    table = f"email,role\nother@example.org,{target}\n"
    imported = await browser.send("POST", "/api/people/import", {"table": table})
    if caller in {"guest", "member"}:
        assert imported.status_code == expected
    else:
        assert imported.json()["lines"][0]["outcome"] == ("create" if expected == 200 else "error")


async def test_nobody_raises_themselves(server: HttpServer) -> None:
    for role in (SiteRole.ADMINISTRATOR, SiteRole.MEMBER):
        person = await account(server, role.value, role)
        browser = await signed_in(server, person)
        answer = await browser.send("PATCH", f"/api/people/{person.id}", {"role": "owner"})
        assert (answer.status_code, answer.json()["code"]) == (403, "refused")


async def test_the_last_owner_stays(server: HttpServer) -> None:
    person = await account(server, "Ana", SiteRole.OWNER)
    ana = await signed_in(server, person)
    for change in ({"role": "member"}, {"active": False}):
        answer = await ana.send("PATCH", f"/api/people/{person.id}", change)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    other = await account(server, "Budi")
    assert (await ana.send("PATCH", f"/api/people/{other.id}", {"role": "owner"})).status_code == 200
    assert (await ana.send("PATCH", f"/api/people/{person.id}", {"role": "member"})).status_code == 200


async def test_a_taken_address_an_unknown_id_and_a_wrong_value_have_their_words(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    budi = await account(server, "Budi")
    for method, path, body, status, code in (
        ("POST", "/api/people", {"email": "BUDI@example.org"}, 409, "email_taken"),
        ("PATCH", f"/api/people/{budi.id}", {"email": "ana@example.org"}, 409, "email_taken"),
        ("PATCH", "/api/people/nobody", {"name": "X"}, 404, "person_not_found"),
        ("POST", "/api/people/nobody/link", {}, 404, "person_not_found"),
        ("PATCH", f"/api/people/{budi.id}", {"role": "king"}, 422, "invalid"),
        ("PATCH", f"/api/people/{budi.id}", {"picture": "x"}, 422, "invalid"),
    ):
        answer = await ana.send(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_disabled_person_is_signed_out_at_once(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    person = await account(server, "Budi")
    budi = await signed_in(server, person)
    await ana.send("PATCH", f"/api/people/{person.id}", {"active": False})
    assert (await budi.send("GET", "/api/me")).json()["account"] is None
    await ana.send("PATCH", f"/api/people/{person.id}", {"active": True})
    assert (await budi.send("GET", "/api/me")).json()["account"] is None, "the old session stays ended"
    await signed_in(server, person)


TABLE = """Name;E-mail;Role;Language
Budi P;budi@example.org;;ru
Cici;cici@example.org;administrator;
;dodi@example.org;;
Ana;ana@example.org;owner;
Again;CICI@example.org;;
Eko;not an address;;
Fitri;fitri@example.org;king;
Gita;gita@example.org;;tlh
"""


async def test_a_table_is_shown_first_then_applied_and_does_nothing_the_second_time(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    await account(server, "Budi")
    preview = (await ana.send("POST", "/api/people/import", {"table": TABLE})).json()
    told = [(line["line"], line["outcome"], line["changes"], line["problem"]) for line in preview["lines"]]
    assert told == [
        (2, "update", ["name", "language"], ""),
        (3, "create", [], ""),
        (4, "create", [], ""),
        (5, "same", [], ""),
        (6, "error", [], "twice"),
        (7, "error", [], "email"),
        (8, "error", [], "role"),
        (9, "error", [], "language"),
    ]
    assert preview["links"] == []
    assert await names(ana) == ["Ana", "Budi"]

    applied = (await ana.send("POST", "/api/people/import", {"table": TABLE, "apply": True})).json()
    assert applied["lines"] == preview["lines"]
    assert [link["email"] for link in applied["links"]] == ["cici@example.org", "dodi@example.org"]
    assert await names(ana) == ["Ana", "Budi P", "Cici", "dodi"]

    again = (await ana.send("POST", "/api/people/import", {"table": TABLE, "apply": True})).json()
    assert {line["outcome"] for line in again["lines"]} == {"same", "error"}
    assert again["links"] == []

    cici = await server.browser()
    body = {"secret": applied["links"][0]["link"].partition("#")[2], "password": PASSWORD}
    assert (await cici.send("POST", "/api/links/use", body)).json()["role"] == "administrator"


async def test_an_administrators_table_touches_no_other_administrator_and_no_owner(server: HttpServer) -> None:
    await account(server, "Ana", SiteRole.OWNER)
    await account(server, "Adi", SiteRole.ADMINISTRATOR)
    caller = await signed_in(server, await account(server, "Caller", SiteRole.ADMINISTRATOR))
    table = "email,name,role\nana@example.org,Mallory,\nadi@example.org,,member\nnew@example.org,New,administrator\n"
    lines = (await caller.send("POST", "/api/people/import", {"table": table, "apply": True})).json()["lines"]
    assert [(line["outcome"], line["problem"]) for line in lines] == [("error", "refused")] * 3
    assert await names(caller) == ["Adi", "Ana", "Caller"]


async def test_a_table_never_unmakes_an_owner(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    table = "email,role\nana@example.org,member\n"
    lines = (await ana.send("POST", "/api/people/import", {"table": table, "apply": True})).json()["lines"]
    assert (lines[0]["outcome"], lines[0]["problem"]) == ("error", "refused")


async def test_two_thousand_people_fit_one_table(server: HttpServer) -> None:
    ana = await signed_in(server, await account(server, "Ana", SiteRole.OWNER))
    table = "email,name\n" + "".join(f"person{n}@example.org,Person Number {n}\n" for n in range(2_000))
    assert len(table) > 64 * 1024
    applied = (await ana.send("POST", "/api/people/import", {"table": table, "apply": True})).json()
    assert len(applied["links"]) == 2_000
    assert {line["outcome"] for line in applied["lines"]} == {"create"}
