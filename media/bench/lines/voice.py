"""Speech that is spoken in the meetings: the committed voices, one after the other."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
RATE = 16_000
"""Samples a second of the voices, and of wideband PESQ."""
SENT_RATE = 48_000
"""Opus' own rate."""
FOLDER = Path(__file__).resolve().parents[3] / "tests/system/data/speech"
NAMES = ("en", "ru", "id")


def spoken() -> Samples:
    """All voices once, 16 kHz mono, −1 to 1."""
    return np.concatenate([_load(FOLDER / f"{name}.wav") for name in NAMES])


def to_send() -> npt.NDArray[np.int16]:
    """The same at :data:`SENT_RATE`, as 16-bit numbers."""
    samples = spoken()
    times = SENT_RATE // RATE
    raised = np.interp(np.arange(len(samples) * times) / times, np.arange(len(samples)), samples)
    return (raised * 32767).astype(np.int16)


def _load(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(np.float32) / 32768
