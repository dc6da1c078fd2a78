"""Names of people and meetings: what may be shown to others beside a picture."""

import unicodedata

from rapat.domain.errors import Invalid

NAME_MAX = 64
"""Characters; a longer one is cut off in every tile anyway."""
TITLE_MAX = 120
"""Characters of a meeting's title."""
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
"""Unicode categories that are not drawn: controls, directions (they could turn the text after a name), unassigned."""
_JOINERS = {"\u200d", "\u200c"}
"""Joiners that emoji and some scripts need."""
_COMBINING_MAX = 4
"""Combining marks in a row; more only serves to draw over other people's tiles."""


def clean(text: str) -> str:
    """One line without invisible characters and without towers of combining marks; composed; trimmed."""
    kept: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", text):
        category = unicodedata.category(sign)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if sign in "\t\n\r":
            kept.append(" ")
        elif marks <= _COMBINING_MAX and (category not in _INVISIBLE or sign in _JOINERS):
            kept.append(sign)
    return " ".join("".join(kept).split())


def person_name(text: str) -> str:
    """The name under which somebody joins.

    Raises:
        Invalid: nothing visible is left, or longer than ``NAME_MAX``.
    """
    name = clean(text)
    if not name:
        raise Invalid("name: at least one visible character")
    if len(name) > NAME_MAX:
        raise Invalid(f"name: at most {NAME_MAX} characters")
    return name


def meeting_title(text: str) -> str:
    """The title of a meeting; empty is allowed and means "no title".

    Raises:
        Invalid: longer than ``TITLE_MAX``.
    """
    title = clean(text)
    if len(title) > TITLE_MAX:
        raise Invalid(f"title: at most {TITLE_MAX} characters")
    return title
