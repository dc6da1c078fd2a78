"""Passwords as Argon2id hashes (RFC 9106), made in threads and few at a time."""

import asyncio

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

AT_ONCE = 2
"""Hashes at a time, of 64 MiB and about 0.1 s each: a flood of sign-ins waits here instead of eating the memory."""


class Argon2Passwords:
    """``ports_people.Passwords``. ``parameters`` other than RFC 9106's second choice are for tests alone."""

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        if self._nobodys is None:
            self._nobodys = await self.hash("")
        known = password_hash if password_hash is not None else self._nobodys
        async with self._turn:
            same = await asyncio.to_thread(self._verify, known, password)
        return same and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
