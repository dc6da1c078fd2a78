"""What a participant may do, and the credential that says so.

Plain values: ``signalling.tokens`` reads them from JWTs, rooms enforce them. The names of sources
are LiveKit's token spelling.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from livekit.protocol import models

SOURCES_BY_NAME: Mapping[str, models.TrackSource] = {
    "camera": models.CAMERA,
    "microphone": models.MICROPHONE,
    "screen_share": models.SCREEN_SHARE,
    "screen_share_audio": models.SCREEN_SHARE_AUDIO,
}
NAMES_BY_SOURCE: Mapping[int, str] = {int(source): name for name, source in SOURCES_BY_NAME.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What a participant may do in its room. ``sources`` empty = every source."""

    can_publish: bool = True
    can_subscribe: bool = True
    can_publish_data: bool = True
    can_update_metadata: bool = False
    sources: frozenset[int] = frozenset()
    hidden: bool = False
    recorder: bool = False
    agent: bool = False

    def may_publish(self, source: int) -> bool:
        """True if a track of this ``TrackSource`` may be published."""
        return self.can_publish and (not self.sources or source in self.sources)

    def to_proto(self) -> models.ParticipantPermission:
        """As clients and the server API see it."""
        return models.ParticipantPermission(
            can_publish=self.can_publish,
            can_subscribe=self.can_subscribe,
            can_publish_data=self.can_publish_data,
            can_update_metadata=self.can_update_metadata,
            can_publish_sources=_as_sources(self.sources),
            hidden=self.hidden,
            recorder=self.recorder,
            agent=self.agent,
        )

    @staticmethod
    def from_proto(proto: models.ParticipantPermission) -> "Permissions":
        """The whole of a permission message: what it leaves out is forbidden, as LiveKit has it."""
        return Permissions(
            can_publish=proto.can_publish,
            can_subscribe=proto.can_subscribe,
            can_publish_data=proto.can_publish_data,
            can_update_metadata=proto.can_update_metadata,
            sources=frozenset(int(source) for source in proto.can_publish_sources),
            hidden=proto.hidden,
            recorder=proto.recorder,
            agent=proto.agent,
        )


def _as_sources(numbers: Iterable[int]) -> list[models.TrackSource]:
    by_number = {int(source): source for source in SOURCES_BY_NAME.values()}
    return [by_number[number] for number in sorted(numbers) if number in by_number]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrants:
    """A verified access token. ``room`` empty = the token names none."""

    api_key: str
    identity: str
    name: str = ""
    kind: str = "standard"
    metadata: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    room: str = ""
    room_join: bool = False
    room_create: bool = False
    room_list: bool = False
    room_admin: bool = False
    permissions: Permissions = field(default_factory=Permissions)
    issued_at: int = 0
    """Unix seconds (``nbf``); 0 = the token does not say."""
    expires_at: int
    """Unix seconds."""


KINDS: Mapping[str, models.ParticipantInfo.Kind] = {
    "standard": models.ParticipantInfo.STANDARD,
    "ingress": models.ParticipantInfo.INGRESS,
    "egress": models.ParticipantInfo.EGRESS,
    "sip": models.ParticipantInfo.SIP,
    "agent": models.ParticipantInfo.AGENT,
    "connector": models.ParticipantInfo.CONNECTOR,
}
