"""The others in a meeting: members through the public API, on the line with the PyPI SDK, filmed by ``portraits``."""

import asyncio
import contextlib
import json
import threading
import urllib.request
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from livekit import rtc

from tests.gallery import portraits
from tests.system import speech

SOUND_RATE = 48_000
CHUNK = SOUND_RATE // 100
FRAMES_PER_SECOND = 4
"""Enough for a picture of a call; more would starve the browser on two cores."""
ANSWER_SECONDS = 30
T = TypeVar("T")


class Visitor:
    """A browser's session without a browser: keeps the cookie, calls the API."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._cookie = ""

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer's JSON; an empty object where there is none."""
        headers = {"Content-Type": "application/json", "Origin": self.origin, "Cookie": self._cookie}
        data = json.dumps(body or {}).encode() if method != "GET" else None
        request = urllib.request.Request(f"{self.origin}/api{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            if cookie := answer.headers.get("Set-Cookie"):
                self._cookie = cookie.split(";")[0]
            read = answer.read()
        return json.loads(read) if read else {}


@dataclass
class Guest:
    """One person of the meeting besides the one whose screen is photographed."""

    name: str
    who: int
    visitor: Visitor
    meeting: str
    camera: bool = True
    speaks: bool = False
    muted: bool = False
    identity: str = ""
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def enter(self) -> None:
        """Join and publish."""
        passport = await asyncio.to_thread(
            self.visitor.call, "POST", f"/meetings/{self.meeting}/join", {"name": self.name}
        )
        self.identity = passport["identity"]
        self._room = rtc.Room()
        await self._room.connect(passport["url"], passport["token"], rtc.RoomOptions(auto_subscribe=False))
        if self.camera:
            frames = await asyncio.to_thread(portraits.film, self.who)
            await self._publish(frames, "camera", rtc.TrackSource.SOURCE_CAMERA)
        await self._talk()

    async def share(self) -> None:
        """Put the slide before everybody."""
        await self._publish([portraits.slide()], "screen", rtc.TrackSource.SOURCE_SCREENSHARE)

    async def stop_sharing(self) -> None:
        """Take the slide away."""
        for sid, publication in list(self._room.local_participant.track_publications.items()):
            if publication.source == rtc.TrackSource.SOURCE_SCREENSHARE:
                await self._room.local_participant.unpublish_track(sid)

    async def leave(self) -> None:
        """Stop everything and go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._room.disconnect()

    def raise_hand(self, raised: bool = True) -> None:
        """Through the API, as the app does."""
        self.visitor.call("PUT", f"/meetings/{self.meeting}/hand", {"raised": raised})

    def write(self, text: str, number: int) -> None:
        """One chat message."""
        self.visitor.call(
            "POST", f"/meetings/{self.meeting}/messages", {"client_id": f"{self.who}-{number}", "text": text}
        )

    async def _publish(self, pictures: list[Any], name: str, source: "rtc.TrackSource.ValueType") -> None:
        frames = [
            rtc.VideoFrame(picture.width, picture.height, rtc.VideoBufferType.RGB24, picture.tobytes())
            for picture in pictures
        ]
        outlet = rtc.VideoSource(frames[0].width, frames[0].height)
        screen = source == rtc.TrackSource.SOURCE_SCREENSHARE
        options = rtc.TrackPublishOptions(
            source=source,
            simulcast=not screen,
            video_encoding=rtc.VideoEncoding(max_bitrate=2_000_000, max_framerate=FRAMES_PER_SECOND),
        )
        await self._room.local_participant.publish_track(rtc.LocalVideoTrack.create_video_track(name, outlet), options)
        self._tasks.append(asyncio.create_task(_film(outlet, frames)))

    async def _talk(self) -> None:
        outlet = rtc.AudioSource(SOUND_RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", outlet)
        await self._room.local_participant.publish_track(
            track, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        )
        if self.muted:
            track.mute()
        if self.speaks:
            self._tasks.append(asyncio.create_task(_speak(outlet)))


async def _film(outlet: rtc.VideoSource, frames: list[rtc.VideoFrame]) -> None:
    number = 0
    while True:
        outlet.capture_frame(frames[number % len(frames)])
        number += 1
        await asyncio.sleep(1 / FRAMES_PER_SECOND)


async def _speak(outlet: rtc.AudioSource) -> None:
    """The same syllable without a pause: whoever is photographed speaking must speak at any moment."""
    words = speech.load(speech.VOICES[0])
    loud = np.abs(words) > 0.05
    start = int(np.argmax(loud))
    sound = (np.repeat(words[start : start + speech.RATE // 2], SOUND_RATE // speech.RATE) * 32767).astype(np.int16)
    while True:
        for at in range(0, len(sound) - CHUNK, CHUNK):
            await outlet.capture_frame(rtc.AudioFrame(sound[at : at + CHUNK].tobytes(), SOUND_RATE, 1, CHUNK))


class Company:
    """Runs guests on a thread of their own, beside Playwright's synchronous driver."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._guests: list[Guest] = []

    def bring(self, guest: Guest) -> Guest:
        """Let a guest enter, and wait until it has."""
        self.run(guest.enter())
        self._guests.append(guest)
        return guest

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something of a guest and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    def go(self) -> None:
        """Everybody leaves, the thread ends."""
        for guest in self._guests:
            with contextlib.suppress(Exception):  # the meeting may have been ended under them
                self.run(guest.leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@contextlib.contextmanager
def company() -> Iterator[Company]:
    """Guests for one meeting."""
    made = Company()
    try:
        yield made
    finally:
        made.go()
