"""Everything that is checked before a signal connection is upgraded, and by ``/rtc/validate``.

The order is LiveKit's: token, grants, request, room. Errors are HTTP statuses with a sentence, because
clients show 401 and 403 to the person and read a 404's text.
"""

from dataclasses import dataclass

from livekit.protocol import models, rtc
from starlette.requests import HTTPConnection

from rapat.engine.embedded.rooms.grants import AccessGrants
from rapat.engine.embedded.rooms.manager import RoomManager
from rapat.engine.embedded.rooms.membership import JoinRefused
from rapat.engine.embedded.rooms.participant import Newcomer
from rapat.engine.embedded.signalling.join_request import JoinRequestError, decode_join_request
from rapat.engine.embedded.signalling.tokens import (
    TokenRefused,
    Tokens,
    check_identity,
    check_room,
    overruled,
)
from rapat.ports import NotAdmitted, Standing, TokenGrant

ROOM_NOT_FOUND = "requested room does not exist"
"""Word for word: JavaScript takes a 404 with any other text as "this server has no /rtc/v1"."""
DUAL_MODE_REFUSED = (
    "this server needs a client in single peer connection mode (livekit-client 2.17 or newer, "
    "or singlePeerConnection: true)"
)
MAX_PROTOCOL_DIGITS = 4
"""Client protocol numbers are small; the field is 32 bits."""
MAX_ADD_TRACKS = 20
"""Tracks published with the join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A request that may be upgraded."""

    room: str
    newcomer: Newcomer
    single_pc: bool
    reconnect: bool = False
    participant_sid: str = ""
    sync_state: rtc.SyncState | None = None


async def _token_holds(_room: str, _identity: str) -> TokenGrant | None:
    return None


class Admissions:
    """Turns requests into admissions or refusals."""

    def __init__(self, tokens: Tokens, manager: RoomManager, *, auto_create: bool) -> None:
        self._tokens = tokens
        self._manager = manager
        self._auto_create = auto_create
        self.standing: Standing = _token_holds
        """Asked about everybody who comes, before any room hears of them: tokens can be minutes old."""

    async def check(self, request: HTTPConnection, *, needs_join_request: bool) -> Admission:
        """Check all that can be checked without joining.

        Raises:
            JoinRefused: with the HTTP status and text to answer.
        """
        grants = await self._as_it_stands(self._grants(request))
        join = self._join_request(request, needed=needs_join_request)
        admission = _from_join(grants, join) if join is not None else _from_query(grants, request)
        self._check_room(grants)
        if not admission.reconnect:
            await self._manager.check_join(admission.room, admission.newcomer)
        if not admission.single_pc:
            raise JoinRefused(403, DUAL_MODE_REFUSED)
        return admission

    def _grants(self, request: HTTPConnection) -> AccessGrants:
        try:
            grants = self._tokens.verify(bearer_token(request))
        except TokenRefused as refused:
            raise JoinRefused(401, str(refused)) from refused
        if not grants.room_join:
            raise JoinRefused(401, "the token does not allow to join a room")
        problem = check_identity(grants.identity) or check_room(grants.room)
        if problem is not None:
            raise JoinRefused(400, problem)
        revoked = self._manager.revocations.reason(grants)
        if revoked is not None:
            raise JoinRefused(403, revoked)
        return grants

    async def _as_it_stands(self, grants: AccessGrants) -> AccessGrants:
        try:
            now = await self.standing(grants.room, grants.identity)
        except NotAdmitted as refused:
            raise JoinRefused(403, "you are not admitted to this room") from refused
        return grants if now is None else overruled(grants, now)

    def _check_room(self, grants: AccessGrants) -> None:
        if not self._auto_create and not grants.room_create and not self._manager.exists(grants.room):
            raise JoinRefused(404, ROOM_NOT_FOUND)

    @staticmethod
    def _join_request(request: HTTPConnection, *, needed: bool) -> rtc.JoinRequest | None:
        parameter = request.query_params.get("join_request")
        if parameter is None:
            if needed:
                raise JoinRefused(400, "join_request is missing")
            return None
        try:
            return decode_join_request(parameter)
        except JoinRequestError as error:
            raise JoinRefused(400, str(error)) from error


def bearer_token(request: HTTPConnection) -> str:
    """The token, from the header first, then the query; raises ``TokenRefused`` when there is none."""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or not token:
            raise TokenRefused("the Authorization header must be Bearer and a token")
        return token.strip()
    token = request.query_params.get("access_token", "")
    if not token:
        raise TokenRefused("no access token was given")
    return token


def _from_join(grants: AccessGrants, join: rtc.JoinRequest) -> Admission:
    if len(join.add_track_requests) > MAX_ADD_TRACKS:
        raise JoinRefused(400, f"more than {MAX_ADD_TRACKS} tracks in the join request")
    newcomer = Newcomer(
        grants=grants,
        client=join.client_info,
        auto_subscribe=join.connection_settings.auto_subscribe,
        adaptive_stream=join.connection_settings.adaptive_stream,
        metadata=join.metadata,
        attributes=dict(join.participant_attributes),
        offer=join.publisher_offer if join.publisher_offer.sdp else None,
        add_tracks=tuple(join.add_track_requests),
    )
    return Admission(
        room=grants.room,
        newcomer=newcomer,
        single_pc=True,
        reconnect=join.reconnect,
        participant_sid=join.participant_sid,
        sync_state=join.sync_state if join.HasField("sync_state") else None,
    )


def _from_query(grants: AccessGrants, request: HTTPConnection) -> Admission:
    protocol = request.query_params.get("protocol", "")
    client = models.ClientInfo(
        protocol=int(protocol) if protocol.isascii() and protocol.isdecimal() and len(protocol) < 6 else 0
    )
    return Admission(room=grants.room, newcomer=Newcomer(grants=grants, client=client), single_pc=False)
