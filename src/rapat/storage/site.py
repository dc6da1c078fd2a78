"""Settings of the site, and its logo."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from rapat.domain.picture import Picture
from rapat.storage.database import Database
from rapat.storage.schema.site import site_logos, site_settings


class SiteRows:
    """``ports_admin.SiteRecords`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, subject: str) -> Mapping[str, Any] | None:
        query = select(site_settings.c.value).where(site_settings.c.subject == subject)
        async with self._database.read() as connection:
            value = await connection.scalar(query)
        if value is None:
            return None
        known: dict[str, Any] = json.loads(value)
        return known

    async def write(self, subject: str, value: Mapping[str, Any]) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(site_settings).where(site_settings.c.subject == subject))
            await connection.execute(insert(site_settings).values(subject=subject, value=json.dumps(value)))

    async def logo(self, digest: str) -> Picture | None:
        query = select(site_logos.c.type, site_logos.c.content).where(site_logos.c.digest == digest)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return Picture(row.type, row.content) if row is not None else None

    async def set_logo(self, digest: str, picture: Picture | None) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(site_logos))
            if picture is not None:
                values = {"digest": digest, "type": picture.type, "content": picture.content}
                await connection.execute(insert(site_logos).values(**values))
