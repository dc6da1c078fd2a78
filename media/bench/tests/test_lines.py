"""Bad lines in virtual time, and what recordings say about them."""

from random import Random

import numpy as np
import pytest
from lines import hearing, pictures, voice
from lines.line import HEADERS, QUEUE_S, Line, Quality
from lines.pictures import Frame
from lines.plans import PLANS, Cut

RATE_BPS = 80_000
SIZE = 1_000 - HEADERS
"""Takes a tenth of a second at :data:`RATE_BPS`."""


def film(start: float, end: float, fps: int = 20, width: int = 640) -> list[Frame]:
    return [Frame(start + number / fps, width) for number in range(round((end - start) * fps))]


def test_a_perfect_line_passes_everything_at_once() -> None:
    line = Line(Quality(), Random(1))
    assert [line.arrival(SIZE, now) for now in (1.0, 1.0, 2.0)] == [1.0, 1.0, 2.0]


def test_a_lossy_line_loses_its_share() -> None:
    line = Line(Quality(loss=0.2, delay_s=0.5), Random(1))
    arrivals = [line.arrival(SIZE, 1.0) for _ in range(10_000)]
    assert arrivals.count(None) == pytest.approx(2_000, rel=0.05)
    assert set(arrivals) == {None, 1.5}


def test_a_narrow_line_queues_and_then_loses() -> None:
    line = Line(Quality(rate_bps=RATE_BPS * 1.001), Random(1))
    arrivals = [line.arrival(SIZE, 0.05) for _ in range(6)]
    assert arrivals[:4] == pytest.approx([0.15, 0.25, 0.35, 0.45], rel=0.01)
    assert arrivals[4:] == [None, None]
    assert line.arrival(SIZE, 0.05 + QUEUE_S) is not None


def test_a_line_that_is_wide_again_owes_nothing() -> None:
    line = Line(Quality(rate_bps=RATE_BPS), Random(1))
    line.arrival(SIZE, 0.0)
    line.quality = Quality()
    assert line.arrival(SIZE, 0.01) == 0.01


def test_speech_that_came_late_is_compared_with_itself() -> None:
    spoken = voice.spoken()
    heard = np.concatenate([spoken[-30_000:], spoken, np.zeros(2_000, np.float32), spoken[:160_000]])
    pairs = hearing.windows(heard, spoken)
    assert len(pairs) == 9
    assert all(np.allclose(said, came, atol=1e-6) for said, came in pairs)


def test_a_steady_film_never_freezes() -> None:
    assert pictures.freezes(film(0, 10), 0, 10) == []


def test_a_gap_is_a_freeze_and_a_slow_film_is_none() -> None:
    gap = [*film(0, 5), *film(5.5, 10)]
    assert pictures.freezes(gap, 0, 10) == pytest.approx([0.55])
    assert pictures.freezes(film(0, 10, fps=4), 0, 10)[1:] == []


def test_nothing_seen_is_one_freeze() -> None:
    assert pictures.freezes([], 2, 12) == [10]
    assert pictures.seen([], 2, 12)["frozen"] == 1.0


def test_a_cut_line_is_followed_down_and_up() -> None:
    frames = [*film(0, 11, width=640), *film(11, 28, width=320), *film(28, 40, width=640)]
    told = pictures.steps(frames, Cut(Quality(), after_s=10, for_s=15), 0, 40)
    assert (told["width_before"], told["width_cut"]) == (640, 320)
    assert (told["down_after_s"], told["up_after_s"]) == pytest.approx((1.0, 3.0))
    assert told["kept"] == 0.0


def test_who_has_room_keeps_the_picture() -> None:
    told = pictures.steps(film(0, 40), Cut(Quality(), after_s=10, for_s=15), 0, 40)
    assert told["kept"] == pytest.approx(1.0, abs=0.01)
    assert told["down_after_s"] is None


def test_a_cut_ends_while_the_meeting_is_judged() -> None:
    for plan in PLANS.values():
        assert plan.cut is None or plan.cut.after_s + plan.cut.for_s + 15 <= plan.seconds
