"""Bodies of requests and answers about accounts. Lengths only keep absurd values out; the rules are the domain's."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from rapat.domain.people import SITE_ALLOWED, Person, SiteRight, SiteRole
from rapat.http.schemas import Short, Strict
from rapat.ports_people import AccountSession, Purpose
from rapat.services.people_import import LineResult, Outcome

TABLE_MAX = 1_000_000
"""Characters of a table of people: 10,000 lines of 100."""
LinkSecret = Annotated[str, Field(max_length=200)]


class SignIn(Strict):
    """``POST /api/session``."""

    email: Short
    password: Short


class Account(BaseModel):
    """The caller's own account."""

    id: str
    name: str
    email: str
    language: str
    time_zone: str
    picture: str
    """Path of the picture; empty = none."""
    role: SiteRole
    rights: list[SiteRight]


class Me(BaseModel):
    """``GET /api/me``; null = a guest."""

    account: Account | None


class OwnChange(Strict):
    """``PATCH /api/me``; what is absent stays."""

    name: Short | None = None
    language: Short | None = None
    time_zone: Short | None = None


class NewPassword(Strict):
    """``PUT /api/me/password``."""

    old: Short
    new: Short


class Session(BaseModel):
    """A signed-in browser."""

    id: str
    device: str
    """Browser and system; empty = it did not say."""
    created_at: datetime
    seen_at: datetime
    here: bool
    """It is the one that asks."""


class Sessions(BaseModel):
    """``GET /api/me/sessions``, last used first."""

    sessions: list[Session]


class PersonCard(BaseModel):
    """Somebody with an account, as others see it."""

    id: str
    name: str
    email: str
    picture: str
    """Path of the picture; empty = none."""
    role: SiteRole
    active: bool
    invited: bool
    """Has an invitation and never came yet."""
    language: str
    time_zone: str


class People(BaseModel):
    """``GET /api/people``: one page, by name."""

    people: list[PersonCard]
    next: str
    """For ``after`` of the next page; empty = this was the last."""


class NewPerson(Strict):
    """``POST /api/people``; empty = the site's default."""

    email: Short
    name: Short = ""
    role: Short = SiteRole.MEMBER.value
    language: Short = ""
    time_zone: Short = "UTC"


class PersonChange(Strict):
    """``PATCH /api/people/{id}``; what is absent stays."""

    name: Short | None = None
    email: Short | None = None
    language: Short | None = None
    time_zone: Short | None = None
    role: Short | None = None
    active: bool | None = None


class LinkWish(Strict):
    """``POST /api/people/{id}/link``."""

    mail: bool = True
    """Send it by e-mail too, where mail is set."""


class Link(BaseModel):
    """A link that is used once."""

    purpose: Purpose
    link: str
    mailed: bool


class Invited(BaseModel):
    """The new account and its invitation."""

    person: PersonCard
    link: Link


class Table(Strict):
    """``POST /api/people/import``."""

    table: Annotated[str, Field(max_length=TABLE_MAX)]
    """CSV whose first line names the columns: email, name, role, language, time_zone."""
    apply: bool = False
    """False: only say what would happen."""
    mail: bool = True
    """Send those created their invitation, where mail is set."""


class TableLine(BaseModel):
    """What one line of the table does."""

    line: int
    outcome: Outcome
    email: str
    name: str
    changes: list[str]
    problem: str
    """Which field is wrong, ``twice`` or ``refused``; empty = nothing is."""


class TableLink(BaseModel):
    """The invitation of somebody who was created."""

    email: str
    name: str
    link: str
    mailed: bool


class Imported(BaseModel):
    """What the table does, or did."""

    lines: list[TableLine]
    links: list[TableLink]


class LookAtLink(Strict):
    """``POST /api/links/look``."""

    secret: LinkSecret


class OpenedLink(BaseModel):
    """What the link is for, and whose account it is."""

    purpose: Purpose
    name: str
    email: str
    """Empty = the first owner says it."""


class UseLink(Strict):
    """``POST /api/links/use``."""

    secret: LinkSecret
    password: Short
    name: Short = ""
    email: Short = ""
    language: Short = ""
    time_zone: Short = ""


class Forgotten(Strict):
    """``POST /api/password-resets``."""

    email: Short


def account(person: Person) -> Account:
    """The account as its owner sees it."""
    return Account(
        id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        time_zone=person.time_zone,
        picture=picture_path(person),
        role=person.role,
        rights=[right for right in SITE_ALLOWED if person.may(right)],
    )


def card(person: Person) -> PersonCard:
    """The account as others see it."""
    return PersonCard(
        id=person.id,
        name=person.name,
        email=person.email,
        picture=picture_path(person),
        role=person.role,
        active=person.active,
        invited=person.accepted_at is None,
        language=person.language,
        time_zone=person.time_zone,
    )


def session(found: AccountSession, here: str) -> Session:
    """A session; ``here`` is the id of the one that asks."""
    return Session(
        id=found.id,
        device=found.device,
        created_at=found.created_at,
        seen_at=found.seen_at,
        here=found.id == here,
    )


def table_line(result: LineResult) -> TableLine:
    """A line's result."""
    return TableLine(
        line=result.line,
        outcome=result.outcome,
        email=result.email,
        name=result.name,
        changes=list(result.changes),
        problem=result.problem,
    )


def picture_path(person: Person) -> str:
    """Where the picture is; empty = there is none."""
    return f"/api/pictures/{person.picture}" if person.picture else ""
