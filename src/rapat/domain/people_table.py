"""A table of people as text (CSV, RFC 4180): which columns it has, and what each line says.

What becomes of a line is decided by ``services.people_import``, which knows who is there already.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapat.domain.errors import Invalid

LINES_MAX = 10_000
"""People of one table. More at once is a matter of several files."""
COLUMNS: dict[str, frozenset[str]] = {
    "email": frozenset({"email", "e-mail", "mail", "email address", "surel", "почта", "эл. почта"}),
    "name": frozenset({"name", "full name", "display name", "nama", "имя", "фио"}),
    "role": frozenset({"role", "peran", "роль"}),
    "language": frozenset({"language", "bahasa", "язык"}),
    "time_zone": frozenset({"time zone", "time_zone", "timezone", "zona waktu", "часовой пояс"}),
}
"""Field → names under which a column of it is known; capitals do not count. Other columns are left alone."""
SEPARATORS = (",", ";", "\t")
"""Spreadsheets of different countries write different ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    number: int
    """As an editor counts, from 1; the heading is line 1."""
    cells: Mapping[str, str]
    """Field → trimmed text; an absent field has no column, an empty one was left empty."""


def read_table(text: str) -> list[Line]:
    """Read a table whose first line names the columns.

    Raises:
        Invalid: there is no column of addresses, a column stands twice, or there are too many lines.
    """
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    separator = max(SEPARATORS, key=heading.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        return _lines(reader)
    except csv.Error as error:
        raise Invalid(f"csv: line {reader.line_num} cannot be read") from error


def _lines(reader: Any) -> list[Line]:  # ``csv`` has no public name for the type of its readers
    fields = _fields(next(reader, []))
    lines: list[Line] = []
    for cells in reader:
        named = {field: cells[at].strip() for at, field in fields.items() if at < len(cells)}
        if not any(named.values()):
            continue
        if len(lines) == LINES_MAX:
            raise Invalid(f"csv: at most {LINES_MAX} people")
        lines.append(Line(reader.line_num, named))
    return lines


def _fields(heading: list[str]) -> dict[int, str]:
    """Position → field."""
    found: dict[int, str] = {}
    for at, name in enumerate(heading):
        known = " ".join(name.split()).casefold()
        field = next((field for field, names in COLUMNS.items() if known in names), None)
        if field is not None and field in found.values():
            raise Invalid(f"csv: two columns of {field}")
        if field is not None:
            found[at] = field
    if "email" not in found.values():
        raise Invalid("csv: the first line must name the columns; one of them is email")
    return found
