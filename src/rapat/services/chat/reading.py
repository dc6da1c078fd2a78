"""Read: pages, what changed, search, the list of one's chats, and how far somebody has read."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from rapat.domain import chat
from rapat.domain.chat import ChatState, Deleted, Message
from rapat.domain.errors import Invalid
from rapat.domain.ids import VisitorId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.rights import public_name
from rapat.domain.roles import Right
from rapat.ports import Store
from rapat.ports_chat import Hit, Place, Thread, Window
from rapat.services.access import Access, Standing
from rapat.services.chat.writing import reader

HITS_MAX = 50
"""Found messages in one answer: five screens of a phone."""
THREADS_MAX = 100
"""Chats in the list of one's own; further ones are found by search."""
WORDS_MAX = 8
"""Words of one search; more only narrow what is found already."""
WORD_LENGTH_MAX = 40
"""Characters of a word that are looked for."""
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the caller may do in this chat now; the page greys out the rest."""

    write: bool
    write_to_people: bool
    react: bool
    moderate: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a chat, and all that a reader needs to go on from there."""

    messages: list[Message]
    more: bool
    """Further messages lie in the direction of reading."""
    revision: int
    """Ask for what changed ``since`` this."""
    state: ChatState
    pinned: Message | None
    read: int
    """``seq`` up to which the caller has read."""
    rights: Rights


class ReadingService:
    """What people see of chats; also after the meeting."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._access = Access(store)

    async def page(self, meeting: str, visitor: VisitorId | None, window: Window) -> Page:
        """Messages of one window that the caller may see.

        Raises:
            MeetingNotFound, NotInMeeting.
        """
        standing = await self._access.standing(meeting, visitor)
        place = place_of(standing)
        limit = max(1, min(window.limit, chat.PAGE_MAX))
        revision = await self._store.chat_rooms.revision(place.meeting)  # first: what comes meanwhile comes again
        wanted = Window(limit=limit + 1, after=window.after, before=window.before, since=window.since)
        found = await self._store.messages.page(place, wanted)
        more = len(found) > limit
        backwards = window.after is None and window.since is None
        shown = (found[-limit:] if backwards else found[:limit]) if more else found
        if more and window.since is not None:
            revision = shown[-1].revision
        state = await self._store.chat_rooms.find(place.meeting)
        return Page(
            messages=shown,
            more=more,
            revision=revision,
            state=state,
            pinned=await pinned_of(self._store, state),
            read=await self._store.chat_rooms.read_up_to(place.meeting, standing.me.identity),
            rights=rights_of(standing),
        )

    async def export(self, meeting: str, visitor: VisitorId | None) -> tuple[Meeting, AsyncIterator[Message]]:
        """The meeting, and everything in its chat that the caller may see, oldest first.

        Raises:
            MeetingNotFound, NotInMeeting.
        """
        standing = await self._access.standing(meeting, visitor)
        return standing.meeting, self._all(place_of(standing))

    async def people(self, meeting: str, visitor: VisitorId | None) -> list[Attendee]:
        """Members of the meeting, as the caller may know them, by name.

        Raises:
            MeetingNotFound, NotInMeeting.
        """
        standing = await self._access.standing(meeting, visitor)
        places = await self._store.attendees.all(standing.meeting.id)
        members = [place for place in places if place.joined and not place.removed]
        known = [replace(place, name=public_name(standing.meeting, place)) for place in members]
        return sorted(known, key=lambda place: place.name.casefold())

    async def _all(self, place: Place) -> AsyncIterator[Message]:
        last, more = -1, True
        while more:
            found = await self._store.messages.page(place, Window(limit=chat.PAGE_MAX, after=last))
            for message in found:
                yield message
            more = len(found) == chat.PAGE_MAX
            last = found[-1].seq if found else last

    async def mark_read(self, meeting: str, visitor: VisitorId, seq: int) -> None:
        """Remember how far the caller has read; never goes back.

        Raises:
            MeetingNotFound, NotInMeeting.
        """
        standing = await self._access.standing(meeting, visitor)
        newest = await self._store.chat_rooms.revision(standing.meeting.id)
        await self._store.chat_rooms.mark_read(standing.meeting.id, standing.me.identity, min(seq, newest))

    async def search(self, meeting: str, visitor: VisitorId | None, text: str, before: int | None) -> list[Hit]:
        """Messages of one meeting with all words of ``text``, newest first, ``HITS_MAX`` at most.

        Raises:
            MeetingNotFound, NotInMeeting; Invalid: nothing to look for.
        """
        standing = await self._access.standing(meeting, visitor)
        return await self._store.messages.search([place_of(standing)], words(text), before, HITS_MAX)

    async def search_all(self, visitor: VisitorId | None, text: str, before: int | None) -> list[Hit]:
        """As ``search``, in every meeting that the caller has been in.

        Raises:
            Invalid: nothing to look for.
        """
        wanted = words(text)
        if visitor is None:
            return []
        return await self._store.messages.search(await self._store.chat_rooms.places(visitor), wanted, before, HITS_MAX)

    async def threads(self, visitor: VisitorId | None) -> list[Thread]:
        """The caller's chats in which something was written, the latest first."""
        if visitor is None:
            return []
        return await self._store.chat_rooms.threads(await self._store.chat_rooms.places(visitor), THREADS_MAX)


def place_of(standing: Standing) -> Place:
    """Where the caller reads."""
    return Place(standing.meeting.id, reader(standing))


def rights_of(standing: Standing) -> Rights:
    """What the caller may do now."""
    return Rights(
        write=standing.may(Right.CHAT),
        write_to_people=standing.may(Right.PRIVATE_CHAT),
        react=standing.may(Right.REACT),
        moderate=reader(standing).moderates,
    )


async def pinned_of(store: Store, state: ChatState) -> Message | None:
    """The message above the others, while it is there for everybody."""
    found = await store.messages.find(state.meeting, state.pinned) if state.pinned is not None else None
    return found if found is not None and found.deleted is Deleted.NO else None


def words(text: str) -> list[str]:
    """What to look for.

    Raises:
        Invalid: no letter and no digit is in it.
    """
    found = [word[:WORD_LENGTH_MAX] for word in _WORD.findall(text)][:WORDS_MAX]
    if not any(sign.isalnum() for word in found for sign in word):
        raise Invalid("q: at least one letter or digit")
    return [word for word in found if any(sign.isalnum() for sign in word)]
