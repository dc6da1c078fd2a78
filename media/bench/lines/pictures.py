"""Figures of what a listener saw. Pure functions of frames; times in seconds of one clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from lines.plans import Cut

AVERAGE_OF = 30
"""Frames over which the usual distance of frames is taken (W3C webrtc-stats, freezeCount)."""
FREEZE_TIMES, FREEZE_MORE_S = 3.0, 0.15
"""A distance is a freeze from three times the usual one on, and at least this much more than it (same place)."""


@dataclass(frozen=True)
class Frame:
    """A picture that was decoded."""

    at: float
    width: int


def seen(frames: Sequence[Frame], start: float, end: float) -> dict[str, Any]:
    """How well the picture moved between ``start`` and ``end``."""
    frozen = freezes(frames, start, end)
    return {
        "frozen": sum(frozen) / (end - start),
        "freezes": len(frozen),
        "longest_freeze_s": max(frozen, default=0.0),
        "width": usual_width(frames, start, end),
        "fps": fps(frames, start, end),
    }


def steps(frames: Sequence[Frame], cut: Cut, start: float, end: float) -> dict[str, Any]:
    """How the picture followed a line that was cut; times in seconds, None = never.

    ``kept``: share of the pictures a second that still came while somebody's line was cut, 0 when they got smaller.
    """
    cut_at = start + cut.after_s
    back_at = cut_at + cut.for_s
    before, during = usual_width(frames, start, cut_at), usual_width(frames, cut_at, back_at)
    usual_fps = fps(frames, start, cut_at)
    return {
        "width_before": before,
        "width_cut": during,
        "kept": fps(frames, cut_at, back_at) / usual_fps if usual_fps and during >= before else 0.0,
        "down_after_s": until_width(frames, cut_at, back_at, range(1, before)),
        "up_after_s": until_width(frames, back_at, end, range(before, before + 1)),
    }


def freezes(frames: Sequence[Frame], start: float, end: float) -> list[float]:
    """Lengths of the freezes between ``start`` and ``end``; no frame at all is one freeze."""
    inside = [frame.at for frame in frames if start <= frame.at <= end]
    found: list[float] = []
    distances: list[float] = []
    for before, after in zip([start, *inside], [*inside, end], strict=True):
        distance = after - before
        usual = fmean(distances[-AVERAGE_OF:]) if distances else 0.0
        if distance > max(FREEZE_TIMES * usual, usual + FREEZE_MORE_S):
            found.append(distance)
        distances.append(distance)
    return found


def until_width(frames: Sequence[Frame], start: float, end: float, wanted: range) -> float | None:
    """Seconds from ``start`` to the first picture whose width is in ``wanted``; None = none before ``end``."""
    return next((frame.at - start for frame in frames if start <= frame.at <= end and frame.width in wanted), None)


def usual_width(frames: Sequence[Frame], start: float, end: float) -> int:
    """The most frequent width in that time; 0 = nothing was seen."""
    widths = [frame.width for frame in frames if start <= frame.at <= end]
    return max(set(widths), key=widths.count) if widths else 0


def fps(frames: Sequence[Frame], start: float, end: float) -> float:
    """Pictures a second."""
    return sum(start <= frame.at <= end for frame in frames) / (end - start)
