"""Colours that can be read: contrast as WCAG 2.2 measures it, and the nearest shade that has enough of it."""

import colorsys
import re
from dataclasses import dataclass

from rapat.domain.errors import AccentContrast, Invalid

CONTRAST_MIN = 4.5
"""WCAG 2.2, success criterion 1.4.3: of text to what it stands on."""
NON_TEXT_CONTRAST_MIN = 3.0
"""WCAG 2.2, success criterion 1.4.11: of a switch or a button to the page around it."""
WHITE = "#ffffff"
LIGHT_SURFACE = "#eff1f6"
"""The darkest of the light surfaces that text in the accent stands on (``web/src/ui/tokens.css``, paper-100)."""
DARK_SURFACE = "#1d2233"
"""The lightest of the dark ones (ink-800)."""
SOFT_ON_LIGHT, SOFT_ON_DARK = 0.1, 0.24
"""Part of the accent in the ground that marks a chosen row. More asks for darker text on it, less is not seen."""
SHADES = 512
"""Steps from black to white that are tried; more make differences that no screen shows."""
_HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Accent:
    """One colour as it is shown in its places; each is ``#rrggbb``."""

    fill: str
    """White text stands on it."""
    fill_on_dark: str
    """The same on dark surfaces: lighter where it would not be seen there."""
    soft_on_light: str
    """Ground with a touch of the colour among light surfaces."""
    soft_on_dark: str
    """The same among dark ones."""
    on_light: str
    """Text on light surfaces and on their soft ground."""
    on_dark: str
    """Text on dark surfaces and on their soft ground."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a site would get from a colour that somebody thinks about."""

    contrast: float
    """Of white text on that colour, to hundredths."""
    accent: Accent
    """Of that colour, or of the nearest darker one on which white text can be read."""


def checked_accent(text: str) -> str:
    """A colour on which white text can be read; empty = none of the site's own.

    Raises:
        Invalid: no colour; AccentContrast: too light, with the nearest shade that is not.
    """
    if not text.strip():
        return ""
    colour = _colour(text)
    reached = contrast(WHITE, colour)
    if reached < CONTRAST_MIN:
        raise AccentContrast(_rounded_down(reached), CONTRAST_MIN, darker(colour, WHITE))
    return colour


def accent(colour: str) -> Accent:
    """The shades of a colour that ``checked_accent`` gave."""
    fill_on_dark = lighter(colour, DARK_SURFACE, NON_TEXT_CONTRAST_MIN)
    soft_on_light = _mixed(colour, WHITE, SOFT_ON_LIGHT)
    soft_on_dark = _mixed(fill_on_dark, DARK_SURFACE, SOFT_ON_DARK)
    return Accent(
        fill=colour,
        fill_on_dark=fill_on_dark,
        soft_on_light=soft_on_light,
        soft_on_dark=soft_on_dark,
        on_light=darker(darker(colour, LIGHT_SURFACE), soft_on_light),
        on_dark=lighter(lighter(colour, DARK_SURFACE), soft_on_dark),
    )


def tried(text: str) -> Trial:
    """What this colour would give; raises ``Invalid``: no colour."""
    colour = _colour(text)
    return Trial(_rounded_down(contrast(WHITE, colour)), accent(darker(colour, WHITE)))


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black and white), of two colours as ``#rrggbb``."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def darker(colour: str, surface: str) -> str:
    """The nearest shade, this one or a darker one, that can be read on a light surface."""
    return _shade(colour, surface, -1, CONTRAST_MIN)


def lighter(colour: str, surface: str, needed: float = CONTRAST_MIN) -> str:
    """The nearest shade, this one or a lighter one, with so much contrast on a dark surface; text needs the default."""
    return _shade(colour, surface, 1, needed)


def _shade(colour: str, surface: str, direction: int, needed: float) -> str:
    if contrast(colour, surface) >= needed:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(1, SHADES + 1):
        tried = min(1.0, max(0.0, lightness + direction * step / SHADES))
        shade = _written(colorsys.hls_to_rgb(hue, tried, saturation))
        if contrast(shade, surface) >= needed:
            return shade
    return WHITE if direction > 0 else "#000000"


def _mixed(colour: str, ground: str, part: float) -> str:
    """``part`` of a colour in a ground, as CSS mixes them in sRGB."""
    mixed = [part * own + (1 - part) * below for own, below in zip(_channels(colour), _channels(ground), strict=True)]
    return _written((mixed[0], mixed[1], mixed[2]))


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(text: str) -> str:
    colour = text.strip().lower()
    if not _HEX.fullmatch(colour):
        raise Invalid("accent: #rrggbb, or empty")
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _rounded_down(ratio: float) -> float:
    """To hundredths; 4.499 must not be told as 4.5."""
    return int(ratio * 100) / 100
