"""Many people at once from a table: first what would happen to each line, then, if wanted, that very thing.

Applying the same table twice changes nothing the second time. Nobody is disabled or removed by a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapat.domain import people as rules
from rapat.domain.errors import Invalid, RapatError, Refused
from rapat.domain.people import Person, SiteRight
from rapat.domain.people_table import Line, read_table
from rapat.ports import Store
from rapat.services.account_links import AccountLinkService, MadeLink
from rapat.services.people import NewPerson, PeopleService, PersonChange


class Outcome(StrEnum):
    """What a line does."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    """Everything is as the line says."""
    ERROR = "error"
    """The line is left out; ``LineResult.problem`` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineResult:
    """What one line does, or has done."""

    line: int
    outcome: Outcome
    email: str
    name: str
    changes: Sequence[str] = ()
    """Fields that an update changes."""
    problem: str = ""
    """Which field is wrong, or ``refused``, ``twice``."""
    before: Person | None = None
    after: Person | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What the table does, line by line; ``links`` are of the people who were created."""

    lines: Sequence[LineResult]
    links: Sequence[MadeLink] = ()


class PeopleImport:
    """Tables of people."""

    def __init__(self, store: Store, people: PeopleService, links: AccountLinkService) -> None:
        self._store = store
        self._people = people
        self._links = links

    async def preview(self, actor: Person, table: str) -> ImportResult:
        """What the table would do; nothing is changed.

        Raises:
            Refused: the actor may not manage people. Invalid: it is no table of people.
        """
        rules.demand_site(actor, SiteRight.MANAGE_PEOPLE)
        return ImportResult(await self._judge(actor, read_table(table)))

    async def apply(self, actor: Person, table: str, *, mailed: bool) -> ImportResult:
        """Do it; lines with errors are left out.

        Args:
            actor: who does it.
            table: CSV with a heading.
            mailed: send those created their invitation, where mail is set.

        Raises:
            As ``preview``.
        """
        lines = (await self.preview(actor, table)).lines
        created = [line.after for line in lines if line.outcome is Outcome.CREATE and line.after is not None]
        await self._store.people.add_many(created)
        for line in lines:
            if line.outcome is Outcome.UPDATE and line.before is not None and line.after is not None:
                await self._store.people.change(line.before, line.after)
        there = await self._store.people.by_emails([person.email for person in created])
        mine = [person for person in created if there.get(person.email) == person]
        return ImportResult(lines, await self._links.for_people(mine, mailed=mailed))

    async def _judge(self, actor: Person, lines: Sequence[Line]) -> list[LineResult]:
        addresses = [_address(line) for line in lines]
        known = await self._store.people.by_emails(sorted({address for address in addresses if address}))
        judged: list[LineResult] = []
        seen: set[str] = set()
        for line, address in zip(lines, addresses, strict=True):
            if address and address in seen:
                judged.append(_error(line, "twice"))
            else:
                judged.append(self._judge_one(actor, line, known.get(address)))
            seen.add(address)
        return judged

    def _judge_one(self, actor: Person, line: Line, known: Person | None) -> LineResult:
        filled = {field: text for field, text in line.cells.items() if text}
        if "role" in filled:
            filled["role"] = filled["role"].lower()
        try:
            return self._created(actor, line, filled) if known is None else self._updated(actor, line, filled, known)
        except Invalid as error:
            return _error(line, error.detail.partition(":")[0])
        except RapatError:
            return _error(line, Refused.code)

    def _created(self, actor: Person, line: Line, filled: Mapping[str, str]) -> LineResult:
        person = self._people.new_person(NewPerson(**{"email": "", **filled}))
        rules.demand_to_give(actor, person.role)
        return LineResult(line=line.number, outcome=Outcome.CREATE, email=person.email, name=person.name, after=person)

    def _updated(self, actor: Person, line: Line, filled: Mapping[str, str], known: Person) -> LineResult:
        wish = {field: text for field, text in filled.items() if field != "email"}
        after = self._people.changed(known, PersonChange(**wish))  # type: ignore[arg-type]  # texts alone, by field
        changes = [field for field in wish if getattr(after, field) != getattr(known, field)]
        if changes:
            rules.demand_over_person(actor, known)
            if after.role is not known.role:
                _not_the_owner(known)
                rules.demand_to_give(actor, after.role)
        return LineResult(
            line=line.number,
            outcome=Outcome.UPDATE if changes else Outcome.SAME,
            email=known.email,
            name=after.name,
            changes=changes,
            before=known,
            after=after,
        )


def _not_the_owner(known: Person) -> None:
    """A table may make owners but not unmake them: the last one could be among them."""
    if known.role is rules.SiteRole.OWNER:
        raise Refused("owners are changed one by one")


def _address(line: Line) -> str:
    """The line's address; empty = it has none that can be one."""
    try:
        return rules.email_address(line.cells.get("email", ""))
    except Invalid:
        return ""


def _error(line: Line, problem: str) -> LineResult:
    return LineResult(
        line=line.number,
        outcome=Outcome.ERROR,
        email=line.cells.get("email", ""),
        name=line.cells.get("name", ""),
        problem=problem,
    )
