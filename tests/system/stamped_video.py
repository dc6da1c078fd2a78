"""Camera pictures that a machine can read back after encoding, scaling and cropping of the low layers.

The top of each frame has 16 cells, black or white: 2 for synchronisation (white, black), 3 for who
filmed it, 7 for the frame's number, 4 for a check. The rest is a moving gradient, so that the
encoder has work to do. Chromium plays the file as its camera (``--use-file-for-fake-video-capture``).
"""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 640, 360
RATE = 10
"""Frames per second: enough to see motion, cheap enough for three encoders on two cores."""
FRAMES = 70
"""Frames until the film repeats."""
CELLS = 16
CELL = WIDTH // CELLS


def check_bits(who: int, frame: int) -> int:
    """Four bits that a misread frame is unlikely to have right."""
    return (who * 5 + frame * 3 + (frame >> 4) * 7) & 0xF


def stamp_bits(who: int, frame: int) -> list[int]:
    word = (0b10 << 14) | (who << 11) | (frame << 4) | check_bits(who, frame)
    return [(word >> (CELLS - 1 - cell)) & 1 for cell in range(CELLS)]


def draw_frame(who: int, frame: int) -> Image.Image:
    hue = (who * 80) % 256
    picture = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).rotate(frame * 5, fillcolor=90)
    colour = Image.merge("HSV", (Image.new("L", (WIDTH, HEIGHT), hue), Image.new("L", (WIDTH, HEIGHT), 110), picture))
    result = colour.convert("RGB")
    draw = ImageDraw.Draw(result)
    for cell, bit in enumerate(stamp_bits(who, frame)):
        shade = 235 if bit else 16
        draw.rectangle((cell * CELL, 0, (cell + 1) * CELL - 1, CELL - 1), fill=(shade, shade, shade))
    x = 80 + (frame * 7) % 400
    draw.ellipse((x, 140, x + 140, 300), fill=(236, 200, 170))
    return result


def write_film(path: Path, who: int) -> Path:
    """Write a motion JPEG of ``FRAMES`` frames stamped with ``who`` (0–7)."""
    with path.open("wb") as film:
        for frame in range(FRAMES):
            still = io.BytesIO()
            draw_frame(who, frame).save(still, "JPEG", quality=85)
            film.write(still.getvalue())
    return path


READ_STAMPS = """
() => [...document.querySelectorAll('video')].map((video) => {
  const width = video.videoWidth, height = video.videoHeight;
  const tile = video.closest('[data-identity]');
  const seen = { identity: tile?.dataset.identity ?? '', width, height, who: -1, frame: -1 };
  if (!width || video.readyState < 2) return seen;
  const canvas = document.createElement('canvas');
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(video, 0, 0);
  const cell = width / 16;
  let word = 0;
  for (let index = 0; index < 16; index += 1) {
    const size = Math.max(2, Math.floor(cell / 3));
    const data = pen.getImageData(Math.floor(index * cell + cell / 3), Math.floor(cell / 3), size, size).data;
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += data[at];
    word = (word << 1) | (sum / (data.length / 4) > 125 ? 1 : 0);
  }
  const who = (word >> 11) & 7, frame = (word >> 4) & 127;
  const check = (who * 5 + frame * 3 + (frame >> 4) * 7) & 15;
  if (word >> 14 === 2 && (word & 15) === check) { seen.who = who; seen.frame = frame; }
  return seen;
})
"""
"""Page script: what each ``<video>`` shows now; ``who`` = -1 when no stamp can be read."""


def read_stamp(pixels: npt.NDArray[np.uint8]) -> tuple[int, int] | None:
    """Who filmed a decoded frame and its number; None = no stamp can be read.

    Args:
        pixels: height × width × channels, any size that keeps the picture's shape.
    """
    cell = pixels.shape[1] / CELLS
    third = max(2, int(cell / 3))
    word = 0
    for index in range(CELLS):
        left, top = int(index * cell + cell / 3), int(cell / 3)
        bright = pixels[top : top + third, left : left + third, 0].mean()
        word = word << 1 | (1 if bright > 125 else 0)
    who, frame = word >> 11 & 7, word >> 4 & 127
    good = word >> 14 == 2 and word & 15 == check_bits(who, frame)
    return (who, frame) if good else None
