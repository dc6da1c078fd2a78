"""Writes the data of a large organisation into a database that the server made: people, meetings, plans, chats.

Rows are written as the server would have left them, past its services: those would take hours. Who is where and
what is said follows a fixed seed. The first people are the *regulars*: they are in far more meetings than others,
and it is they who ask later.
"""

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from rapat.domain.ids import new_meeting_id

SEED = 1
REGULARS = 50
"""People who ask in the benchmark; each is in about REGULAR_SHARE of the meetings of its group."""
COMPANY = 5
"""People of a usual meeting."""
REGULAR_MEETINGS = 400
"""Meetings of a regular: two years of a busy person."""
LARGE_CHAT = 20_000
"""Messages of the largest chat: a year of a big class."""
PLANNED_SHARE = 0.5
WEEKLY_SHARE = 0.2
WORDS = 4_000
RARE_WORD_SHARE = 0.002
ZONES = ("Europe/Moscow", "Asia/Jakarta", "Europe/Berlin", "Asia/Makassar")
FIRST = ("Ana", "Budi", "Citra", "Dewi", "Eka", "Fajar", "Мария", "Иван", "Ольга", "Сергей", "Tom", "Grace")
LAST = ("Santoso", "Wijaya", "Иванова", "Петров", "Müller", "Smith", "Hartono", "Соколова", "Lee", "Novak")
_SYLLABLES = ("ka", "ri", "no", "ta", "me", "lu", "si", "ве", "ра", "то", "ni", "go", "pa", "sha", "de", "ли")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    people: int = 10_000
    meetings: int = 50_000
    messages: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Regular:
    """Somebody who asks: its session and something that it knows."""

    person: str
    secret: str
    meeting: str
    """One of its meetings with a chat."""


@dataclass(frozen=True, slots=True)
class Office:
    """What was written."""

    regulars: tuple[Regular, ...]
    large_chat: str
    words: tuple[str, ...]
    """Used in chats, the most frequent first."""


