"""Ports of the chat: what its services need of the database and of the place where files lie."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rapat.domain.chat import ChatState, Message, Reader
from rapat.domain.files import FileCard, Preview
from rapat.domain.ids import Identity, MeetingId, VisitorId


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it stands now, after a change."""

    message: Message
    before: int
    """Revision of the change before, among messages of the same readers: who knows it has missed nothing.
    0 = there was none, or it cannot be told."""
    changed: bool
    """False: it stood so already, and nobody need be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which messages of a chat are wanted; at most one of the bounds is set, none = the newest."""

    limit: int
    after: int | None = None
    """With a greater ``seq``, oldest first."""
    before: int | None = None
    """With a lesser ``seq``: the ``limit`` nearest to it, oldest first."""
    since: int | None = None
    """Changed after this revision, in the order of the changes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody reads: one meeting, and as whom."""

    meeting: MeetingId
    reader: Reader


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found, and the title of its meeting."""

    message: Message
    title: str
    number: int
    """Where the next page begins: lesser for what was written earlier."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A meeting's chat in the list of all of mine."""

    place: Place
    title: str
    ended: bool
    last: Message
    unread: int


class Messages(Protocol):
    """Chat that outlives the meeting. ``seq`` and ``revision`` of what is given are the least that may be stored."""

    async def add(self, message: Message) -> Stored:
        """Store a new one, with the files named in it; the same writer's ``client_id`` again gives the earlier one."""
        ...

    async def change(self, before: Message, after: Message, *, new_place: bool = False) -> Stored:
        """Store what differs, unless the message was taken back or let through meanwhile: then nothing changes.

        Args:
            before: as it was found.
            after: as it should be.
            new_place: give it a new ``seq``.
        """
        ...

    async def react(self, message: Message, identity: Identity, emoji: str, chosen: bool) -> Stored:
        """Add or take back one person's emoji."""
        ...

    async def find(self, meeting: MeetingId, message: str) -> Message | None:
        """The message; None = this meeting has none with this id."""
        ...

    async def written(self, meeting: MeetingId, identity: Identity, client_id: str) -> Message | None:
        """What somebody stored under its own id."""
        ...

    async def last_at(self, meeting: MeetingId, identity: Identity) -> datetime | None:
        """When somebody last wrote to everybody."""
        ...

    async def page(self, place: Place, window: Window) -> list[Message]:
        """Messages that the reader may see, at most ``window.limit``."""
        ...

    async def search(self, places: Sequence[Place], words: Sequence[str], before: int | None, limit: int) -> list[Hit]:
        """Messages in any of the places that have all these words in their text or in a file's name; newest first.

        Args:
            places: where to look; empty finds nothing.
            words: beginnings of words, lower or upper case alike, no empty ones.
            before: only with a lesser ``Hit.number``, for the next page.
            limit: at most that many.
        """
        ...


class ChatRooms(Protocol):
    """What belongs to a chat as a whole, and which chats somebody has."""

    async def places(self, visitor: VisitorId) -> list[Place]:
        """Meetings that this browser has joined and was not removed from, and who it is there."""
        ...

    async def find(self, meeting: MeetingId) -> ChatState:
        """Its state; where nobody has set anything, the defaults."""
        ...

    async def put(self, state: ChatState) -> ChatState:
        """Store; ``revision`` is the least that it gets."""
        ...

    async def revision(self, meeting: MeetingId) -> int:
        """The newest number given in this chat; 0 = nothing has happened."""
        ...

    async def read_up_to(self, meeting: MeetingId, identity: Identity) -> int:
        """``seq`` of the newest message that somebody has seen; 0 = none."""
        ...

    async def mark_read(self, meeting: MeetingId, identity: Identity, seq: int) -> None:
        """Remember it; never goes back."""
        ...

    async def threads(self, places: Sequence[Place], limit: int) -> list[Thread]:
        """Chats in which there is something to read, the latest first."""
        ...


class ChatFiles(Protocol):
    """Files of chats: what is known of them, not their bytes."""

    async def add(self, file: FileCard) -> FileCard:
        """Store a new one; the same uploader's ``client_id`` again gives the earlier one."""
        ...

    async def uploaded(self, meeting: MeetingId, identity: Identity, client_id: str) -> FileCard | None:
        """What somebody uploaded under its own id."""
        ...

    async def find(self, meeting: MeetingId, file: str) -> FileCard | None:
        """The file; None = this meeting has none with this id."""
        ...

    async def set_preview(self, file: FileCard, preview: Preview) -> None:
        """Remember the small picture."""
        ...

    async def bytes_of(self, meeting: MeetingId) -> int:
        """Bytes of all files of a meeting that are not gone."""
        ...

    async def over(self, now: datetime, unsent_since: datetime, limit: int) -> list[FileCard]:
        """Files whose time is over, that were uploaded before ``unsent_since`` and never sent, or whose message was
        taken back; at most ``limit``."""
        ...

    async def mark_gone(self, file: FileCard) -> list[str]:
        """Forget the bytes of a file.

        Returns:
            Digests that no other file needs: their bytes may be deleted.
        """
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that have arrived and are not kept yet."""

    digest: str
    size: int
    head: bytes
    """The first ``domain.files.HEAD_BYTES``, or fewer."""
    path: Path


class BlobStore(Protocol):
    """Bytes by the SHA-256 of their content, hexadecimal; on disk or in an object store."""

    def receive(self, content: AsyncIterator[bytes], limit: int) -> AbstractAsyncContextManager[Received]:
        """Take bytes down to a temporary file, which is gone when the context ends.

        Raises:
            FileTooLarge: more than ``limit`` bytes.
            OSError: the disk is full, or gone.
        """
        ...

    async def keep(self, received: Received) -> None:
        """Keep what was received; it is there already = nothing happens.

        Raises:
            OSError: it cannot be written.
        """
        ...

    async def stream(self, digest: str) -> AsyncIterator[bytes]:
        """The content in pieces.

        Raises:
            FileNotFoundError: it is not there.
        """
        ...

    async def delete(self, digest: str) -> None:
        """Forget the content; none there = no error."""
        ...
