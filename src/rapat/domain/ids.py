"""Ids of the product: unguessable where a link is the only key, ordered where rows are kept."""

import re
from collections.abc import Callable
from typing import NewType

MeetingId = NewType("MeetingId", str)
VisitorId = NewType("VisitorId", str)
PersonId = NewType("PersonId", str)
Identity = NewType("Identity", str)

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""31 signs that nobody mistakes for another when a link is read aloud."""
GROUPS, GROUP_LENGTH = 4, 4
"""16 signs of 31 = 79 bits: a guesser at 1,000 tries a second needs far longer than the sun has."""
_MEETING_ID = re.compile(rf"(?:[{ALPHABET}]{{{GROUP_LENGTH}}}-){{{GROUPS - 1}}}[{ALPHABET}]{{{GROUP_LENGTH}}}")

Chooser = Callable[[str], str]
"""Chooses one sign of a string, unpredictably: ``secrets.choice``."""


def new_meeting_id(choose: Chooser) -> MeetingId:
    """Make an id like ``abcd-efgh-jkmn-pqrs``."""
    groups = ("".join(choose(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return MeetingId("-".join(groups))


def is_meeting_id(text: str) -> bool:
    """True when ``text`` has the form of a meeting id; says nothing of its existence."""
    return _MEETING_ID.fullmatch(text) is not None
