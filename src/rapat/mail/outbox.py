"""The queue of letters: posts return at once, one task sends, and tries again when the mail server is away.

The queue lives in memory: what was not sent when the server stops is lost, and whoever waits asks for another link.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from rapat.mail.smtp import send
from rapat.mail.wording import Wording
from rapat.ports_mail import Letter, MailFailed, MailServer

QUEUE_MAX = 20_000
"""Letters that wait: two tables of people at once, about 20 MB."""
PAUSES = (30.0, 120.0, 600.0)
"""Seconds before the second, third and fourth try; then a letter is given up."""
log = structlog.get_logger("rapat.mail")


@dataclass(frozen=True, slots=True)
class _Waiting:
    letter: Letter
    tries: int = 0


class Outbox:
    """``ports_mail.Mail``. ``start()`` inside a running loop; ``await stop()`` at the end."""

    def __init__(
        self,
        wording: Wording,
        server: Callable[[], MailServer | None],
        *,
        context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        sleep: Callable[[float], asyncio.Future[None]] | None = None,
    ) -> None:
        """``server`` is asked for each letter, so that changed settings count at once; None = mail is not set."""
        self._wording = wording
        self._server = server
        self._context = context
        self._sleep = sleep or asyncio.sleep
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        return self._server() is not None

    def post(self, letter: Letter) -> bool:
        if not self.ready or len(self._waiting) >= QUEUE_MAX:
            return False
        self._waiting.append(_Waiting(letter))
        self._arrived.set()
        return True

    async def deliver(self, letter: Letter) -> None:
        """Send one letter now, past the queue: the test button.

        Raises:
            MailFailed: the mail server did not take it, or none is set.
        """
        server = self._server()
        if server is None:
            raise MailFailed("no mail server is set")
        await send(server, self._wording.message(letter, server.sender), self._context)

    def start(self) -> None:
        """Begin to send."""
        self._sending = asyncio.create_task(self._send_all(), name="send letters")

    async def stop(self) -> None:
        """Stop sending; what waits is lost. Idempotent."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
            self._sending = None

    async def _send_all(self) -> None:
        while True:
            await self._arrived.wait()
            if not self._waiting:
                self._arrived.clear()
                continue
            await self._send_one(self._waiting.popleft())

    async def _send_one(self, waiting: _Waiting) -> None:
        try:
            await self.deliver(waiting.letter)
        except MailFailed as error:
            log.warning("letter_not_sent", kind=waiting.letter.kind.value, tries=waiting.tries + 1, reason=str(error))
            if waiting.tries < len(PAUSES) and not error.final:
                # The whole queue waits: a mail server that is away for one letter is away for the next.
                await self._sleep(PAUSES[waiting.tries])
                self._waiting.append(_Waiting(waiting.letter, waiting.tries + 1))
                self._arrived.set()
