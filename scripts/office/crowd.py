"""Hundreds of people write in the chat of one meeting, each with a connection of its own.

Everybody writes over HTTP. Some have the PyPI SDK as their client and check that they are told of every message
exactly once and how late; the others' connections, which the server serves in the same way, are the load
generator's: hundreds of SDKs would ask more of the machine than the server does. Some people send a message twice,
as a page does that lost the answer. At the end the chat must hold each once.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from livekit import rtc

TOPIC = "rapat.chat"
SECONDS = 60
WRITES_EACH = 2
"""Messages of each person in that time: a thousand a minute of five hundred people scroll faster than anybody reads."""
TWICE_SHARE = 0.1
BEHIND_ONE_ADDRESS = 40
"""People with the same address, as a class behind one router; the server limits new guests per address."""
LISTENERS = 25
"""People with the SDK."""
SETTLE_SECONDS = 5
JOIN_SECONDS = 180
BAR_MS = 500


@dataclass
class Person:
    """One client."""

    number: int
    http: httpx2.AsyncClient
    token: str = ""
    room: rtc.Room | None = None
    got: Counter[str] = field(default_factory=Counter)


@dataclass
class Crowd:
    """What is under way; times in seconds of ``time.perf_counter``."""

    server: str
    sent_at: dict[str, float] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds from the writer's request until the client of somebody has the message."""

    people: int
    listeners: int
    messages: int
    p50: float
    p95: float
    most: float
    written_p95: float
    """Until the writer has its answer."""
    missed: int
    doubled: int
    kept: int
    """Messages that the chat holds at the end; -1 = one of them twice."""


def is_good(found: Result) -> bool:
    """Nothing lost or doubled, and everybody told in time."""
    whole = found.missed == found.doubled == 0 and found.kept == found.messages
    return whole and found.p95 <= BAR_MS


async def run(server: str, loadgen: Path, count: int) -> Result:
    """Everybody comes, writes for a minute and compares.

    Args:
        server: address of a server with the development key.
        loadgen: the load generator's program.
        count: people, more than LISTENERS.

    Raises:
        RuntimeError: the server refused something.
        TimeoutError: the connections did not come about.
    """
    crowd = Crowd(server)
    people = [_person(server, number) for number in range(count)]
    meeting = await _tokens(people)
    with tempfile.NamedTemporaryFile("w", prefix="rapat-tokens-") as tokens:
        tokens.write("\n".join(person.token for person in people[LISTENERS:]))
        tokens.flush()
        command = ("attend", f"audio-1x{count - LISTENERS}", "--server", urlsplit(server).netloc, "--pid", "1")
        audience = await asyncio.create_subprocess_exec(
            loadgen, *command, "--tokens", tokens.name, stdout=asyncio.subprocess.PIPE
        )
        try:
            if audience.stdout is None or not await asyncio.wait_for(audience.stdout.readline(), JOIN_SECONDS):
                raise RuntimeError("the audience did not get in")
            for person in people[:LISTENERS]:
                await _listen(crowd, person)
            await asyncio.gather(*(_write(crowd, meeting, person) for person in people))
            await asyncio.sleep(SETTLE_SECONDS)
            if audience.returncode is not None:
                raise RuntimeError("the audience was sent away")
        finally:
            if audience.returncode is None:
                audience.kill()
    kept = await _kept(people[0], meeting)
    for person in people:
        if person.room is not None:
            await person.room.disconnect()
        await person.http.aclose()
    return _result(crowd, people, kept)


async def _tokens(people: list[Person]) -> str:
    answer = await people[0].http.post("/api/meetings", json={"title": "Assembly"})
    _check(answer, 201)
    meeting: str = answer.json()["id"]
    for person in people:
        joined = await person.http.post(f"/api/meetings/{meeting}/join", json={"name": f"N{person.number}"})
        _check(joined, 200)
        person.token = joined.json()["token"]
    return meeting


def _person(server: str, number: int) -> Person:
    address = f"127.0.1.{1 + number // BEHIND_ONE_ADDRESS}"
    return Person(
        number,
        httpx2.AsyncClient(
            base_url=server,
            headers={"sec-fetch-site": "same-origin"},
            transport=httpx2.AsyncHTTPTransport(local_address=address),
            timeout=30,
        ),
    )


async def _listen(crowd: Crowd, person: Person) -> None:
    person.room = rtc.Room()

    def take(packet: rtc.DataPacket) -> None:
        now = time.perf_counter()
        event = json.loads(packet.data)
        if packet.topic != TOPIC or event["type"] != "message":
            return
        text = event["message"]["text"]
        person.got[text] += 1
        if person.got[text] == 1 and text in crowd.sent_at:
            crowd.delays.append(now - crowd.sent_at[text])

    person.room.on("data_received", take)
    await person.room.connect(crowd.server.replace("http", "ws", 1), person.token)


async def _write(crowd: Crowd, meeting: str, person: Person) -> None:
    chance = random.Random(person.number)
    moments = sorted(chance.uniform(0, SECONDS) for _ in range(WRITES_EACH))
    begun = time.perf_counter()
    for k, moment in enumerate(moments):
        await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
        text = f"message {k} of {person.number}"
        crowd.sent_at[text] = time.perf_counter()
        for _ in range(2 if chance.random() < TWICE_SHARE else 1):
            answer = await person.http.post(
                f"/api/meetings/{meeting}/messages", json={"client_id": f"c{k}", "text": text}
            )
            _check(answer, 200, 201)
        crowd.written.append(time.perf_counter() - crowd.sent_at[text])


async def _kept(person: Person, meeting: str) -> int:
    texts: list[str] = []
    path = f"/api/meetings/{meeting}/messages?limit=200"
    while True:
        answer = await person.http.get(path)
        _check(answer, 200)
        page = answer.json()
        texts += [message["text"] for message in page["messages"]]
        if not page["more"]:
            return len(texts) if len(texts) == len(set(texts)) else -1
        path = f"/api/meetings/{meeting}/messages?limit=200&before={min(m['seq'] for m in page['messages'])}"


def _result(crowd: Crowd, people: list[Person], kept: int) -> Result:
    delays, written = sorted(crowd.delays), sorted(crowd.written)
    listeners = people[:LISTENERS]
    return Result(
        people=len(people),
        listeners=len(listeners),
        messages=len(crowd.sent_at),
        p50=delays[len(delays) // 2] * 1_000,
        p95=delays[int(len(delays) * 0.95)] * 1_000,
        most=delays[-1] * 1_000,
        written_p95=written[int(len(written) * 0.95)] * 1_000,
        missed=sum(len(crowd.sent_at.keys() - person.got.keys()) for person in listeners),
        doubled=sum(times > 1 for person in listeners for times in person.got.values()),
        kept=kept,
    )


def _check(answer: httpx2.Response, *wanted: int) -> None:
    if answer.status_code not in wanted:
        raise RuntimeError(f"{answer.request.url.path}: {answer.status_code} {answer.text[:200]}")
