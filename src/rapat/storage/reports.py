"""Reports of disturbers."""

from datetime import datetime

from sqlalchemy import insert, select, update

from rapat.domain.ids import Identity, MeetingId
from rapat.domain.report import Report
from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.door import reports


class ReportRows:
    """``ports.Reports`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, report: Report) -> None:
        values = {
            "id": report.id,
            "meeting": report.meeting,
            "reporter": report.reporter,
            "about": report.about,
            "about_name": report.about_name,
            "text": report.text,
            "reported_at": when(report.reported_at),
            "done": report.done,
        }
        async with self._database.write() as connection:
            await connection.execute(insert(reports).values(**values))

    async def open(self, limit: int) -> list[Report]:
        query = select(reports).where(reports.c.done.is_(False)).order_by(reports.c.reported_at.desc()).limit(limit)
        async with self._database.read() as connection:
            return [
                Report(
                    id=row["id"],
                    meeting=MeetingId(row["meeting"]),
                    reporter=Identity(row["reporter"]),
                    about=Identity(row["about"]),
                    about_name=row["about_name"],
                    text=row["text"],
                    reported_at=datetime.fromisoformat(row["reported_at"]),
                    done=row["done"],
                )
                for row in (await connection.execute(query)).mappings()
            ]

    async def close(self, report: str) -> bool:
        change = update(reports).where(reports.c.id == report, reports.c.done.is_(False)).values(done=True)
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1
