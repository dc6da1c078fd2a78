"""Two participants of the unmodified PyPI SDK in one room: sound, picture, data, text streams, RPC.

The engine runs as a process of its own behind uvicorn, without the product; media also with each participant
on a media worker of its own.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from livekit import api, rtc

RATE = 48_000
TONE_HZ = 440
WAIT_SECONDS = 15.0

pytestmark = pytest.mark.filterwarnings("ignore:The HMAC key is")  # "secret" is LiveKit's own development secret


on_each_number_of_workers = pytest.mark.parametrize("server", [1, 2], indirect=True, ids=["one worker", "two workers"])


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    workers = str(getattr(request, "param", 1))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.system.engine_server", str(port), workers]
    process = subprocess.Popen(command, env={**os.environ})
    url = f"127.0.0.1:{port}"
    try:
        _wait_until_up(process, url)
        yield url
    finally:
        process.terminate()
        assert process.wait(20) == 0


def _wait_until_up(process: "subprocess.Popen[bytes]", url: str) -> None:
    for _ in range(200):
        assert process.poll() is None
        try:
            urllib.request.urlopen(f"http://{url}/", timeout=1).close()
            return
        except OSError:
            process.poll()
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the engine did not start")


def token(identity: str, room: str, **grants: Any) -> str:
    video = api.VideoGrants(room_join=True, room=room, **grants)
    return api.AccessToken("devkey", "secret").with_identity(identity).with_name(identity).with_grants(video).to_jwt()


@asynccontextmanager
async def joined(server: str, room: str, *identities: str, **grants: Any) -> AsyncIterator[list[rtc.Room]]:
    rooms = [rtc.Room() for _ in identities]
    try:
        for connection, identity in zip(rooms, identities, strict=True):
            await connection.connect(f"ws://{server}", token(identity, room, **grants))
        yield rooms
    finally:
        for connection in rooms:
            await connection.disconnect()


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: Playwright keeps an event loop running in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scenario).result()


def assert_it_crossed_if_there_was_a_border(server: str) -> None:
    """The two participants are on different workers exactly when there are two."""
    with urllib.request.urlopen(f"http://{server}/counters", timeout=5) as answer:
        counters = json.load(answer)
    crossed = counters["relayed"] > 0
    assert crossed == (counters["workers"] > 1)


def first(emitter: Any, event: str, pick: Callable[..., Any] = lambda *args: args) -> "asyncio.Future[Any]":
    """A future of the first event."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def heard(*args: Any) -> None:
        if not future.done():
            future.set_result(pick(*args))

    emitter.on(event, heard)
    return future


async def play_tone(source: rtc.AudioSource, seconds: float) -> None:
    samples = RATE // 100
    for index in range(int(seconds * 100)):
        t = (np.arange(samples) + index * samples) / RATE
        wave = (np.sin(2 * np.pi * TONE_HZ * t) * 12_000).astype(np.int16)
        await source.capture_frame(rtc.AudioFrame(wave.tobytes(), RATE, 1, samples))


@on_each_number_of_workers
def test_sound_arrives_as_it_was_sent(server: str) -> None:
    async def scenario() -> None:
        async with joined(server, "sound", "alice", "bob") as (alice, bob):
            subscribed = first(bob, "track_subscribed", lambda track, *_: track)
            source = rtc.AudioSource(RATE, 1)
            track = rtc.LocalAudioTrack.create_audio_track("mic", source)
            await alice.local_participant.publish_track(track)
            playing = asyncio.create_task(play_tone(source, 6))
            stream = rtc.AudioStream(await asyncio.wait_for(subscribed, WAIT_SECONDS), sample_rate=RATE, num_channels=1)
            heard: list[np.ndarray[Any, Any]] = []
            async with asyncio.timeout(WAIT_SECONDS):
                async for event in stream:
                    heard.append(np.frombuffer(event.frame.data, dtype=np.int16))
                    if len(heard) >= 400:
                        break
            playing.cancel()
            await stream.aclose()
            last_second = np.concatenate(heard)[-RATE:].astype(np.float64)
            spectrum = np.abs(np.fft.rfft(last_second))
            assert abs(int(np.argmax(spectrum)) - TONE_HZ) <= 2

    run(scenario())
    assert_it_crossed_if_there_was_a_border(server)


