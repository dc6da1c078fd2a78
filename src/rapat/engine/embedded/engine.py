"""The embedded engine: our own LiveKit-compatible conference server behind the port ``Engine``.

``build_embedded_engine`` joins tokens, rooms, signalling, server API and media core; nothing else in the
product knows these parts.
"""

import asyncio
import secrets
import string
from collections.abc import Callable, Mapping, Sequence

from livekit.protocol.models import (
    PARTICIPANT_REMOVED,
    ROOM_DELETED,
    SERVER_SHUTDOWN,
    DisconnectReason,
    ParticipantInfo,
    ParticipantPermission,
    UserPacket,
)
from livekit.protocol.models import Room as RoomInfo
from starlette.routing import BaseRoute

from rapat.engine.embedded.media.bridge import MediaBridge
from rapat.engine.embedded.media.core import InspectOffer, MediaCore
from rapat.engine.embedded.rooms.grants import AccessGrants, Permissions
from rapat.engine.embedded.rooms.manager import RoomManager
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.rooms.state import IdSource, RoomPolicy
from rapat.engine.embedded.server_api.room_service import RoomService
from rapat.engine.embedded.server_api.routes import TwirpRoutes
from rapat.engine.embedded.settings import EmbeddedSettings
from rapat.engine.embedded.signalling.admission import Admissions
from rapat.engine.embedded.signalling.routes import SignalRoutes
from rapat.engine.embedded.signalling.tokens import Tokens, current_grants
from rapat.ports import Clock, EngineEvent, RemovalReason, RoomOptions, Standing, TokenGrant

__all__ = ["EmbeddedEngine", "EmbeddedSettings", "RandomIds", "build_embedded_engine"]

REASONS: Mapping[RemovalReason, DisconnectReason] = {
    RemovalReason.REMOVED: PARTICIPANT_REMOVED,
    RemovalReason.ROOM_DELETED: ROOM_DELETED,
    RemovalReason.SERVER_SHUTDOWN: SERVER_SHUTDOWN,
}


class RandomIds:
    """Sids from the system's randomness."""

    _ALPHABET = string.ascii_letters + string.digits
    _LENGTH = 12
    """Characters: 71 bits, so sids neither collide nor can be guessed."""

    def sid(self, prefix: str) -> str:
        """``prefix`` and 12 random characters."""
        return prefix + "".join(secrets.choice(self._ALPHABET) for _ in range(self._LENGTH))


