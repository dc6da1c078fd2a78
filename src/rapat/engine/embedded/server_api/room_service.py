"""LiveKit's RoomService (livekit_room.proto) on our rooms: one small method for each call.

Missing grants are ``unauthenticated``, as LiveKit answers them. No HTTP here: messages in and out.
"""

from datetime import timedelta

from livekit.protocol import models
from livekit.protocol import room as proto

from rapat.engine.embedded.rooms.grants import AccessGrants, Permissions
from rapat.engine.embedded.rooms.manager import RoomManager
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.server_api.errors import TwirpError
from rapat.engine.embedded.signalling.tokens import check_room
from rapat.ports import RoomOptions

MAX_DATA_BYTES = 60_000
"""Payload of SendData: leaves room for names and topic in a data channel message."""


class RoomService:
    """The calls; each takes the caller's grants and the request message."""

    def __init__(self, manager: RoomManager) -> None:
        self._manager = manager

    async def create_room(self, grants: AccessGrants, request: proto.CreateRoomRequest) -> models.Room:
        """Make a room, or change the one that is there."""
        _require(grants.room_create)
        problem = check_room(request.name)
        if problem is not None:
            raise TwirpError("invalid_argument", problem.replace("the token names", "the request names"))
        options = RoomOptions(
            metadata=request.metadata,
            max_participants=request.max_participants or None,
            empty_timeout=_seconds(request.empty_timeout),
            departure_timeout=_seconds(request.departure_timeout),
        )
        return await self._manager.create(request.name, options)

    async def list_rooms(self, grants: AccessGrants, request: proto.ListRoomsRequest) -> proto.ListRoomsResponse:
        """Live rooms."""
        _require(grants.room_list)
        return proto.ListRoomsResponse(rooms=await self._manager.list(list(request.names)))

    async def delete_room(self, grants: AccessGrants, request: proto.DeleteRoomRequest) -> proto.DeleteRoomResponse:
        """End a room for everybody."""
        _require(grants.room_create)
        await self._manager.end(request.room, models.ROOM_DELETED)
        return proto.DeleteRoomResponse()

    async def list_participants(
        self, grants: AccessGrants, request: proto.ListParticipantsRequest
    ) -> proto.ListParticipantsResponse:
        """Who is in a room."""
        _require_admin(grants, request.room)
        infos = await self._manager.ask(request.room, Room.participants)
        return proto.ListParticipantsResponse(participants=infos)

    async def get_participant(
        self, grants: AccessGrants, request: proto.RoomParticipantIdentity
    ) -> models.ParticipantInfo:
        """One participant."""
        _require_admin(grants, request.room)
        return await self._manager.ask(request.room, lambda room: room.participant(request.identity).info())

    async def remove_participant(
        self, grants: AccessGrants, request: proto.RoomParticipantIdentity
    ) -> proto.RemoveParticipantResponse:
        """Send somebody out; with ``revoke_token_ts`` older tokens are refused from now on."""
        _require_admin(grants, request.room)

        def remove(room: Room) -> None:
            room.membership.end(room.participant(request.identity), models.PARTICIPANT_REMOVED)

        if request.revoke_token_ts:
            self._manager.revocations.revoke(request.room, request.identity, request.revoke_token_ts)
        await self._manager.ask(request.room, remove)
        return proto.RemoveParticipantResponse()

    async def mute_published_track(
        self, grants: AccessGrants, request: proto.MuteRoomTrackRequest
    ) -> proto.MuteRoomTrackResponse:
        """Mute a track. Nobody is unmuted from afar."""
        _require_admin(grants, request.room)

        def mute(room: Room) -> models.TrackInfo:
            publication = room.publication(request.identity, request.track_sid)
            if publication.info.muted and not request.muted:
                raise TwirpError("failed_precondition", "remote unmute is not enabled")
            room.publishing.server_muted(publication, request.muted)
            return publication.info

        return proto.MuteRoomTrackResponse(track=await self._manager.ask(request.room, mute))

    async def update_participant(
        self, grants: AccessGrants, request: proto.UpdateParticipantRequest
    ) -> models.ParticipantInfo:
        """Name, metadata, attributes, permissions; what is empty stays."""
        _require_admin(grants, request.room)
        permissions = Permissions.from_proto(request.permission) if request.HasField("permission") else None
        return await self._manager.ask(
            request.room,
            lambda room: room.change_participant(
                request.identity,
                name=request.name or None,
                metadata=request.metadata or None,
                attributes=dict(request.attributes),
                permissions=permissions,
            ),
        )

    async def update_subscriptions(
        self, grants: AccessGrants, request: proto.UpdateSubscriptionsRequest
    ) -> proto.UpdateSubscriptionsResponse:
        """Subscribe or unsubscribe a participant."""
        _require_admin(grants, request.room)
        nested = [sid for tracks in request.participant_tracks for sid in tracks.track_sids]
        sids = [*request.track_sids, *nested]
        await self._manager.ask(
            request.room, lambda room: room.change_subscriptions(request.identity, sids, request.subscribe)
        )
        return proto.UpdateSubscriptionsResponse()

    async def send_data(self, grants: AccessGrants, request: proto.SendDataRequest) -> proto.SendDataResponse:
        """A packet from the server."""
        _require_admin(grants, request.room)
        if len(request.data) > MAX_DATA_BYTES:
            raise TwirpError("invalid_argument", f"data is larger than {MAX_DATA_BYTES} bytes")
        packet = models.UserPacket(
            payload=request.data,
            topic=request.topic if request.HasField("topic") else None,
            destination_identities=request.destination_identities,
            destination_sids=request.destination_sids,
            nonce=request.nonce,
        )
        reliable = request.kind == models.DataPacket.RELIABLE
        await self._manager.ask(
            request.room,
            lambda room: room.send_data(
                packet,
                reliable=reliable,
                sids=list(request.destination_sids),
                identities=list(request.destination_identities),
            ),
        )
        return proto.SendDataResponse()

    async def update_room_metadata(self, grants: AccessGrants, request: proto.UpdateRoomMetadataRequest) -> models.Room:
        """Replace a room's metadata."""
        _require_admin(grants, request.room)

        def update(room: Room) -> models.Room:
            room.set_metadata(request.metadata)
            return room.state.info()

        return await self._manager.ask(request.room, update)


def _require(granted: bool) -> None:
    if not granted:
        raise TwirpError("unauthenticated", "permissions denied")


def _require_admin(grants: AccessGrants, room: str) -> None:
    _require(grants.room_admin and grants.room == room)


def _seconds(value: int) -> timedelta | None:
    return timedelta(seconds=value) if value else None
