"""Raised hands: in the order of raising, seen by everybody as the attribute ``hand``; hosts take the next one."""

from dataclasses import replace

from rapat.domain.ids import Identity, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Action, Right
from rapat.ports import Engine, Store
from rapat.services.access import Access
from rapat.services.enforcement import Enforcement


class HandService:
    """One's own hand, and the queue as hosts work through it."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._access = Access(store)
        self._enforcement = Enforcement(store, engine)

    async def set(self, meeting: str, visitor: VisitorId, raised: bool) -> None:
        """Raise or lower; raising a raised hand keeps its place in the queue.

        Raises:
            MeetingNotFound, NotInMeeting, MeetingEnded; NotAllowed: hands are switched off.
        """
        standing = await self._access.live_standing(meeting, visitor)
        if not raised:
            await self._lower(standing.meeting, standing.me)
            return
        standing.require(Right.HAND)
        order = await self._store.attendees.raise_hand(standing.meeting.id, standing.me.identity)
        await self._enforcement.person(standing.meeting, replace(standing.me, hand=order))

    async def lower(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Take somebody's hand down; raises ``NotHost``, ``ParticipantMissing``."""
        standing, target = await self._access.over(meeting, visitor, identity, Action.LOWER_HAND)
        await self._lower(standing.meeting, target)

    async def lower_all(self, meeting: str, visitor: VisitorId) -> list[Identity]:
        """Take every hand down; raises ``NotHost``. Returns whose it were, in their order."""
        standing = await self._access.acting(meeting, visitor, Action.LOWER_HAND)
        raised = await self._raised(standing.meeting)
        for place in raised:
            await self._lower(standing.meeting, place)
        return [place.identity for place in raised]

    async def take_next(self, meeting: str, visitor: VisitorId) -> Attendee | None:
        """Take the first hand of those who are in the meeting down; raises ``NotHost``.

        Returns:
            Whose turn it is; None = no hand is up.
        """
        standing = await self._access.acting(meeting, visitor, Action.LOWER_HAND)
        inside = {info.identity for info in await self._enforcement.present(standing.meeting.id)}
        first = next((place for place in await self._raised(standing.meeting) if place.identity in inside), None)
        if first is None:
            return None
        await self._lower(standing.meeting, first)
        return replace(first, hand=None)

    async def _raised(self, meeting: Meeting) -> list[Attendee]:
        places = await self._store.attendees.all(meeting.id)
        up = [(place.hand, place) for place in places if place.hand is not None]
        return [place for _, place in sorted(up, key=lambda pair: pair[0])]

    async def _lower(self, meeting: Meeting, who: Attendee) -> None:
        lowered = replace(who, hand=None)
        await self._store.attendees.change(who, lowered)
        await self._enforcement.person(meeting, lowered)
