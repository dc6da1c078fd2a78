"""Bodies of requests and answers. Lengths here only keep absurd values out; the rules are the domain's."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rapat.domain.door import Entry, Others
from rapat.domain.roles import Right

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
    max_participants: int
    you: You | None


class JoinRequest(Strict):
    """``POST …/join``; who is signed in may leave the name out."""

    name: Short = ""


class Joined(BaseModel):
    """For ``livekit-client``: ``room.connect(url, token)``."""

    url: str
    token: str
    identity: str
    role: Literal["host", "cohost", "participant", "observer"]


class MeetingChange(Strict):
    """``PATCH /api/meetings/{id}``; what is absent stays."""

    locked: bool | None = None
    title: Short | None = None


class NewMessage(Strict):
    """``POST …/messages``."""

    client_id: Short
    text: Text


class Message(BaseModel):
    """A chat message."""

    id: str
    seq: int
    client_id: str
    identity: str
    name: str
    text: str
    sent_at: str


class Messages(BaseModel):
    """A page of the chat, oldest first."""

    messages: list[Message]
    more: bool


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
    locked: bool
    switches: dict[Right, bool]
    """Right → whether participants have it."""


class RulesChange(Strict):
    """``PATCH …/rules``; what is absent stays."""

    entry: Entry | None = None
    others: Others | None = None
    pin: Short | None = None
    places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    switches: dict[Right, bool] | None = None


class Muted(BaseModel):
    """Who was muted by ``mute-all``."""

    muted: list[str]


class About(BaseModel):
    """``GET /api/about``."""

    name: str
    version: str
    dev: bool
