"""Tracks that one participant publishes: asked for (pending), then live once a media section carries them.

Matching of an offered section to what was asked for follows LiveKit: by ``cid`` (second token of
``a=msid``), by a codec's cid, else the oldest pending track of that kind, since cids do differ from
SDP ids in some clients.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.layers import layers_of

if TYPE_CHECKING:
    from rapat.engine.embedded.rooms.participant import Participant
    from rapat.engine.embedded.rooms.subscription import Subscription

MAX_PENDING = 20
"""Tracks asked for and not yet negotiated, as in LiveKit: a client asks for one or two at a time."""
MAX_PUBLISHED = 64
"""Live tracks of one participant; each costs the core a packet cache per layer."""

MIME_BY_CODEC = {
    "vp8": "video/VP8",
    "h264": "video/H264",
    "vp9": "video/VP9",
    "av1": "video/AV1",
    "opus": "audio/opus",
}


@dataclass(slots=True, kw_only=True, eq=False)
class Publication:
    """One track, from ``add_track`` to its end. ``info`` is what everybody is told."""

    owner: "Participant"
    info: models.TrackInfo
    cids: frozenset[str]
    number: int
    """Up track in the core."""
    mid: str = ""
    """Section that carries it; empty = pending."""
    sdp_id: str = ""
    """Second token of that section's msid."""
    rids: tuple[str, ...] = ()
    """Low to high; empty = one encoding."""
    subscribers: "dict[str, Subscription]" = field(default_factory=dict)
    """By identity: those it is forwarded to, or soon will be."""
    known_subscribed: bool = False
    """The publisher was told of its first subscriber."""
    server_muted: bool = False
    allowed: bool = True

    @property
    def sid(self) -> str:
        """``TR_…``."""
        return self.info.sid

    @property
    def kind(self) -> str:
        """``audio`` or ``video``, as in SDP."""
        return "audio" if self.info.type == models.AUDIO else "video"

    @property
    def live(self) -> bool:
        """True once a section carries it; only then do others hear of it."""
        return bool(self.mid)

    @property
    def blocked(self) -> bool:
        """The core must drop its packets: a muted track is never forwarded, whatever the client does."""
        return self.info.muted or not self.allowed

    @property
    def encrypted(self) -> bool:
        """True: end to end, so that nobody on the way may take its payload apart."""
        return self.info.encryption != models.Encryption.NONE

    @property
    def stream_id(self) -> str:
        """First token of our msid: clients read participant and track from it."""
        return f"{self.owner.sid}|{self.sid}"


class Publications:
    """All tracks of one participant."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Publication] = {}

    def __iter__(self) -> Iterator[Publication]:
        return iter(list(self._by_sid.values()))

    def get(self, sid: str) -> Publication | None:
        """By sid, pending or live."""
        return self._by_sid.get(sid)

    def add(self, publication: Publication) -> None:
        """A track was asked for."""
        self._by_sid[publication.sid] = publication

    def remove(self, publication: Publication) -> None:
        """A track ended."""
        self._by_sid.pop(publication.sid, None)

    def announced(self) -> list[Publication]:
        """Live ones, in order of asking."""
        return [publication for publication in self._by_sid.values() if publication.live]

    @property
    def any_announced(self) -> bool:
        """True if it publishes."""
        return any(publication.live for publication in self._by_sid.values())

    def pending(self) -> list[Publication]:
        """Asked for, without a section yet."""
        return [publication for publication in self._by_sid.values() if not publication.live]

    def has_cid(self, cid: str) -> bool:
        """True if a pending track has this client id already."""
        return any(cid in publication.cids for publication in self.pending())

    def in_section(self, mid: str) -> Publication | None:
        """The live track that a section carries."""
        return next((p for p in self._by_sid.values() if p.mid == mid and mid), None)

    def match(self, kind: str, sdp_id: str) -> Publication | None:
        """The pending track that a newly offered section must be."""
        waiting = [publication for publication in self.pending() if publication.kind == kind]
        by_cid = next((publication for publication in waiting if sdp_id and sdp_id in publication.cids), None)
        return by_cid or next(iter(waiting), None)


def track_info(sid: str, request: rtc.AddTrackRequest) -> models.TrackInfo:
    """What ``add_track`` says, as everybody will be told it."""
    layers = layers_of(request)
    first = request.simulcast_codecs[0] if request.simulcast_codecs else None
    mime = _mime_type(request, first)
    mode = first.video_layer_mode if first is not None else models.VideoLayer.MODE_UNUSED
    codec = models.SimulcastCodecInfo(mime_type=mime, cid=request.cid, layers=layers, video_layer_mode=mode)
    return models.TrackInfo(
        sid=sid,
        type=request.type,
        name=request.name,
        muted=request.muted,
        width=request.width,
        height=request.height,
        simulcast=len(layers) > 1,
        disable_dtx=request.disable_dtx,
        source=request.source,
        layers=layers,
        mime_type=mime,
        codecs=[codec],
        stereo=request.stereo,
        disable_red=request.disable_red,
        encryption=request.encryption,
        stream=request.stream,
        audio_features=request.audio_features,
        backup_codec_policy=request.backup_codec_policy,
        packet_trailer_features=request.packet_trailer_features,
    )


def _mime_type(request: rtc.AddTrackRequest, codec: rtc.SimulcastCodec | None) -> str:
    if request.type == models.AUDIO:
        return "audio/opus"
    name = codec.codec.lower() if codec is not None else ""
    return MIME_BY_CODEC.get(name, "video/VP8")
