"""Who has the floor: asked to speak, shown large to everybody, next in the queue; and how the others react."""

from dataclasses import replace

from rapat.domain.errors import Invalid
from rapat.domain.ids import Identity, VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.roles import Action, Right
from rapat.ports import Clock, Engine, Store
from rapat.services.access import Access
from rapat.services.enforcement import Enforcement
from rapat.services.hands import HandService
from rapat.services.limits import Rate, RateLimiter
from rapat.services.moderation import ASK_TOPIC

ASKABLE = {"microphone": Right.MICROPHONE, "camera": Right.CAMERA, "screen_share": Right.SHARE}
"""What somebody can be asked to turn on → the right that comes with it."""
REACTION_TOPIC = "rapat.reaction"
REACTIONS = frozenset({"👍", "👎", "👏", "❤️", "😂", "😮", "🎉", "✅", "❌", "☕"})
"""A fixed set: a free text would be a chat without its rules."""
REACTING = Rate(burst=10, per_second=2)
"""Per person: applause is many quick presses; more is noise that covers faces."""


class FloorService:
    """What hosts do with attention, and reactions of everybody."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, hands: HandService) -> None:
        self._store = store
        self._clock = clock
        self._hands = hands
        self._access = Access(store)
        self._enforcement = Enforcement(store, engine)
        self._rates = RateLimiter(REACTING)

    async def ask(self, meeting: str, visitor: VisitorId, identity: str, source: str) -> None:
        """Ask somebody to turn a device on: the right is granted to the person, who alone turns it on.

        Raises:
            Invalid: an unknown source; NotHost, ParticipantMissing.
        """
        if source not in ASKABLE:
            raise Invalid(f"source: one of {', '.join(ASKABLE)}")
        standing, target = await self._access.over(meeting, visitor, identity, Action.ASK)
        await self._ask(standing.meeting, target, source, standing.me.name)

    async def take_back(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Take back what was granted to somebody; what it publishes by that alone is taken down.

        Raises:
            NotHost, Refused, ParticipantMissing.
        """
        standing, target = await self._access.over(meeting, visitor, identity, Action.MUTE_ONE)
        changed = replace(target, granted=frozenset())
        await self._store.attendees.change(target, changed)
        await self._enforcement.person(standing.meeting, changed)

    async def next_speaker(self, meeting: str, visitor: VisitorId) -> Attendee | None:
        """The first raised hand comes down and its person is asked to speak; raises ``NotHost``.

        Returns:
            Whose turn it is; None = no hand is up.
        """
        standing = await self._access.acting(meeting, visitor, Action.ASK)
        speaker = await self._hands.take_next(meeting, visitor)
        if speaker is not None:
            await self._ask(standing.meeting, speaker, "microphone", standing.me.name)
        return speaker

    async def spotlight(self, meeting: str, visitor: VisitorId, identity: str | None) -> None:
        """Show somebody large to everybody; None = nobody any more. Raises ``NotHost``, ``ParticipantMissing``."""
        standing = await self._access.acting(meeting, visitor, Action.SPOTLIGHT)
        chosen: Identity | None = None
        if identity is not None:
            chosen = (await self._access.attendee(standing.meeting.id, identity)).identity
        changed = replace(standing.meeting, spotlight=chosen)
        await self._store.meetings.change(standing.meeting, changed)
        await self._enforcement.room(changed)

    async def react(self, meeting: str, visitor: VisitorId, emoji: str) -> None:
        """Show everybody an emoji at one's own picture for a moment; nothing of it is kept.

        Raises:
            Invalid: not one of ``REACTIONS``; NotAllowed; TooManyRequests.
        """
        if emoji not in REACTIONS:
            raise Invalid("emoji: one of the set")
        standing = await self._access.live_standing(meeting, visitor)
        standing.require(Right.REACT)
        self._rates.take(f"{standing.meeting.id}/{standing.me.identity}", self._clock.monotonic())
        body = {"identity": standing.me.identity, "emoji": emoji}
        await self._enforcement.send(standing.meeting.id, REACTION_TOPIC, body)

    async def _ask(self, meeting: Meeting, target: Attendee, source: str, by: str) -> None:
        changed = replace(target, granted=target.granted | {ASKABLE[source]})
        await self._store.attendees.change(target, changed)
        await self._enforcement.person(meeting, changed)
        await self._enforcement.send(meeting.id, ASK_TOPIC, {"source": source, "by": by}, [target.identity])
