"""Bodies of requests and answers about accounts. Lengths only keep absurd values out; the rules are the domain's."""

from pydantic import BaseModel

from rapat.domain.people import SITE_ALLOWED, Person, SiteRight, SiteRole
from rapat.http.schemas import Short, Strict


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


def picture_path(person: Person) -> str:
    """Where the picture is; empty = there is none."""
    return f"/api/pictures/{person.picture}" if person.picture else ""
