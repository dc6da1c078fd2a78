"""The mail server that administrators set, in a file of its own: its password has to be readable, so the file is
its owner's alone and lies beside the keys of the box, not in the database."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

import structlog

from rapat.ports_mail import MailServer, Security

FILE = "mail.json"
FILE_MODE = 0o600
log = structlog.get_logger("rapat.mail")


class KeptMail:
    """``ports_mail.KeptMailServer`` in a data directory, over what the operator set."""

    def __init__(self, data: Path, operator: MailServer | None) -> None:
        self._path = data / FILE
        self._operator = operator
        self._kept = _read(self._path)

    @property
    def server(self) -> MailServer | None:
        return self._kept or self._operator

    @property
    def kept(self) -> MailServer | None:
        return self._kept

    async def keep(self, server: MailServer | None) -> None:
        await asyncio.to_thread(_write, self._path, server)
        self._kept = server


def _read(path: Path) -> MailServer | None:
    try:
        kept = json.loads(path.read_text())
        return MailServer(**{**kept, "security": Security(kept["security"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:  # letters wait until somebody sets it again
        log.error("mail_settings_unreadable", error=type(error).__name__)
        return None


def _write(path: Path, server: MailServer | None) -> None:
    if server is None:
        path.unlink(missing_ok=True)
        return
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w") as file:
        json.dump(asdict(server), file)
    part.replace(path)
