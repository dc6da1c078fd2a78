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

VALUES = {
    "name": "Аня",
    "link": "https://site.example/welcome#secret",
    "days": "14",
    "hours": "24",
    "owner": "Budi Santoso",
    "title": "Rencana mingguan",
    "when": "Senin, 09.00",
    "agenda": "Anggaran",
}
"""Whatever any letter leaves open."""
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
    shown = f"{message['Subject']}\n{message.get_content()}"
    assert "$" not in shown and "https://site.example" in shown
    assert all(VALUES[blank] in shown for blank in blanks(kind, language))


def blanks(kind: LetterKind, language: str) -> set[str]:
    """What the words of a letter leave open."""
    words = json.loads((FOLDER / f"{language}.json").read_text())[kind]
    return set(Template(" ".join([words["subject"], *words["text"]])).get_identifiers())


def test_the_languages_say_the_same_things() -> None:
    words = {language: json.loads((FOLDER / f"{language}.json").read_text()) for language in LANGUAGES}
    for kind in LetterKind:
        assert len({frozenset(blanks(kind, language)) for language in LANGUAGES}) == 1
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
