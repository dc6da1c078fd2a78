"""The ports of programs: their keys, and answers that are given again."""

from datetime import datetime
from typing import Protocol

from rapat.domain.ids import PersonId
from rapat.domain.people import Person
from rapat.domain.program_keys import ProgramKey


class ProgramKeys(Protocol):
    """Keys of programs, by the hash of their secret."""

    async def add(self, key: ProgramKey, secret_hash: bytes) -> None:
        """Keep a new key."""
        ...

    async def find(self, secret_hash: bytes) -> tuple[ProgramKey, Person] | None:
        """The key and its owner; None = revoked, unknown, or the owner is disabled. It may have expired."""
        ...

    async def of(self, owner: PersonId) -> list[ProgramKey]:
        """Keys of an account, newest first, expired ones too."""
        ...

    async def used(self, key: str, now: datetime) -> None:
        """Remember the last use."""
        ...

    async def revoke(self, owner: PersonId, key: str) -> bool:
        """Delete a key; False = the account has no such key."""
        ...

    async def forget(self, expired_before: datetime) -> int:
        """Delete keys that expired before then; gives how many."""
        ...


class KeptAnswers(Protocol):
    """Sealed answers by request."""

    async def find(self, request: str, since: datetime) -> bytes | None:
        """The answer of a request, kept ``since`` then or later; None = there is none."""
        ...

    async def put(self, request: str, answer: bytes, now: datetime) -> None:
        """Keep an answer instead of an older one."""
        ...

    async def forget(self, before: datetime, most: int) -> None:
        """Delete what is older, and the oldest beyond ``most``."""
        ...


class Seal(Protocol):
    """Makes content readable to nobody but whoever knows a secret."""

    def shut(self, secret: str, content: bytes) -> bytes:
        """Seal content."""
        ...

    def open(self, secret: str, sealed: bytes) -> bytes | None:
        """The content; None = another secret, or not what was sealed."""
        ...
