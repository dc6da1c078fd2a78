"""Ports: what the services need of the world, as Protocols. Adapters implement them; ``app`` joins them.

The engine is spoken to in LiveKit's own words and messages (``livekit.protocol``), so that the
embedded engine and an external LiveKit cluster fit the same socket.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from livekit.protocol.models import ParticipantInfo, ParticipantPermission, Room

from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.invitation import Invitation
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.report import Report
from rapat.domain.roles import Role
from rapat.ports_admin import Activities, Erasures, PersonalData, Retentions, SiteRecords
from rapat.ports_calendar import Calendars, Plans, Templates
from rapat.ports_chat import ChatFiles, ChatRooms, Messages
from rapat.ports_people import AccountLinks, AccountSessions, People, Pictures
from rapat.ports_programs import KeptAnswers, ProgramKeys


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """Wall clock, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump, for timeouts."""
        ...


class RemovalReason(StrEnum):
    """Why a participant or room is ended; becomes LiveKit's ``DisconnectReason``."""

    REMOVED = "removed"
    ROOM_DELETED = "room_deleted"
    SERVER_SHUTDOWN = "server_shutdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOptions:
    """Limits and data of a room; ``None`` = the engine's default."""

    metadata: str = ""
    max_participants: int | None = None
    empty_timeout: timedelta | None = None
    departure_timeout: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """What an access token allows in one room."""

    room: str
    identity: str
    name: str
    ttl: timedelta
    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = False
    can_publish_sources: Sequence[str] = ()
    """``camera``, ``microphone``, ``screen_share``, ``screen_share_audio``; empty = all."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class RoomStarted:
    """A room got its first participant or was created."""

    room: str


@dataclass(frozen=True, slots=True)
class RoomFinished:
    """A room ended; nobody is in it."""

    room: str


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """A participant is active: its transport is up."""

    room: str
    identity: str


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A participant is gone, for whatever reason."""

    room: str
    identity: str


class NotAdmitted(Exception):
    """Somebody's token is good, but the product does not want them in the room now."""


Standing = Callable[[str, str], Awaitable[TokenGrant | None]]
"""Room and identity of somebody who comes with a token → what a token would say now; None = the token itself holds.
Raises ``NotAdmitted``."""

EngineEvent = RoomStarted | RoomFinished | ParticipantJoined | ParticipantLeft


class RoomNotFound(LookupError):
    """The engine has no such room."""


class ParticipantNotFound(LookupError):
    """The room has no such participant."""


class Engine(Protocol):
    """Live rooms. Methods that name a room raise ``RoomNotFound``; an identity: ``ParticipantNotFound``."""

    @property
    def ready(self) -> bool:
        """True while media can be forwarded and joins are taken."""
        ...

    def mint_token(self, grant: TokenGrant) -> str:
        """A LiveKit access token that this engine will accept."""
        ...

    def on_event(self, listener: Callable[[EngineEvent], None]) -> None:
        """Call ``listener`` for every event, on the event loop, in order; it must not block."""
        ...

    async def create_room(self, name: str, options: RoomOptions) -> Room:
        """Create the room, or update the options of the one that is there."""
        ...

    async def list_rooms(self, names: Sequence[str] = ()) -> list[Room]:
        """Live rooms; empty ``names`` = all."""
        ...

    async def delete_room(self, name: str, reason: RemovalReason = RemovalReason.ROOM_DELETED) -> None:
        """Send everybody a ``leave`` with the reason, then forget the room."""
        ...

    async def update_room_metadata(self, name: str, metadata: str) -> Room:
        """Replace the metadata; everybody gets a ``room_update``."""
        ...

    async def list_participants(self, room: str) -> list[ParticipantInfo]:
        """Everybody who is not hidden, in order of joining."""
        ...

    async def remove_participant(self, room: str, identity: str) -> None:
        """Send it a ``leave`` with PARTICIPANT_REMOVED and close its transport."""
        ...

    async def update_participant(
        self,
        room: str,
        identity: str,
        *,
        attributes: Mapping[str, str] | None = None,
        permission: ParticipantPermission | None = None,
        name: str | None = None,
        metadata: str | None = None,
    ) -> ParticipantInfo:
        """Change what is not ``None``; attributes merge, an empty value deletes; permissions bite at once."""
        ...

    async def mute_track(self, room: str, identity: str, track_sid: str, muted: bool) -> None:
        """Mute a published track at the server and tell its owner. ``LookupError`` for an unknown track."""
        ...

    async def send_data(
        self,
        room: str,
        payload: bytes,
        *,
        topic: str,
        destination_identities: Sequence[str] = (),
    ) -> None:
        """Send a reliable user packet from the server; empty destinations = everybody."""
        ...


