"""The ports of planned meetings: what is kept of them and of templates, for the services that plan and the feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from rapat.domain.calendar.edits import Edited
from rapat.domain.calendar.plan import Change, Plan, PlanId
from rapat.domain.ids import MeetingId, PersonId
from rapat.domain.template import Template, TemplateId


class Answer(StrEnum):
    """What somebody who is invited says."""

    OPEN = "open"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody invited, by address; ``person`` None = has no account here."""

    address: str
    name: str = ""
    person: PersonId | None = None
    answer: Answer = Answer.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A plan with everything that belongs to it."""

    plan: Plan
    changes: tuple[Change, ...] = ()
    invitees: tuple[Invitee, ...] = ()


class Plans(Protocol):
    """Planned meetings."""

    async def add(self, series: Series) -> None:
        """Keep a new one."""
        ...

    async def find(self, plan: PlanId) -> Series | None:
        """The plan, cancelled or not; None = there is none."""
        ...

    async def of_person(self, person: PersonId, since: datetime, limit: int) -> list[Series]:
        """What the person planned or is invited to and what is not over before ``since``, oldest first."""
        ...

    async def of_meeting(self, meeting: MeetingId) -> list[Series]:
        """The plans that share this link."""
        ...

    async def save(self, edited: Edited, before: Plan) -> bool:
        """Store an edit as one. A plan that is new gets the invitees of ``before``; whose dates moved in time, with
        all answers open again.

        Returns:
            False when ``before`` was changed meanwhile: nothing is stored.
        """
        ...

    async def invite(self, plan: PlanId, invitees: Sequence[Invitee]) -> None:
        """Make exactly these the invited; who stays keeps the answer."""
        ...

    async def answer(self, plan: PlanId, person: PersonId, answer: Answer) -> bool:
        """Note what somebody says; False = is not invited."""
        ...

    async def answer_as(self, plan: PlanId, address: str, answer: Answer) -> bool:
        """Note what the holder of an address says; False = is not invited."""
        ...


class ReplyLinks(Protocol):
    """The right to answer for one address, as text in a letter."""

    def write(self, plan: PlanId, address: str) -> str:
        """The right as text that can stand in a link."""
        ...

    def read(self, text: str) -> tuple[PlanId, str] | None:
        """Plan and address; None = not signed by this server."""
        ...


class Calendars(Protocol):
    """What each person has: a secret address of the feed, and a permanent room."""

    async def feed_owner(self, secret_hash: bytes) -> PersonId | None:
        """Whose feed has the address with this hash; None = nobody's any more."""
        ...

    async def set_feed(self, person: PersonId, secret_hash: bytes) -> None:
        """Give the person's feed a new address; the one before is dead."""
        ...

    async def room(self, person: PersonId) -> MeetingId | None:
        """The person's permanent room; None = not made yet."""
        ...

    async def set_room(self, person: PersonId, meeting: MeetingId) -> MeetingId:
        """Keep it, unless there is one: gives the one that counts."""
        ...


class Templates(Protocol):
    """What meetings can start from."""

    async def add(self, template: Template) -> None:
        """Keep a new one."""
        ...

    async def find(self, template: TemplateId) -> Template | None:
        """The template, whosever it is; None = there is none."""
        ...

    async def of(self, owner: PersonId | None) -> list[Template]:
        """Those of a person, oldest first; of None, the organisation's."""
        ...

    async def change(self, template: Template) -> bool:
        """Keep it as it is now; False = it was deleted meanwhile."""
        ...

    async def delete(self, template: TemplateId) -> bool:
        """Forget it; False = there was none."""
        ...
