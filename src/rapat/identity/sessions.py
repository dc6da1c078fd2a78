"""Browser sessions: an opaque secret in a cookie, its SHA-256 in the store. Revocable, nothing to forge."""

import hashlib
from collections.abc import Callable

from rapat.domain.ids import VisitorId
from rapat.ports import Clock, Store

SECRET_BYTES = 32
"""256 bits from the system's randomness."""
SECRET_LENGTH_MAX = 64
"""Characters of a secret that is looked up at all; ours have 43."""


class Sessions:
    """Who a browser is."""

    def __init__(self, store: Store, clock: Clock, *, new_id: Callable[[], str], new_secret: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._new_secret = new_secret

    async def find(self, secret: str | None) -> VisitorId | None:
        """The visitor of a cookie's secret; None = no cookie, or not one of ours."""
        if not secret or len(secret) > SECRET_LENGTH_MAX:
            return None
        return await self._store.visitors.find(_hash(secret))

    async def start(self) -> tuple[VisitorId, str]:
        """A new visitor and the secret for its cookie, which is not kept."""
        visitor, secret = VisitorId(self._new_id()), self._new_secret()
        await self._store.visitors.add(visitor, _hash(secret), self._clock.now())
        return visitor, secret


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