def fill(path: Path, size: Size, now: datetime, say: Callable[[str], None]) -> Office:
    """Write it all. The file must have its tables; the server must not run."""
    chance = random.Random(SEED)
    words = tuple(dict.fromkeys("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(WORDS)))
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous=OFF")
    writer = _Writer(database, chance, words, size, now)
    with database:
        say(f"{size.people:,} people")
        secrets = writer.people()
        say(f"{size.meetings:,} meetings")
        writer.meetings()
        say("plans")
        writer.plans()
        say(f"{size.messages:,} messages")
        writer.messages()
    database.execute("PRAGMA optimize")
    database.close()
    regulars = tuple(Regular(f"p{n:07}", secret, writer.places[n][0]) for n, secret in enumerate(secrets))
    return Office(regulars, writer.ids[0], words)


class _Writer:
    def __init__(
        self, database: sqlite3.Connection, chance: random.Random, words: tuple[str, ...], size: Size, now: datetime
    ) -> None:
        self._database = database
        self._chance = chance
        self._words = words
        self._weights = tuple(_cumulated(1 / (rank + 5) for rank in range(len(words))))
        self._size = size
        self._now = now
        self.ids = [new_meeting_id(chance.choice) for _ in range(size.meetings)]
        self.companies: list[list[int]] = []
        self.places: dict[int, list[str]] = {n: [] for n in range(REGULARS)}

    def people(self) -> list[str]:
        """Everybody; returns the secrets of the regulars' sessions."""
        numbers = range(self._size.people)
        created = _moment(self._now - timedelta(days=800))
        self._insert("visitors", ((_person(n), _digest(f"visitor {n}"), created) for n in numbers))
        self._insert("people", (self._one(n, created) for n in numbers))
        secrets = [f"secret-of-regular-{n}" for n in range(REGULARS)]
        seen = _moment(self._now)
        sessions = ((f"s{n}", _digest(secret), _person(n), "bench", created, seen) for n, secret in enumerate(secrets))
        self._insert("account_sessions", sessions)
        return secrets

    def _one(self, n: int, created: str) -> dict[str, Any]:
        name = f"{self._chance.choice(FIRST)} {self._chance.choice(LAST)} {n}"
        return {
            "id": _person(n),
            "name": name,
            "email": f"person{n}@office.example",
            "sort_name": name.casefold(),
            "language": self._chance.choice(("en", "id", "ru")),
            "time_zone": self._chance.choice(ZONES),
            "picture": "",
            "role": "owner" if n == 0 else "member",
            "active": True,
            "created_at": created,
            "accepted_at": created,
        }

    def meetings(self) -> None:
        """Meetings and who was in them."""
        self._insert("meetings", (self._meeting(at, name) for at, name in enumerate(self.ids)))
        share = min(1.0, REGULAR_MEETINGS / self._size.meetings)
        for at in range(self._size.meetings):
            company = self._chance.sample(range(REGULARS, self._size.people), COMPANY)
            company += [n for n in range(REGULARS) if at == 0 or self._chance.random() < share]
            self.companies.append(company)
            for n in company:
                if n < REGULARS:
                    self.places[n].append(self.ids[at])
        self._insert(
            "attendees",
            (
                self._place(at, n, "host" if rank == 0 else "participant")
                for at, company in enumerate(self.companies)
                for rank, n in enumerate(company)
            ),
        )

    def _meeting(self, at: int, name: str) -> dict[str, Any]:
        begun = self._now - timedelta(minutes=15 * at)
        return {
            "id": name,
            "title": self._text(3),
            "created_at": _moment(begun),
            "locked": False,
            "ended_at": _moment(begun + timedelta(hours=1)) if at % 3 else None,
        }

    def _place(self, at: int, n: int, role: str) -> dict[str, Any]:
        return {
            "meeting": self.ids[at],
            "visitor": _person(n),
            "identity": _identity(at, n),
            "name": f"Person {n}",
            "role": role,
            "removed": False,
            "joined": True,
        }

    def plans(self) -> None:
        """Half of the meetings are planned, a fifth of those weekly; the company is invited."""
        planned = range(int(self._size.meetings * PLANNED_SHARE))
        self._insert("plans", (self._plan(at) for at in planned))
        self._insert(
            "plan_invitees",
            (
                (_plan(at), f"person{n}@office.example", f"Person {n}", _person(n), "open")
                for at in planned
                for n in self.companies[at][1:]
            ),
        )

    def _plan(self, at: int) -> dict[str, Any]:
        day = date(self._now.year, self._now.month, self._now.day) + timedelta(days=at % 400 - 200)
        starts = datetime(day.year, day.month, day.day, 8 + at % 10, 30 * (at % 2))
        weekly = self._chance.random() < WEEKLY_SHARE
        return {
            "id": _plan(at),
            "owner": _person(self.companies[at][0]),
            "meeting": self.ids[at],
            "title": self._text(4),
            "agenda": self._text(12),
            "starts": starts.isoformat(timespec="minutes"),
            "minutes": 45,
            "zone": ZONES[at % len(ZONES)],
            "recurrence": "FREQ=WEEKLY" if weekly else "",
            "revision": 1,
            "created_at": _moment(self._now),
            "cancelled": False,
            "over_after": None if weekly else _moment(datetime.combine(day, datetime.min.time(), UTC) + _DAY),
        }

    def messages(self) -> None:
        """One large chat; the rest shared out among the others, most in the chats that the regulars are in."""
        each = (self._size.messages - LARGE_CHAT) // (self._size.meetings - 1) if self._size.meetings > 1 else 0
        left = self._size.messages - LARGE_CHAT - each * (self._size.meetings - 1)
        counts = [LARGE_CHAT, each + left, *[each] * (self._size.meetings - 2)]
        rows = (row for at, count in enumerate(counts) for row in self._chat(at, count))
        while batch := list(islice(rows, 10_000)):
            self._insert("messages", batch)
        clocks = ((self.ids[at], count, 1) for at, count in enumerate(counts))
        self._insert("chat_rooms", clocks, "meeting,clock,revision")

    def _chat(self, at: int, count: int) -> Iterator[dict[str, Any]]:
        company, begun = self.companies[at], self._now - timedelta(minutes=15 * at)
        for seq in range(1, count + 1):
            n = company[seq % len(company)]
            yield {
                "id": f"{at:06x}-{seq:06x}",
                "meeting": self.ids[at],
                "seq": seq,
                "client_id": str(seq),
                "identity": _identity(at, n),
                "name": f"Person {n}",
                "text": self._text(self._chance.randint(2, 14)),
                "sent_at": _moment(begun + timedelta(seconds=seq)),
                "revision": seq,
            }

    def _text(self, length: int) -> str:
        chosen = self._chance.choices(self._words, cum_weights=self._weights, k=length)
        if self._chance.random() < RARE_WORD_SHARE:
            chosen.append(f"ref{self._chance.randrange(100_000)}")
        return " ".join(chosen)

    def _insert(self, table: str, rows: Iterator[Any], columns: str = "") -> None:
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        if isinstance(first, dict):
            columns, marks = ",".join(first), ",".join(f":{name}" for name in first)
        else:
            marks = ",".join("?" * len(first))
        into = f"{table} ({columns})" if columns else table
        statement = f"INSERT INTO {into} VALUES ({marks})"
        self._database.execute(statement, first)
        self._database.executemany(statement, rows)


_DAY = timedelta(days=1)


def _cumulated(weights: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for weight in weights:
        total += weight
        yield total


def _person(n: int) -> str:
    return f"p{n:07}"


def _plan(at: int) -> str:
    return f"plan{at:07}"


def _identity(at: int, n: int) -> str:
    return f"i{at:06}-{n:06}"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
