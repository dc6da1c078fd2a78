"""What hosts decide about a chat: what is pinned, slow mode, approval. Closing it is a right of the meeting."""

from dataclasses import replace

from rapat.domain import chat
from rapat.domain.chat import EVERYBODY, ChatState, Deleted, Message
from rapat.domain.errors import Invalid, MessageMissing
from rapat.domain.ids import VisitorId
from rapat.domain.roles import Action, demand
from rapat.ports import Clock, Engine, Store
from rapat.services.access import Access, Standing
from rapat.services.chat.delivery import Delivery
from rapat.services.chat.reading import pinned_of


class SteeringService:
    """Rules of one chat, during the meeting and after it."""

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._access = Access(store)
        self._delivery = Delivery(store, engine)

    async def change(
        self, meeting: str, visitor: VisitorId, *, approval: bool | None, slow_seconds: int | None
    ) -> tuple[ChatState, Message | None]:
        """Hold messages for approval, slow down; None = as it is.

        Raises:
            MeetingNotFound, NotInMeeting, NotHost; Invalid: the pause.
        """
        standing = await self._moderating(meeting, visitor)
        state = await self._store.chat_rooms.find(standing.meeting.id)
        if approval is not None:
            state = replace(state, approval=approval)
        if slow_seconds is not None:
            state = replace(state, slow_seconds=chat.slow_seconds(slow_seconds))
        return await self._put(state)

    async def pin(self, meeting: str, visitor: VisitorId, message: str | None) -> tuple[ChatState, Message | None]:
        """Put a message above the others, instead of the one that was there; None = none.

        Raises:
            MessageMissing; Invalid: not everybody may read it; NotHost.
        """
        standing = await self._moderating(meeting, visitor)
        if message is not None:
            found = await self._store.messages.find(standing.meeting.id, message)
            if found is None or found.deleted is not Deleted.NO or not chat.sees(found, _host(standing)):
                raise MessageMissing("no message has this id")
            if found.to != EVERYBODY or found.held:
                raise Invalid("message: not for everybody")
        state = await self._store.chat_rooms.find(standing.meeting.id)
        return await self._put(replace(state, pinned=message))

    async def _moderating(self, meeting: str, visitor: VisitorId) -> Standing:
        standing = await self._access.standing(meeting, visitor)
        demand(standing.me.role, Action.MODERATE_CHAT)
        return standing

    async def _put(self, state: ChatState) -> tuple[ChatState, Message | None]:
        least = chat.least_number(self._clock.now())
        stored = await self._store.chat_rooms.put(replace(state, revision=least))
        pinned = await pinned_of(self._store, stored)
        await self._delivery.state(stored, pinned)
        return stored, pinned


def _host(standing: Standing) -> chat.Reader:
    return chat.Reader(standing.me.identity, True)
