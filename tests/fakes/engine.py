"""An engine without media: rooms as dictionaries, everything asked of it remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from livekit.protocol.models import ParticipantInfo, ParticipantPermission, Room, TrackInfo, TrackSource

from rapat.ports import (
    EngineEvent,
    ParticipantNotFound,
    RemovalReason,
    RoomNotFound,
    RoomOptions,
    TokenGrant,
)


@dataclass(frozen=True)
class Sent:
    """A data packet from the server."""

    room: str
    payload: bytes
    topic: str
    to: tuple[str, ...]


@dataclass
class LiveRoom:
    """One room and who is in it."""

    options: RoomOptions
    participants: dict[str, ParticipantInfo] = field(default_factory=dict)


class FakeEngine:
    """Implements ``rapat.ports.Engine``; ``enter``, ``publish`` and ``leave`` play the clients."""

    def __init__(self) -> None:
        self.ready = True
        self.rooms: dict[str, LiveRoom] = {}
        self.grants: list[TokenGrant] = []
        self.sent: list[Sent] = []
        self.removed: list[tuple[str, str]] = []
        self.deleted: list[tuple[str, RemovalReason]] = []
        self._listeners: list[Callable[[EngineEvent], None]] = []

    def enter(self, room: str, identity: str) -> ParticipantInfo:
        """Somebody's transport is up."""
        info = ParticipantInfo(identity=identity, sid=f"PA_{identity}")
        self._room(room).participants[identity] = info
        return info

    def publish(self, room: str, identity: str, source: "TrackSource.ValueType", *, muted: bool = False) -> TrackInfo:
        """Somebody publishes a track."""
        info = self._participant(room, identity)
        info.tracks.append(TrackInfo(sid=f"TR_{len(info.tracks)}_{identity}", source=source, muted=muted))
        return info.tracks[-1]

    def leave(self, room: str, identity: str) -> None:
        """Somebody goes."""
        del self._room(room).participants[identity]

    def mint_token(self, grant: TokenGrant) -> str:
        self.grants.append(grant)
        return f"token-{len(self.grants)}"

    def on_event(self, listener: Callable[[EngineEvent], None]) -> None:
        self._listeners.append(listener)

    async def create_room(self, name: str, options: RoomOptions) -> Room:
        live = self.rooms.setdefault(name, LiveRoom(options))
        live.options = options
        return self._info(name)

    async def list_rooms(self, names: Sequence[str] = ()) -> list[Room]:
        return [self._info(name) for name in self.rooms if not names or name in names]

    async def delete_room(self, name: str, reason: RemovalReason = RemovalReason.ROOM_DELETED) -> None:
        self._room(name)
        del self.rooms[name]
        self.deleted.append((name, reason))

    async def update_room_metadata(self, name: str, metadata: str) -> Room:
        self._room(name).options = RoomOptions(metadata=metadata)
        return self._info(name)

    async def list_participants(self, room: str) -> list[ParticipantInfo]:
        return list(self._room(room).participants.values())

    async def remove_participant(self, room: str, identity: str) -> None:
        self.leave(room, self._participant(room, identity).identity)
        self.removed.append((room, identity))

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
        info = self._participant(room, identity)
        for key, value in (attributes or {}).items():
            if value:
                info.attributes[key] = value
            else:
                info.attributes.pop(key, None)
        if name is not None:
            info.name = name
        if permission is not None:
            info.permission.CopyFrom(permission)
            allowed = [track for track in info.tracks if track.source in permission.can_publish_sources]
            del info.tracks[:]
            info.tracks.extend(allowed)
        return info

    async def mute_track(self, room: str, identity: str, track_sid: str, muted: bool) -> None:
        for track in self._participant(room, identity).tracks:
            if track.sid == track_sid:
                track.muted = muted
                return
        raise LookupError(track_sid)

    async def send_data(
        self, room: str, payload: bytes, *, topic: str, destination_identities: Sequence[str] = ()
    ) -> None:
        self._room(room)
        self.sent.append(Sent(room, payload, topic, tuple(destination_identities)))

    def _room(self, name: str) -> LiveRoom:
        if name not in self.rooms:
            raise RoomNotFound(name)
        return self.rooms[name]

    def _participant(self, room: str, identity: str) -> ParticipantInfo:
        found = self._room(room).participants.get(identity)
        if found is None:
            raise ParticipantNotFound(identity)
        return found

    def _info(self, name: str) -> Room:
        live = self.rooms[name]
        return Room(name=name, metadata=live.options.metadata, num_participants=len(live.participants))
