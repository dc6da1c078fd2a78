"""Tables, verdicts and the chart out of the lines of a bench; knows nothing of how they came about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from compare.rows import CAPACITY, CHURN, ROWS, STEADY, STORM, Row
from compare.run import LIMIT, Line
from compare.servers import LIVEKIT, OURS

CHART_WIDTH = 48
"""Characters of the longest bar."""


@dataclass(frozen=True)
class Spread:
    """Median and range of some runs."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    def thousands(self) -> str:
        return f"{self.least / 1e3:.0f} / **{self.middle / 1e3:.0f}** / {self.most / 1e3:.0f}"

    def plain(self) -> str:
        if self.least == self.most:
            return f"{self.middle:.0f}"
        return f"{self.least:.0f} / **{self.middle:.0f}** / {self.most:.0f}"


class Results:
    """The lines of a bench, by row and server."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)

    def rows(self, what: str) -> list[Row]:
        """Rows of that kind of which there is any line, in the table's order."""
        there = {line["row"] for line in self._lines}
        return [row for row in ROWS if row.what == what and row.key in there]

    def servers(self) -> list[str]:
        """Servers that were measured, ours first."""
        there = {line["server"] for line in self._lines} - {LIMIT, OURS}
        return [OURS, *sorted(there)]

    def values(self, row: Row, server: str, *path: str) -> list[float]:
        """A figure of all good runs; ``path`` leads to it. Empty: never measured, or every run failed."""
        found = (_at(line, path) for line in self._lines if line["row"] == row.key and line["server"] == server)
        return [float(value) for value in found if value is not None]

    def spread(self, row: Row, server: str, *path: str) -> Spread | None:
        values = self.values(row, server, *path)
        return Spread.of(values) if values else None

    def grown(self, row: Row, server: str) -> list[float]:
        """KiB that the memory of a full server grew from the second round of a churn to the last."""
        lists = [
            line["rss_full_kib"]
            for line in self._lines
            if line["row"] == row.key and line["server"] == server and "rss_full_kib" in line
        ]
        return [float(full[-1] - full[min(1, len(full) - 1)]) for full in lists if full]

    def errors(self) -> list[str]:
        return [f"{line['row']}, {line['server']}: {line['error']}" for line in self._lines if "error" in line]


def _at(line: Any, path: Sequence[str]) -> Any:
    for step in path:
        line = line.get(step) if isinstance(line, dict) else None
    return line


def verdicts(results: Results) -> list[tuple[bool, str]]:
    """Each bar that could be judged: is it met, and a sentence."""
    found = []
    for row in results.rows(STEADY) + results.rows(CAPACITY):
        figure = "capacity" if row.what == CAPACITY else "packets_per_cpu_second"
        mine, theirs, ceiling = (results.spread(row, server, figure) for server in (OURS, LIVEKIT, LIMIT))
        if mine and theirs and row.times_livekit:
            ratio = mine.middle / theirs.middle
            found.append((ratio >= row.times_livekit, f"{row.title}: {ratio:.1f} × LiveKit, bar {row.times_livekit}"))
        others = [results.spread(row, peer, figure) for peer in results.servers()[1:] if peer != LIVEKIT]
        best = max((spread.middle for spread in others if spread), default=None)
        if mine and best and row.times_best:
            ratio = mine.middle / best
            found.append((ratio >= row.times_best, f"{row.title}: {ratio:.1f} × the best other, bar {row.times_best}"))
        if mine and ceiling and row.share_of_limit:
            share = mine.middle / ceiling.middle
            text = f"{row.title}: {share:.0%} of the limit, bar {row.share_of_limit:.0%}"
            found.append((share >= row.share_of_limit, text))
        lost = sum(results.values(row, OURS, "lost") + results.values(row, OURS, "undecryptable"))
        if row.what == STEADY:
            found.append((lost == 0, f"{row.title}: {lost:.0f} packets lost or not decryptable, bar 0"))
    return found


def document(results: Results, heading: str) -> str:
    """The figures as Markdown."""
    parts = [heading, steady_table(results), chart(results), delay_table(results)]
    parts += [capacity_table(results), storm_table(results), churn_table(results), verdict_list(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines])


def steady_table(results: Results) -> str:
    peers = results.servers()[1:]
    rows = []
    for row in results.rows(STEADY):
        mine = results.spread(row, OURS, "packets_per_cpu_second")
        ceiling = results.spread(row, LIMIT, "packets_per_cpu_second")
        load = results.spread(row, OURS, "forwarded_pps")
        run = results.spread(row, OURS, "mean_run_length")
        cells = [row.title, number(load, 0), thousands(mine), thousands(ceiling), ratio(mine, ceiling, percent=True)]
        for peer in peers:
            theirs = results.spread(row, peer, "packets_per_cpu_second")
            cells += [thousands(theirs), ratio(mine, theirs)]
        rows.append([*cells, number(run, 2)])
    head = ["Scenario", "packets/s", "ours", "limit", "share of limit"]
    for peer in peers:
        head += [peer, f"ours / {peer}"]
    title = "Forwarded packets per CPU-second of the whole process, in thousands: least / **median** / most."
    return f"{title}\n\n{table([*head, 'run length'], rows)}"


