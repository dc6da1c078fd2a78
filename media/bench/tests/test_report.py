"""The report: ratios of medians, bars, what is missing said."""

from typing import Any

import pytest
from compare import report, servers


def line(server: str, value: float, **more: Any) -> dict[str, Any]:
    return {"row": "video-1x50", "server": server, "packets_per_cpu_second": value, "lost": 0, **more}


def results(*lines: dict[str, Any]) -> report.Results:
    return report.Results(lines)


def test_a_bar_is_judged_by_medians_of_the_same_bench() -> None:
    met = report.verdicts(
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
    (met, text), *_ = report.verdicts(results(line("rapat", 1, lost=2)))
    assert not met
    assert "2 packets lost" in text


def test_a_failed_run_is_told_and_counts_for_nothing() -> None:
    text = report.document(
        results(line("rapat", 5_000), {"row": "video-1x50", "server": "livekit", "error": "gone"}), ""
    )
    assert "video-1x50, livekit: gone" in text
    assert "| video 1→50 | – | 5 / **5** / 5 |" in text


def test_growth_is_counted_from_the_second_round_on() -> None:
    churn = {
        "row": "churn",
        "server": "rapat",
        "rss_per_idle_subscriber_kib": 120,
        "rss_empty_kib": 50,
        "churn_rounds": 3,
    }
    text = report.document(results({**churn, "rss_full_kib": [100, 130, 135]}), "")
    assert "| 50 leave and come again | rapat | 120 | 3 | 50 | 5 |" in text


def test_a_peer_that_nobody_named_is_told_as_absent() -> None:
    found, absent = servers.present({})
    assert not found
    assert absent == [
        "livekit is not measured: LIVEKIT names no binary",
        "galene is not measured: GALENE names no binary",
    ]


@pytest.mark.parametrize("path", ["/nonexistent/livekit", "/etc"])
def test_a_path_that_is_no_program_is_told(path: str) -> None:
    found, absent = servers.present({"LIVEKIT": path})
    assert not found
    assert f"livekit is not measured: {path} is no program" in absent
