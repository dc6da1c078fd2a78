"""A report of a disturber to the administrators of the site."""

from dataclasses import dataclass
from datetime import datetime

from rapat.domain import names
from rapat.domain.errors import Invalid
from rapat.domain.ids import Identity, MeetingId

TEXT_MAX = 1_000
"""Characters: what happened, not the whole story of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """Who told about whom, in which meeting; kept until an administrator has dealt with it."""

    id: str
    meeting: MeetingId
    reporter: Identity
    about: Identity
    about_name: str
    text: str
    reported_at: datetime
    done: bool = False


def report_text(text: str) -> str:
    """What happened, as stored; empty is allowed: the meeting and the person are known.

    Raises:
        Invalid: longer than ``TEXT_MAX``.
    """
    cleaned = names.clean(text)
    if len(cleaned) > TEXT_MAX:
        raise Invalid(f"text: at most {TEXT_MAX} characters")
    return cleaned