def chart(results: Results) -> str:
    """Bars of the medians, as text: it reads the same in a terminal, a diff and a browser."""
    lines: list[tuple[str, str, float]] = []
    for row in results.rows(STEADY):
        for server in (*results.servers(), LIMIT):
            if spread := results.spread(row, server, "packets_per_cpu_second"):
                lines.append((row.title, server, spread.middle))
    if not lines:
        return ""
    most = max(value for _, _, value in lines)
    drawn, before = [], ""
    for title, server, value in lines:
        label = title if title != before else ""
        before = title
        bar = "█" * max(1, round(value / most * CHART_WIDTH))
        drawn.append(f"{label:28.28} {server:9} {bar} {value / 1e3:.0f} k")
    return "```text\n" + "\n".join(drawn) + "\n```"


def delay_table(results: Results) -> str:
    rows = []
    for row in results.rows(STEADY):
        for server in results.servers():
            half, tail = (results.spread(row, server, "added_delay_ms", p) for p in ("p50", "p99"))
            cores = [results.spread(row, server, f"{who}_cpu_share") for who in ("server", "generator")]
            foreign = results.spread(row, server, "foreign_cores")
            memory = results.spread(row, server, "rss_per_subscriber_kib")
            lost = results.spread(row, server, "lost")
            if half and tail:
                cells = [number(half, 2), number(tail, 2), plain(lost), *(ratio_text(core) for core in cores)]
                rows.append([row.title, server, *cells, number(foreign, 2), number(memory, 0)])
    head = ["Scenario", "server", "delay p50, ms", "p99, ms", "lost", "server's core", "generator's core"]
    return table([*head, "cores busy with others", "KiB per receiver"], rows)


def capacity_table(results: Results) -> str:
    rows = []
    for row in results.rows(CAPACITY):
        for server in results.servers():
            if found := results.spread(row, server, "capacity"):
                load = results.spread(row, server, "forwarded_pps")
                core = results.spread(row, server, "server_cpu_share")
                rows.append([row.title, server, plain(found), number(load, 0), ratio_text(core)])
    title = "Highest load without loss and with p99 of the added delay at or below 15 ms."
    drawn = table(["Capacity of one core", "server", "carried", "packets/s", "server's core then"], rows)
    return f"{title}\n\n{drawn}" if drawn else ""


def storm_table(results: Results) -> str:
    rows = []
    for row in results.rows(STORM):
        for server in results.servers():
            if cost := results.spread(row, server, "cpu_ms_per_join"):
                half, most = (results.spread(row, server, "picture_ms", p) for p in ("p50", "p95"))
                seconds = results.spread(row, server, "seconds")
                rows.append([row.title, server, number(cost, 1), number(half, 0), number(most, 0), number(seconds, 2)])
    head = ["Joins", "server", "CPU ms a join", "first decodable picture p50, ms", "p95, ms", "all in, s"]
    return table(head, rows)


def churn_table(results: Results) -> str:
    rows = []
    for row in results.rows(CHURN):
        for server in results.servers():
            if each := results.spread(row, server, "rss_per_idle_subscriber_kib"):
                full = results.spread(row, server, "churn_rounds")
                last = [results.values(row, server, "rss_empty_kib"), results.grown(row, server)]
                rows.append([row.title, server, plain(each), plain(full), *(f"{v[0]:.0f}" if v else "–" for v in last)])
    head = ["Memory", "server", "KiB per idle subscriber", "rounds", "KiB empty", "KiB grown from second to last round"]
    return table(head, rows)


def verdict_list(results: Results) -> str:
    lines = [f"- {'met' if met else '**missed**'}: {text}" for met, text in verdicts(results)]
    lines += [f"- **failed**: {text}" for text in results.errors()]
    return "\n".join(lines)


def thousands(spread: Spread | None) -> str:
    return spread.thousands() if spread else "–"


def plain(spread: Spread | None) -> str:
    return spread.plain() if spread else "–"


def number(spread: Spread | None, places: int) -> str:
    return f"{spread.middle:,.{places}f}" if spread else "–"


def ratio_text(spread: Spread | None) -> str:
    return f"{spread.middle:.0%}" if spread else "–"


def ratio(mine: Spread | None, other: Spread | None, percent: bool = False) -> str:
    if not mine or not other:
        return "–"
    value = mine.middle / other.middle
    return f"**{value:.0%}**" if percent else f"**{value:.1f} ×**"
