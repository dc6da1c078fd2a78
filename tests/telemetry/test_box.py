"""How the box is: advice when the disk fills, the certificate ends, or the media core warned."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from rapat.ports_admin import Trouble
from rapat.telemetry.box import CERTIFICATE_LOW, RunningBox

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


async def advice(
    monkeypatch: pytest.MonkeyPatch, *, free: int = 50, until: datetime | None = None, warnings: tuple[str, ...] = ()
) -> list[Trouble]:
    async def size() -> int:
        return 1

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free, total=100))
    box = RunningBox(
        Path(),
        size,
        Noon(),
        port=8443,
        certificate_until=lambda: until,
        warnings=lambda: list(warnings),
        media=lambda: {"peers": 1},
    )
    return [one.code for one in (await box.health()).advice]


async def test_a_box_that_is_well_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await advice(monkeypatch, until=NOW + CERTIFICATE_LOW) == []


async def test_each_trouble_has_its_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    until = NOW + CERTIFICATE_LOW - timedelta(seconds=1)
    found = await advice(monkeypatch, free=9, until=until, warnings=("UDP receive buffer is small",))
    assert found == [Trouble.MEDIA_CORE, Trouble.DISK_LOW, Trouble.CERTIFICATE_ENDS]