class EmbeddedEngine:
    """Implements ``rapat.ports.Engine``; ``routes`` are to be mounted at the server's root."""

    def __init__(
        self,
        *,
        settings: EmbeddedSettings,
        clock: Clock,
        tokens: Tokens,
        bridge: MediaBridge,
        manager: RoomManager,
        admissions: Admissions,
        routes: list[BaseRoute],
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._tokens = tokens
        self._bridge = bridge
        self._manager = manager
        self._admissions = admissions
        self._running = False
        self.routes = routes

    async def start(self) -> None:
        """Take events of the media core; call once, on the event loop that serves ``routes``."""
        self._bridge.start(asyncio.get_running_loop())
        self._running = True

    async def stop(self, reason: RemovalReason = RemovalReason.SERVER_SHUTDOWN) -> None:
        """Send everybody a ``leave``, end all rooms and the media core. Idempotent."""
        if not self._running:
            return
        self._running = False
        await self._manager.close(REASONS[reason])
        self._bridge.stop()
        await asyncio.to_thread(self._bridge.core.shutdown)

    @property
    def ready(self) -> bool:
        """True while joins are taken."""
        return self._running and not self._manager.closing

    def mint_token(self, grant: TokenGrant) -> str:
        """A token signed with ``settings.signing_key``."""
        return self._tokens.mint(grant, self._settings.signing_key)

    def on_event(self, listener: Callable[[EngineEvent], None]) -> None:
        """See ``Engine.on_event``."""
        self._manager.on_event(listener)

    def ask_standing(self, standing: Standing) -> None:
        """Ask ``standing`` about everybody who comes from now on; until then tokens alone decide."""
        self._admissions.standing = standing

    async def create_room(self, name: str, options: RoomOptions) -> RoomInfo:
        """See ``Engine.create_room``."""
        return await self._manager.create(name, options)

    async def list_rooms(self, names: Sequence[str] = ()) -> list[RoomInfo]:
        """See ``Engine.list_rooms``."""
        return await self._manager.list(names)

    async def delete_room(self, name: str, reason: RemovalReason = RemovalReason.ROOM_DELETED) -> None:
        """End the room; tokens issued for it until now are refused from now on."""
        if reason is RemovalReason.ROOM_DELETED:
            self._manager.revocations.revoke(name, None, self._now())
        await self._manager.end(name, REASONS[reason])

    async def update_room_metadata(self, name: str, metadata: str) -> RoomInfo:
        """See ``Engine.update_room_metadata``."""

        def update(room: Room) -> RoomInfo:
            room.set_metadata(metadata)
            return room.state.info()

        return await self._manager.ask(name, update)

    async def list_participants(self, room: str) -> list[ParticipantInfo]:
        """See ``Engine.list_participants``."""
        return await self._manager.ask(room, Room.participants)

    async def remove_participant(self, room: str, identity: str) -> None:
        """Send it out; its tokens issued until now are refused from now on."""
        self._manager.revocations.revoke(room, identity, self._now())

        def remove(live: Room) -> None:
            live.membership.end(live.participant(identity), PARTICIPANT_REMOVED)

        await self._manager.ask(room, remove)

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
        """See ``Engine.update_participant``."""
        permissions = None if permission is None else Permissions.from_proto(permission)
        return await self._manager.ask(
            room,
            lambda live: live.change_participant(
                identity, name=name, metadata=metadata, attributes=attributes, permissions=permissions
            ),
        )

    async def mute_track(self, room: str, identity: str, track_sid: str, muted: bool) -> None:
        """See ``Engine.mute_track``."""

        def mute(live: Room) -> None:
            live.publishing.server_muted(live.publication(identity, track_sid), muted)

        await self._manager.ask(room, mute)

    async def send_data(
        self, room: str, payload: bytes, *, topic: str, destination_identities: Sequence[str] = ()
    ) -> None:
        """See ``Engine.send_data``."""
        identities = list(destination_identities)
        packet = UserPacket(payload=payload, topic=topic, destination_identities=identities)
        await self._manager.ask(
            room, lambda live: live.send_data(packet, reliable=True, sids=(), identities=identities)
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def build_embedded_engine(
    settings: EmbeddedSettings,
    *,
    clock: Clock,
    api_keys: Callable[[str], str | None],
    core: MediaCore,
    ids: IdSource | None = None,
    inspect_offer: InspectOffer | None = None,
) -> EmbeddedEngine:
    """Join the parts of the engine; nothing runs before ``start``.

    Args:
        settings: limits and timeouts.
        clock: wall clock for tokens, monotonic time for timeouts.
        api_keys: API key → its secret; None = no such key. Asked for every token, so it must be quick.
        core: ``rapat_sfu.Engine``; the engine owns it from now on and shuts it down in ``stop``.
        ids: maker of sids; default: the system's randomness.
        inspect_offer: ``rapat_sfu.inspect_offer``, the default.
    """
    tokens = Tokens(api_keys, clock)
    bridge = MediaBridge(core, inspect_offer or _native_inspect_offer())
    policy = RoomPolicy(
        max_participants=settings.max_participants,
        empty_timeout_seconds=settings.empty_timeout_seconds,
        departure_timeout_seconds=settings.departure_timeout_seconds,
        allow_simulation=settings.allow_simulation,
    )
    manager = RoomManager(
        policy=policy,
        max_rooms=settings.max_rooms,
        bridge=bridge,
        clock=clock,
        ids=ids or RandomIds(),
        refresh_token=lambda participant: tokens.refresh(_grants_of(participant)),
    )
    admissions = Admissions(tokens, manager, auto_create=settings.auto_create_rooms)
    signal_routes = SignalRoutes(admissions, manager, clock)
    twirp_routes = TwirpRoutes(RoomService(manager), tokens)
    return EmbeddedEngine(
        settings=settings,
        clock=clock,
        tokens=tokens,
        bridge=bridge,
        manager=manager,
        admissions=admissions,
        routes=[*signal_routes.routes, *twirp_routes.routes],
    )


def _grants_of(participant: Participant) -> AccessGrants:
    profile = participant.profile
    return current_grants(
        profile.grants,
        name=profile.name,
        metadata=profile.metadata,
        attributes=profile.attributes,
        permissions=profile.permissions,
    )


def _native_inspect_offer() -> InspectOffer:
    # Here and not at the top: tests and tools run without the native part installed.
    import rapat_sfu

    inspect: InspectOffer = rapat_sfu.inspect_offer
    return inspect
