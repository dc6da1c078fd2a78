"""Browser sessions: an opaque secret in a cookie, its SHA-256 in the store. Revocable, nothing to forge.

A guest's secret belongs to a visitor and lives as long as the browser keeps it. A signed-in person's belongs to
a session of the account; it is a fresh one at each sign-in, and ends when unused.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from rapat.domain.ids import VisitorId
from rapat.domain.people import Caller, Person
from rapat.ports import Clock, Store
from rapat.ports_people import AccountSession

SECRET_BYTES = 32
"""256 bits from the system's randomness."""
SECRET_LENGTH_MAX = 64
"""Characters of a secret that is looked up at all; ours have 43."""
UNUSED_MAX = timedelta(days=30)
"""A signed-in session that nobody used for so long has ended: the laptop was lost or given away."""
SEEN_EVERY = timedelta(minutes=10)
"""How exactly the last use is known; shorter writes to the database more often."""


class Sessions:
    """Who a browser is."""

    def __init__(self, store: Store, clock: Clock, *, new_id: Callable[[], str], new_secret: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._new_secret = new_secret

    async def find(self, secret: str | None) -> Caller | None:
        """Whose cookie this secret is; None = no cookie, or not one of ours."""
        if not secret or len(secret) > SECRET_LENGTH_MAX:
            return None
        signed_in = await self._store.account_sessions.find(_hash(secret))
        if signed_in is not None:
            return await self._of_account(*signed_in)
        visitor = await self._store.visitors.find(_hash(secret))
        return Caller(visitor) if visitor is not None else None

    async def _of_account(self, session: AccountSession, person: Person) -> Caller | None:
        now = self._clock.now()
        if now - session.seen_at > UNUSED_MAX:
            await self._store.account_sessions.end(person.id, session.id)
            return None
        if now - session.seen_at > SEEN_EVERY:
            await self._store.account_sessions.seen(session.id, now)
        return Caller(person.visitor, person, session.id)

    async def start(self) -> tuple[Caller, str]:
        """A new guest and the secret for its cookie, which is not kept."""
        visitor, secret = VisitorId(self._new_id()), self._new_secret()
        await self._store.visitors.add(visitor, _hash(secret), self._clock.now())
        return Caller(visitor), secret

    async def open(self, person: Person, device: str, before: Caller | None) -> tuple[Caller, str]:
        """Sign a browser in: a new session and the secret for its cookie.

        Args:
            person: who has proved to be this one.
            device: browser and system in words.
            before: who sat at this browser until now; a guest's meetings become the person's, a session ends.
        """
        now, secret = self._clock.now(), self._new_secret()
        if before is not None and before.person is not None:
            await self._store.account_sessions.end(before.person.id, before.session)
        guest = before.visitor if before is not None and before.person is None else None
        session = AccountSession(id=self._new_id(), person=person.id, device=device, created_at=now, seen_at=now)
        await self._store.account_sessions.add(session, _hash(secret), guest)
        return Caller(person.visitor, person, session.id), secret

    async def close(self, caller: Caller) -> None:
        """Sign this browser out; a guest stays who it is."""
        if caller.person is not None:
            await self._store.account_sessions.end(caller.person.id, caller.session)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