class Invitations(Protocol):
    """Signed invitations as text."""

    def write(self, invitation: Invitation) -> str:
        """The invitation as text that can stand in an address."""
        ...

    def read(self, text: str) -> Invitation | None:
        """The invitation, expired or not; None = not signed by this server."""
        ...


class Visitors(Protocol):
    """Browsers that have a session; only the SHA-256 of their secret is kept."""

    async def find(self, secret_hash: bytes) -> VisitorId | None:
        """Whose secret hashes to this; None = nobody's."""
        ...

    async def add(self, visitor: VisitorId, secret_hash: bytes, now: datetime) -> None:
        """Remember a new browser."""
        ...


class Meetings(Protocol):
    """Meetings by id."""

    async def add(self, meeting: Meeting, host: Attendee) -> None:
        """Store a new meeting together with its host's place."""
        ...

    async def find(self, meeting: MeetingId) -> Meeting | None:
        """The meeting; None = there is none."""
        ...

    async def change(self, before: Meeting, after: Meeting) -> None:
        """Store what differs; what others changed meanwhile stays."""
        ...

    async def open_after(self, meeting: MeetingId, limit: int) -> list[Meeting]:
        """Meetings that have not ended, by id, those after this one; empty = from the first."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting in a list, and what the asker is in it; None = asked for all."""

    meeting: Meeting
    role: Role | None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Part of a list; ``next`` is where the following part begins, empty = this was the last."""

    meetings: list[Listed]
    next: str


class MeetingLists(Protocol):
    """Meetings in lists, newest first."""

    async def of(self, visitor: VisitorId, after: str, limit: int) -> MeetingPage:
        """Those that a visitor made or joined, but was not removed from; ``after`` empty = from the newest."""
        ...

    async def all(self, after: str, limit: int) -> MeetingPage:
        """Every one."""
        ...


class Attendees(Protocol):
    """Places of people in meetings."""

    async def find(self, meeting: MeetingId, visitor: VisitorId) -> Attendee | None:
        """This browser's place; None = has never joined."""
        ...

    async def by_identity(self, meeting: MeetingId, identity: Identity) -> Attendee | None:
        """Who has this identity in this meeting."""
        ...

    async def all(self, meeting: MeetingId) -> list[Attendee]:
        """Every place, removed people included."""
        ...

    async def hosts(self, meeting: MeetingId) -> list[Attendee]:
        """Hosts and co-hosts, removed people not included."""
        ...

    async def waiting(self, meeting: MeetingId) -> list[Attendee]:
        """Those in the waiting room, who came first first."""
        ...

    async def banned(self, meeting: MeetingId) -> list[Attendee]:
        """Those who were removed for good."""
        ...

    async def add(self, attendee: Attendee) -> Attendee:
        """Store a new place; of two made at once the first stays, and is what both get."""
        ...

    async def change(self, before: Attendee, after: Attendee) -> None:
        """Store what differs; what others changed meanwhile stays."""
        ...

    async def raise_hand(self, meeting: MeetingId, identity: Identity) -> int:
        """Give the next number of this meeting's queue, or the one it holds already."""
        ...


class Reports(Protocol):
    """Reports of disturbers to the administrators."""

    async def add(self, report: Report) -> None:
        """Keep a report."""
        ...

    async def open(self, limit: int) -> list[Report]:
        """Those that nobody has dealt with, newest first."""
        ...

    async def close(self, report: str) -> bool:
        """Mark as dealt with; False = no such open report."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of LiveKit's server API."""

    key: str
    secret: str
    label: str
    created_at: datetime


class ApiKeys(Protocol):
    """Keys of LiveKit's server API; secrets must be readable, as tokens are signed with them."""

    async def all(self) -> list[ApiKey]:
        """Keys in force, oldest first."""
        ...

    async def add(self, key: ApiKey) -> None:
        """Put a key in force."""
        ...

    async def revoke(self, key: str) -> bool:
        """Take a key out of force; False = there was none."""
        ...


class Store(Protocol):
    """All that is kept."""

    @property
    def visitors(self) -> Visitors: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def meeting_lists(self) -> MeetingLists: ...
    @property
    def attendees(self) -> Attendees: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def chat_rooms(self) -> ChatRooms: ...
    @property
    def chat_files(self) -> ChatFiles: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def api_keys(self) -> ApiKeys: ...
    @property
    def people(self) -> People: ...
    @property
    def account_sessions(self) -> AccountSessions: ...
    @property
    def account_links(self) -> AccountLinks: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def activities(self) -> Activities: ...
    @property
    def program_keys(self) -> ProgramKeys: ...
    @property
    def site(self) -> SiteRecords: ...
    @property
    def retention(self) -> Retentions: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def personal(self) -> PersonalData: ...
    @property
    def kept_answers(self) -> KeptAnswers: ...

    async def healthy(self) -> bool:
        """True when the database answers."""
        ...
