"""What one room is, shared by the services that act on it. Data and look-ups; no decisions.

Only the room's owner task touches it, so nothing here locks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from livekit.protocol import models

from rapat.engine.embedded.media.bridge import RoomMedia
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import Publication
from rapat.engine.embedded.rooms.timers import Timers
from rapat.ports import Clock, EngineEvent


class IdSource(Protocol):
    """Makes sids."""

    def sid(self, prefix: str) -> str:
        """``prefix`` and enough random characters never to meet it again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPolicy:
    """What a room follows, when its options do not say otherwise."""

    max_participants: int
    empty_timeout_seconds: int
    departure_timeout_seconds: int
    allow_simulation: bool = False


@dataclass(slots=True, kw_only=True)
class RoomFacts:
    """Name and options of a room."""

    name: str
    sid: str
    created_at_ms: int
    max_participants: int
    empty_timeout_seconds: int
    departure_timeout_seconds: int
    metadata: str = ""


class Roster:
    """Participants in order of joining, found by identity, sid or peer."""

    def __init__(self) -> None:
        self._by_identity: dict[str, Participant] = {}
        self._by_sid: dict[str, Participant] = {}
        self._by_peer: dict[int, Participant] = {}

    def __iter__(self) -> Iterator[Participant]:
        return iter(list(self._by_identity.values()))

    def __len__(self) -> int:
        return len(self._by_identity)

    def add(self, participant: Participant) -> None:
        """A participant joined; its identity is free."""
        self._by_identity[participant.identity] = participant
        self._by_sid[participant.sid] = participant
        self._by_peer[participant.transport.peer] = participant

    def remove(self, participant: Participant) -> None:
        """A participant left."""
        self._by_identity.pop(participant.identity, None)
        self._by_sid.pop(participant.sid, None)
        self._by_peer.pop(participant.transport.peer, None)

    def by_identity(self, identity: str) -> Participant | None:
        """Who has this identity."""
        return self._by_identity.get(identity)

    def by_sid(self, sid: str) -> Participant | None:
        """Who has this sid."""
        return self._by_sid.get(sid)

    def by_peer(self, peer: int) -> Participant | None:
        """Whose transport this is."""
        return self._by_peer.get(peer)

    def visible(self) -> list[Participant]:
        """Everybody who is not hidden."""
        return [participant for participant in self if not participant.hidden]


class TrackIndex:
    """Every publication of the room, pending or live."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Publication] = {}
        self._by_number: dict[int, Publication] = {}

    def __iter__(self) -> Iterator[Publication]:
        return iter(list(self._by_sid.values()))

    def add(self, publication: Publication) -> None:
        """A track was asked for."""
        self._by_sid[publication.sid] = publication
        self._by_number[publication.number] = publication

    def remove(self, publication: Publication) -> None:
        """A track ended."""
        self._by_sid.pop(publication.sid, None)
        self._by_number.pop(publication.number, None)

    def live(self, sid: str) -> Publication | None:
        """A track that can be subscribed to."""
        publication = self._by_sid.get(sid)
        return publication if publication is not None and publication.live else None

    def by_number(self, number: int) -> Publication | None:
        """The up track's publication."""
        return self._by_number.get(number)


class RoomState:
    """Everything the services of one room share."""

    def __init__(
        self,
        *,
        facts: RoomFacts,
        policy: RoomPolicy,
        media: RoomMedia,
        clock: Clock,
        ids: IdSource,
        refresh_token: Callable[[Participant], str],
        emit: Callable[[EngineEvent], None],
    ) -> None:
        self.facts = facts
        self.policy = policy
        self.media = media
        self.clock = clock
        self.ids = ids
        self.refresh_token = refresh_token
        self.emit = emit
        self.timers = Timers(clock.monotonic)
        self.roster = Roster()
        self.tracks = TrackIndex()

    def now_ms(self) -> int:
        """Unix milliseconds."""
        return int(self.clock.now().timestamp() * 1000)

    def info(self) -> models.Room:
        """The room as clients and the server API see it."""
        facts = self.facts
        visible = self.roster.visible()
        return models.Room(
            sid=facts.sid,
            name=facts.name,
            empty_timeout=facts.empty_timeout_seconds,
            departure_timeout=facts.departure_timeout_seconds,
            max_participants=facts.max_participants,
            creation_time=facts.created_at_ms // 1000,
            creation_time_ms=facts.created_at_ms,
            metadata=facts.metadata,
            num_participants=len(visible),
            num_publishers=sum(1 for participant in visible if participant.publications.any_announced),
        )
