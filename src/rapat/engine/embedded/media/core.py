"""The native media core as this package needs it: the shape of ``rapat_sfu``, without importing it.

``rapat_sfu.Engine`` satisfies ``MediaCore`` as it is; tests put a fake in its place. What the numbers,
commands and events mean is documented in ``media/binding/rapat_sfu.pyi``.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, NotRequired, Protocol, TypedDict

Kind = Literal["audio", "video", "application"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
ChannelName = Literal["reliable", "lossy", "data_track"]


class OfferSection(TypedDict):
    """One m-line of an offer, in order."""

    mid: str
    kind: Kind
    direction: Direction
    stream_id: str
    track_id: str
    rids: list[str]
    codecs: list[str]
    ssrcs: list[int]


class ReceivePlan(TypedDict):
    """The client sends in this section: up track ``receive``."""

    mid: str
    receive: int
    rids: NotRequired[list[str]]
    codecs: NotRequired[list[str]]
    dtx: NotRequired[bool]
    stereo: NotRequired[bool]
    red: NotRequired[bool]


class SendPlan(TypedDict):
    """The client receives ``track`` in this section as down track ``send``."""

    mid: str
    send: int
    track: int
    stream_id: str
    track_id: str
    red: NotRequired[bool]
    """Redundant audio may be made of it; default True. False: its payload is encrypted end to end."""


SectionPlan = ReceivePlan | SendPlan

Command = tuple[Any, ...]
"""See ``rapat_sfu.Command``; made only by ``media.bridge.RoomMedia``."""

TrackReport = tuple[int, int, int, float, int]
"""Up track, packets expected, packets lost, jitter in ms, bits per second."""
PeerReport = tuple[int, float, float, int, int]
"""Peer, loss 0–1 that it reports, round trip in ms, REMB in bit/s, bits per second sent to it."""

MAX_DATA_BYTES = 64_000
"""Largest data message: SCTP's message limit that LiveKit clients announce."""

InspectOffer = Callable[[str], list[OfferSection]]
"""``rapat_sfu.inspect_offer``: raises ``ValueError`` for an offer that is malformed or too large."""


class MediaCore(Protocol):
    """``rapat_sfu.Engine``: quick calls, one thread."""

    def fileno(self) -> int:
        """Readable while events wait."""
        ...

    def drain(self, limit: int = 512) -> Sequence[Any]:
        """Up to ``limit`` events, in order."""
        ...

    def add_peer(self, peer: int, room: int) -> None:
        """Make a peer."""
        ...

    def answer(self, peer: int, offer: str, plan: list[Any]) -> str:
        """Answer an offer; ``ValueError`` for an unusable offer, ``KeyError`` for a peer that just closed."""
        ...

    def apply(self, commands: list[Any]) -> None:
        """Apply commands in order."""
        ...

    def shutdown(self) -> None:
        """Close every peer."""
        ...
