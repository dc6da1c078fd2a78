"""Colours that can be read: contrast as WCAG 2.2 measures it, and the nearest shade that has enough of it."""

import colorsys
import re
from dataclasses import dataclass

from rapat.domain.errors import AccentContrast, Invalid

CONTRAST_MIN = 4.5
"""WCAG 2.2, success criterion 1.4.3: of text to what it stands on."""
WHITE = "#ffffff"
LIGHT_SURFACE = "#eff1f6"
"""The darkest of the light surfaces that text in the accent stands on (``web/src/ui/tokens.css``, paper-100)."""
DARK_SURFACE = "#1d2233"
"""The lightest of the dark ones (ink-800)."""
SHADES = 512
"""Steps from black to white that are tried; more make differences that no screen shows."""
_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Accent:
    """One colour as it is shown in three places; each is ``#rrggbb``."""

    fill: str
    """White text stands on it."""
    on_light: str
    """Text on light surfaces."""
    on_dark: str
    """Text on dark surfaces."""


def checked_accent(text: str) -> str:
    """A colour on which white text can be read; empty = none of the site's own.

    Raises:
        Invalid: no colour; AccentContrast: too light, with the nearest shade that is not.
    """
    colour = text.strip().lower()
    if not colour:
        return ""
    if not _HEX.fullmatch(colour):
        raise Invalid("accent: #rrggbb, or empty")
    reached = contrast(WHITE, colour)
    if reached < CONTRAST_MIN:
        raise AccentContrast(_rounded_down(reached), CONTRAST_MIN, darker(colour, WHITE))
    return colour


def accent(colour: str) -> Accent:
    """The shades of a colour that ``checked_accent`` gave."""
    return Accent(colour, darker(colour, LIGHT_SURFACE), lighter(colour, DARK_SURFACE))


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black and white), of two colours as ``#rrggbb``."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def darker(colour: str, surface: str) -> str:
    """The nearest shade, this one or a darker one, that can be read on a light surface."""
    return _shade(colour, surface, -1)


def lighter(colour: str, surface: str) -> str:
    """The nearest shade, this one or a lighter one, that can be read on a dark surface."""
    return _shade(colour, surface, 1)


def _shade(colour: str, surface: str, direction: int) -> str:
    if contrast(colour, surface) >= CONTRAST_MIN:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(1, SHADES + 1):
        tried = min(1.0, max(0.0, lightness + direction * step / SHADES))
        shade = _written(colorsys.hls_to_rgb(hue, tried, saturation))
        if contrast(shade, surface) >= CONTRAST_MIN:
            return shade
    return WHITE if direction > 0 else "#000000"


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _rounded_down(ratio: float) -> float:
    """To hundredths; 4.499 must not be told as 4.5."""
    return int(ratio * 100) / 100
