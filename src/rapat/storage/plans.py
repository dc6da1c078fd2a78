"""Planned meetings with their changes and invited people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rapat.domain.calendar.edits import Edited, moves
from rapat.domain.calendar.plan import Change, Plan, PlanId, Slot, Subject, last_end
from rapat.domain.calendar.recurrence import Recurrence
from rapat.domain.ids import MeetingId, PersonId
from rapat.ports_calendar import Answer, Invitee, Series
from rapat.storage import rows
from rapat.storage.database import Database
from rapat.storage.dialect import insert_or
from rapat.storage.schema.calendar import plan_changes, plan_invitees, plans

MINUTE = "minutes"
"""Precision of local moments."""


class PlanRows:
    """``ports_calendar.Plans`` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, series: Series) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(plans).values(**_values(series.plan, series.changes)))
            await _put_changes(connection, series.plan.id, series.changes)
            await _put_invitees(connection, series.plan.id, series.invitees)

    async def find(self, plan: PlanId) -> Series | None:
        found = await self._read(select(plans).where(plans.c.id == plan))
        return found[0] if found else None

    async def of_person(self, person: PersonId, since: datetime, limit: int) -> list[Series]:
        invited = select(plan_invitees.c.plan).where(plan_invitees.c.person == person)
        query = select(plans).where(or_(plans.c.owner == person, plans.c.id.in_(invited)))
        query = query.where(plans.c.cancelled.is_(False))
        query = query.where(or_(plans.c.over_after.is_(None), plans.c.over_after > rows.when(since)))
        return await self._read(query.order_by(plans.c.id).limit(limit))

    async def of_meeting(self, meeting: MeetingId) -> list[Series]:
        return await self._read(select(plans).where(plans.c.meeting == meeting).order_by(plans.c.id))

    async def save(self, edited: Edited, before: Plan) -> bool:
        async with self._database.write() as connection:
            for plan in edited.plans:
                changes = edited.changes.get(plan.id, ())
                if plan.id == before.id:
                    same = (plans.c.id == before.id, plans.c.revision == before.revision)
                    stored = await connection.execute(update(plans).where(*same).values(**_values(plan, changes)))
                    if stored.rowcount != 1:
                        return False
                else:
                    await connection.execute(insert(plans).values(**_values(plan, changes)))
                    await _copy_invitees(connection, before.id, plan.id)
                if moves(before, plan):
                    asked = update(plan_invitees).where(plan_invitees.c.plan == plan.id)
                    await connection.execute(asked.values(answer=Answer.OPEN.value))
                await connection.execute(delete(plan_changes).where(plan_changes.c.plan == plan.id))
                await _put_changes(connection, plan.id, changes)
        return True

    async def invite(self, plan: PlanId, invitees: Sequence[Invitee]) -> None:
        mine = plan_invitees.c.plan == plan
        async with self._database.write() as connection:
            known = select(plan_invitees.c.address, plan_invitees.c.answer).where(mine)
            answers = {row.address: Answer(row.answer) for row in await connection.execute(known)}
            await connection.execute(delete(plan_invitees).where(mine))
            await _put_invitees(connection, plan, invitees, answers)

    async def answer(self, plan: PlanId, person: PersonId, answer: Answer) -> bool:
        mine = (plan_invitees.c.plan == plan, plan_invitees.c.person == person)
        async with self._database.write() as connection:
            stored = await connection.execute(update(plan_invitees).where(*mine).values(answer=answer.value))
        return stored.rowcount > 0

    async def answer_as(self, plan: PlanId, address: str, answer: Answer) -> bool:
        mine = (plan_invitees.c.plan == plan, plan_invitees.c.address == address)
        async with self._database.write() as connection:
            stored = await connection.execute(update(plan_invitees).where(*mine).values(answer=answer.value))
        return stored.rowcount > 0

    async def _read(self, query: Select[Any]) -> list[Series]:
        async with self._database.read() as connection:
            found = (await connection.execute(query)).mappings().all()
            ids = [row["id"] for row in found]
            changes = await _of_plans(connection, plan_changes, ids)
            invitees = await _of_plans(connection, plan_invitees, ids)
        return [
            Series(
                plan=_plan(row),
                changes=tuple(_change(part) for part in changes.get(row["id"], ())),
                invitees=tuple(_invitee(part) for part in invitees.get(row["id"], ())),
            )
            for row in found
        ]


