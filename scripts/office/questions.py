"""What people of a large organisation ask a server all day, and how long the answers take."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2

from office.fill import Office, Regular

ASKERS = 2
"""Requests under way at a time: as many as the machine of the bar has cores."""
BAR_MS = 100
"""95 of 100 answers come within this."""
COMMON_WORDS, USUAL_WORDS = 20, 500
"""Ranks: words that are in every tenth message, and words that one would search for."""
RARE_NUMBERS = 100_000


@dataclass(frozen=True, slots=True)
class Question:
    """A request that anybody may make; ``path`` builds one for somebody."""

    name: str
    path: Callable[[Regular, random.Random], str]


@dataclass(frozen=True, slots=True)
class Times:
    """How long the answers to one question took, in milliseconds."""

    name: str
    answers: int
    p50: float
    p95: float
    most: float


def questions(office: Office, now: datetime) -> list[Question]:
    """All that is asked."""
    month = (
        f"since={(now - timedelta(days=15)):%Y-%m-%dT00:00:00Z}&until={(now + timedelta(days=27)):%Y-%m-%dT00:00:00Z}"
    )
    today = f"since={now:%Y-%m-%dT00:00:00Z}&until={(now + timedelta(days=7)):%Y-%m-%dT00:00:00Z}"
    large = office.large_chat

    def word(chance: random.Random, upto: int) -> str:
        return office.words[chance.randrange(upto)]

    return [
        Question("home: today and next", lambda _, __: f"/api/agenda?{today}"),
        Question("calendar: a month", lambda _, __: f"/api/agenda?{month}"),
        Question("people: first page", lambda _, __: "/api/people?limit=50"),
        Question("people: search", lambda _, chance: f"/api/people?q=person{chance.randrange(1_000)}&limit=50"),
        Question("chats: my list", lambda _, __: "/api/chats"),
        Question("chat: newest page", lambda me, __: f"/api/meetings/{me.meeting}/messages"),
        Question("large chat: newest page", lambda _, __: f"/api/meetings/{large}/messages"),
        Question(
            "large chat: far back", lambda _, c: f"/api/meetings/{large}/messages?before={c.randrange(100, 19_000)}"
        ),
        Question("search: large chat", lambda _, c: f"/api/meetings/{large}/chat/search?q={word(c, USUAL_WORDS)}"),
        Question("search: all my chats", lambda _, c: f"/api/chats/search?q={word(c, USUAL_WORDS)}"),
        Question("search: all, a frequent word", lambda _, c: f"/api/chats/search?q={word(c, COMMON_WORDS)}"),
        Question("search: all, a rare word", lambda _, c: f"/api/chats/search?q=ref{c.randrange(RARE_NUMBERS)}"),
        Question("meeting: look", lambda me, __: f"/api/meetings/{me.meeting}"),
    ]


async def ask(address: str, cookie: str, office: Office, question: Question, count: int) -> Times:
    """Ask ``count`` times, each time as another regular.

    Raises:
        RuntimeError: an answer was not 200.
    """
    chance = random.Random(question.name)
    took: list[float] = []
    left = iter(range(count))

    async def one_after_another() -> None:
        async with httpx2.AsyncClient(base_url=address) as client:
            for n in left:
                me = office.regulars[n % len(office.regulars)]
                path = question.path(me, chance)
                begun = time.perf_counter()
                answer = await client.get(path, headers={"cookie": f"{cookie}={me.secret}"})
                took.append((time.perf_counter() - begun) * 1_000)
                if answer.status_code != httpx2.codes.OK:
                    raise RuntimeError(f"{question.name}: {answer.status_code} {answer.text[:200]}")

    await asyncio.gather(*(one_after_another() for _ in range(ASKERS)))
    took.sort()
    return Times(question.name, count, took[count // 2], took[int(count * 0.95)], took[-1])
