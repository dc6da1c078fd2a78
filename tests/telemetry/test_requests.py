"""Logs and counts say what happened, never who or where."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from rapat.ports import ParticipantJoined, ParticipantLeft, RoomFinished, RoomStarted
from rapat.telemetry import log
from rapat.telemetry.live import LiveCounts
from rapat.telemetry.requests import RequestCounts, RequestLog

pytestmark = pytest.mark.anyio


async def receive() -> Message:
    return {"type": "http.request"}


async def send(_message: Message) -> None:
    pass


async def test_answers_and_crashes_are_counted_by_class() -> None:
    counts = RequestCounts()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/crash":
            raise RuntimeError
        await send({"type": "http.response.start", "status": 404, "headers": []})

    watched = RequestLog(app, counts)
    await watched({"type": "http", "method": "GET", "path": "/none"}, receive, send)
    with pytest.raises(RuntimeError):
        await watched({"type": "http", "method": "GET", "path": "/crash"}, receive, send)
    assert (counts.figures()["answers_4xx"], counts.figures()["answers_5xx"]) == (1, 1)


async def test_tokens_queries_and_names_are_masked() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwMSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
    event = log.mask(None, "", {"event": f"GET /rtc?access_token={token} bad {token}", "name": "Ana", "ip": "10.0.0.1"})
    assert token not in str(event)
    assert "Ana" not in str(event)
    assert "10.0.0.1" not in str(event)


def test_rooms_and_people_are_counted_as_they_come_and_go() -> None:
    live = LiveCounts()
    for event in (RoomStarted("a"), ParticipantJoined("a", "p1"), ParticipantJoined("a", "p2"), RoomStarted("b")):
        live.listen(event)
    assert live.figures() == {"rooms": 2, "participants": 2}
    for event in (ParticipantLeft("a", "p1"), ParticipantLeft("gone", "p1"), RoomFinished("b")):
        live.listen(event)
    assert live.figures() == {"rooms": 1, "participants": 1}
