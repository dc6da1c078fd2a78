"""Raised hands: in the order of raising, seen by everybody as the attribute ``hand``."""

from dataclasses import replace

from rapat.domain.ids import VisitorId
from rapat.ports import Engine, ParticipantNotFound, RoomNotFound, Store
from rapat.services.access import Access


class HandService:
    """One's own hand."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine
        self._access = Access(store)

    async def set(self, meeting: str, visitor: VisitorId, raised: bool) -> None:
        """Raise or lower; raising a raised hand keeps its place in the queue.

        Raises:
            MeetingNotFound, NotInMeeting, MeetingEnded.
        """
        standing = await self._access.live_standing(meeting, visitor)
        if raised:
            order = await self._store.attendees.raise_hand(standing.meeting.id, standing.me.identity)
        else:
            await self._store.attendees.put(replace(standing.me, hand=None))
        try:
            await self._engine.update_participant(
                standing.meeting.id, standing.me.identity, attributes={"hand": str(order) if raised else ""}
            )
        except (RoomNotFound, ParticipantNotFound):
            pass  # between two connections: the next token carries the hand
