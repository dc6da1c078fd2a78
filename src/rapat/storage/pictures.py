"""Pictures of people, by the hash of their content: the same picture is stored once."""

from sqlalchemy import delete, insert, select

from rapat.domain.picture import Picture
from rapat.storage.database import Database
from rapat.storage.schema.people import people, pictures


class PictureRows:
    """``ports_people.Pictures`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, digest: str, picture: Picture) -> None:
        async with self._database.write() as connection:
            if await connection.scalar(select(pictures.c.digest).where(pictures.c.digest == digest)) is None:
                values = {"digest": digest, "type": picture.type, "content": picture.content}
                await connection.execute(insert(pictures).values(**values))

    async def find(self, digest: str) -> Picture | None:
        query = select(pictures.c.type, pictures.c.content).where(pictures.c.digest == digest)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return Picture(row.type, row.content) if row is not None else None

    async def drop_unused(self, digest: str) -> None:
        used = select(people.c.id).where(people.c.picture == digest).exists()
        async with self._database.write() as connection:
            await connection.execute(delete(pictures).where(pictures.c.digest == digest, ~used))