@on_each_number_of_workers
def test_a_picture_arrives_in_its_colour(server: str) -> None:
    async def scenario() -> None:
        async with joined(server, "picture", "alice", "bob") as (alice, bob):
            subscribed = first(bob, "track_subscribed", lambda track, *_: track)
            source = rtc.VideoSource(960, 540)
            track = rtc.LocalVideoTrack.create_video_track("cam", source)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True)
            await alice.local_participant.publish_track(track, options)
            red = rtc.VideoFrame(960, 540, rtc.VideoBufferType.RGBA, bytes([200, 30, 30, 255]) * (960 * 540))

            async def film() -> None:
                while True:
                    source.capture_frame(red)
                    await asyncio.sleep(1 / 20)

            filming = asyncio.create_task(film())
            stream = rtc.VideoStream(await asyncio.wait_for(subscribed, WAIT_SECONDS), format=rtc.VideoBufferType.RGBA)
            async with asyncio.timeout(WAIT_SECONDS):
                async for event in stream:
                    pixels = np.frombuffer(event.frame.data, dtype=np.uint8).reshape(-1, 4)
                    if pixels[:, 0].mean() > 150:
                        assert pixels[:, 1].mean() < 90
                        break
            filming.cancel()
            await stream.aclose()

    run(scenario())
    assert_it_crossed_if_there_was_a_border(server)


def test_data_arrives_both_ways_with_the_senders_identity(server: str) -> None:
    async def scenario() -> None:
        async with joined(server, "data", "alice", "bob") as (alice, bob):
            for sender, receiver in ((alice, bob), (bob, alice)):
                for reliable in (True, False):
                    got = first(receiver, "data_received", lambda packet: packet)
                    payload = b"x" * 900
                    await sender.local_participant.publish_data(payload, reliable=reliable, topic="t")
                    packet = await asyncio.wait_for(got, WAIT_SECONDS)
                    assert packet.data == payload and packet.topic == "t"
                    assert packet.participant.identity == sender.local_participant.identity

    run(scenario())


def test_text_streams_and_rpc_work(server: str) -> None:
    async def scenario() -> None:
        async with joined(server, "streams", "alice", "bob") as (alice, bob):
            text: asyncio.Future[str] = asyncio.get_running_loop().create_future()

            def on_text(reader: rtc.TextStreamReader, identity: str) -> None:
                async def read() -> None:
                    text.set_result(identity + ":" + await reader.read_all())

                tasks.append(asyncio.ensure_future(read()))

            tasks: list[asyncio.Future[None]] = []
            bob.register_text_stream_handler("notes", on_text)

            @bob.local_participant.register_rpc_method("double")
            async def double(call: rtc.RpcInvocationData) -> str:
                return call.payload * 2

            long = "wörter " * 5000
            await alice.local_participant.send_text(long, topic="notes")
            assert await asyncio.wait_for(text, WAIT_SECONDS) == "alice:" + long
            answer = await alice.local_participant.perform_rpc(
                destination_identity="bob", method="double", payload="ab"
            )
            assert answer == "abab"

    run(scenario())


def test_a_track_can_be_unsubscribed_and_subscribed_again(server: str) -> None:
    async def scenario() -> None:
        async with joined(server, "again", "alice", "bob") as (alice, bob):
            subscribed = first(bob, "track_subscribed", lambda track, publication, who: publication)
            source = rtc.AudioSource(RATE, 1)
            await alice.local_participant.publish_track(rtc.LocalAudioTrack.create_audio_track("mic", source))
            publication = await asyncio.wait_for(subscribed, WAIT_SECONDS)
            for _ in range(2):
                ended = first(bob, "track_unsubscribed")
                publication.set_subscribed(False)
                await asyncio.wait_for(ended, WAIT_SECONDS)
                again = first(bob, "track_subscribed")
                publication.set_subscribed(True)
                await asyncio.wait_for(again, WAIT_SECONDS)

    run(scenario())


def test_the_server_api_works_with_the_unmodified_client(server: str) -> None:
    async def scenario() -> None:
        async with (
            api.LiveKitAPI(f"http://{server}", "devkey", "secret") as lk,
            joined(server, "admin", "alice", "bob") as (alice, bob),
        ):
            rooms = await lk.room.list_rooms(api.ListRoomsRequest(names=["admin"]))
            assert [room.name for room in rooms.rooms] == ["admin"]
            renamed = first(bob, "participant_attributes_changed", lambda changed, who: who.attributes)
            await lk.room.update_participant(
                api.UpdateParticipantRequest(room="admin", identity="alice", attributes={"hand": "1"})
            )
            assert (await asyncio.wait_for(renamed, WAIT_SECONDS))["hand"] == "1"
            got = first(bob, "data_received", lambda packet: packet)
            await lk.room.send_data(
                api.SendDataRequest(room="admin", data=b"hello", destination_identities=["bob"], topic="rapat.chat")
            )
            packet = await asyncio.wait_for(got, WAIT_SECONDS)
            assert packet.data == b"hello" and packet.topic == "rapat.chat"
            gone = first(alice, "disconnected", lambda reason: reason)
            await lk.room.remove_participant(api.RoomParticipantIdentity(room="admin", identity="alice"))
            assert await asyncio.wait_for(gone, WAIT_SECONDS) == rtc.DisconnectReason.PARTICIPANT_REMOVED

    run(scenario())
