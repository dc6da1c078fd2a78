"""Twirp over HTTP (twitchtv.github.io/twirp, version 7): POST, JSON or protobuf, Bearer token.

Paths with a doubled slash are taken as they come: clients that join a base URL ending in ``/`` send them.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from livekit.protocol import room as proto
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rapat.engine.embedded.faults import describe
from rapat.engine.embedded.limits import LimitExceeded
from rapat.engine.embedded.rooms.grants import AccessGrants
from rapat.engine.embedded.rooms.membership import JoinRefused
from rapat.engine.embedded.server_api.errors import TwirpError
from rapat.engine.embedded.server_api.room_service import RoomService
from rapat.engine.embedded.signalling.admission import bearer_token
from rapat.engine.embedded.signalling.tokens import TokenRefused, Tokens

SERVICE = "livekit.RoomService"
MAX_BODY_BYTES = 512 * 1024
"""A request with metadata and attributes at their limits is a third of it."""

log = structlog.get_logger("rapat.engine.server_api")


@dataclass(frozen=True, slots=True)
class _Call:
    request: type[Message]
    run: Callable[[AccessGrants, Any], Awaitable[Message]]


class TwirpRoutes:
    """RoomService for unmodified ``livekit-api`` clients."""

    def __init__(self, service: RoomService, tokens: Tokens) -> None:
        self._tokens = tokens
        self._calls: Mapping[str, _Call] = {
            "CreateRoom": _Call(proto.CreateRoomRequest, service.create_room),
            "ListRooms": _Call(proto.ListRoomsRequest, service.list_rooms),
            "DeleteRoom": _Call(proto.DeleteRoomRequest, service.delete_room),
            "ListParticipants": _Call(proto.ListParticipantsRequest, service.list_participants),
            "GetParticipant": _Call(proto.RoomParticipantIdentity, service.get_participant),
            "RemoveParticipant": _Call(proto.RoomParticipantIdentity, service.remove_participant),
            "MutePublishedTrack": _Call(proto.MuteRoomTrackRequest, service.mute_published_track),
            "UpdateParticipant": _Call(proto.UpdateParticipantRequest, service.update_participant),
            "UpdateSubscriptions": _Call(proto.UpdateSubscriptionsRequest, service.update_subscriptions),
            "SendData": _Call(proto.SendDataRequest, service.send_data),
            "UpdateRoomMetadata": _Call(proto.UpdateRoomMetadataRequest, service.update_room_metadata),
        }

    @property
    def routes(self) -> list[BaseRoute]:
        """For a Starlette router."""
        paths = ("/twirp/{service}/{method}", "//twirp/{service}/{method}")
        return [Route(path, self._handle, methods=["POST"]) for path in paths]

    async def _handle(self, request: Request) -> Response:
        try:
            return await self._call(request)
        except TwirpError as error:
            return JSONResponse(error.body(), error.status)
        except Exception as error:  # noqa: BLE001 - the caller gets a Twirp error, whatever went wrong
            log.error("twirp_call_failed", **describe(error))
            internal = TwirpError("internal", "the call failed inside the server")
            return JSONResponse(internal.body(), internal.status)

    async def _call(self, request: Request) -> Response:
        call = self._find(request)
        try:
            grants = self._tokens.verify(bearer_token(request))
        except TokenRefused as refused:
            raise TwirpError("unauthenticated", str(refused)) from refused
        is_json = _is_json(request)
        message = _parse(call.request, await _read_body(request), is_json=is_json)
        reply = await _translate_errors(call.run(grants, message))
        if is_json:
            body = json_format.MessageToDict(reply, preserving_proto_field_name=True)
            return JSONResponse(body)
        return Response(reply.SerializeToString(), media_type="application/protobuf")

    def _find(self, request: Request) -> _Call:
        service, method = request.path_params["service"], request.path_params["method"]
        call = self._calls.get(method) if service == SERVICE else None
        if call is None:
            raise TwirpError("bad_route", "this server has no such call")
        return call


async def _translate_errors(call: Awaitable[Message]) -> Message:
    try:
        return await call
    except LimitExceeded as error:
        raise TwirpError("invalid_argument", str(error)) from error
    except LookupError as error:
        raise TwirpError("not_found", str(error)) from error
    except JoinRefused as error:
        raise TwirpError("unavailable", str(error)) from error


def _is_json(request: Request) -> bool:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in ("application/json", "application/protobuf"):
        raise TwirpError("bad_route", "the content type must be application/json or application/protobuf")
    return content_type == "application/json"


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise TwirpError("resource_exhausted", f"the request is larger than {MAX_BODY_BYTES} bytes")
    return bytes(body)


def _parse(message_type: type[Message], body: bytes, *, is_json: bool) -> Message:
    message = message_type()
    try:
        if is_json:
            json_format.ParseDict(json.loads(body or b"{}"), message, ignore_unknown_fields=True)
        else:
            message.ParseFromString(body)
    except (json_format.ParseError, DecodeError, ValueError, TypeError, RecursionError) as error:
        raise TwirpError("malformed", "the request cannot be read") from error
    return message
