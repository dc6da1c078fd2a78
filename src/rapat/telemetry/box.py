"""How the box is: room on the disk, the certificate's end, what the media core says, in plain advice."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from rapat.ports import Clock
from rapat.ports_admin import Advice, Health, Trouble

DISK_LOW = 0.1
"""Share of the disk that should stay free: a database that cannot grow takes the whole site down."""
CERTIFICATE_LOW = timedelta(days=14)
"""Time left at which a certificate should have been renewed: ours is after 30 days, an operator's own is not by us."""

DISK_ADVICE = Advice(
    Trouble.DISK_LOW, "The disk is nearly full: delete what is not needed, or move the data to a larger one."
)
CERTIFICATE_ADVICE = Advice(
    Trouble.CERTIFICATE_ENDS, "The certificate ends soon: renew it, or browsers will refuse to connect."
)


class RunningBox:
    """``ports_admin.Box`` of this process."""

    def __init__(
        self,
        data: Path,
        database_bytes: Callable[[], Awaitable[int]],
        clock: Clock,
        *,
        port: int,
        certificate_until: Callable[[], datetime | None],
        warnings: Callable[[], list[str]],
        media: Callable[[], Mapping[str, float]],
    ) -> None:
        self._data = data
        self._database_bytes = database_bytes
        self._clock = clock
        self._port = port
        self._certificate_until = certificate_until
        self._warnings = warnings
        self._media = media
        self._started_at = clock.now()

    async def health(self) -> Health:
        return await asyncio.to_thread(self._look, await self._database_bytes())

    def _look(self, database_bytes: int) -> Health:
        usage = shutil.disk_usage(self._data)
        until = self._certificate_until()
        advice = [Advice(Trouble.MEDIA_CORE, words) for words in self._warnings()]
        if usage.free < usage.total * DISK_LOW:
            advice.append(DISK_ADVICE)
        if until is not None and until - self._clock.now() < CERTIFICATE_LOW:
            advice.append(CERTIFICATE_ADVICE)
        return Health(
            started_at=self._started_at,
            port=self._port,
            disk_free=usage.free,
            disk_total=usage.total,
            database_bytes=database_bytes,
            certificate_until=until,
            advice=tuple(advice),
            media=dict(self._media()),
        )
