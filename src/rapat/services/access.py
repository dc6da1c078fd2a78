"""Whose request this is, in which meeting: what every use case asks first."""

from dataclasses import dataclass

from rapat.domain.errors import MeetingEnded, MeetingNotFound, NotInMeeting, ParticipantMissing
from rapat.domain.ids import Identity, MeetingId, VisitorId, is_meeting_id
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.rights import may, require
from rapat.domain.roles import Action, Right, demand, demand_over
from rapat.ports import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody in a meeting."""

    meeting: Meeting
    me: Attendee

    def may(self, right: Right) -> bool:
        """Whether this person may do this now, by role, switches and grants."""
        return may(self.meeting, self.me, right)

    def require(self, right: Right) -> None:
        """Pass, or raise.

        Raises:
            NotAllowed: the role has not the right, or a host switched it off.
        """
        require(self.meeting, self.me, right)


class Access:
    """Reads meetings and places from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def meeting(self, meeting: str) -> Meeting:
        """The meeting with this id.

        Raises:
            MeetingNotFound: there is none, or the id has not the form of one.
        """
        found = await self._store.meetings.find(MeetingId(meeting)) if is_meeting_id(meeting) else None
        if found is None:
            raise MeetingNotFound("no meeting has this id")
        return found

    async def standing(self, meeting: str, visitor: VisitorId | None) -> Standing:
        """The caller's place in a meeting that it has joined and was not removed from.

        Raises:
            MeetingNotFound: no such meeting.
            NotInMeeting: has not joined, or was removed.
        """
        found = await self.meeting(meeting)
        me = await self._store.attendees.find(found.id, visitor) if visitor is not None else None
        if me is None or me.removed or not me.joined:
            raise NotInMeeting("join the meeting first")
        return Standing(found, me)

    async def live_standing(self, meeting: str, visitor: VisitorId | None) -> Standing:
        """As ``standing``, in a meeting that has not ended.

        Raises:
            MeetingEnded: the host has ended it; besides those of ``standing``.
        """
        found = await self.standing(meeting, visitor)
        if found.meeting.ended_at is not None:
            raise MeetingEnded("the host has ended this meeting")
        return found

    async def acting(self, meeting: str, visitor: VisitorId | None, action: Action) -> Standing:
        """The caller's place, when its role allows the action.

        Raises:
            NotHost: the table does not allow it; besides those of ``live_standing``.
        """
        standing = await self.live_standing(meeting, visitor)
        demand(standing.me.role, action)
        return standing

    async def over(
        self, meeting: str, visitor: VisitorId | None, identity: str, action: Action
    ) -> tuple[Standing, Attendee]:
        """The caller's place and the person that it acts on.

        Raises:
            NotHost, Refused: the table does not allow it; ParticipantMissing; besides those of ``live_standing``.
        """
        standing = await self.acting(meeting, visitor, action)  # before the look-up: outsiders learn no identities
        target = await self.attendee(standing.meeting.id, identity)
        demand_over(standing.me.role, action, target.role)
        return standing, target

    async def attendee(self, meeting: MeetingId, identity: str) -> Attendee:
        """Somebody else in the meeting.

        Raises:
            ParticipantMissing: nobody has this identity.
        """
        found = await self._store.attendees.by_identity(meeting, Identity(identity))
        if found is None:
            raise ParticipantMissing("nobody in this meeting has this identity")
        return found
