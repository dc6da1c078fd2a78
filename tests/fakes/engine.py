"""``ports.Engine`` in memory: rooms hold participants that a test puts there; everything asked is written down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from livekit.protocol.models import MICROPHONE, ParticipantInfo, ParticipantPermission, Room, TrackInfo

from rapat.ports import (
    EngineEvent,
    ParticipantNotFound,
    RemovalReason,
    RoomNotFound,
    RoomOptions,
    TokenGrant,
)


@dataclass
class FakeEngine:
    """See the module. ``enter`` puts somebody into a room, as a client's connection would."""

    ready: bool = True
    rooms: dict[str, dict[str, ParticipantInfo]] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    grants: list[TokenGrant] = field(default_factory=list)
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    muted: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    deleted: list[tuple[str, RemovalReason]] = field(default_factory=list)

    def enter(self, room: str, identity: str, *, microphone: bool = True) -> None:
        info = ParticipantInfo(identity=identity)
        if microphone:
            info.tracks.append(TrackInfo(sid=f"TR_{identity}", source=MICROPHONE))
        self.rooms[room][identity] = info

    def mint_token(self, grant: TokenGrant) -> str:
        self.grants.append(grant)
        return f"token-of-{grant.identity}"

    def on_event(self, listener: Callable[[EngineEvent], None]) -> None:
        raise NotImplementedError

    async def create_room(self, name: str, options: RoomOptions) -> Room:
        self.rooms.setdefault(name, {})
        self.metadata[name] = options.metadata
        return Room(name=name)

    async def list_rooms(self, names: Sequence[str] = ()) -> list[Room]:
        return [Room(name=name) for name in self.rooms if not names or name in names]

    async def delete_room(self, name: str, reason: RemovalReason = RemovalReason.ROOM_DELETED) -> None:
        self._room(name)
        del self.rooms[name]
        self.deleted.append((name, reason))

    async def update_room_metadata(self, name: str, metadata: str) -> Room:
        self._room(name)
        self.metadata[name] = metadata
        return Room(name=name, metadata=metadata)

    async def list_participants(self, room: str) -> list[ParticipantInfo]:
        return list(self._room(room).values())

    async def remove_participant(self, room: str, identity: str) -> None:
        self._participant(room, identity)
        del self.rooms[room][identity]
        self.removed.append(identity)

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
        return info

    async def mute_track(self, room: str, identity: str, track_sid: str, muted: bool) -> None:
        for track in self._participant(room, identity).tracks:
            if track.sid == track_sid:
                track.muted = muted
                self.muted.append((identity, track_sid))
                return
        raise LookupError(track_sid)

    async def send_data(
        self, room: str, payload: bytes, *, topic: str, destination_identities: Sequence[str] = ()
    ) -> None:
        self._room(room)
        self.sent.append((room, topic, payload))

    def _room(self, name: str) -> dict[str, ParticipantInfo]:
        if name not in self.rooms:
            raise RoomNotFound(name)
        return self.rooms[name]

    def _participant(self, room: str, identity: str) -> ParticipantInfo:
        found = self._room(room).get(identity)
        if found is None:
            raise ParticipantNotFound(identity)
        return found
