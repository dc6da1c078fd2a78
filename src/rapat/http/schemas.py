"""Bodies of requests and answers. Lengths here only keep absurd values out; the rules are the domain's."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rapat.domain.door import Entry, Others
from rapat.domain.roles import Right
from rapat.services.waiting import State

Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=1_000)]


class Strict(BaseModel):
    """Unknown fields are refused: a typing error in a program must not pass silently."""

    model_config = ConfigDict(extra="forbid")


class NewMeeting(Strict):
    """``POST /api/meetings``."""

    title: Short = ""


class MeetingCreated(BaseModel):
    """The new meeting; ``link`` is what to send around."""

    id: str
    title: str
    link: str


class ListedMeeting(BaseModel):
    """One of the caller's meetings."""

    id: str
    title: str
    created_at: datetime
    ended_at: datetime | None
    locked: bool
    role: Literal["host", "cohost", "participant", "observer"]


class MeetingList(BaseModel):
    """``GET /api/meetings``: one page, newest first."""

    meetings: list[ListedMeeting]
    next: str
    """For ``after`` of the next page; empty = this was the last."""


class You(BaseModel):
    """The caller's place in a meeting."""

    identity: str
    name: str
    role: Literal["host", "cohost", "participant", "observer"]


class MeetingOverview(BaseModel):
    """What may be known at the door."""

    id: str
    title: str
    locked: bool
    ended: bool
    participants: int
    """0 also to those who would have to wait."""
    max_participants: int
    entry: Entry
    others: Others
    pin: bool
    """True when a PIN is asked for."""
    you: You | None


class JoinRequest(Strict):
    """``POST …/join``; a PIN or an invitation where the door asks for one."""

    name: Short = ""
    """Empty = the name of the account or of the invitation."""
    pin: Short = ""
    invitation: Annotated[str, Field(max_length=2_000)] = ""


class Joined(BaseModel):
    """For ``livekit-client``: ``room.connect(url, token)``."""

    url: str
    token: str
    identity: str
    role: Literal["host", "cohost", "participant", "observer"]


class Waiting(BaseModel):
    """Somebody before the door: ``POST …/join`` with 202, and ``GET …/waiting/me``."""

    state: State
    since: str | None
    place: int
    """In line, from 1; 0 = not waiting."""
    note: str
    """From a host; empty = none."""
    host_here: bool
    early: bool
    """The meeting's time has not come: it opens with the coming of a host, or then:"""
    opens: str | None


class WaitingPerson(BaseModel):
    """Somebody who waits, as hosts see it."""

    identity: str
    name: str
    since: str


class WaitingLine(BaseModel):
    """``GET …/waiting``, first come first."""

    waiting: list[WaitingPerson]
    note: str


class Admit(Strict):
    """``POST …/waiting/admit``; null = everybody who waits."""

    identity: Short | None


class Admitted(BaseModel):
    """Who may come in now."""

    admitted: list[str]


class WaitingNote(Strict):
    """``PUT …/waiting/note``; empty = none."""

    text: Short


class NewInvitation(Strict):
    """``POST …/invitations``."""

    role: Short = "participant"
    name: Short = ""
    hours: Annotated[int, Field(ge=1, le=10_000)] = 168


class SignedInvitation(BaseModel):
    """A link that lets somebody in as ``role`` under ``name`` until it expires."""

    link: str
    invitation: str
    role: Literal["cohost", "participant", "observer"]
    name: str
    expires_at: str


class MeetingChange(Strict):
    """``PATCH /api/meetings/{id}``; what is absent stays."""

    locked: bool | None = None
    title: Short | None = None


class Hand(Strict):
    """``PUT …/hand``."""

    raised: bool


class Mute(Strict):
    """``POST …/mute``."""

    source: Short


class PersonChange(Strict):
    """``PATCH …/participants/{identity}``; what is absent stays."""

    role: Short | None = None
    name: Short | None = None


class MuteAll(Strict):
    """``POST …/mute-all``; the body may be left out."""

    final: bool = False


class Named(BaseModel):
    """Somebody by identity and name."""

    identity: str
    name: str


class Bans(BaseModel):
    """``GET …/bans``."""

    banned: list[Named]


class NewReport(Strict):
    """``POST …/participants/{identity}/reports``."""

    text: Text = ""


class Names(BaseModel):
    """Identity → name."""

    names: dict[str, str]


class Asked(BaseModel):
    """Who was asked to turn on again."""

    asked: list[str]


class NextSpeaker(BaseModel):
    """Whose turn it is; null = no hand is up."""

    identity: str | None


class Spotlight(Strict):
    """``PUT …/spotlight``; null = nobody."""

    identity: Short | None


class Reaction(Strict):
    """``POST …/reactions``."""

    emoji: Short


class Rules(BaseModel):
    """Door and switches of a meeting, as hosts see them."""

    entry: Entry
    others: Others
    pin: str
    """Empty = none."""
    places: int
    """0 = the site's limit."""
    minutes: int
    """Longest length; 0 = the site's limit."""
    locked: bool
    switches: dict[Right, bool]
    """Right → whether participants have it."""
    forced: list[str]
    """Names of what the site has set for good: ``entry``, ``others``, rights."""


class RulesChange(Strict):
    """``PATCH …/rules``; what is absent stays."""

    entry: Entry | None = None
    others: Others | None = None
    pin: Short | None = None
    places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None
    switches: dict[Right, bool] | None = None


class Muted(BaseModel):
    """Who was muted by ``mute-all``."""

    muted: list[str]


class About(BaseModel):
    """``GET /api/about``."""

    name: str
    version: str
    dev: bool
    mail: bool
    """Letters can be sent."""
