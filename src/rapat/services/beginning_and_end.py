"""How a meeting begins and how it ends for all: the same from a page, a program, an administrator, the command line."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from rapat.domain import names
from rapat.domain.door import Rules
from rapat.domain.ids import Chooser, Identity, new_meeting_id
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Caller
from rapat.domain.roles import Role
from rapat.ports import Clock, RemovalReason, RoomNotFound, Store


class Rooms(Protocol):
    """Live rooms: of this process, or of the server that runs beside it."""

    async def delete_room(self, name: str, reason: RemovalReason = ...) -> None:
        """Tell everybody and close it.

        Raises:
            RoomNotFound: nobody is in.
        """
        ...


async def begin(
    store: Store,
    clock: Clock,
    caller: Caller,
    title: str,
    rules: Rules,
    *,
    choose: Chooser,
    new_identity: Callable[[], Identity],
) -> Meeting:
    """Start a meeting now; the caller is its host, and its owner when signed in.

    Raises:
        Invalid: the title.
    """
    meeting = Meeting(
        new_meeting_id(choose),
        names.meeting_title(title),
        clock.now(),
        rules=rules,
        owner=caller.person.id if caller.person is not None else None,
    )
    host = Attendee(meeting.id, caller.visitor, new_identity(), "", Role.HOST)
    await store.meetings.add(meeting, host)
    return meeting


async def end_for_all(store: Store, clock: Clock, rooms: Rooms, meeting: Meeting) -> None:
    """Nobody can join again, and whoever is in is told. Ending twice is no error."""
    if meeting.ended_at is None:
        await store.meetings.change(meeting, replace(meeting, ended_at=clock.now()))
    try:
        await rooms.delete_room(meeting.id, RemovalReason.ROOM_DELETED)
    except RoomNotFound:
        pass  # nobody was in
