"""One participant of a room, in parts: who it is, how it is reached, what it publishes and receives.

Each part has one job and no knowledge of the others; what a change means for the rest of the room is
decided by the room's services (``membership``, ``publishing``, ``subscribing`` …), never here.
"""

from dataclasses import dataclass, field
from typing import Protocol

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.grants import KINDS, AccessGrants, Permissions
from rapat.engine.embedded.rooms.publication import Publications
from rapat.engine.embedded.rooms.subscription import Subscriptions


class SignalSink(Protocol):
    """The writing end of a signal connection. Never blocks: a reader that is too slow gets closed."""

    def send(self, frame: bytes) -> None:
        """Queue one binary message; after ``close`` it is dropped."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued. Idempotent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whose token and request were checked and who wants in."""

    grants: AccessGrants
    client: models.ClientInfo
    auto_subscribe: bool = True
    adaptive_stream: bool = False
    metadata: str = ""
    """Asked for in the join request; empty = the token's."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Asked for in the join request; merged over the token's."""
    offer: rtc.SessionDescription | None = None
    add_tracks: tuple[rtc.AddTrackRequest, ...] = ()


class Profile:
    """What others are told about a participant that it or the server may change."""

    def __init__(self, newcomer: Newcomer) -> None:
        grants = newcomer.grants
        self.grants = grants
        self.name = grants.name
        self.metadata = newcomer.metadata or grants.metadata
        self.attributes = {**grants.attributes, **newcomer.attributes}
        self.permissions: Permissions = grants.permissions

    def merge_attributes(self, changes: dict[str, str]) -> dict[str, str]:
        """The attributes after ``changes``; an empty value deletes."""
        merged = {**self.attributes, **changes}
        return {key: value for key, value in merged.items() if value}


class SignalLine:
    """The connection that frames go to, if there is one just now."""

    def __init__(self, sink: SignalSink) -> None:
        self._sink: SignalSink | None = sink

    @property
    def up(self) -> bool:
        """True while a connection is there."""
        return self._sink is not None

    def is_on(self, sink: SignalSink) -> bool:
        """True if ``sink`` is the present connection, not one that was replaced."""
        return self._sink is sink

    def send(self, frame: bytes) -> None:
        """Send, or drop it: a resumed client gets a full snapshot anyway."""
        if self._sink is not None:
            self._sink.send(frame)

    def swap(self, sink: SignalSink) -> None:
        """A resumed connection takes the place of the old one, which may be half dead."""
        self.drop(1000, "replaced")
        self._sink = sink

    def drop(self, code: int, reason: str) -> None:
        """Close the present connection and be without one."""
        if self._sink is not None:
            self._sink.close(code, reason)
            self._sink = None

    def lost(self) -> None:
        """The connection closed by itself."""
        self._sink = None


class Transport:
    """Bookkeeping of the peer in the media core."""

    def __init__(self, peer: int) -> None:
        self.peer = peer
        self.ever_connected = False
        self.connected = False
        self.negotiated = False
        """An offer was answered."""
        self.reliable_open = False
        self.lossy_open = False


class Participant:
    """A member of one room, from join to leave."""

    def __init__(self, *, sid: str, newcomer: Newcomer, sink: SignalSink, peer: int, joined_at_ms: int) -> None:
        self.sid = sid
        self.identity = newcomer.grants.identity
        self.client = newcomer.client
        self.adaptive_stream = newcomer.adaptive_stream
        self.kind = KINDS.get(newcomer.grants.kind, models.ParticipantInfo.STANDARD)
        self.joined_at_ms = joined_at_ms
        self.state: models.ParticipantInfo.State = models.ParticipantInfo.JOINING
        self.version = 0
        self.told: models.ParticipantInfo | None = None
        """What everybody was last told of it; None = nothing yet. ``Updates`` alone writes it."""
        self.profile = Profile(newcomer)
        self.signal = SignalLine(sink)
        self.transport = Transport(peer)
        self.publications = Publications()
        self.subscriptions = Subscriptions(auto=newcomer.auto_subscribe)
        self.last_reliable_seq = 0
        """Of its own reliable messages; a resumed client replays what comes after."""

    @property
    def hidden(self) -> bool:
        """Nobody else is told of it."""
        return self.profile.permissions.hidden

    @property
    def gone(self) -> bool:
        """It has left; the object is only still referred to."""
        return self.state == models.ParticipantInfo.DISCONNECTED

    def touch(self) -> None:
        """Something that others see changed: clients drop versions that do not grow."""
        self.version += 1

    def info(self, reason: models.DisconnectReason = models.UNKNOWN_REASON) -> models.ParticipantInfo:
        """As clients see it, with the complete list of announced tracks."""
        profile = self.profile
        return models.ParticipantInfo(
            sid=self.sid,
            identity=self.identity,
            state=self.state,
            tracks=[publication.info for publication in self.publications.announced()],
            metadata=profile.metadata,
            joined_at=self.joined_at_ms // 1000,
            joined_at_ms=self.joined_at_ms,
            name=profile.name,
            version=self.version,
            permission=profile.permissions.to_proto(),
            is_publisher=self.publications.any_announced,
            kind=self.kind,
            attributes=profile.attributes,
            disconnect_reason=reason,
            client_protocol=self.client.client_protocol,
            capabilities=self.client.capabilities,
        )
