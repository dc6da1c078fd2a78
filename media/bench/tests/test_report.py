"""The report: ratios of medians, bars, what is missing said."""

from typing import Any

import pytest
from compare import report, servers, verdicts
from compare.results import Results


def line(server: str, value: float, **more: Any) -> dict[str, Any]:
    return {"row": "video-1x50", "server": server, "packets_per_cpu_second": value, "lost": 0, **more}


def results(*lines: dict[str, Any]) -> Results:
    return Results(lines)


def test_a_bar_is_judged_by_medians_of_the_same_bench() -> None:
    met = verdicts.verdicts(
        results(
            line("rapat", 300_000),
            line("rapat", 600_000),
            line("rapat", 900_000),
            line("livekit", 100_000),
            line("galene", 200_000),
            line("limit", 1_000_000),
        )
    )
    assert met == [
        (True, "video 1→50: 6.0 × LiveKit, bar 5.0"),
        (True, "video 1→50: 3.0 × the best other, bar 1.5"),
        (True, "video 1→50: 60% of the limit, bar 50%"),
        (True, "video 1→50: 0 packets lost or not decryptable, bar 0"),
    ]


def test_a_lost_packet_is_a_missed_bar() -> None:
    (met, text), *_ = verdicts.verdicts(results(line("rapat", 1, lost=2)))
    assert not met
    assert "2 packets lost" in text


def test_a_failed_run_is_told_and_counts_for_nothing() -> None:
    text = report.document(
        results(line("rapat", 5_000), {"row": "video-1x50", "server": "livekit", "error": "gone"}), ""
    )
    assert "video-1x50, livekit: gone" in text
    assert "| video 1→50 | – | 5 |" in text


def test_a_row_has_bars_of_its_own() -> None:
    storm = {"row": "storm-20", "server": "rapat", "cpu_ms_per_join": 4.0, "picture_ms": {"p50": 100, "p95": 180}}
    assert verdicts.verdicts(results(storm)) == [
        (True, "100 join, 20 a second: CPU of a join 4.0 ms, bar 5.0 ms"),
        (False, "100 join, 20 a second: p95 to the first decodable picture 180 ms, bar 170 ms"),
    ]


def test_a_figure_that_never_came_about_is_a_missed_bar() -> None:
    cut = {"down_after_s": 1.0, "longest_freeze_s": 0.2, "up_after_s": None}
    lines = {"cut": cut, **{f"other {number}": {"kept": 1.0} for number in (1, 2, 3)}}
    found = verdicts.verdicts(results({"row": "lines-squeeze", "server": "rapat", "lines": lines}))
    assert [text for met, text in found if not met] == [
        "one of four cut to 250 kbit/s: usual picture again after never, bar 15.0 s"
    ]


def test_delays_are_judged_beside_livekit_alone() -> None:
    def with_delay(server: str, half: float, tail: float) -> dict[str, Any]:
        return line(server, 1, added_delay_ms={"p50": half, "p99": tail})

    assert not any("delay" in text for _, text in verdicts.verdicts(results(with_delay("rapat", 1, 9))))
    both = verdicts.verdicts(results(with_delay("rapat", 1.0, 9.0), with_delay("livekit", 2.0, 9.0)))
    assert (True, "video 1→50: added delay p50 1.00 ms, LiveKit's 2.00") in both
    assert (False, "video 1→50: added delay p99 9.00 ms, bar 3.0") in both


def test_what_a_listener_got_is_a_line_of_its_own() -> None:
    figures = {"pesq": 3.5, "frozen": 0.031, "freezes": 2, "longest_freeze_s": 0.4, "width": 640, "fps": 23.5}
    text = report.document(results({"row": "lines-video", "server": "rapat", "lines": {"20 %": figures}}), "")
    assert "| speech and video on lossy lines of 100 ms | 20 % | rapat | 3.50 | 3.1% | 2 | 0.40 | 640 | 23.5 |" in text


def test_a_peer_that_nobody_named_is_told_as_absent() -> None:
    found, absent = servers.present({})
    assert not found
    assert absent == [
        "livekit is not measured: LIVEKIT names no binary",
        "galene is not measured: GALENE names no binary",
        "janus is not measured: JANUS names no binary",
    ]


@pytest.mark.parametrize("path", ["/nonexistent/livekit", "/etc"])
def test_a_path_that_is_no_program_is_told(path: str) -> None:
    found, absent = servers.present({"LIVEKIT": path})
    assert not found
    assert f"livekit is not measured: {path} is no program" in absent
