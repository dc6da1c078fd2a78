"""Chat: stored first, then told to everybody by the server. Who missed a packet asks for the gap."""

import json
from collections.abc import Callable

from rapat.domain import chat
from rapat.domain.chat import Message
from rapat.domain.ids import VisitorId
from rapat.ports import Clock, Engine, RoomNotFound, Store
from rapat.services.access import Access
from rapat.services.limits import Rate, RateLimiter

TOPIC = "rapat.chat"
"""Topic of the data packets that carry new messages."""
WRITING = Rate(burst=10, per_second=1)
"""Per person: a quick writer sends one message in 2 s; more is pasting or a program gone wild."""


class MessagingService:
    """The chat of meetings."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._new_id = new_id
        self._access = Access(store)
        self._rates = RateLimiter(WRITING)

    async def write(self, meeting: str, visitor: VisitorId, client_id: str, text: str) -> tuple[Message, bool]:
        """Store a message and send it to everybody in the room.

        Returns:
            The stored message, and False when it was there already under this ``client_id``.

        Raises:
            MeetingNotFound, NotInMeeting, MeetingEnded, Invalid, MessageTooLong, TooManyRequests.
        """
        standing = await self._access.live_standing(meeting, visitor)
        draft = Message(
            id=self._new_id(),
            meeting=standing.meeting.id,
            seq=0,
            client_id=chat.client_id(client_id),
            identity=standing.me.identity,
            name=standing.me.name,
            text=chat.message_text(text),
            sent_at=self._clock.now(),
        )
        self._rates.take(f"{draft.meeting}/{draft.identity}", self._clock.monotonic())
        message, is_new = await self._store.messages.add(draft)
        if is_new:
            await self._broadcast(message)
        return message, is_new

    async def history(
        self, meeting: str, visitor: VisitorId | None, after: int, limit: int
    ) -> tuple[list[Message], bool]:
        """Messages after a number, oldest first, and whether more follow.

        Raises:
            MeetingNotFound, NotInMeeting.
        """
        standing = await self._access.standing(meeting, visitor)
        page = max(1, min(limit, chat.PAGE_MAX))
        found = await self._store.messages.after(standing.meeting.id, after, page + 1)
        return found[:page], len(found) > page

    async def _broadcast(self, message: Message) -> None:
        payload = json.dumps(message.as_json(), ensure_ascii=False).encode()
        try:
            await self._engine.send_data(message.meeting, payload, topic=TOPIC)
        except RoomNotFound:
            pass  # nobody is in; the message is in the history
