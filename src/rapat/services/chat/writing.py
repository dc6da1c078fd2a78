"""Write, edit, take back, react, let through. Rights are the domain's; readers are told by ``delivery``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapat.domain import chat
from rapat.domain.chat import EVERYBODY, HOSTS, Deleted, Mention, Message, Quote, Reader
from rapat.domain.errors import (
    FileMissing,
    Invalid,
    MessageMissing,
    NotAllowed,
    ParticipantMissing,
    RapatError,
    TooSoon,
)
from rapat.domain.files import FileCard
from rapat.domain.ids import Identity, VisitorId
from rapat.domain.rights import public_name
from rapat.domain.roles import MODERATORS, Action, Right, demand
from rapat.ports import Clock, Engine, Store
from rapat.ports_chat import Stored
from rapat.services.access import Access, Standing
from rapat.services.chat.delivery import Delivery
from rapat.services.limits import Rate, RateLimiter

WRITING = Rate(burst=10, per_second=1)
"""Per person: a quick writer sends one message in 2 s; more is pasting or a program gone wild."""
REACTING = Rate(burst=15, per_second=2)
"""Per person: somebody who catches up presses a thumb under every message."""
TYPING = Rate(burst=3, per_second=0.5)
"""Per person: the page says it once in 3 s while somebody types."""
TYPING_CROWD = 50
"""People in the room above which typing is not told: every keystroke of a crowd would go to the whole crowd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants to say."""

    client_id: str
    text: str
    to: str = EVERYBODY
    reply_to: str | None = None
    mentions: Sequence[str] = ()
    """Identities; those who are not there, or would not see the message, are left out silently."""
    files: Sequence[str] = ()
    """Ids of own uploads that were not sent yet."""


def reader(standing: Standing) -> Reader:
    """The caller as somebody who reads."""
    return Reader(standing.me.identity, standing.me.role in MODERATORS)


class WritingService:
    """What people do to messages."""

    def __init__(self, store: Store, engine: Engine, clock: Clock, *, new_id: Callable[[], str]) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._new_id = new_id
        self._access = Access(store)
        self._delivery = Delivery(store, engine)
        self._writing = RateLimiter(WRITING)
        self._reacting = RateLimiter(REACTING)
        self._typing = RateLimiter(TYPING)

    async def write(self, meeting: str, visitor: VisitorId, draft: Draft) -> Stored:
        """Store a message and tell its readers. The same ``client_id`` again answers what is stored.

        Raises:
            MeetingNotFound, NotInMeeting; Invalid; MessageTooLong; NotAllowed: writing there is switched off;
            ParticipantMissing: the recipient; MessageMissing: the answered one; FileMissing: not an own, unsent
            upload; TooSoon: slow mode; TooManyRequests.
        """
        standing = await self._access.standing(meeting, visitor)
        known_as = chat.client_id(draft.client_id)
        try:
            self._take(self._writing, standing)
            await self._may_write(standing, draft.to)
            message = await self._compose(standing, draft, known_as)
        except RapatError:  # what was stored before is not refused now; looked for last, as it is rare
            earlier = await self._store.messages.written(standing.meeting.id, standing.me.identity, known_as)
            if earlier is None:
                raise
            return Stored(earlier, 0, False)
        stored = await self._store.messages.add(message)
        if stored.changed:
            await self._delivery.message(stored)
        return stored

    async def edit(self, meeting: str, visitor: VisitorId, message: str, client_id: str, text: str) -> Message:
        """Change an own text; the message says that it was edited. The same ``client_id`` again changes nothing.

        Raises:
            MessageMissing: none of this id, or it was taken back; NotAllowed: another's, or writing is switched off,
            or a host approves what is written here; besides those of ``write``.
        """
        standing, found = await self._visible(meeting, visitor, message)
        if found.identity != standing.me.identity:
            raise NotAllowed("only its writer edits a message")
        edit_id = chat.client_id(client_id)
        if found.edit_id == edit_id:
            return found
        kept = chat.message_text(text, may_be_empty=bool(found.files))
        self._take(self._writing, standing)
        await self._may_write(standing, found.to)
        if found.to == EVERYBODY and not found.held and await self._needs_approval(standing):
            raise NotAllowed("what a host has let through cannot be changed")
        return await self._change(found, replace(found, text=kept, edited_at=self._clock.now(), edit_id=edit_id))

    async def delete(self, meeting: str, visitor: VisitorId, message: str) -> None:
        """Take a message back: an own one, or as a host any that one sees. Twice is no error.

        Raises:
            MessageMissing; NotHost: another's.
        """
        standing = await self._access.standing(meeting, visitor)
        found = await self._store.messages.find(standing.meeting.id, message)
        if found is None or not chat.sees(found, reader(standing)):
            raise MessageMissing("no message has this id")
        mine = found.identity == standing.me.identity
        if not mine:
            demand(standing.me.role, Action.MODERATE_CHAT)
        if found.deleted is not Deleted.NO:
            return
        self._take(self._writing, standing)
        by = Deleted.WRITER if mine else Deleted.HOST
        await self._change(found, replace(found, text="", mentions=(), deleted=by))
        await self._unpin(found)

    async def approve(self, meeting: str, visitor: VisitorId, message: str) -> Message:
        """Let a held message through; it takes its place now. Twice is no error.

        Raises:
            NotHost, MessageMissing.
        """
        standing, found = await self._visible(meeting, visitor, message)
        demand(standing.me.role, Action.MODERATE_CHAT)
        if not found.held:
            return found
        return await self._change(found, replace(found, held=False), new_place=True)

    async def react(self, meeting: str, visitor: VisitorId, message: str, emoji: str, chosen: bool) -> Message:
        """Put an emoji under a message, or take one's own away; twice is once.

        Raises:
            MessageMissing; NotAllowed: reactions are switched off; Invalid: no emoji, or too many different ones.
        """
        standing, found = await self._visible(meeting, visitor, message)
        standing.require(Right.REACT)
        self._take(self._reacting, standing)
        sign = chat.reaction(emoji)
        if chosen and sign not in found.reactions and len(found.reactions) >= chat.EMOJI_MAX:
            raise Invalid(f"emoji: at most {chat.EMOJI_MAX} different ones")
        least = replace(found, revision=chat.least_number(self._clock.now()))
        stored = await self._store.messages.react(least, standing.me.identity, sign, chosen)
        if stored.changed:
            await self._delivery.reaction(stored, standing.me.identity, sign, chosen)
        return stored.message

    async def typing(self, meeting: str, visitor: VisitorId, to: str) -> None:
        """Tell those who would read it that a message is being written. Nothing is stored.

        Raises:
            Those of ``write``, as far as they concern the recipient.
        """
        standing = await self._access.live_standing(meeting, visitor)
        self._take(self._typing, standing)
        await self._may_write(standing, to)
        rooms = await self._engine.list_rooms([standing.meeting.id])
        if to != EVERYBODY or sum(room.num_participants for room in rooms) <= TYPING_CROWD:
            await self._delivery.typing(standing.meeting.id, standing.me.identity, to)

    async def _compose(self, standing: Standing, draft: Draft, known_as: str) -> Message:
        state = await self._store.chat_rooms.find(standing.meeting.id)
        free = standing.me.role in MODERATORS or draft.to != EVERYBODY
        if not free:
            await self._not_too_soon(standing, state.slow_seconds)
        attached = await self._uploads(standing, draft.files)
        quote = await self._answered(standing, draft)
        now = self._clock.now()
        least = chat.least_number(now)
        return Message(
            id=self._new_id(),
            meeting=standing.meeting.id,
            seq=least,
            revision=least,
            client_id=known_as,
            identity=standing.me.identity,
            name=public_name(standing.meeting, standing.me),
            text=chat.message_text(draft.text, may_be_empty=bool(attached)),
            sent_at=now,
            to=draft.to,
            held=state.approval and not free,
            reply_to=quote.id if quote is not None else None,
            quote=quote,
            mentions=await self._mentions(standing, draft),
            files=attached,
        )

    async def _may_write(self, standing: Standing, to: str) -> None:
        if to == EVERYBODY:
            standing.require(Right.CHAT)
        elif to != HOSTS:
            other = await self._access.attendee(standing.meeting.id, to)
            if other.removed or not other.joined:
                raise ParticipantMissing("nobody in this meeting has this identity")
            if other.identity == standing.me.identity:
                raise Invalid("to: oneself")
            if other.role not in MODERATORS:
                standing.require(Right.PRIVATE_CHAT)

    async def _not_too_soon(self, standing: Standing, pause: int) -> None:
        last = await self._store.messages.last_at(standing.meeting.id, standing.me.identity) if pause else None
        left = pause - (self._clock.now() - last).total_seconds() if last is not None else 0
        if left > 0:
            raise TooSoon(left)

    async def _needs_approval(self, standing: Standing) -> bool:
        if standing.me.role in MODERATORS:
            return False
        return (await self._store.chat_rooms.find(standing.meeting.id)).approval

    async def _answered(self, standing: Standing, draft: Draft) -> Quote | None:
        if draft.reply_to is None:
            return None
        writer = reader(standing)
        target = await self._store.messages.find(standing.meeting.id, draft.reply_to)
        if target is None or not chat.sees(target, writer) or target.deleted is not Deleted.NO:
            raise MessageMissing("no message has this id")
        if not chat.may_answer(target, writer, draft.to):
            raise Invalid("to: wider than the answered message")
        return chat.quote_of(target)

    async def _mentions(self, standing: Standing, draft: Draft) -> tuple[Mention, ...]:
        called = list(dict.fromkeys(draft.mentions))[: chat.MENTIONS_MAX]
        found: list[Mention] = []
        for identity in called:
            place = await self._store.attendees.by_identity(standing.meeting.id, Identity(identity))
            if place is None or place.removed or not place.joined:
                continue
            if draft.to in {EVERYBODY, place.identity} or (draft.to == HOSTS and place.role in MODERATORS):
                found.append(Mention(place.identity, public_name(standing.meeting, place)))
        return tuple(found)

    async def _uploads(self, standing: Standing, ids: Sequence[str]) -> tuple[FileCard, ...]:
        if len(ids) > chat.FILES_MAX:
            raise Invalid(f"files: at most {chat.FILES_MAX}")
        found: list[FileCard] = []
        for file in dict.fromkeys(ids):
            card = await self._store.chat_files.find(standing.meeting.id, file)
            if card is None or card.identity != standing.me.identity or card.message is not None or card.gone:
                raise FileMissing("no upload of yours that was not sent yet has this id")
            found.append(card)
        return tuple(found)

    async def _visible(self, meeting: str, visitor: VisitorId, message: str) -> tuple[Standing, Message]:
        standing = await self._access.standing(meeting, visitor)
        found = await self._store.messages.find(standing.meeting.id, message)
        if found is None or not chat.sees(found, reader(standing)) or found.deleted is not Deleted.NO:
            raise MessageMissing("no message has this id")
        return standing, found

    async def _change(self, before: Message, after: Message, *, new_place: bool = False) -> Message:
        least = replace(after, revision=chat.least_number(self._clock.now()))
        stored = await self._store.messages.change(before, least, new_place=new_place)
        if stored.changed:
            await self._delivery.message(stored)
        return stored.message

    async def _unpin(self, message: Message) -> None:
        state = await self._store.chat_rooms.find(message.meeting)
        if state.pinned == message.id:
            least = chat.least_number(self._clock.now())
            await self._delivery.state(
                await self._store.chat_rooms.put(replace(state, pinned=None, revision=least)), None
            )

    def _take(self, rates: RateLimiter, standing: Standing) -> None:
        rates.take(f"{standing.meeting.id}/{standing.me.identity}", self._clock.monotonic())
