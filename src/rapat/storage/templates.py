"""Templates of meetings."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from rapat.domain.calendar.plan import Subject
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.ids import PersonId
from rapat.domain.template import Template, TemplateId
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.schema.templates import templates


class TemplateRows:
    """``ports_calendar.Templates`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, template: Template) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(templates).values(**_values(template)))

    async def find(self, template: TemplateId) -> Template | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(templates).where(templates.c.id == template))).mappings().first()
        return _template(row) if row is not None else None

    async def of(self, owner: PersonId | None) -> list[Template]:
        whose = templates.c.owner.is_(None) if owner is None else templates.c.owner == owner
        query = select(templates).where(whose).order_by(templates.c.created_at, templates.c.id)
        async with self._database.read() as connection:
            return [_template(row) for row in (await connection.execute(query)).mappings()]

    async def change(self, template: Template) -> bool:
        same = update(templates).where(templates.c.id == template.id)
        async with self._database.write() as connection:
            return (await connection.execute(same.values(**_values(template)))).rowcount == 1

    async def delete(self, template: TemplateId) -> bool:
        async with self._database.write() as connection:
            return (await connection.execute(delete(templates).where(templates.c.id == template))).rowcount == 1


def _values(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "owner": template.owner,
        "name": template.name,
        "title": template.subject.title,
        "agenda": template.subject.agenda,
        "minutes": template.minutes,
        "early_minutes": template.early_minutes,
        "entry": template.rules.entry.value,
        "others": template.rules.others.value,
        "asks_pin": template.asks_pin,
        "places": template.rules.places,
        "longest": template.rules.minutes,
        "off": rows.words(template.rules.off),
        "created_at": rows.when(template.created_at),
    }


def _template(row: RowMapping) -> Template:
    return Template(
        id=TemplateId(row["id"]),
        owner=PersonId(row["owner"]) if row["owner"] is not None else None,
        name=row["name"],
        subject=Subject(title=row["title"], agenda=row["agenda"]),
        minutes=row["minutes"],
        early_minutes=row["early_minutes"],
        rules=Rules(
            entry=Entry(row["entry"]),
            others=Others(row["others"]),
            places=row["places"],
            off=rows.rights(row["off"]),
            minutes=row["longest"],
        ),
        asks_pin=row["asks_pin"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )
