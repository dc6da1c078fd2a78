"""The activity log."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from rapat.domain.activity import Act, Activity, Wanted
from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.administration import activities


class ActivityRows:
    """``ports_admin.Activities`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: Activity) -> None:
        values = {
            "id": entry.id,
            "at": when(entry.at),
            "actor": entry.actor,
            "act": entry.act.value,
            "about": entry.about,
            "address": entry.address,
        }
        async with self._database.write() as connection:
            await connection.execute(insert(activities).values(**values))

    async def page(self, before: str, limit: int, wanted: Wanted) -> list[Activity]:
        query = select(activities).order_by(activities.c.id.desc()).limit(limit)
        if before:
            query = query.where(activities.c.id < before)
        if wanted.acts:
            query = query.where(activities.c.act.in_([act.value for act in wanted.acts]))
        if wanted.actor:
            query = query.where(activities.c.actor == wanted.actor)
        if wanted.since is not None:
            query = query.where(activities.c.at >= when(wanted.since))
        if wanted.until is not None:
            query = query.where(activities.c.at < when(wanted.until))
        async with self._database.read() as connection:
            return [
                Activity(
                    id=row["id"],
                    at=datetime.fromisoformat(row["at"]),
                    actor=row["actor"],
                    act=Act(row["act"]),
                    about=row["about"],
                    address=row["address"],
                )
                for row in (await connection.execute(query)).mappings()
            ]

    async def forget(self, before: datetime) -> int:
        async with self._database.write() as connection:
            return (await connection.execute(delete(activities).where(activities.c.at < when(before)))).rowcount
