"""Tables, verdicts and the chart out of the lines of a bench; knows nothing of how they came about."""

from collections.abc import Iterable, Sequence

from compare.results import Results, Spread
from compare.rows import CAPACITY, CHURN, LINES, STEADY, STORM, Row
from compare.run import LIMIT
from compare.servers import OURS
from compare.verdicts import verdicts

CHART_WIDTH = 48
"""Characters of the longest bar."""
LINE_PLACES = {
    "pesq": 2,
    "frozen": None,
    "freezes": 0,
    "longest_freeze_s": 2,
    "width": 0,
    "fps": 1,
    "kbps": 0,
    "down_after_s": 1,
    "up_after_s": 1,
}
"""Figures of a listener and their decimal places; None = a share."""


def document(results: Results, heading: str) -> str:
    """The figures as Markdown."""
    parts = [heading, steady_table(results), chart(results), delay_table(results)]
    parts += [
        capacity_table(results),
        storm_table(results),
        churn_table(results),
        lines_table(results),
        verdict_list(results),
    ]
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
        cells = [row.title, number(load, 0), thousands(mine), thousands(ceiling), ratio(mine, ceiling, is_share=True)]
        for peer in peers:
            theirs = results.spread(row, peer, "packets_per_cpu_second")
            cells += [thousands(theirs), ratio(mine, theirs)]
        rows.append([*cells, number(run, 2)])
    head = ["Scenario", "packets/s", "ours", "limit", "share of limit"]
    for peer in peers:
        head += [peer, f"ours / {peer}"]
    if not rows:
        return ""
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
                cells = [number(half, 2), number(tail, 2), written(lost), *(percent(core) for core in cores)]
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
                rows.append([row.title, server, written(found), number(load, 0), percent(core)])
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
                rounds, empty = (results.spread(row, server, name) for name in ("churn_rounds", "rss_empty_kib"))
                growth = results.spread(row, server, "rss_growth")
                cells = [written(each), written(rounds), number(empty, 0), percent(growth, 1)]
                rows.append([row.title, server, *cells])
    head = ["Memory", "server", "KiB per idle subscriber", "rounds", "KiB empty", "growth"]
    return table(head, rows)


def lines_table(results: Results) -> str:
    rows = []
    for row in results.rows(LINES):
        names = {name: None for server in results.servers() for run in results.good(row, server) for name in run[LINES]}
        for name in names:
            rows += [[row.title, name, server, *line_cells(results, row, server, name)] for server in results.servers()]
    head = [
        "On bad lines",
        "line",
        "server",
        "PESQ",
        "frozen",
        "freezes",
        "longest, s",
        "width",
        "pictures/s",
        "kbit/s",
    ]
    return table([*head, "smaller after, s", "usual again after, s"], [row for row in rows if set(row[3:]) != {"–"}])


def line_cells(results: Results, row: Row, server: str, name: str) -> list[str]:
    of = {figure: results.spread(row, server, LINES, name, figure) for figure in LINE_PLACES}
    return [
        percent(of[figure], 1) if places is None else written(of[figure], places)
        for figure, places in LINE_PLACES.items()
    ]


def verdict_list(results: Results) -> str:
    lines = [f"- {'met' if met else '**missed**'}: {text}" for met, text in verdicts(results)]
    lines += [f"- **failed**: {text}" for text in results.errors()]
    return "\n".join(lines)


def thousands(spread: Spread | None) -> str:
    return spread.written(times=1e-3) if spread else "–"


def written(spread: Spread | None, places: int = 0) -> str:
    return spread.written(places) if spread else "–"


def number(spread: Spread | None, places: int) -> str:
    return f"{spread.middle:,.{places}f}" if spread else "–"


def percent(spread: Spread | None, places: int = 0) -> str:
    return f"{spread.middle:.{places}%}" if spread else "–"


def ratio(mine: Spread | None, other: Spread | None, is_share: bool = False) -> str:
    if not mine or not other:
        return "–"
    value = mine.middle / other.middle
    return f"**{value:.0%}**" if is_share else f"**{value:.1f} ×**"
