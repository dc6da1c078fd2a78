"""What was spoken beside what was heard of it. Pure functions of 16 kHz samples."""

import numpy as np

from lines.voice import RATE, Samples

WINDOW = int(3.2 * RATE)
"""Samples that are judged together: long enough for PESQ, short enough that a jitter buffer's drift stays in it."""
SEARCH = int(0.5 * RATE)
"""A window is looked for so far around where the one before lay: a jitter buffer grows by less."""


def windows(heard: Samples, spoken: Samples) -> list[tuple[Samples, Samples]]:
    """Each window of ``spoken`` (which repeats) that lies wholly in ``heard``, beside what was heard of it."""
    first = int(np.argmax(_likeness(heard[: len(spoken) + WINDOW], spoken[:WINDOW])))
    found, late = [], 0
    for begins in range(first - len(spoken), len(heard), len(spoken)):
        for at in range(0, len(spoken) - WINDOW + 1, WINDOW):
            expected = begins + at + late
            if expected < 0 or expected + WINDOW > len(heard):
                continue
            window, lo = spoken[at : at + WINDOW], max(0, expected - SEARCH)
            lies = lo + int(np.argmax(_likeness(heard[lo : expected + SEARCH + WINDOW], window)))
            late = lies - begins - at
            found.append((window, heard[lies : lies + WINDOW]))
    return found


def _likeness(heard: Samples, window: Samples) -> Samples:
    """Correlation at each place where ``window`` fits into ``heard``."""
    size = len(heard) + len(window)
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(window, size))
    likeness: Samples = np.fft.irfft(product, size)[: max(1, len(heard) - len(window) + 1)].astype(np.float32)
    return likeness
