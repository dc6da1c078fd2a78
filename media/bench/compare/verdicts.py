"""Which bars are met. What was not measured is not judged; a figure that never came about is a missed bar."""

from collections.abc import Iterator
from statistics import median

from compare.results import Results
from compare.rows import CAPACITY, KINDS, STEADY, Row
from compare.run import LIMIT
from compare.servers import LIVEKIT, OURS

DELAY_P99_MS = 3.0
"""Of the added delay at the loads of the peer; a frame every 33 ms leaves room for ten times as much."""

Verdict = tuple[bool, str]
"""Is it met, and a sentence."""


def verdicts(results: Results) -> list[Verdict]:
    """Each bar that could be judged, in the order of the rows."""
    found: list[Verdict] = []
    for row in results.rows(*KINDS):
        if row.what in (STEADY, CAPACITY):
            found += ratios(results, row)
        if row.what == STEADY:
            found += [*delays(results, row), *losses(results, row)]
        found += bars(results, row)
    return found


def ratios(results: Results, row: Row) -> Iterator[Verdict]:
    """Beside LiveKit, the best of the other peers, and the limit."""
    figure = "capacity" if row.what == CAPACITY else "packets_per_cpu_second"
    mine, theirs, ceiling = (results.spread(row, server, figure) for server in (OURS, LIVEKIT, LIMIT))
    others = [results.spread(row, peer, figure) for peer in results.servers()[1:] if peer != LIVEKIT]
    best = max((spread.middle for spread in others if spread), default=None)
    if mine and theirs and row.times_livekit:
        ratio = mine.middle / theirs.middle
        yield ratio >= row.times_livekit, f"{row.title}: {ratio:.1f} × LiveKit, bar {row.times_livekit}"
    if mine and best and row.times_best:
        ratio = mine.middle / best
        yield ratio >= row.times_best, f"{row.title}: {ratio:.1f} × the best other, bar {row.times_best}"
    if mine and ceiling and row.share_of_limit:
        share = mine.middle / ceiling.middle
        yield share >= row.share_of_limit, f"{row.title}: {share:.0%} of the limit, bar {row.share_of_limit:.0%}"


def delays(results: Results, row: Row) -> Iterator[Verdict]:
    """Beside LiveKit at the same load."""
    half, theirs = (results.spread(row, server, "added_delay_ms", "p50") for server in (OURS, LIVEKIT))
    tail = results.spread(row, OURS, "added_delay_ms", "p99")
    if half and tail and theirs:
        text = f"{row.title}: added delay p50 {half.middle:.2f} ms, LiveKit's {theirs.middle:.2f}"
        yield half.middle <= theirs.middle, text
        text = f"{row.title}: added delay p99 {tail.middle:.2f} ms, bar {DELAY_P99_MS}"
        yield tail.middle <= DELAY_P99_MS, text


def losses(results: Results, row: Row) -> Iterator[Verdict]:
    """In any run."""
    if results.good(row, OURS):
        lost = sum(results.values(row, OURS, "lost") + results.values(row, OURS, "undecryptable"))
        yield lost == 0, f"{row.title}: {lost:.0f} packets lost or not decryptable, bar 0"


def bars(results: Results, row: Row) -> Iterator[Verdict]:
    """The row's own, by the median of our runs. A run without the figure counts as the worst."""
    runs = results.good(row, OURS)
    for bar in row.bars if runs else ():
        values = results.values(row, OURS, *bar.path)
        worst = [bar.worst] * (len(runs) - len(values))
        value = median([*values, *worst])
        met = value >= bar.bound if bar.is_least else value <= bar.bound
        said = "never" if value == bar.worst else bar.unit.format(value)
        yield met, f"{row.title}: {bar.name} {said}, bar {bar.unit.format(bar.bound)}"