async def _of_plans(connection: AsyncConnection, table: Any, ids: list[str]) -> dict[str, list[RowMapping]]:
    parts: dict[str, list[RowMapping]] = {}
    for start in range(0, len(ids), rows.PARAMETERS_MAX):
        query = select(table).where(table.c.plan.in_(ids[start : start + rows.PARAMETERS_MAX]))
        for row in (await connection.execute(query.order_by(*table.primary_key.columns))).mappings():
            parts.setdefault(row["plan"], []).append(row)
    return parts


async def _put_changes(connection: AsyncConnection, plan: PlanId, changes: Iterable[Change]) -> None:
    values = [
        {
            "plan": plan,
            "original": change.original.isoformat(timespec=MINUTE),
            "starts": change.slot.starts.isoformat(timespec=MINUTE) if change.slot is not None else None,
            "minutes": change.slot.minutes if change.slot is not None else None,
            "title": change.subject.title if change.subject is not None else None,
            "agenda": change.subject.agenda if change.subject is not None else None,
            "cancelled": change.cancelled,
            "revision": change.revision,
        }
        for change in changes
    ]
    if values:
        await connection.execute(insert(plan_changes), values)


async def _put_invitees(
    connection: AsyncConnection, plan: PlanId, invitees: Iterable[Invitee], answers: dict[str, Answer] | None = None
) -> None:
    values = [
        {
            "plan": plan,
            "address": invitee.address,
            "name": invitee.name,
            "person": invitee.person,
            "answer": (answers or {}).get(invitee.address, invitee.answer).value,
        }
        for invitee in invitees
    ]
    if values:
        await connection.execute(insert_or(connection, plan_invitees).on_conflict_do_nothing(), values)


async def _copy_invitees(connection: AsyncConnection, source: PlanId, target: PlanId) -> None:
    found = await connection.execute(select(plan_invitees).where(plan_invitees.c.plan == source))
    values = [{**row, "plan": target} for row in found.mappings()]
    if values:
        await connection.execute(insert(plan_invitees), values)


def _values(plan: Plan, changes: Iterable[Change]) -> dict[str, Any]:
    end = last_end(plan, changes)
    return {
        "id": plan.id,
        "owner": plan.owner,
        "meeting": plan.meeting,
        "title": plan.subject.title,
        "agenda": plan.subject.agenda,
        "starts": plan.slot.starts.isoformat(timespec=MINUTE),
        "minutes": plan.slot.minutes,
        "zone": plan.zone,
        "recurrence": plan.recurrence.text(plan.zone) if plan.recurrence is not None else "",
        "early_minutes": plan.early_minutes,
        "revision": plan.revision,
        "created_at": rows.when(plan.created_at),
        "cancelled": plan.cancelled,
        "over_after": rows.when(end) if end is not None else None,
    }


def _plan(row: RowMapping) -> Plan:
    return Plan(
        id=PlanId(row["id"]),
        owner=PersonId(row["owner"]),
        meeting=MeetingId(row["meeting"]),
        subject=Subject(title=row["title"], agenda=row["agenda"]),
        slot=Slot(starts=datetime.fromisoformat(row["starts"]), minutes=row["minutes"]),
        zone=row["zone"],
        recurrence=Recurrence.parse(row["recurrence"], row["zone"]) if row["recurrence"] else None,
        early_minutes=row["early_minutes"],
        revision=row["revision"],
        created_at=datetime.fromisoformat(row["created_at"]),
        cancelled=row["cancelled"],
    )


def _change(row: RowMapping) -> Change:
    moved, named = row["starts"] is not None, row["title"] is not None
    return Change(
        plan=PlanId(row["plan"]),
        original=datetime.fromisoformat(row["original"]),
        slot=Slot(starts=datetime.fromisoformat(row["starts"]), minutes=row["minutes"]) if moved else None,
        subject=Subject(title=row["title"], agenda=row["agenda"]) if named else None,
        cancelled=row["cancelled"],
        revision=row["revision"],
    )


def _invitee(row: RowMapping) -> Invitee:
    person = PersonId(row["person"]) if row["person"] else None
    return Invitee(address=row["address"], name=row["name"], person=person, answer=Answer(row["answer"]))
