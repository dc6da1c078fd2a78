"""Templates: named sets of what a meeting starts with, of one person or of the whole organisation.

A template never overrides the site: what administrators force holds in every meeting, whatever it started from.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from rapat.domain import names
from rapat.domain.calendar.plan import AGENDA_MAX, EARLY_MINUTES_MAX, MINUTES_MAX, Subject
from rapat.domain.door import Rules
from rapat.domain.errors import Invalid
from rapat.domain.ids import PersonId

TemplateId = NewType("TemplateId", str)

TEMPLATES_MAX = 50
"""Templates of one person, and as many of the organisation: more are no longer found in a menu."""
MINUTES = 30
"""How long a meeting is planned unless its template says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One of them."""

    id: TemplateId
    owner: PersonId | None
    """Whose alone it is; None = the organisation's, seen by everybody with an account."""
    name: str
    subject: Subject = field(default_factory=lambda: Subject(title=""))
    """Title and agenda; an empty title is given when the meeting is planned."""
    minutes: int = MINUTES
    """How long the meeting is planned."""
    early_minutes: int | None = None
    """As in ``calendar.plan.Plan``; says nothing of a meeting that starts now."""
    rules: Rules = Rules()
    """Its ``pin`` is always empty: a PIN that many meetings share is soon everybody's."""
    asks_pin: bool = False
    """Each meeting gets a PIN of its own."""
    created_at: datetime


def template_name(text: str) -> str:
    """A name as it is kept.

    Raises:
        Invalid: nothing visible is left, or longer than ``names.NAME_MAX``.
    """
    name = names.clean(text)
    if not 0 < len(name) <= names.NAME_MAX:
        raise Invalid(f"name: 1 to {names.NAME_MAX} characters")
    return name


def template_subject(title: str, agenda: str) -> Subject:
    """Title and agenda as they are kept; both may be empty.

    Raises:
        Invalid: too long.
    """
    if len(agenda) > AGENDA_MAX:
        raise Invalid(f"agenda: at most {AGENDA_MAX} characters")
    return Subject(title=names.meeting_title(title), agenda=agenda.strip())


def demand_times(minutes: int, early_minutes: int | None) -> None:
    """Pass, or raise.

    Raises:
        Invalid: a length or an early-join policy that no plan may have.
    """
    if not 1 <= minutes <= MINUTES_MAX:
        raise Invalid(f"minutes: 1 to {MINUTES_MAX}")
    if early_minutes is not None and not 0 <= early_minutes <= EARLY_MINUTES_MAX:
        raise Invalid(f"early_minutes: 0 to {EARLY_MINUTES_MAX}, or null")
