"""The lines of a bench by row and server, and what some runs of one figure have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from compare.rows import ROWS, Row
from compare.run import LIMIT, Line
from compare.servers import OURS


@dataclass(frozen=True)
class Spread:
    """Median and range of some runs."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    def written(self, places: int = 0, times: float = 1.0) -> str:
        """Least / **median** / most, or one number where they are the same."""
        texts = [f"{value * times:,.{places}f}" for value in (self.least, self.middle, self.most)]
        return texts[1] if texts[0] == texts[2] else f"{texts[0]} / **{texts[1]}** / {texts[2]}"


class Results:
    """The lines of a bench, by row and server."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)

    def rows(self, *kinds: str) -> list[Row]:
        """Rows of those kinds of which there is any line, in the table's order."""
        there = {line["row"] for line in self._lines}
        return [row for row in ROWS if row.what in kinds and row.key in there]

    def servers(self) -> list[str]:
        """Servers that were measured, ours first."""
        there = {line["server"] for line in self._lines} - {LIMIT, OURS}
        return [OURS, *sorted(there)]

    def good(self, row: Row, server: str) -> list[Line]:
        """Runs that did not fail."""
        mine = (line for line in self._lines if line["row"] == row.key and line["server"] == server)
        return [line for line in mine if "error" not in line]

    def values(self, row: Row, server: str, *path: str) -> list[float]:
        """A figure of all good runs; ``path`` leads to it. Empty: never measured, or every run failed."""
        found = (_at(line, path) for line in self.good(row, server))
        return [float(value) for value in found if value is not None]

    def spread(self, row: Row, server: str, *path: str) -> Spread | None:
        values = self.values(row, server, *path)
        return Spread.of(values) if values else None

    def errors(self) -> list[str]:
        return [f"{line['row']}, {line['server']}: {line['error']}" for line in self._lines if "error" in line]


def _at(line: Any, path: Sequence[str]) -> Any:
    for step in path:
        line = line.get(step) if isinstance(line, dict) else None
    return line
