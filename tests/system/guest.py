"""Somebody whose client is nobody's page: raw HTTP for the product, the unmodified PyPI SDK in the room."""

import asyncio
import http.cookiejar
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from livekit import rtc
from livekit.rtc.participant import PublishTrackError

from tests.system.server import Server

T = TypeVar("T")
SECONDS = 30
"""For one person's connection, or answer."""
SOUND_RATE = 48_000
PICTURE = (320, 180)
SOURCES = {
    "microphone": rtc.TrackSource.SOURCE_MICROPHONE,
    "camera": rtc.TrackSource.SOURCE_CAMERA,
    "screen_share": rtc.TrackSource.SOURCE_SCREENSHARE,
    "screen_share_audio": rtc.TrackSource.SOURCE_SCREENSHARE_AUDIO,
}
NAMES = {number: name for name, number in SOURCES.items()}


@contextmanager
def beside() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop in a thread of its own, where the SDK runs beside the test."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever, daemon=True)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join(10)


class Guest:
    """One cookie jar, and one connection once ``enter`` was called; keeps what the server tells it alone."""

    def __init__(self, server: Server, name: str, loop: asyncio.AbstractEventLoop) -> None:
        self.name = name
        self.identity = ""
        self.heard: list[rtc.DataPacket] = []
        self._loop = loop
        self._origin = server.url
        self._meeting = ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)

    def start(self) -> str:
        """Make a meeting; its id."""
        return str(self._send("POST", "/api/meetings", {})[1]["id"])

    def enter(self, meeting: str) -> None:
        """Join, and connect to the room."""
        self._meeting = meeting
        status, joined = self.send("POST", "/join", {"name": self.name})
        assert status == 200, joined
        self.identity, self._url, self._token = joined["identity"], joined["url"], joined["token"]
        self.connect()

    def connect(self) -> None:
        """Connect with the token that ``enter`` got, however old; raises what the SDK does when it is refused."""
        self._room = rtc.Room(loop=self._loop)
        self._room.on("data_received", self.heard.append)
        self._run(self._room.connect(self._url, self._token))

    def leave(self) -> None:
        self._run(self._room.disconnect())

    def send(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        """Status and body of a call about the meeting."""
        return self._send(method, f"/api/meetings/{self._meeting}{path}", body)

    def publish(self, *sources: str) -> set[str]:
        """Try to send from these, whatever a page would say; those that the server took."""
        return self.publishing(*sources).result(SECONDS)

    def publishing(self, *sources: str) -> "Future[set[str]]":
        """As ``publish``, beside other things: the SDK waits 10 s for a yes before it takes a no for one."""
        return asyncio.run_coroutine_threadsafe(self._publish_all(sources), self._loop)

    def say(self, topic: str) -> None:
        """A packet of one's own to everybody, past the product."""
        self._run(self._room.local_participant.publish_data(b"past the product", topic=topic))

    def call_oneself(self, name: str) -> None:
        """Change one's name past the product; what the server says to it is swallowed, as a hostile client would."""
        naming = self._room.local_participant.set_name(name)
        asyncio.run_coroutine_threadsafe(naming, self._loop).exception(SECONDS)

    def seen(self, other: "Guest") -> set[str]:
        """What the server says that somebody sends."""
        person = self._room.remote_participants.get(other.identity)
        return set() if person is None else {NAMES[track.source] for track in person.track_publications.values()}

    def names(self) -> set[str]:
        """What the others are called."""
        return {person.name for person in self._room.remote_participants.values()}

    async def _publish_all(self, sources: tuple[str, ...]) -> set[str]:
        taken = await asyncio.gather(*(self._publish(source) for source in sources))
        return {source for source, is_taken in zip(sources, taken, strict=True) if is_taken}

    async def _publish(self, source: str) -> bool:
        options = rtc.TrackPublishOptions(source=SOURCES[source])
        if source in {"camera", "screen_share"}:
            track: rtc.LocalTrack = rtc.LocalVideoTrack.create_video_track(source, rtc.VideoSource(*PICTURE))
        else:
            track = rtc.LocalAudioTrack.create_audio_track(source, rtc.AudioSource(SOUND_RATE, 1))
        try:
            await self._room.local_participant.publish_track(track, options)
        except PublishTrackError:
            return False
        return True

    def _send(self, method: str, path: str, body: object) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "Origin": self._origin}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._origin + path, data, headers, method=method)
        try:
            with self._browser.open(request, timeout=SECONDS) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"{}")

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)
