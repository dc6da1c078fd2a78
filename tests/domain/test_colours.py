"""Colours that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapat.domain.colours import (
    CONTRAST_MIN,
    DARK_SURFACE,
    LIGHT_SURFACE,
    NON_TEXT_CONTRAST_MIN,
    WHITE,
    Accent,
    accent,
    checked_accent,
    contrast,
    tried,
)
from rapat.domain.errors import AccentContrast, Invalid

SAMPLES = ("#000000", "#464cc2", "#0a7d3c", "#b3261e", "#5a61d6", "#7a4b00")


def test_contrast_is_what_the_guidelines_give_as_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_gives_shades_that_can_be_read(number: int) -> None:
    check(tried(f"#{number:06x}").accent)


@pytest.mark.parametrize("colour", SAMPLES)
def test_every_shade_of_an_accepted_accent_can_be_read(colour: str) -> None:
    assert tried(colour).accent == accent(checked_accent(colour))
    check(accent(colour))


def check(shades: Accent) -> None:
    for ground in (LIGHT_SURFACE, shades.soft_on_light):
        assert contrast(shades.on_light, ground) >= CONTRAST_MIN
    for ground in (DARK_SURFACE, shades.soft_on_dark):
        assert contrast(shades.on_dark, ground) >= CONTRAST_MIN
    for fill in (shades.fill, shades.fill_on_dark):
        assert contrast(WHITE, fill) >= CONTRAST_MIN
    assert contrast(shades.fill_on_dark, DARK_SURFACE) >= NON_TEXT_CONTRAST_MIN


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#ff8800", "#87ceeb", "#00ff00"])
def test_a_colour_that_is_too_light_is_refused_with_one_that_passes(colour: str) -> None:
    with pytest.raises(AccentContrast) as refused:
        checked_accent(colour)
    nearest = str(refused.value.more["nearest"])
    assert checked_accent(nearest) == nearest
    assert refused.value.more["contrast"] == pytest.approx(contrast(WHITE, colour), abs=0.01)
    assert contrast(WHITE, nearest) < CONTRAST_MIN + 0.3, "not darker than need be"


def test_a_contrast_just_below_is_not_told_as_enough() -> None:
    with pytest.raises(AccentContrast) as refused:
        checked_accent("#777777")
    assert refused.value.more["contrast"] == 4.47


@pytest.mark.parametrize("text", ["red", "#12345", "#1234567", "#12345g", "464cc2", "#١23456"])
def test_what_is_no_colour_is_invalid(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_accent(text)
    assert refused.value.code == "invalid"


def test_an_empty_colour_is_none_of_the_sites_own() -> None:
    assert checked_accent("  ") == ""
    assert checked_accent(" #464CC2 ") == "#464cc2"
