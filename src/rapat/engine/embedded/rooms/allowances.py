"""A publisher's own say in who may subscribe to its tracks (``SubscriptionPermission``).

Recorders are exempt, as in LiveKit: what is recorded is decided by the room, not by one of those in it.
"""

from dataclasses import dataclass, field

from livekit.protocol import rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import Publication

MAX_ENTRIES = 1024
"""Participants and tracks named in one list."""


@dataclass(slots=True)
class _AllowList:
    by_sid: dict[str, frozenset[str] | None] = field(default_factory=dict)
    by_identity: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Track sids; None = all of the publisher's."""


class Allowances:
    """The allow-lists of a room's publishers; who set none allows everybody."""

    def __init__(self) -> None:
        self._lists: dict[str, _AllowList] = {}

    def set(self, publisher: Participant, permission: rtc.SubscriptionPermission) -> None:
        """Replace the list of a publisher."""
        if permission.all_participants:
            self._lists.pop(publisher.sid, None)
            return
        allowed = _AllowList()
        for entry in list(permission.track_permissions)[:MAX_ENTRIES]:
            tracks = None if entry.all_tracks else frozenset(list(entry.track_sids)[:MAX_ENTRIES])
            if entry.participant_identity:
                allowed.by_identity[entry.participant_identity] = tracks
            elif entry.participant_sid:
                allowed.by_sid[entry.participant_sid] = tracks
        self._lists[publisher.sid] = allowed

    def forget(self, publisher: Participant) -> None:
        """The publisher left."""
        self._lists.pop(publisher.sid, None)

    def allows(self, publication: Publication, subscriber: Participant) -> bool:
        """May ``subscriber`` have this track?"""
        allowed = self._lists.get(publication.owner.sid)
        if allowed is None or subscriber.profile.permissions.recorder:
            return True
        for table, key in ((allowed.by_identity, subscriber.identity), (allowed.by_sid, subscriber.sid)):
            if key in table:
                tracks = table[key]
                return tracks is None or publication.sid in tracks
        return False
