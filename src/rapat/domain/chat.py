"""What a chat message may be."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from rapat.domain.errors import Invalid, MessageTooLong
from rapat.domain.ids import Identity, MeetingId

TEXT_MAX = 4_000
"""Characters of one message: two screens of text. Higher invites pasted logs that bury the talk."""
CLIENT_ID_MAX = 64
"""Characters of the id by which a writer recognises a message of its own."""
PAGE_MAX = 200
"""Messages in one answer: about 100 kB at the worst of usual lengths."""


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message; ``seq`` counts from 1 in each meeting without gaps."""

    id: str
    meeting: MeetingId
    seq: int
    client_id: str
    identity: Identity
    name: str
    text: str
    sent_at: datetime

    def as_json(self) -> dict[str, str | int]:
        """The form in which it travels, by HTTP and as a data packet alike."""
        return {
            "id": self.id,
            "seq": self.seq,
            "client_id": self.client_id,
            "identity": self.identity,
            "name": self.name,
            "text": self.text,
            "sent_at": self.sent_at.isoformat().replace("+00:00", "Z"),
        }


def message_text(text: str) -> str:
    """The text as stored: control characters but line breaks gone, trimmed.

    Raises:
        Invalid: nothing is left.
        MessageTooLong: more than ``TEXT_MAX`` characters.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
    if not kept:
        raise Invalid("text: empty")
    if len(kept) > TEXT_MAX:
        raise MessageTooLong(f"at most {TEXT_MAX} characters")
    return kept


def client_id(text: str) -> str:
    """The writer's own id of a message.

    Raises:
        Invalid: empty, too long, or not plain visible ASCII.
    """
    if not 0 < len(text) <= CLIENT_ID_MAX or not all("!" <= sign <= "~" for sign in text):
        raise Invalid(f"client_id: 1–{CLIENT_ID_MAX} visible ASCII characters")
    return text
