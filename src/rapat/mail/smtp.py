"""One letter over SMTP (RFC 5321), with STARTTLS, TLS from the start, or none inside a closed network."""

import base64
import ssl
from collections.abc import Callable
from email.message import EmailMessage

import aiosmtplib

from rapat.ports_mail import MailFailed, MailServer, Security

TIMEOUT_SECONDS = 20.0
"""For each step. Mail servers that greylist answer slowly; longer keeps the queue behind a dead one."""


PERMANENT = 500
"""Answers from here on are final."""
WORDS_MAX = 500
"""Characters of an answer that are shown; RFC 5321 §4.5.3.1.5 has 512 to a line."""


async def send(server: MailServer, message: EmailMessage, context: Callable[[], ssl.SSLContext]) -> None:
    """Hand the message over.

    Args:
        server: to whom.
        message: with From and To.
        context: makes the TLS settings: whose certificates are believed.

    Raises:
        MailFailed: refused, unreachable, or too slow.
    """
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            username=server.user or None,
            password=server.password or None,
            timeout=TIMEOUT_SECONDS,
            tls_context=context() if server.security is not Security.NONE else None,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        worst = max(error.recipients, key=lambda refused: refused.code)
        raise _answered(worst.code, worst.message, server) from error
    except aiosmtplib.SMTPResponseException as error:
        raise _answered(error.code, error.message, server) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailFailed(type(error).__name__, words=_shown(str(error), server)) from error


def _answered(code: int, message: str, server: MailServer) -> MailFailed:
    words = _shown(f"{code} {message}", server)
    return MailFailed(f"the mail server answered {code}", final=code >= PERMANENT, words=words)


def _shown(text: str, server: MailServer) -> str:
    """On one line, and without the password, should a server repeat it."""
    secrets = [server.password, base64.b64encode(server.password.encode()).decode()] if server.password else []
    for secret in secrets:
        text = text.replace(secret, "…")
    return " ".join(text.split())[:WORDS_MAX]
