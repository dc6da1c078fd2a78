"""Names and titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapat.domain import names
from rapat.domain.errors import Invalid


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("  Ana  ", "Ana"),
        ("Анна\nПетровна", "Анна Петровна"),
        ("Budi\u202e txt", "Budi txt"),
        ("\u0000Ana", "Ana"),
        ("👩\u200d🏫", "👩\u200d🏫"),
    ],
)
def test_a_name_is_one_visible_line(given_name: str, shown: str) -> None:
    assert names.person_name(given_name) == shown


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u200e", "\n\t"])
def test_a_name_without_anything_visible_is_refused(nothing: str) -> None:
    with pytest.raises(Invalid):
        names.person_name(nothing)


def test_an_oversized_name_is_refused_not_cut() -> None:
    with pytest.raises(Invalid):
        names.person_name("x" * (names.NAME_MAX + 1))


def test_towers_of_combining_marks_are_cut_down() -> None:
    assert len(names.clean("a" + "\u0335" * 50)) <= 6


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert names.clean(names.clean(text)) == names.clean(text)
