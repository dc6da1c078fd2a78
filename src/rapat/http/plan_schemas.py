"""Bodies of requests and answers about planned meetings. Lengths only keep absurd values out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from rapat.domain.calendar.edits import Scope
from rapat.http.schemas import Short, Strict, Text
from rapat.ports_calendar import Answer, Series
from rapat.services.calendar.plans import Appointment

LOCAL = {
    "type": "string",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
    "description": "Local moment of the meeting's zone, like 2027-03-01T09:00",
}
"""Not JSON Schema's ``date-time``, which has an offset."""
Local = Annotated[datetime, WithJsonSchema(LOCAL)]
Addresses = Annotated[list[Short], Field(max_length=1_000)]


class NewPlan(Strict):
    """``POST /api/plans``."""

    title: Short
    starts: Local
    minutes: int
    zone: Short
    agenda: Text = ""
    recurrence: Short = ""
    early_minutes: int | None = None
    invitees: Addresses = []
    template: Short = ""
    """Id of a template whose rules the meeting gets; empty = the usual ones."""


class PlanChange(Strict):
    """``PATCH /api/plans/{id}``: what is absent stays, but ``early_minutes`` null means "at any time"."""

    date: Local
    """Original start of the date at hand."""
    scope: Scope
    title: Short | None = None
    agenda: Text | None = None
    starts: Local | None = None
    minutes: int | None = None
    zone: Short | None = None
    recurrence: Short | None = None
    early_minutes: int | None = None


class PlanCancel(Strict):
    """``POST /api/plans/{id}/cancel``."""

    date: Local
    scope: Scope


class Invited(Strict):
    """``PUT /api/plans/{id}/invitees``."""

    addresses: Addresses


class Reply(Strict):
    """``PUT /api/plans/{id}/answer``."""

    answer: Answer


class InviteeCard(BaseModel):
    """Somebody invited."""

    address: str
    name: str
    answer: Answer


class PlanView(BaseModel):
    """A planned meeting as a whole."""

    id: str
    meeting: str
    title: str
    agenda: str
    starts: Local
    """Of the first date."""
    minutes: int
    zone: str
    recurrence: str
    early_minutes: int | None
    pin: str
    """Asked at the door of whoever is not invited; empty = none, and to those who did not plan it."""
    mine: bool
    cancelled: bool
    invitees: list[InviteeCard]


class DateView(BaseModel):
    """One date."""

    plan: str
    meeting: str
    date: Local
    """Names the date in later calls."""
    starts: datetime
    ends: datetime
    title: str
    agenda: str
    zone: str
    repeats: bool
    changed: bool
    mine: bool
    answer: Answer | None


class Agenda(BaseModel):
    """``GET /api/agenda``, by start."""

    dates: list[DateView]


class Room(BaseModel):
    """``GET /api/me/room``."""

    meeting: str
    link: str


class Feed(BaseModel):
    """``POST /api/me/feed``: shown once."""

    address: str


def plan_view(series: Series, me: str, pin: str) -> PlanView:
    """A plan as its owner or an invited person sees it."""
    plan = series.plan
    return PlanView(
        id=plan.id,
        meeting=plan.meeting,
        title=plan.subject.title,
        agenda=plan.subject.agenda,
        starts=plan.slot.starts,
        minutes=plan.slot.minutes,
        zone=plan.zone,
        recurrence=plan.recurrence.text(plan.zone) if plan.recurrence is not None else "",
        early_minutes=plan.early_minutes,
        pin=pin,
        mine=plan.owner == me,
        cancelled=plan.cancelled,
        invitees=[
            InviteeCard(address=invitee.address, name=invitee.name, answer=invitee.answer)
            for invitee in series.invitees
        ],
    )


def date_view(appointment: Appointment) -> DateView:
    """One date as one person sees it."""
    date = appointment.occurrence
    return DateView(
        plan=date.plan.id,
        meeting=date.plan.meeting,
        date=date.original,
        starts=date.starts,
        ends=date.ends,
        title=date.subject.title,
        agenda=date.subject.agenda,
        zone=date.plan.zone,
        repeats=date.plan.recurrence is not None,
        changed=date.changed,
        mine=appointment.mine,
        answer=appointment.answer,
    )
