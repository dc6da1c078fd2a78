"""The mail server over HTTP: set, tried, forgotten; its password goes to that server and nowhere else."""

import asyncio
import base64

import pytest

from rapat.domain.people import SiteRole
from rapat.mail.kept import KeptMail
from rapat.ports_mail import MailServer, Security
from tests.fakes.smtp import smtp_sink
from tests.http.accounts import account, signed_in
from tests.http.server import Browser, HttpServer

pytestmark = pytest.mark.anyio

MAIL = "/api/admin/mail"
SECRET = "hunter2 hunter2"


def wish(**other: object) -> dict[str, object]:
    return {
        "host": "127.0.0.1",
        "port": 25,
        "security": "none",
        "user": "",
        "sender": "Rapat <rapat@example.org>",
        **other,
    }


async def staff(server: HttpServer) -> Browser:
    return await signed_in(server, await account(server, "Ana", SiteRole.ADMINISTRATOR))


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/test")])
async def test_members_have_nothing_to_do_with_it(server: HttpServer, method: str, path: str) -> None:
    member = await signed_in(server, await account(server, "Budi"))
    assert (await member.send(method, MAIL + path, wish() if method == "PUT" else None)).status_code == 403


async def test_what_is_set_is_kept_for_its_owner_alone_and_told_without_the_password(server: HttpServer) -> None:
    ana = await staff(server)
    assert (await ana.send("GET", MAIL)).json()["source"] == "none"
    answer = await ana.send("PUT", MAIL, wish(user="rapat", password=SECRET))
    assert (answer.json()["source"], answer.json()["password_set"]) == ("administrators", True)
    assert SECRET not in answer.text and SECRET not in (await ana.send("GET", MAIL)).text
    file = server.folder / "mail.json"
    assert file.stat().st_mode & 0o777 == 0o600
    again = KeptMail(server.folder, None).server
    assert again is not None and (again.user, again.password) == ("rapat", SECRET)
    assert (await ana.send("DELETE", MAIL)).json()["source"] == "none"
    assert not file.exists()
    acts = [entry["act"] for entry in (await ana.send("GET", "/api/admin/activity")).json()["entries"]]
    assert acts[:2] == ["mail_changed", "mail_changed"]


async def test_a_left_out_password_stays_for_the_same_server_and_goes_to_no_other(server: HttpServer) -> None:
    ana = await staff(server)
    await ana.send("PUT", MAIL, wish(user="rapat", password=SECRET))
    same = await ana.send("PUT", MAIL, wish(user="rapat", sender="meet@example.org"))
    assert (same.status_code, same.json()["password_set"]) == (200, True)
    for other in ({"host": "evil.example"}, {"port": 26}, {"user": "root"}, {"security": "tls"}):
        refused = await ana.send("PUT", MAIL, wish(**{"user": "rapat", **other}))
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert (await ana.send("PUT", MAIL, wish(user="rapat", password=""))).json()["password_set"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "a b"},
        {"host": "mail.example\r\nQUIT"},
        {"port": 0},
        {"security": "maybe"},
        {"sender": "nobody"},
        {"sender": "Rapat <rapat@example.org>\nBcc: all@example.org"},
        {"user": "a\nb"},
        {"password": "a\r\nb"},
    ],
)
async def test_what_cannot_be_right_changes_nothing(server: HttpServer, wrong: dict[str, object]) -> None:
    ana = await staff(server)
    assert (await ana.send("PUT", MAIL, wish(**wrong))).status_code == 422
    assert (await ana.send("GET", MAIL)).json()["source"] == "none"


async def test_a_test_letter_goes_to_the_caller(server: HttpServer) -> None:
    ana = await staff(server)
    async with smtp_sink() as sink:
        await ana.send("PUT", MAIL, wish(port=sink.port))
        tried = await ana.send("POST", MAIL + "/test")
        assert tried.json() == {"sent": True, "words": ""}
        assert [letter["To"] for letter in sink.letters] == ["ana@example.org"]


async def test_a_refusal_is_told_in_the_mail_servers_own_words(server: HttpServer) -> None:
    ana = await staff(server)
    assert (await ana.send("POST", MAIL + "/test")).json() == {"sent": False, "words": "no mail server is set"}
    async with smtp_sink() as sink:
        await ana.send("PUT", MAIL, wish(port=sink.port))
        sink.answers = [550]
        tried = (await ana.send("POST", MAIL + "/test")).json()
        assert tried == {"sent": False, "words": "550 refused <somebody@example.org>"}
    gone = (await ana.send("POST", MAIL + "/test")).json()
    assert not gone["sent"] and "127.0.0.1" in gone["words"]


async def test_a_server_that_repeats_the_password_does_not_bring_it_to_the_page(server: HttpServer) -> None:
    ana = await staff(server)

    async def parrot(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 parrot\r\n")
        while line := await reader.readline():
            if line.startswith(b"EHLO"):
                writer.write(b"250-parrot\r\n250 AUTH LOGIN\r\n")
            elif line.startswith(b"AUTH"):
                writer.write(b"334 VXNlcm5hbWU6\r\n")
            else:
                encoded = base64.b64encode(SECRET.encode())
                writer.write(b"535 wrong password: %s %s\r\n" % (SECRET.encode(), encoded))

    listening = await asyncio.start_server(parrot, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        await ana.send("PUT", MAIL, wish(port=port, user="rapat", password=SECRET))
        tried = await ana.send("POST", MAIL + "/test")
    assert tried.json() == {"sent": False, "words": "535 wrong password: … …"}


async def test_what_the_operator_set_is_in_force_until_administrators_set_another(server: HttpServer) -> None:
    operator = MailServer(host="mail.lan", port=25, security=Security.NONE, sender="box@lan.example")
    assert KeptMail(server.folder, operator).server == operator
    (server.folder / "mail.json").write_text("{")
    assert KeptMail(server.folder, operator).server == operator
