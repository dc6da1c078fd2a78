"""One letter over SMTP (RFC 5321), with STARTTLS, TLS from the start, or none inside a closed network."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

import aiosmtplib

TIMEOUT_SECONDS = 20.0
"""For each step. Mail servers that greylist answer slowly; longer keeps the queue behind a dead one."""


PERMANENT = 500
"""Answers from here on are final."""


class Security(StrEnum):
    """How the line to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters go."""

    host: str
    port: int
    security: Security
    sender: str
    """The site's own address, as ``rapat@example.org`` or ``Rapat <rapat@example.org>``."""
    user: str = ""
    """Empty = no sign-in."""
    password: str = field(default="", repr=False)


class MailFailed(Exception):
    """The letter was not taken; ``str`` says why, without addresses of people."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        """Another try would be refused as well (RFC 5321 §4.2.1: 5yz)."""


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
        codes = [refused.code for refused in error.recipients]
        raise MailFailed(f"the mail server answered {max(codes)}", final=max(codes) >= PERMANENT) from error
    except aiosmtplib.SMTPResponseException as error:
        raise MailFailed(f"the mail server answered {error.code}", final=error.code >= PERMANENT) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailFailed(type(error).__name__) from error
