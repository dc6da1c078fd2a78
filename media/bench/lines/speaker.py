"""The one who speaks and, when asked to, shows a picture: a client of its own until its standard input ends."""

import argparse
import asyncio
import sys

import numpy as np
from livekit import rtc

from lines import voice

WIDTH, HEIGHT, FPS = 1280, 720, 20
"""The SDK makes three layers of it (180, 360 and 720 lines); of less it makes two of nearly the same size."""
VIDEO_BPS = 1_200_000
"""Of the largest layer; the middle one has 450, the least 160 kbit/s, which a narrow line still carries."""
VOICE_BPS = 28_000
"""Of Opus; the RED around it doubles that."""
FRAMES = 48
SOUND_MS = 10
SPEED = 6
"""Pixels that the picture moves from frame to frame: work for the encoder, as a person who moves is."""


async def speak(source: rtc.AudioSource) -> None:
    samples = voice.to_send()
    size = voice.SENT_RATE * SOUND_MS // 1000
    while True:
        for at in range(0, len(samples) - size + 1, size):
            await source.capture_frame(rtc.AudioFrame(samples[at : at + size].tobytes(), voice.SENT_RATE, 1, size))


async def show(source: rtc.VideoSource) -> None:
    frames = [rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.I420, picture) for picture in film()]
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        for frame in (*frames, *frames[::-1]):
            source.capture_frame(frame)
            due = max(due + 1 / FPS, loop.time())
            await asyncio.sleep(due - loop.time())


def film() -> list[bytes]:
    """Soft noise that slides, with grain that changes: neither a still nor static."""
    random = np.random.default_rng(1)
    coarse = random.integers(40, 215, (HEIGHT // 8, (WIDTH + SPEED * FRAMES) // 8 + 1))
    wide = np.kron(coarse, np.ones((8, 8))).astype(np.int16)
    colour = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
    pictures = []
    for number in range(FRAMES):
        part = wide[:HEIGHT, number * SPEED : number * SPEED + WIDTH] + random.integers(-3, 4, (HEIGHT, WIDTH))
        pictures.append(part.astype(np.uint8).tobytes() + colour)
    return pictures


async def main() -> None:
    parser = argparse.ArgumentParser(prog="lines.speaker")
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--video", action="store_true")
    options = parser.parse_args()
    room = rtc.Room()
    await room.connect(options.url, options.token)
    sound = rtc.AudioSource(voice.SENT_RATE, 1)
    microphone = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
    microphone_is = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    microphone_is.audio_encoding.max_bitrate = VOICE_BPS
    await room.local_participant.publish_track(microphone, microphone_is)
    tasks = [asyncio.create_task(speak(sound))]
    if options.video:
        picture = rtc.VideoSource(WIDTH, HEIGHT)
        camera = rtc.LocalVideoTrack.create_video_track("camera", picture)
        encoding = rtc.VideoEncoding(max_bitrate=VIDEO_BPS, max_framerate=FPS)
        camera_is = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True, video_encoding=encoding
        )
        await room.local_participant.publish_track(camera, camera_is)
        tasks.append(asyncio.create_task(show(picture)))
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for task in tasks:
        task.cancel()
    await room.disconnect()


if __name__ == "__main__":
    asyncio.run(main())
