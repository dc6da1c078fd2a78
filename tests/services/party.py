"""A meeting on a real database and a fake engine, with people who can do things."""

import itertools
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from livekit.protocol.models import ParticipantPermission

from rapat.domain.ids import Identity, VisitorId
from rapat.domain.people import Caller
from rapat.domain.site import Bounds
from rapat.identity.invitations import SignedInvitations
from rapat.ports import Clock
from rapat.services.attendance import Attendance
from rapat.services.chat.chat import Chat
from rapat.services.chat.files import FileLimits
from rapat.services.door import Doorkeeper, Ticket
from rapat.services.floor import FloorService
from rapat.services.hands import HandService
from rapat.services.meetings import Entry, MeetingService
from rapat.services.moderation import ModerationService
from rapat.services.reports import ReportService
from rapat.services.rules import RulesService
from rapat.services.site import Site
from rapat.services.timekeeping import Timekeeper
from rapat.services.waiting import Outlook, WaitingRoom
from rapat.storage.blobs import Blobs, open_store
from rapat.storage.store import SqlStore
from tests.fakes.engine import FakeEngine

MAX_PARTICIPANTS = 5
FILE_MB = 25


@dataclass
class Person:
    """One browser."""

    visitor: VisitorId
    identity: Identity


class Party:
    """The services over one store, and one meeting of a host."""

    def __init__(self, store: SqlStore, engine: FakeEngine, clock: Clock, blobs: Blobs) -> None:
        numbers = itertools.count(1)
        self.store, self.engine, self.clock, self.blobs = store, engine, clock, blobs
        self.site = Site(Bounds(people=MAX_PARTICIPANTS, file_mb=FILE_MB))
        self.door = Doorkeeper(
            store, clock, SignedInvitations("a secret of the product"), new_id=lambda: f"i{next(numbers)}"
        )
        self.waiting = WaitingRoom(store, engine, clock)
        self.attendance = Attendance(store, engine, clock)
        self.timekeeper = Timekeeper(store, engine, clock, self.site)
        self.meetings = MeetingService(
            store,
            engine,
            clock,
            choose=secrets.choice,
            new_identity=lambda: Identity(f"p{next(numbers)}"),
            door=self.door,
            waiting=self.waiting,
            site=self.site,
        )
        self.limits = FileLimits(file_bytes=1_000, meeting_bytes=2_500, life=timedelta(days=90))
        self.chat = Chat.on(store, engine, clock, blobs, new_id=lambda: f"m{next(numbers)}", limits=lambda: self.limits)
        self.moderation = ModerationService(store, engine, clock)
        self.hands = HandService(store, engine)
        self.floor = FloorService(store, engine, clock, self.hands)
        self.reports = ReportService(store, clock, new_id=lambda: f"r{next(numbers)}")
        self.rules = RulesService(store, engine, self.site)
        self.id = ""

    async def visitor(self, name: str) -> VisitorId:
        """A browser that has a session."""
        visitor = VisitorId(f"v-{name}")
        await self.store.visitors.add(visitor, secrets.token_bytes(32), self.clock.now())
        return visitor

    def visitor_again(self, name: str) -> VisitorId:
        """The browser that ``visitor`` made under this name."""
        return VisitorId(f"v-{name}")

    async def start(self) -> Person:
        """Ana makes the meeting and is in it."""
        ana = await self.visitor("Ana")
        self.id = (await self.meetings.create(Caller(ana), "Plan")).id
        return await self.come(ana, "Ana")

    async def guest(self, name: str) -> Person:
        """Somebody follows the link and is in."""
        return await self.come(await self.visitor(name), name)

    async def come(self, visitor: VisitorId, name: str) -> Person:
        """Join by the API, then connect."""
        entry = await self.meetings.join(self.id, visitor, name)
        assert isinstance(entry, Entry), "the door let nobody wait"
        self.engine.enter(self.id, entry.attendee.identity)
        return Person(visitor, entry.attendee.identity)

    async def knock(self, visitor: VisitorId, name: str, ticket: Ticket | None = None) -> Entry | Outlook:
        """Join by the API, with whatever there is to show."""
        return await self.meetings.join(self.id, visitor, name, ticket or Ticket())

    def attributes(self, person: Person) -> dict[str, str]:
        """What everybody sees of a person."""
        return dict(self.engine.rooms[self.id].participants[person.identity].attributes)

    def permission(self, person: Person) -> ParticipantPermission:
        """What the media server allows a person."""
        return self.engine.rooms[self.id].participants[person.identity].permission

    def sources(self, person: Person) -> list[int]:
        """Sources of the tracks that a person has up."""
        return [track.source for track in self.engine.rooms[self.id].participants[person.identity].tracks]

    def name(self, person: Person) -> str:
        """What everybody is told a person is called."""
        return self.engine.rooms[self.id].participants[person.identity].name

    def metadata(self) -> dict[str, object]:
        """What everybody is told about the meeting."""
        known: dict[str, object] = json.loads(self.engine.rooms[self.id].options.metadata)
        return known


@asynccontextmanager
async def party(folder: Path, clock: Clock, place: Path | str) -> AsyncIterator[Party]:
    """Open the store at ``place`` for as long as the test runs; files go into ``folder``."""
    store = await SqlStore.open(place)
    try:
        yield Party(store, FakeEngine(), clock, Blobs(open_store(folder / "files", ""), folder))
    finally:
        await store.close()
