"""Is this sound that speech? Compares the shape of the sound over time and frequency, not the volume.

Opus, a jitter buffer and a browser's voice processing change the samples; what stays is the pattern of
energy in bands of frequency. Two recordings of the same words correlate far above two of different words.
"""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
RATE = 16_000
WINDOW, STEP = 400, 160  # samples: 25 ms windows each 10 ms
BANDS = 24
FOLDER = Path(__file__).parent / "data" / "speech"
VOICES = ("en", "ru", "id")


def load(voice: str) -> Samples:
    """Mono samples of a committed voice, 16 kHz, −1 to 1."""
    with wave.open(str(FOLDER / f"{voice}.wav")) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16).astype(np.float32) / 32768


def write_48k(voice: str, path: Path) -> Path:
    """The voice as a 48 kHz file, the rate of Chromium's fake microphone."""
    samples = load(voice)
    raised = np.interp(np.arange(len(samples) * 3) / 3, np.arange(len(samples)), samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((raised * 32767).astype(np.int16).tobytes())
    return path


def pattern(samples: Samples) -> npt.NDArray[np.float64]:
    """Log energy, frames × bands, each band centred."""
    count = max(0, (len(samples) - WINDOW) // STEP + 1)
    frames = np.stack([samples[at * STEP : at * STEP + WINDOW] for at in range(count)]) * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(frames, 512)) ** 2
    edges = np.geomspace(120, 4000, BANDS + 1) / RATE * 512
    bands = np.stack(
        [
            power[:, int(low) : max(int(low) + 1, int(high))].sum(axis=1)
            for low, high in zip(edges, edges[1:], strict=False)
        ],
        axis=1,
    )
    logs = np.log(bands + 1e-6)
    result: npt.NDArray[np.float64] = logs - logs.mean(axis=0)
    return result


def likeness(heard: Samples, voice: str, seconds: float = 2.5) -> float:
    """Best correlation (−1 to 1) of any ``seconds`` of ``heard`` with the looped voice."""
    reference = pattern(np.tile(load(voice), 2))
    whole = pattern(heard)
    length = int(seconds * RATE / STEP)
    best = -1.0
    for start in range(0, max(1, len(whole) - length), length // 2):
        piece = whole[start : start + length]
        if len(piece) < length or np.abs(heard[start * STEP : (start + length) * STEP]).max() < 0.005:
            continue
        best = max(best, _best_match(piece - piece.mean(), reference))
    return best


def _best_match(piece: npt.NDArray[np.float64], reference: npt.NDArray[np.float64]) -> float:
    best = -1.0
    norm = np.linalg.norm(piece)
    for at in range(len(reference) - len(piece)):
        part = reference[at : at + len(piece)]
        part = part - part.mean()
        size = norm * np.linalg.norm(part)
        if size > 0:
            best = max(best, float((piece * part).sum() / size))
    return best


def recognise(heard: Samples) -> tuple[str, float, float]:
    """The likeliest voice, its likeness, and the likeness of the runner-up."""
    ranked = sorted(((likeness(heard, voice), voice) for voice in VOICES), reverse=True)
    return ranked[0][1], ranked[0][0], ranked[1][0]


RECORD_REMOTE = """
async (seconds) => {
  const streams = [...document.querySelectorAll('audio')]
    .map((element) => element.srcObject)
    .filter((stream) => stream && stream.getAudioTracks().length);
  const context = new AudioContext({ sampleRate: 16000 });
  await context.resume();
  const record = (stream) => new Promise((resolve) => {
    const source = context.createMediaStreamSource(stream);
    const tap = context.createScriptProcessor(4096, 1, 1);
    const pieces = [];
    tap.onaudioprocess = (event) => {
      pieces.push(new Float32Array(event.inputBuffer.getChannelData(0)));
      if (pieces.length * 4096 < seconds * 16000) return;
      tap.onaudioprocess = null;
      source.disconnect();
      tap.disconnect();
      resolve(pieces);
    };
    source.connect(tap); tap.connect(context.destination);
  });
  const all = await Promise.all(streams.map(record));
  await context.close();
  return all.map((pieces) => {
    const joined = new Int16Array(pieces.length * 4096);
    pieces.forEach((piece, at) => piece.forEach((value, index) => {
      joined[at * 4096 + index] = Math.max(-1, Math.min(1, value)) * 32767;
    }));
    let text = '';
    const bytes = new Uint8Array(joined.buffer);
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  });
}
"""
"""Page script: records every remote sound for some seconds; answers base64 of 16-bit samples at 16 kHz."""
