"""The ports of administration: the activity log, and what is known of the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from rapat.domain.activity import Act, Activity
from rapat.domain.picture import Picture


class Activities(Protocol):
    """The activity log."""

    async def add(self, entry: Activity) -> None:
        """Keep an entry."""
        ...

    async def page(self, before: str, limit: int, acts: Sequence[Act]) -> list[Activity]:
        """Entries, newest first, whose id is smaller than ``before`` (empty = from the newest); empty acts = all."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the box is."""

    started_at: datetime
    disk_free: int
    """Bytes where the data lie."""
    disk_total: int
    database_bytes: int
    certificate_until: datetime | None
    """None = plain HTTP."""
    advice: tuple[str, ...] = ()
    """What the operator should do, one English sentence each, as the log has it."""
    media: Mapping[str, float] = field(default_factory=dict)


class Box(Protocol):
    """Looks at the box."""

    async def health(self) -> Health:
        """How it is now."""
        ...
