"""Logs: one line an event, fields instead of sentences; names, tokens, addresses and texts never enter them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FORBIDDEN_KEYS = frozenset(
    {"name", "token", "access_token", "text", "secret", "password", "address", "ip", "email", "cookie", "authorization"}
)
"""Fields that are blanked should somebody log them all the same."""
REFUSED_UPGRADE = "ASGI callable returned without completing handshake."
"""What uvicorn calls an error whenever an upgrade is refused with a status, which is how a join is refused."""
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
_QUERY = re.compile(r"\?[^\s\"']+")


def set_up(level: str) -> None:
    """Send our lines and those of libraries through the same mask to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S"),
        structlog.processors.format_exc_info,
        mask,
    ]
    handler = logging.StreamHandler(sys.stderr)
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False) if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
        )
    )
    handler.addFilter(lambda record: record.getMessage() != REFUSED_UPGRADE)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING) if number > logging.DEBUG else number)
    logging.getLogger("rapat").setLevel(number)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank fields that must not be logged, and tokens and query strings inside texts."""
    for key, value in event.items():
        if key in FORBIDDEN_KEYS:
            event[key] = "…"
        elif isinstance(value, str):
            event[key] = _QUERY.sub("?…", _JWT.sub("…", value))
    return event
