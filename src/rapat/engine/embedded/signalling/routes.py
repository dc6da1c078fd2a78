"""The signalling endpoints: ``/rtc``, ``/rtc/v1`` (WebSocket) and their ``/validate`` (plain GET).

A join happens before the upgrade, so whatever refuses it is an HTTP status, which needs the server's
``websocket.http.response`` extension (uvicorn: ``ws="websockets-sansio"``).
"""

from livekit.protocol import models, rtc
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.manager import RoomManager
from rapat.engine.embedded.rooms.membership import JoinRefused
from rapat.engine.embedded.rooms.owner import RoomGone, RoomOwner
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.admission import Admission, Admissions
from rapat.engine.embedded.signalling.session import Session
from rapat.engine.embedded.signalling.socket import Connection, SocketSink
from rapat.ports import Clock

CORS = {"Access-Control-Allow-Origin": "*"}


class SignalRoutes:
    """Signalling over HTTP."""

    def __init__(self, admissions: Admissions, manager: RoomManager, clock: Clock) -> None:
        self._admissions = admissions
        self._manager = manager
        self._clock = clock

    @property
    def routes(self) -> list[BaseRoute]:
        """For a Starlette router."""
        return [
            Route("/rtc", self._not_a_page, methods=["GET"]),
            Route("/rtc/v1", self._not_a_page, methods=["GET"]),
            Route("/rtc/validate", self._validate_v0, methods=["GET"]),
            Route("/rtc/v1/validate", self._validate_v1, methods=["GET"]),
            WebSocketRoute("/rtc", self._connect_v0),
            WebSocketRoute("/rtc/v1", self._connect_v1),
        ]

    async def _not_a_page(self, _request: Request) -> Response:
        return PlainTextResponse("this address is for WebSocket connections", 404)

    async def _validate_v0(self, request: Request) -> Response:
        return await self._validate(request, needs_join_request=False)

    async def _validate_v1(self, request: Request) -> Response:
        return await self._validate(request, needs_join_request=True)

    async def _validate(self, request: Request, *, needs_join_request: bool) -> Response:
        try:
            await self._admissions.check(request, needs_join_request=needs_join_request)
        except JoinRefused as refused:
            return PlainTextResponse(str(refused), refused.status, CORS)
        return PlainTextResponse("success", headers=CORS)

    async def _connect_v0(self, websocket: WebSocket) -> None:
        await self._connect(websocket, needs_join_request=False)

    async def _connect_v1(self, websocket: WebSocket) -> None:
        await self._connect(websocket, needs_join_request=True)

    async def _connect(self, websocket: WebSocket, *, needs_join_request: bool) -> None:
        sink = SocketSink(websocket)
        try:
            admission = await self._admissions.check(websocket, needs_join_request=needs_join_request)
            entered = await self._enter(admission, sink)
        except JoinRefused as refused:
            await websocket.send_denial_response(PlainTextResponse(str(refused), refused.status, CORS))
            return
        if entered is None:
            sink.send(messages.leave(rtc.LeaveRequest.RECONNECT, models.STATE_MISMATCH))
            sink.close(1000, "join again")
            await websocket.accept()
            await sink.write()
            await sink.finish()
            return
        owner, participant = entered
        session = Session(now=self._clock.monotonic, now_ms=self._now_ms)
        try:
            await websocket.accept()
        except (RuntimeError, OSError):
            await owner.tell(lambda room: room.membership.signal_lost(participant, sink))
            return
        await Connection(websocket, sink, session, owner, participant).run()

    async def _enter(self, admission: Admission, sink: SocketSink) -> tuple[RoomOwner, Participant] | None:
        """Join or resume; None = there is nothing to resume."""
        if admission.reconnect:
            return await self._resume(admission, sink)
        return await self._manager.enter(admission.room, lambda room: room.join(admission.newcomer, sink))

    async def _resume(self, admission: Admission, sink: SocketSink) -> tuple[RoomOwner, Participant] | None:
        def resume(room: Room) -> Participant | None:
            identity = admission.newcomer.grants.identity
            participant = room.membership.find_resumable(identity, admission.participant_sid)
            if participant is not None:
                room.resume(participant, sink, admission.newcomer.client, admission.sync_state)
            return participant

        owner = self._manager.owner(admission.room)
        if owner is None:
            return None
        try:
            participant = await owner.ask(resume)
        except RoomGone:
            return None
        return None if participant is None else (owner, participant)

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)
