"""How long things are kept: what administrators set for the whole site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rapat.domain.errors import Invalid

DAYS = 90
"""Unless said otherwise: a quarter. Longer keeps more about people than most organisations have a reason for."""
DAYS_MIN, DAYS_MAX = 1, 3_650
FOREVER = "forever"
ETERNITY = timedelta(days=36_500)
"""The life of a file that is kept for ever: files have a last day, and a hundred years are no different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Days; None = for ever."""

    chat: int | None = DAYS
    """From sending."""
    files: int | None = DAYS
    """From upload."""
    log: int = DAYS
    """Entries of the activity log, from the act; they name addresses of people, so never for ever."""
    meetings: int | None = DAYS
    """From the end, with everything in them."""

    @property
    def file_life(self) -> timedelta:
        """From upload to deletion."""
        return timedelta(days=self.files) if self.files is not None else ETERNITY

    def as_json(self) -> dict[str, int | None]:
        """As it is kept."""
        return {"chat": self.chat, "files": self.files, "log": self.log, "meetings": self.meetings}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Retention":
        """From what ``as_json`` gave."""
        return cls(chat=kept["chat"], files=kept["files"], log=kept["log"], meetings=kept["meetings"])


def checked_retention(wish: Retention) -> Retention:
    """These days.

    Raises:
        Invalid: below a day or above ten years.
    """
    for name, days in wish.as_json().items():
        if days is not None and not DAYS_MIN <= days <= DAYS_MAX:
            raise Invalid(f"{name}: {DAYS_MIN} to {DAYS_MAX} days, or {FOREVER}")
    return wish
