"""People who have an account: what is known of them, what each site role may do, who is asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapat.domain.errors import Invalid, Refused
from rapat.domain.ids import PersonId, VisitorId

LANGUAGES = ("en", "id", "ru")
"""Languages that the app and its letters speak; the first is spoken where nothing is known."""
EMAIL_MAX = 254
"""Characters of an address (RFC 5321 §4.5.3.1.3, without the angle brackets)."""
LOCAL_MAX = 64
"""Characters before the @ (RFC 5321 §4.5.3.1.1)."""
PASSWORD_MIN = 10
"""Characters. Lower lets guesses through in spite of the slow-down; higher makes people write it on the screen."""
PASSWORD_MAX = 256
"""Characters: a sentence fits, a megabyte to be hashed does not."""
UTC = "UTC"


class SiteRole(StrEnum):
    """What somebody is on the whole site; a meeting has roles of its own (``domain.roles``)."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"


class SiteRight(StrEnum):
    """What can be done on the site."""

    SEE_DIRECTORY = "see_directory"
    """Find other people by name, to invite them."""
    MANAGE_PEOPLE = "manage_people"
    """Invite, import, change, disable members; make them a link for a new password."""
    MANAGE_ADMINISTRATORS = "manage_administrators"
    """The same with administrators and owners, and give these roles."""
    MANAGE_SITE = "manage_site"
    """Settings, live meetings, the activity log, health, backup."""


_ALL = frozenset(SiteRole)
_STAFF = frozenset({SiteRole.OWNER, SiteRole.ADMINISTRATOR})

SITE_ALLOWED: dict[SiteRight, frozenset[SiteRole]] = {
    SiteRight.SEE_DIRECTORY: _ALL,
    SiteRight.MANAGE_PEOPLE: _STAFF,
    SiteRight.MANAGE_ADMINISTRATORS: frozenset({SiteRole.OWNER}),
    SiteRight.MANAGE_SITE: _STAFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account. The id is also the visitor under which this person takes part in meetings."""

    id: PersonId
    name: str
    email: str
    """As ``email_address`` writes it; what signs in."""
    created_at: datetime
    language: str = LANGUAGES[0]
    time_zone: str = UTC
    """Name in the IANA time zone database."""
    picture: str = ""
    """SHA-256 of the picture, hexadecimal; empty = none."""
    role: SiteRole = SiteRole.MEMBER
    active: bool = True
    """False: cannot sign in, and every session has ended."""
    accepted_at: datetime | None = None
    """Since when there is a password; None = invited, has not come yet."""

    @property
    def visitor(self) -> VisitorId:
        """Under which the person has places in meetings, from whatever device."""
        return VisitorId(self.id)

    def may(self, right: SiteRight) -> bool:
        """Whether the role has the right."""
        return self.role in SITE_ALLOWED[right]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a browser, and whose account it is signed in to."""

    visitor: VisitorId
    """Under which places in meetings are kept; a signed-in person's is the same on every device."""
    person: Person | None = None
    """None = a guest."""
    session: str = ""
    """Id of the signed-in session; empty for guests."""


def demand_site(person: Person, right: SiteRight) -> None:
    """Pass, or raise.

    Raises:
        Refused: the role has not the right.
    """
    if not person.may(right):
        raise Refused(f"{right} needs one of: {', '.join(sorted(SITE_ALLOWED[right]))}")


def demand_over_person(actor: Person, target: Person) -> None:
    """Whether ``actor`` may manage ``target``: administrators manage members, owners everybody.

    Raises:
        Refused: may not.
    """
    is_staff = target.role is not SiteRole.MEMBER
    demand_site(actor, SiteRight.MANAGE_ADMINISTRATORS if is_staff else SiteRight.MANAGE_PEOPLE)


def demand_to_give(actor: Person, role: SiteRole) -> None:
    """Whether ``actor`` may make somebody this.

    Raises:
        Refused: may not.
    """
    is_staff = role is not SiteRole.MEMBER
    demand_site(actor, SiteRight.MANAGE_ADMINISTRATORS if is_staff else SiteRight.MANAGE_PEOPLE)


def email_address(text: str) -> str:
    """An address as it is kept: trimmed, small letters. Whether it exists only a letter can tell.

    Raises:
        Invalid: it has not the form of one.
    """
    address = text.strip().lower()
    local, at, host = address.rpartition("@")
    printable = address.isprintable() and not any(sign.isspace() or sign in '<>()[],;:\\"' for sign in address)
    labels = host.split(".")
    if not (at and 0 < len(local) <= LOCAL_MAX and "@" not in local and len(address) <= EMAIL_MAX and printable):
        raise Invalid("email: not an e-mail address")
    if not all(label and not label.startswith("-") and not label.endswith("-") for label in labels):
        raise Invalid("email: not an e-mail address")
    return address


def password(text: str) -> str:
    """A new password that may be used.

    Raises:
        Invalid: too short or too long.
    """
    if not PASSWORD_MIN <= len(text) <= PASSWORD_MAX:
        raise Invalid(f"password: {PASSWORD_MIN} to {PASSWORD_MAX} characters")
    return text


def language(text: str) -> str:
    """A language that the app speaks.

    Raises:
        Invalid: another one.
    """
    if text not in LANGUAGES:
        raise Invalid(f"language: one of {', '.join(LANGUAGES)}")
    return text


def time_zone(text: str) -> str:
    """A name of the IANA time zone database.

    Raises:
        Invalid: it does not know this name.
    """
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("time_zone: not a name of the IANA time zone database") from error
    return text


def site_role(text: str) -> SiteRole:
    """A role by its name.

    Raises:
        Invalid: there is none of this name.
    """
    try:
        return SiteRole(text)
    except ValueError as error:
        raise Invalid(f"role: one of {', '.join(SiteRole)}") from error
