"""Letters: every kind in every language, and nothing in a name that could become a header."""

import json
from email import message_from_bytes, policy
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
    "reply": "https://site.example/answer#secret",
    "site_name": "Balai Desa",
}
"""Whatever any letter leaves open."""
SENDER = "Meetings <rapat@example.org>"


def wording(name: str = VALUES["site_name"]) -> Wording:
    return Wording(StillClock(), "https://site.example", lambda: name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_each_letter_has_its_words_in_each_language(kind: LetterKind, language: str) -> None:
    letter = Letter(kind=kind, to="anya@example.org", language=language, values=VALUES)
    message = wording().message(letter, SENDER)
    assert (message["To"], message["From"]) == ("anya@example.org", SENDER)
    assert message["Auto-Submitted"] == "auto-generated"
    shown = f"{message['Subject']}\n{message.get_content()}"
    assert "$" not in shown and "https://site.example" in shown
    assert all(VALUES[blank] in shown for blank in blanks(kind, language) | {"site_name"})


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
    assert wording().message(letter, SENDER)["Subject"] == "The mail settings of Balai Desa work"


@pytest.mark.parametrize("name", ["Balai Desa", "Школа №5", 'Kantor "Pusat", lt. 3', "A\\B"])
@pytest.mark.parametrize("sender", ["rapat@example.org", "Rapat <rapat@example.org>"])
def test_letters_come_from_the_sites_name_unless_the_operator_gave_another(sender: str, name: str) -> None:
    letter = Letter(kind=LetterKind.TEST, to="a@example.org", language="en")
    sent = message_from_bytes(wording(name).message(letter, sender).as_bytes(), policy=policy.default)
    (found,) = sent["From"].addresses
    assert (found.display_name, found.addr_spec) == (name, "rapat@example.org")
    assert wording(name).message(letter, SENDER)["From"] == SENDER


@given(st.text())
def test_a_name_never_becomes_a_header(name: str) -> None:
    letter = Letter(
        kind=LetterKind.RESET, to="a@example.org", language="en", values={**VALUES, "name": name + "\nBcc: x@y.z"}
    )
    message = wording().message(letter, SENDER)
    assert set(message.keys()) >= {"Subject", "From", "To", "Date", "Message-ID"}
    assert "Bcc" not in message
