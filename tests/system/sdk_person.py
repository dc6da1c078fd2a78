"""A person whose client is the unmodified PyPI SDK: films, speaks, watches and listens, in a thread of its own."""

import asyncio
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
from livekit import rtc

from tests.system import speech, stamped_video

SOUND_RATE = 48_000
CHUNK = SOUND_RATE // 100
ANSWER_SECONDS = 15
"""The SDK itself waits this long for an answer to a track that it wants to publish."""
KEEP_SECONDS = 8
"""How much of what is heard is kept to be recognised."""


@dataclass
class SdkPerson:
    """Use as a context manager around what it should take part in."""

    url: str
    token: str
    who: int
    voice: str
    films: dict[int, int] = field(default_factory=dict)
    """Whose pictures were decoded → number of the latest frame."""
    _sound: list[np.ndarray] = field(default_factory=list)  # type: ignore[type-arg]
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    def __enter__(self) -> "SdkPerson":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._room = rtc.Room(loop=self._loop)
        self._run(self._enter()).result(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._leave()).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def pieces_heard(self) -> int:
        """Of sound, 10 ms or more each, since it came."""
        return len(self._sound)

    def heard(self) -> speech.Samples:
        """The last seconds of sound, 16 kHz."""
        pieces = list(self._sound)
        if not pieces:
            return np.zeros(0, dtype=np.float32)
        joined = np.concatenate(pieces)[-speech.RATE * KEEP_SECONDS :]
        return joined.astype(np.float32) / 32768

    def can_publish_again(self) -> bool:
        """Try a second camera, whatever the page would say; False when the server does not take it."""
        picture = rtc.VideoSource(stamped_video.WIDTH, stamped_video.HEIGHT)
        again = self._room.local_participant.publish_track(
            rtc.LocalVideoTrack.create_video_track("again", picture),
            rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA),
        )
        try:
            self._run(again).result(ANSWER_SECONDS)
        except (rtc.participant.PublishTrackError, TimeoutError):
            return False
        return True

    def _run(self, work: "asyncio.Future[None] | object") -> "Future[None]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]

    async def _enter(self) -> None:
        self._room.on("track_subscribed", self._on_track)
        await self._room.connect(self.url, self.token)
        picture, sound = rtc.VideoSource(stamped_video.WIDTH, stamped_video.HEIGHT), rtc.AudioSource(SOUND_RATE, 1)
        me = self._room.local_participant
        await me.publish_track(
            rtc.LocalVideoTrack.create_video_track("camera", picture),
            rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True),
        )
        await me.publish_track(
            rtc.LocalAudioTrack.create_audio_track("microphone", sound),
            rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE),
        )
        self._tasks += [asyncio.create_task(self._film(picture)), asyncio.create_task(self._speak(sound))]

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._room.disconnect()

    async def _film(self, source: rtc.VideoSource) -> None:
        size = (stamped_video.WIDTH, stamped_video.HEIGHT)
        frames = [
            rtc.VideoFrame(*size, rtc.VideoBufferType.RGB24, stamped_video.draw_frame(self.who, number).tobytes())
            for number in range(stamped_video.FRAMES)
        ]
        while True:
            for frame in frames:
                source.capture_frame(frame)
                await asyncio.sleep(1 / stamped_video.RATE)

    async def _speak(self, source: rtc.AudioSource) -> None:
        samples = np.repeat(speech.load(self.voice), SOUND_RATE // speech.RATE)
        words = (samples * 32767).astype(np.int16)
        while True:
            for at in range(0, len(words) - CHUNK, CHUNK):
                await source.capture_frame(rtc.AudioFrame(words[at : at + CHUNK].tobytes(), SOUND_RATE, 1, CHUNK))

    def _on_track(self, track: rtc.Track, *_: object) -> None:
        watch = self._watch(track) if track.kind == rtc.TrackKind.KIND_VIDEO else self._listen(track)
        self._tasks.append(self._loop.create_task(watch))

    async def _watch(self, track: rtc.Track) -> None:
        async for event in rtc.VideoStream(track, format=rtc.VideoBufferType.RGB24):
            frame = event.frame
            pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(frame.height, frame.width, 3)
            stamp = stamped_video.read_stamp(pixels)
            if stamp is not None:
                self.films[stamp[0]] = stamp[1]

    async def _listen(self, track: rtc.Track) -> None:
        async for event in rtc.AudioStream(track, sample_rate=speech.RATE, num_channels=1):
            self._sound.append(np.frombuffer(event.frame.data, dtype=np.int16).copy())
