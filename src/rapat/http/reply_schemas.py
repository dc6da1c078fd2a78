"""Bodies of requests and answers about invitations that are answered by a letter's link."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from rapat.http.schemas import Strict
from rapat.ports_calendar import Answer
from rapat.services.calendar.replies import Asked

Secret = Annotated[str, Field(max_length=1_000)]
"""What follows the # of the link."""


class LookAtReply(Strict):
    """``POST /api/replies/look``."""

    secret: Secret


class ReplyByLink(Strict):
    """``POST /api/replies``."""

    secret: Secret
    answer: Answer


class AskedView(BaseModel):
    """What one is asked to, without those who are invited beside."""

    title: str
    agenda: str
    owner: str
    meeting: str
    starts: datetime
    """The next date, else the first."""
    minutes: int
    zone: str
    repeats: bool
    address: str
    """For whom the link answers."""
    answer: Answer


def asked_view(asked: Asked) -> AskedView:
    """The invitation as its page shows it."""
    plan = asked.plan
    return AskedView(
        title=plan.subject.title,
        agenda=plan.subject.agenda,
        owner=asked.owner,
        meeting=plan.meeting,
        starts=asked.starts,
        minutes=plan.slot.minutes,
        zone=plan.zone,
        repeats=plan.recurrence is not None,
        address=asked.invitee.address,
        answer=asked.invitee.answer,
    )
