"""Letters: every kind in every language, and nothing in a name that could become a header."""

import json
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapat.domain.people import LANGUAGES
from rapat.mail.wording import FOLDER, Wording
from rapat.ports_mail import Letter, LetterKind
from tests.conftest import StillClock

VALUES = {"name": "Аня", "link": "https://site.example/welcome#secret", "days": "14", "hours": "24"}
SENDER = "Rapat <rapat@example.org>"


def wording() -> Wording:
    return Wording(StillClock(), "https://site.example")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_each_letter_has_its_words_in_each_language(kind: LetterKind, language: str) -> None:
    letter = Letter(kind=kind, to="anya@example.org", language=language, values=VALUES)
    message = wording().message(letter, SENDER)
    assert (message["To"], message["From"]) == ("anya@example.org", SENDER)
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert "$" not in text and "https://site.example" in text
    if kind is not LetterKind.TEST:
        assert VALUES["link"] in text and "Аня" in text


def test_the_languages_say_the_same_things() -> None:
    words = {language: json.loads((FOLDER / f"{language}.json").read_text()) for language in LANGUAGES}
    for kind in LetterKind:
        blanks = {
            language: set(Template(" ".join([found[kind]["subject"], *found[kind]["text"]])).get_identifiers())
            for language, found in words.items()
        }
        assert len(set(map(frozenset, blanks.values()))) == 1, blanks
        assert len({found[kind]["subject"] for found in words.values()}) == len(LANGUAGES)


def test_an_unknown_language_is_answered_in_english() -> None:
    letter = Letter(kind=LetterKind.TEST, to="a@example.org", language="tlh")
    assert wording().message(letter, SENDER)["Subject"] == "The mail settings work"


@given(st.text())
def test_a_name_never_becomes_a_header(name: str) -> None:
    letter = Letter(
        kind=LetterKind.RESET, to="a@example.org", language="en", values={**VALUES, "name": name + "\nBcc: x@y.z"}
    )
    message = wording().message(letter, SENDER)
    assert set(message.keys()) >= {"Subject", "From", "To", "Date", "Message-ID"}
    assert "Bcc" not in message
