"""Keys of programs: made by the person in whose name they act, shown once, kept as a hash, revocable at any time."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta

from rapat.domain.errors import Invalid, KeyInvalid, KeyMissing
from rapat.domain.people import Person
from rapat.domain.program_keys import KEYS_MAX, ProgramKey, key_label, key_life, key_scopes
from rapat.ports import Clock, Store

PREFIX = "rapat_"
"""By which people, and scanners of source code, know what they have before them."""
LENGTH_MAX = 64
"""Characters of a key that is looked up at all; ours have 49."""
USED_EVERY = timedelta(minutes=10)
"""How exactly the last use is known; shorter writes to the database more often."""
SHOWN_AFTER_EXPIRY = timedelta(days=30)
"""How long an expired key stays in the list, so that its owner finds out why a program stopped."""


class ProgramKeyService:
    """Makes, lists, revokes and recognises keys."""

    def __init__(self, store: Store, clock: Clock, *, new_id: Callable[[], str], new_secret: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._new_secret = new_secret

    async def make(self, me: Person, label: str, scopes: Iterable[str], days: int) -> tuple[ProgramKey, str]:
        """A new key and its secret, which is not kept: show it now.

        Args:
            me: in whose name the program will act.
            label: what the key is for.
            scopes: names of ``Scope``; those beyond the person's own rights open nothing.
            days: how long it holds.

        Raises:
            Invalid: one of these, or too many keys.
        """
        now = self._clock.now()
        if sum(known.holds(now) for known in await self._store.program_keys.of(me.id)) >= KEYS_MAX:
            raise Invalid(f"keys: at most {KEYS_MAX}; revoke one first")
        key = ProgramKey(
            id=self._new_id(),
            owner=me.id,
            label=key_label(label),
            scopes=key_scopes(scopes),
            created_at=now,
            expires_at=now + key_life(days),
        )
        secret = PREFIX + self._new_secret()
        await self._store.program_keys.add(key, _hash(secret))
        return key, secret

    async def mine(self, me: Person) -> list[ProgramKey]:
        """The person's keys, newest first; an expired one for 30 days more."""
        return await self._store.program_keys.of(me.id)

    async def revoke(self, me: Person, key: str) -> None:
        """Take a key out of force at once.

        Raises:
            KeyMissing: the person has no such key.
        """
        if not await self._store.program_keys.revoke(me.id, key):
            raise KeyMissing("no such key of this account")

    async def open(self, secret: str) -> tuple[ProgramKey, Person]:
        """The key with this secret, and in whose name it acts.

        Raises:
            KeyInvalid: unknown, revoked, expired, or its owner is disabled; which of these is not told.
        """
        found = None
        if secret.startswith(PREFIX) and len(secret) <= LENGTH_MAX:
            found = await self._store.program_keys.find(_hash(secret))
        now = self._clock.now()
        if found is None or not found[0].holds(now):
            raise KeyInvalid("no key in force")
        key, owner = found
        if key.used_at is None or now - key.used_at > USED_EVERY:
            await self._store.program_keys.used(key.id, now)
        return key, owner

    async def tend(self) -> None:
        """Forget keys that expired long ago; called now and then."""
        await self._store.program_keys.forget(self._clock.now() - SHOWN_AFTER_EXPIRY)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
