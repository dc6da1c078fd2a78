"""Files of chats: take an upload, give it to those who may see its message, forget it when its time is over.

Small pictures are made by the uploader's browser, not here (docs/decisions/0006): no decoder of hostile pictures
runs in this process. What is given out is never a page of ours: see ``http.files``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

from rapat.domain import chat, files
from rapat.domain.errors import FileExpired, FileMissing, FileRefused, FilesFull, FileTooLarge
from rapat.domain.files import FileCard, Preview
from rapat.domain.ids import VisitorId
from rapat.ports import Clock, Store
from rapat.ports_chat import BlobStore
from rapat.services.access import Access, Standing
from rapat.services.chat.writing import reader
from rapat.services.limits import Rate, RateLimiter

UPLOADING = Rate(burst=20, per_second=0.5)
"""Per person: two full messages of pictures at once, then one file in 2 s."""
AT_ONCE = 16
"""Uploads received at a time, further ones wait: each writes to the disk of a box that also forwards media."""
UNSENT_LIFE = timedelta(hours=6)
"""How long an upload waits to be sent: longer than a lost line, shorter than a disk filled by drafts."""
SWEPT_AT_ONCE = 200
"""Files forgotten in one round; the next round takes the rest."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What the operator allows."""

    file_bytes: int
    meeting_bytes: int
    """Of all files of one meeting together."""
    life: timedelta
    """From upload to deletion."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What an uploader says of a file."""

    client_id: str
    name: str
    declared: int | None
    """Bytes that were announced; None = not said."""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A file on its way out; ``size`` None = not known beforehand."""

    name: str
    type: str
    size: int | None
    content: AsyncIterator[bytes]


class FileService:
    """Use cases around files; ``limits`` is asked each time, as an administrator may change them."""

    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        clock: Clock,
        *,
        new_id: Callable[[], str],
        limits: Callable[[], FileLimits],
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._clock = clock
        self._new_id = new_id
        self._access = Access(store)
        self._rates = RateLimiter(UPLOADING)
        self._receiving = asyncio.Semaphore(AT_ONCE)
        self._keeping = asyncio.Lock()
        """Bytes are kept and forgotten one after the other: a sweep must not delete what was just sent again."""
        self.limits = limits

    async def upload(self, meeting: str, visitor: VisitorId, upload: Upload, content: AsyncIterator[bytes]) -> FileCard:
        """Receive a file; a message names it afterwards. The same ``client_id`` again answers what is stored.

        Raises:
            MeetingNotFound, NotInMeeting; Invalid: name or pixels; FileRefused: it would run when opened;
            FileTooLarge, FilesFull, TooManyRequests.
        """
        standing = await self._access.standing(meeting, visitor)
        known_as = chat.client_id(upload.client_id)
        name, width, height = files.file_name(upload.name), files.side(upload.width), files.side(upload.height)
        earlier = await self._store.chat_files.uploaded(standing.meeting.id, standing.me.identity, known_as)
        if earlier is not None:
            return earlier
        self._rates.take(f"{standing.meeting.id}/{standing.me.identity}", self._clock.monotonic())
        room = await self._room_for(standing, upload.declared or 0)
        async with self._receiving, self._blobs.receive(content, room) as received:
            now = self._clock.now()
            card = FileCard(
                id=self._new_id(),
                meeting=standing.meeting.id,
                identity=standing.me.identity,
                client_id=known_as,
                name=name,
                type=files.picture_type(received.head) or files.ANYTHING,
                size=received.size,
                digest=received.digest,
                created_at=now,
                expires_at=now + self.limits().life,
                width=width,
                height=height,
            )
            async with self._keeping:
                await self._blobs.keep(received)
                return await self._store.chat_files.add(card)

    async def set_preview(self, meeting: str, visitor: VisitorId, file: str, content: AsyncIterator[bytes]) -> None:
        """Take the small picture of an own picture.

        Raises:
            FileMissing: not an own one; FileRefused: no picture; FileTooLarge.
        """
        standing, card = await self._own(meeting, visitor, file)
        async with self._blobs.receive(content, files.PREVIEW_MAX_BYTES) as received:
            kind = files.picture_type(received.head)
            if kind is None or card.type == files.ANYTHING:
                raise FileRefused("a preview is a picture of a picture")
            async with self._keeping:
                await self._blobs.keep(received)
                await self._store.chat_files.set_preview(card, Preview(received.digest, kind))

    async def discard(self, meeting: str, visitor: VisitorId, file: str) -> None:
        """Forget an own upload that was not sent; what was sent goes with its message.

        Raises:
            FileMissing.
        """
        _, card = await self._own(meeting, visitor, file)
        if card.message is not None:
            raise FileMissing("it was sent already: take the message back")
        await self._forget(card)

    async def open(self, meeting: str, visitor: VisitorId | None, file: str, *, preview: bool = False) -> Opened:
        """Give a file to somebody who may see its message.

        Raises:
            MeetingNotFound, NotInMeeting; FileMissing: none for this person; FileExpired.
        """
        standing = await self._access.standing(meeting, visitor)
        card = await self._store.chat_files.find(standing.meeting.id, file)
        if card is None or not await self._may_see(standing, card):
            raise FileMissing("no file has this id")
        if card.gone or card.expires_at <= self._clock.now():
            raise FileExpired("its time is over")
        if preview and card.preview is None:
            raise FileMissing("it has no preview")
        try:
            if preview and card.preview is not None:
                stream = await self._blobs.stream(card.preview.digest)
                return Opened(card.name, card.preview.type, None, stream)
            return Opened(card.name, card.type, card.size, await self._blobs.stream(card.digest))
        except FileNotFoundError:
            raise FileMissing("its bytes are lost") from None

    async def sweep(self) -> int:
        """Forget what is expired, was never sent, or was taken back; how many files that were.

        Raises:
            OSError: bytes cannot be deleted now; the next sweep tries again.
        """
        now = self._clock.now()
        over = await self._store.chat_files.over(now, now - UNSENT_LIFE, SWEPT_AT_ONCE)
        for card in over:
            await self._forget(card)
        return len(over)

    async def _forget(self, card: FileCard) -> None:
        async with self._keeping:
            for digest in await self._store.chat_files.mark_gone(card):
                await self._blobs.delete(digest)

    async def _room_for(self, standing: Standing, declared: int) -> int:
        """Bytes that this upload may have."""
        limits = self.limits()
        if declared > limits.file_bytes:
            raise FileTooLarge(f"at most {limits.file_bytes} bytes")
        left = limits.meeting_bytes - await self._store.chat_files.bytes_of(standing.meeting.id)
        if left <= 0 or declared > left:
            raise FilesFull(f"at most {limits.meeting_bytes} bytes in one meeting")
        return min(limits.file_bytes, left)

    async def _own(self, meeting: str, visitor: VisitorId, file: str) -> tuple[Standing, FileCard]:
        standing = await self._access.standing(meeting, visitor)
        card = await self._store.chat_files.find(standing.meeting.id, file)
        if card is None or card.identity != standing.me.identity or card.gone:
            raise FileMissing("no upload of yours has this id")
        return standing, card

    async def _may_see(self, standing: Standing, card: FileCard) -> bool:
        if card.message is None:
            return card.identity == standing.me.identity
        message = await self._store.messages.find(standing.meeting.id, card.message)
        return message is not None and not message.deleted and chat.sees(message, reader(standing))
