"""Bodies of the chat's requests and answers. Lengths only keep absurd values out; the rules are the domain's."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from rapat.http.schemas import Short, Strict, Text

Ids = Annotated[list[Short], Field(max_length=100)]


class NewMessage(Strict):
    """``POST …/messages``; ``to`` is empty for everybody, ``hosts``, or an identity."""

    client_id: Short
    text: Text = ""
    to: Short = ""
    reply_to: Short | None = None
    mentions: Ids = []
    files: Ids = []


class MessageEdit(Strict):
    """``PATCH …/messages/{message}``."""

    client_id: Short
    text: Text


class Quote(BaseModel):
    """The beginning of the answered message."""

    id: str
    identity: str
    name: str
    text: str
    deleted: bool


class Mention(BaseModel):
    """Somebody called in the text."""

    identity: str
    name: str


class File(BaseModel):
    """A file of a message; pixels are 0 where unknown."""

    id: str
    name: str
    type: str
    size: int
    width: int
    height: int
    preview: bool
    expires_at: str
    gone: bool


class Message(BaseModel):
    """A chat message; ``deleted`` says by whom it was taken back."""

    id: str
    seq: int
    revision: int
    client_id: str
    identity: str
    name: str
    text: str
    sent_at: str
    to: str
    held: bool
    edited_at: str | None
    deleted: Literal["", "writer", "host"]
    reply: Quote | None
    mentions: list[Mention]
    reactions: dict[str, list[str]]
    files: list[File]


class ChatState(BaseModel):
    """What holds for the chat as a whole."""

    revision: int
    approval: bool
    slow_seconds: int
    pinned: Message | None


class Rights(BaseModel):
    """What the caller may do in this chat now."""

    write: bool
    write_to_people: bool
    react: bool
    moderate: bool


class Messages(BaseModel):
    """Part of a chat; ask ``since`` the revision for what changed."""

    messages: list[Message]
    more: bool
    revision: int
    state: ChatState
    read: int
    rights: Rights


class ReadMark(Strict):
    """``PUT …/chat/read``."""

    seq: Annotated[int, Field(ge=0, le=2**53)]


class Typing(Strict):
    """``POST …/chat/typing``."""

    to: Short = ""


class ChatChange(Strict):
    """``PATCH …/chat``; what is absent stays."""

    approval: bool | None = None
    slow_seconds: int | None = None


class Pin(Strict):
    """``PUT …/chat/pin``; null = none."""

    message: Short | None


class Hit(BaseModel):
    """A found message; ``number`` of the last one asks for the next page."""

    meeting: str
    title: str
    number: int
    message: Message


class Hits(BaseModel):
    """Found messages, newest first."""

    hits: list[Hit]


class Thread(BaseModel):
    """One of the caller's chats."""

    meeting: str
    title: str
    ended: bool
    identity: str
    unread: int
    last: Message


class Threads(BaseModel):
    """The caller's chats, the latest first."""

    chats: list[Thread]


class Member(BaseModel):
    """Somebody who may be written to."""

    identity: str
    name: str
    role: Literal["host", "cohost", "participant", "observer"]


class People(BaseModel):
    """Members of a meeting, by name."""

    people: list[Member]
