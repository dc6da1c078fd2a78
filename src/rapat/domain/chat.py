"""What a chat message is, who may see it, and in what form it travels.

Numbers of a chat are time-like: microseconds since 1970, raised where two would be equal (``tick``). They only
ever grow, so they order and they count changes; and a gap between two says nothing about messages that somebody
may not see, as a gapless count would.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from rapat.domain.errors import Invalid, MessageTooLong
from rapat.domain.files import FileCard
from rapat.domain.ids import Identity, MeetingId

TEXT_MAX = 4_000
"""Characters of one message: two screens of text. Higher invites pasted logs that bury the talk."""
CLIENT_ID_MAX = 64
"""Characters of the id by which a writer recognises a message of its own."""
PAGE_MAX = 200
"""Messages in one answer: about 100 kB at the worst of usual lengths."""
QUOTE_MAX = 200
"""Characters of the answered message that travel with an answer: two lines of a bubble."""
MENTIONS_MAX = 20
"""People called in one message; more is calling everybody."""
FILES_MAX = 10
"""Files of one message."""
EMOJI_MAX = 12
"""Different emoji under one message: two rows of a phone."""
EMOJI_LENGTH_MAX = 8
"""Code points of one emoji: a family of four with joiners has 7."""
SLOW_MAX = 3_600
"""Seconds between two messages of one person that a host may ask for; more is a closed chat."""

EVERYBODY = ""
"""``Message.to`` of what everybody in the meeting may read."""
HOSTS = "hosts"
"""``Message.to`` of what the hosts and its writer may read."""


class Deleted(StrEnum):
    """Who took a message back; its text and files are gone, its place stays."""

    NO = ""
    WRITER = "writer"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: all that visibility depends on."""

    identity: Identity
    moderates: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody called with ``@name`` in a text, by the name of that moment."""

    identity: Identity
    name: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of the message that is answered; empty ``text`` with ``deleted`` = it was taken back."""

    id: str
    identity: Identity
    name: str
    text: str
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A stored message.

    ``seq`` is its place in the meeting's chat and changes only when a held message is let through; ``revision`` is
    the number of its last change. A message that is not stored yet carries the least numbers that it may get.
    """

    id: str
    meeting: MeetingId
    seq: int
    revision: int
    client_id: str
    identity: Identity
    name: str
    text: str
    sent_at: datetime
    to: str = EVERYBODY
    """``EVERYBODY``, ``HOSTS`` or the identity of one person."""
    held: bool = False
    """Waits for a host's approval: only its writer and hosts see it."""
    edited_at: datetime | None = None
    edit_id: str = ""
    """The writer's own id of the last edit: the same again changes nothing."""
    deleted: Deleted = Deleted.NO
    reply_to: str | None = None
    quote: Quote | None = None
    mentions: tuple[Mention, ...] = ()
    reactions: Mapping[str, tuple[Identity, ...]] = field(default_factory=dict)
    """Emoji → who chose it, in the order of choosing."""
    files: tuple[FileCard, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form in which it travels, by HTTP and as a data packet alike."""
        return {
            "id": self.id,
            "seq": self.seq,
            "revision": self.revision,
            "client_id": self.client_id,
            "identity": self.identity,
            "name": self.name,
            "text": self.text,
            "sent_at": stamp(self.sent_at),
            "to": self.to,
            "held": self.held,
            "edited_at": stamp(self.edited_at) if self.edited_at is not None else None,
            "deleted": self.deleted.value,
            "reply": quote_json(self.quote) if self.quote is not None else None,
            "mentions": [{"identity": mention.identity, "name": mention.name} for mention in self.mentions],
            "reactions": {emoji: list(chosen_by) for emoji, chosen_by in self.reactions.items()},
            "files": [file.as_json() for file in self.files],
        }


@dataclass(frozen=True, slots=True)
class ChatState:
    """What holds for the chat of a meeting as a whole."""

    meeting: MeetingId
    revision: int = 0
    pinned: str | None = None
    """Id of the message that stands above the others."""
    approval: bool = False
    """Messages of those who are no hosts wait for a host."""
    slow_seconds: int = 0
    """Between two messages of one person to everybody; 0 = as it likes. Hosts are free."""


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, with the Z that JavaScript writes."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def quote_json(quote: Quote) -> dict[str, Any]:
    """The form in which a quote travels."""
    return {
        "id": quote.id,
        "identity": quote.identity,
        "name": quote.name,
        "text": quote.text,
        "deleted": quote.deleted,
    }


def quote_of(message: Message) -> Quote:
    """How an answer shows this message."""
    gone = message.deleted is not Deleted.NO
    return Quote(message.id, message.identity, message.name, message.text[:QUOTE_MAX], gone)


def least_number(now: datetime) -> int:
    """Microseconds since 1970: below 2^53, so every JSON reader keeps them exactly."""
    return int(now.timestamp() * 1_000_000)


def tick(last: int, least: int) -> int:
    """The number after ``last``, not below ``least``; a clock that was set back does no harm."""
    return max(last + 1, least)


def sees(message: Message, reader: Reader) -> bool:
    """Whether somebody may know of this message at all."""
    if message.identity == reader.identity:
        return True
    if message.held or message.to == HOSTS:
        return reader.moderates
    return message.to in {EVERYBODY, reader.identity}


def may_answer(target: Message, writer: Reader, to: str) -> bool:
    """Whether an answer to ``target`` may be sent ``to``: nobody may read a quote of what was not for them."""
    if target.held:
        return False
    if target.to == EVERYBODY:
        return True
    if target.to == HOSTS:
        asked_a_host = writer.identity != target.identity and to == target.identity
        return to == HOSTS or (writer.moderates and asked_a_host)
    pair = {target.identity, target.to}
    return {writer.identity, to} == pair


def message_text(text: str, *, may_be_empty: bool = False) -> str:
    """The text as stored: control characters but line breaks gone, trimmed.

    Raises:
        Invalid: nothing is left, and there are no files that speak for themselves.
        MessageTooLong: more than ``TEXT_MAX`` characters.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
    if not kept and not may_be_empty:
        raise Invalid("text: empty")
    if len(kept) > TEXT_MAX:
        raise MessageTooLong(f"at most {TEXT_MAX} characters")
    return kept


def client_id(text: str) -> str:
    """The writer's own id of a write.

    Raises:
        Invalid: empty, too long, or not plain visible ASCII.
    """
    if not 0 < len(text) <= CLIENT_ID_MAX or not all("!" <= sign <= "~" for sign in text):
        raise Invalid(f"client_id: 1–{CLIENT_ID_MAX} visible ASCII characters")
    return text


def reaction(text: str) -> str:
    """An emoji as stored.

    Raises:
        Invalid: no emoji, or more than one could be.
    """
    fits = 0 < len(text) <= EMOJI_LENGTH_MAX and all(_belongs_to_emoji(sign) for sign in text)
    if not fits or not any(unicodedata.category(sign) == "So" for sign in text):
        raise Invalid("emoji: one emoji")
    return text


def _belongs_to_emoji(sign: str) -> bool:
    """Pictures, skin tones (Sk), the joiner, the presentation selector and tags of flags."""
    return unicodedata.category(sign) in {"So", "Sk"} or sign in "\u200d\ufe0f" or "\U000e0020" <= sign <= "\U000e007f"


def slow_seconds(value: int) -> int:
    """A pause that a host may ask for.

    Raises:
        Invalid: negative or above ``SLOW_MAX``.
    """
    if not 0 <= value <= SLOW_MAX:
        raise Invalid(f"slow_seconds: 0 to {SLOW_MAX}")
    return value
