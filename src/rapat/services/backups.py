"""Backup now: for administrators, beside the running server."""

import asyncio
from datetime import timedelta
from pathlib import Path

import structlog

from rapat.domain.activity import Act
from rapat.domain.errors import BackupMissing, BackupRunning, BackupUnwritten, Invalid
from rapat.domain.people import Person, SiteRight, demand_site
from rapat.ports import Clock
from rapat.ports_admin import BackupFailed, BackupFile, BackupShelf
from rapat.services.administration import AdministrationService

PASSPHRASE_MIN = 12
"""Characters: the file holds every password hash and key of the site, and may be tried at leisure."""
PASSPHRASE_MAX = 1_000
"""Characters: a sentence fits many times."""
ONCE_LIFE = timedelta(hours=1)
"""How long a backup waits to be downloaded: longer fills the disk, shorter fails on a thin line."""
log = structlog.get_logger("rapat.backup")


class BackupService:
    """Every method but ``tend`` demands the right first and raises ``Refused`` without it."""

    def __init__(self, shelf: BackupShelf, clock: Clock, administration: AdministrationService) -> None:
        self._shelf = shelf
        self._clock = clock
        self._administration = administration
        self._making = asyncio.Lock()

    async def make(self, me: Person, passphrase: str, *, keep: bool, address: str) -> BackupFile:
        """Write everything into one encrypted file; meetings go on meanwhile.

        Raises:
            Invalid: the passphrase; BackupRunning: one at a time; BackupUnwritten: no space, or no database.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        if not PASSPHRASE_MIN <= len(passphrase) <= PASSPHRASE_MAX:
            raise Invalid(f"passphrase: {PASSPHRASE_MIN} to {PASSPHRASE_MAX} characters")
        if self._making.locked():
            raise BackupRunning("another backup is being made; wait for it")
        async with self._making:
            try:
                made = await self._shelf.make(passphrase, keep=keep, now=self._clock.now())
            except BackupFailed as error:
                log.error("backup_failed", error=str(error))
                raise BackupUnwritten("look at free space and rights of the data directory") from error
        await self._administration.note(me, Act.BACKUP_MADE, "", address)
        return made

    async def all(self, me: Person) -> list[BackupFile]:
        """What lies on the box, newest first."""
        demand_site(me, SiteRight.MANAGE_SITE)
        return await self._shelf.all()

    async def take(self, me: Person, name: str, address: str) -> Path:
        """Where the file lies; call ``taken`` when it was sent.

        Raises:
            BackupMissing.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        path = self._shelf.path(name)
        if path is None:
            raise BackupMissing("no backup has this name")
        await self._administration.note(me, Act.BACKUP_TAKEN, "", address)
        return path

    async def taken(self, name: str) -> None:
        """It was sent to its end: one that was not to be kept goes."""
        for one in await self._shelf.all():
            if one.name == name and not one.kept:
                await self._shelf.delete(name)

    async def delete(self, me: Person, name: str, address: str) -> None:
        """Delete one.

        Raises:
            BackupMissing.
        """
        demand_site(me, SiteRight.MANAGE_SITE)
        if not await self._shelf.delete(name):
            raise BackupMissing("no backup has this name")
        await self._administration.note(me, Act.BACKUP_DELETED, "", address)

    async def tend(self) -> None:
        """Delete what was made to be downloaded and was not; called now and then."""
        for one in await self._shelf.all():
            if not one.kept and self._clock.now() - one.made_at > ONCE_LIFE:
                await self._shelf.delete(one.name)
