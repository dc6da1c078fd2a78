"""Tokens that are not good any more although they have not expired: of those removed, of rooms ended.

A revocation names a moment: tokens issued up to it are refused, a token minted later is welcome.
"""

from collections import OrderedDict

from rapat.engine.embedded.rooms.grants import AccessGrants

MAX_REVOCATIONS = 100_000
"""Entries; beyond it the oldest are forgotten, whose tokens have had the longest time to expire."""


class Revocations:
    """Moments of revocation by room, and by room and identity. They outlive the room."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, str | None], int] = OrderedDict()

    def revoke(self, room: str, identity: str | None, until: int) -> None:
        """Refuse tokens issued up to ``until`` (Unix seconds); identity None = everybody's."""
        key = (room, identity)
        self._until[key] = max(until, self._until.pop(key, 0))
        if len(self._until) > MAX_REVOCATIONS:
            self._until.popitem(last=False)

    def reason(self, grants: AccessGrants) -> str | None:
        """Why this token is refused, for the person; None = it is not."""
        if grants.issued_at <= self._until.get((grants.room, grants.identity), -1):
            return "you were removed from this room"
        if grants.issued_at <= self._until.get((grants.room, None), -1):
            return "this room has been ended"
        return None
