"""Letters over real SMTP to a sink on loopback: sent once, tried again, given up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from rapat.mail.outbox import PAUSES, QUEUE_MAX, Outbox
from rapat.mail.wording import Wording
from rapat.ports_mail import Letter, LetterKind, MailFailed, MailServer, Security
from tests.conftest import StillClock
from tests.fakes.smtp import SmtpSink, smtp_sink

pytestmark = pytest.mark.anyio


def letter(number: int = 0) -> Letter:
    values = {"name": "Budi", "link": f"https://site.example/welcome#{number}", "days": "1", "hours": "24"}
    return Letter(kind=LetterKind.RESET, to=f"budi{number}@example.org", language="id", values=values)


class Desk:
    """An outbox before a sink; pauses take no time and are counted."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink
        self.server: MailServer | None = MailServer(
            host="127.0.0.1", port=sink.port, security=Security.NONE, sender="rapat@example.org"
        )
        self.paused: list[float] = []
        self.outbox = Outbox(
            Wording(StillClock(), "https://site.example", lambda: "Rapat"), lambda: self.server, sleep=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        self.paused.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with smtp_sink() as sink:
        desk = Desk(sink)
        desk.outbox.start()
        yield desk
        await desk.outbox.stop()
        await desk.outbox.stop()


async def test_letters_arrive_in_order_and_whole(desk: Desk) -> None:
    for number in range(3):
        assert desk.outbox.post(letter(number))
    await desk.sink.until(3)
    assert [found["To"] for found in desk.sink.letters] == [f"budi{number}@example.org" for number in range(3)]
    assert "Halo Budi" in desk.sink.letters[0].get_content()


async def test_a_letter_refused_for_now_is_tried_again_and_one_refused_for_good_is_not(desk: Desk) -> None:
    desk.sink.answers = [451, 550]
    desk.outbox.post(letter(1))
    desk.outbox.post(letter(2))
    desk.outbox.post(letter(3))
    await desk.sink.until(2)
    assert desk.paused == [PAUSES[0]]
    assert [found["To"] for found in desk.sink.letters] == ["budi3@example.org", "budi1@example.org"]


async def test_a_letter_is_given_up_after_the_last_pause(desk: Desk) -> None:
    desk.sink.answers = [451] * (len(PAUSES) + 1)
    desk.outbox.post(letter(1))
    while desk.sink.answers:
        await asyncio.sleep(0)
    desk.outbox.post(letter(2))
    await desk.sink.until(1)
    assert desk.sink.letters[0]["To"] == "budi2@example.org"
    assert desk.paused == list(PAUSES)


async def test_without_a_server_nothing_is_taken(desk: Desk) -> None:
    desk.server = None
    assert not desk.outbox.ready
    assert not desk.outbox.post(letter())
    with pytest.raises(MailFailed):
        await desk.outbox.deliver(letter())


async def test_the_queue_has_an_end(desk: Desk) -> None:
    await desk.outbox.stop()
    assert all(desk.outbox.post(letter()) for _ in range(QUEUE_MAX))
    assert not desk.outbox.post(letter())


async def test_the_test_letter_says_why_it_failed_and_names_nobody(desk: Desk) -> None:
    desk.sink.answers = [550]
    with pytest.raises(MailFailed) as refused:
        await desk.outbox.deliver(letter())
    assert str(refused.value) == "the mail server answered 550"
    assert refused.value.final
    assert desk.server is not None
    for server in (replace(desk.server, port=1), replace(desk.server, security=Security.STARTTLS)):
        desk.server = server
        with pytest.raises(MailFailed) as failed:
            await desk.outbox.deliver(letter())
        assert "@" not in str(failed.value)
