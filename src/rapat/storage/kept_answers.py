"""Answers that are given again; sealed, so that they tell nothing here."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from rapat.storage.database import Database
from rapat.storage.rows import when
from rapat.storage.schema.repeats import kept_answers


class KeptAnswerRows:
    """``ports_programs.KeptAnswers`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, request: str, since: datetime) -> bytes | None:
        mine = (kept_answers.c.id == request, kept_answers.c.at >= when(since))
        async with self._database.read() as connection:
            found: bytes | None = await connection.scalar(select(kept_answers.c.answer).where(*mine))
        return found

    async def put(self, request: str, answer: bytes, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(kept_answers).where(kept_answers.c.id == request))
            await connection.execute(insert(kept_answers).values(id=request, answer=answer, at=when(now)))

    async def forget(self, before: datetime, most: int) -> None:
        oldest_kept = select(kept_answers.c.at).order_by(kept_answers.c.at.desc()).offset(most - 1).limit(1)
        async with self._database.write() as connection:
            await connection.execute(delete(kept_answers).where(kept_answers.c.at < when(before)))
            bound = await connection.scalar(oldest_kept)
            if bound is not None:
                await connection.execute(delete(kept_answers).where(kept_answers.c.at < bound))
