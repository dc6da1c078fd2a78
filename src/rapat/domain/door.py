"""The rule of a meeting's door and of what is allowed behind it."""

from dataclasses import dataclass
from enum import StrEnum

from rapat.domain.errors import Invalid
from rapat.domain.ids import Chooser
from rapat.domain.roles import Right

PIN_MIN, PIN_MAX = 4, 10
"""Digits. Fewer are guessed even at the allowed rate, more are not typed right from a poster."""
PIN_MADE = 6
"""Digits of a PIN that we make: at the allowed rate a guesser needs years, and it is read out in one breath."""


class Entry(StrEnum):
    """Who comes straight in."""

    LINK = "link"
    """Everybody who has the link."""
    SIGNED_IN = "signed_in"
    """People who are signed in here."""
    INVITED = "invited"
    """People who were invited, by account or by a signed invitation."""


class Others(StrEnum):
    """What happens to those who do not come straight in."""

    WAIT = "wait"
    """A host lets them in."""
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Rules:
    """What hosts decide about a meeting; the defaults let everybody with the link do everything."""

    entry: Entry = Entry.LINK
    others: Others = Others.WAIT
    pin: str = ""
    """Asked of everybody who was not invited; empty = none."""
    places: int | None = None
    """Most people at a time; None = the site's limit."""
    off: frozenset[Right] = frozenset()
    """Rights that participants and observers do not have now."""
    minutes: int | None = None
    """Longest length, from the first person's coming; None = the site's limit."""


def checked_pin(text: str) -> str:
    """The PIN as stored; empty = none.

    Raises:
        Invalid: something else than 4 to 10 digits.
    """
    pin = "".join(text.split())
    if pin and not (pin.isascii() and pin.isdigit() and PIN_MIN <= len(pin) <= PIN_MAX):
        raise Invalid(f"pin: {PIN_MIN} to {PIN_MAX} digits")
    return pin


def new_pin(choose: Chooser) -> str:
    """A PIN that nobody can foresee."""
    return "".join(choose("0123456789") for _ in range(PIN_MADE))
