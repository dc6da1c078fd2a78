"""The ports of administration: the activity log, and what is known of the box."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from rapat.domain.activity import Activity, Wanted
from rapat.domain.files import FileCard
from rapat.domain.ids import MeetingId, VisitorId
from rapat.domain.people import Person
from rapat.domain.picture import Picture
from rapat.domain.roles import Role


class Activities(Protocol):
    """The activity log."""

    async def add(self, entry: Activity) -> None:
        """Keep an entry."""
        ...

    async def page(self, before: str, limit: int, wanted: Wanted) -> list[Activity]:
        """Entries that are wanted, newest first, whose id is smaller than ``before`` (empty = from the newest)."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete what is older; gives how many."""
        ...


class SiteRecords(Protocol):
    """What administrators set for the whole site."""

    async def read(self, subject: str) -> Mapping[str, Any] | None:
        """The settings of one subject, as JSON has them; None = nobody has set any."""
        ...

    async def write(self, subject: str, value: Mapping[str, Any]) -> None:
        """Replace the settings of one subject."""
        ...

    async def logo(self, digest: str) -> Picture | None:
        """The logo, if this is its SHA-256."""
        ...

    async def set_logo(self, digest: str, picture: Picture | None) -> None:
        """Replace the logo; None = have none."""
        ...


class Retentions(Protocol):
    """Forgets what is too old; each call at most ``limit`` rows, and gives how many it took."""

    async def forget_messages(self, before: datetime, limit: int) -> int:
        """Messages that were sent earlier."""
        ...

    async def forget_meeting_messages(self, before: datetime, limit: int) -> int:
        """Messages in meetings that ended earlier."""
        ...

    async def forget_file_names(self, before: datetime, limit: int) -> int:
        """What is known of files that were uploaded earlier and whose bytes and message are gone."""
        ...

    async def expire_files(self, before: datetime, now: datetime, limit: int) -> int:
        """Let the time of files be over that were uploaded earlier."""
        ...

    async def expire_meeting_files(self, before: datetime, now: datetime, limit: int) -> int:
        """Let the time of files be over that lie in meetings that ended earlier."""
        ...

    async def forget_meetings(self, before: datetime, limit: int) -> int:
        """Meetings that ended earlier and in which no message and no file is left."""
        ...


class Erasures(Protocol):
    """Takes people out of what is kept."""

    async def erase(self, person: Person, now: datetime) -> None:
        """Delete the account, empty what it wrote, let its files' time be over, take its name off its places."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """A meeting in which somebody has a place."""

    id: MeetingId
    title: str
    created_at: datetime
    ended_at: datetime | None
    name: str
    """Under which the person was there."""
    role: Role
    owned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMessage:
    """What somebody wrote."""

    id: str
    meeting: MeetingId
    to: str
    """As in ``domain.chat``."""
    text: str
    sent_at: datetime


class PersonalData(Protocol):
    """What is kept of one person."""

    async def meetings(self, visitor: VisitorId) -> list[OwnMeeting]:
        """Where the person has a place, the first made first."""
        ...

    async def messages(self, visitor: VisitorId, after: str, limit: int) -> list[OwnMessage]:
        """What the person wrote and did not take back, by id, after this one; empty = from the first."""
        ...

    async def files(self, visitor: VisitorId) -> list[FileCard]:
        """What the person uploaded and whose bytes are there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """A backup on this box."""

    name: str
    size: int
    """Bytes."""
    made_at: datetime
    kept: bool
    """False = it is there to be downloaded once."""


class BackupFailed(Exception):
    """A backup could not be written; ``str`` names the kind of failure."""


class BackupShelf(Protocol):
    """Backups that the running server made."""

    async def make(self, passphrase: str, *, keep: bool, now: datetime) -> BackupFile:
        """Make one.

        Raises:
            BackupFailed: no space, no rights, or the database cannot be read.
        """
        ...

    async def all(self) -> list[BackupFile]:
        """Those that are there, newest first."""
        ...

    def path(self, name: str) -> Path | None:
        """Where one lies; None = there is none, or it is no name of a backup."""
        ...

    async def delete(self, name: str) -> bool:
        """Delete one; False = there was none."""
        ...


class Trouble(StrEnum):
    """What is amiss with the box."""

    DISK_LOW = "disk_low"
    CERTIFICATE_ENDS = "certificate_ends"
    MEDIA_CORE = "media_core"
    """The media core warned at its start; the words tell of what."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the operator should do."""

    code: Trouble
    words: str
    """One English sentence, as the log has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the box is."""

    started_at: datetime
    port: int
    """TCP for pages and calls, UDP for media: both must be reachable."""
    disk_free: int
    """Bytes where the data lie."""
    disk_total: int
    database_bytes: int
    certificate_until: datetime | None
    """None = plain HTTP."""
    advice: tuple[Advice, ...] = ()
    """What the operator should do; empty = nothing."""
    media: Mapping[str, float] = field(default_factory=dict)


class Box(Protocol):
    """Looks at the box."""

    async def health(self) -> Health:
        """How it is now."""
        ...
