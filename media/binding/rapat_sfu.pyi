"""The media core: packets in Rust worker threads, seen from Python as commands and events.

Nothing here is called per packet. All methods are quick (no I/O, no waiting) and are to be called
from one thread, the one that runs the event loop. Numbers (``peer``, ``room``, ``track``, ``down``)
are chosen by the caller and never reused in one process.

``SectionPlan``, ``Command``, ``Event`` and the other types without behaviour are for type checkers only: import
them under ``TYPE_CHECKING``.
"""

from typing import Literal, NotRequired, TypedDict, final

class SdpError(ValueError):
    """The offer is malformed or beyond a limit; the text says which line or limit, never echoes input."""

class EngineError(RuntimeError):
    """Ports cannot be bound, or the engine is shut down; the text says which and the next step."""

class OfferSection(TypedDict):
    """One m-line of an offer, in order."""

    mid: str
    kind: Literal["audio", "video", "application"]
    direction: Literal["sendrecv", "sendonly", "recvonly", "inactive"]
    stream_id: str
    """First token of ``a=msid``; empty when absent."""
    track_id: str
    """Second token of ``a=msid``: the client's ``cid``; empty when absent."""
    rids: list[str]
    """Send rids in the order of ``a=simulcast``; empty for a single encoding."""
    codecs: list[str]
    """Codecs that the core forwards, lower-case mime types in the offer's order: ``audio/opus``, ``video/vp8`` …"""
    ssrcs: list[int]

class ReceivePlan(TypedDict):
    """The client sends in this section, we receive."""

    mid: str
    receive: int
    """Number of the up track."""
    rids: NotRequired[list[str]]
    """Rids low → high; default: the offer's order."""
    codecs: NotRequired[list[str]]
    """Mime types to accept, best first; default: all that the core forwards, in the offer's order."""
    dtx: NotRequired[bool]
    stereo: NotRequired[bool]
    red: NotRequired[bool]

class SendPlan(TypedDict):
    """We send a copy of ``track`` in this section."""

    mid: str
    send: int
    """Number of the subscription (down track)."""
    track: int
    stream_id: str
    """First token of our ``a=msid``: ``PA_…|TR_…``."""
    track_id: str
    """Second token: ``TR_…``."""
    red: NotRequired[bool]
    """Redundant audio (RFC 2198) may be made of it; default True. False: its payload is encrypted end to end."""

SectionPlan = ReceivePlan | SendPlan
"""Sections that no plan names are answered ``inactive`` (the application section: accepted)."""

ChannelName = Literal["reliable", "lossy", "data_track"]

Command = (
    tuple[Literal["remove_peer"], int]  # peer
    | tuple[Literal["set_down_track"], int, bool, int, int, int]
    # down, paused, max_layer (0 = lowest), max_fps (0 = all there are), priority (higher gets bandwidth first)
    | tuple[Literal["set_track"], int, bool]  # track, blocked
    | tuple[Literal["send_data"], list[int], ChannelName, bytes]  # peers, channel, payload ≤ 64,000 bytes
    | tuple[Literal["request_key_frame"], int]  # track
)

Event = (
    tuple[Literal["connected"], int]  # peer
    | tuple[Literal["disconnected"], int]  # peer
    | tuple[Literal["channel_open"], int, ChannelName]  # peer, channel
    | tuple[Literal["data"], int, ChannelName, bytes]  # peer, channel, payload
    | tuple[Literal["layer_live"], int, int]  # track, layer
    | tuple[Literal["down_track_live"], int]  # down
    | tuple[Literal["audio_levels"], list[tuple[int, float]]]  # (track, level 0–1); 0 = fell silent
    | tuple[
        Literal["reports"],
        list[tuple[int, int, int, float, int]],  # track, expected, lost, jitter_ms, bitrate_bps
        list[tuple[int, float, float, int, int]],  # peer, loss 0–1, rtt_ms, line_bps (0 = unknown), sent_bps
    ]
    | tuple[Literal["closed"], int, Literal["ice_timeout", "dtls_failed", "by_client", "abuse", "fault"]]
)

class Stats(TypedDict):
    """Totals since start, summed over workers, at most half a second old; gauges where said."""

    peers: int  # gauge
    up_tracks: int  # gauge
    down_tracks: int  # gauge
    cache_bytes: int  # gauge; packets kept to be resent, at most 1 GiB per worker
    buffer_bytes: int  # gauge; what is being received and sent, and lists of what was sent
    busy_percent: int  # gauge, of the busiest worker; above 60 it gets no new peers while another one is below
    lines_known: int  # gauge; peers that say what their line carries
    lines_bps: int  # gauge; what these carry together
    down_tracks_paused: int  # gauge; subscriptions that a line has no room for
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    packets_dropped: int
    nacks_in: int
    retransmitted: int
    key_frame_requests: int
    panics: int
    gso_segments: int
    gso_messages: int
    handed_over: int  # datagrams that the kernel gave to another worker than the one they belong to
    relayed: int  # packets given to another worker for the subscribers there

def inspect_offer(sdp: str) -> list[OfferSection]:
    """Read an offer without touching any peer.

    Raises:
        SdpError: malformed, or beyond a limit (1 MiB, 256 sections, 64 payload types a section …).
    """

@final
class Engine:
    """Sockets and worker threads. Created once per process."""

    def __init__(
        self,
        *,
        port: int,
        bind: list[str],
        advertise: list[str] | None = None,
        workers: int = 1,
        room_peers: int | None = None,
        loudest: int | None = None,
        loudest_above: int | None = None,
    ) -> None:
        """Bind UDP sockets and start the workers.

        Args:
            port: UDP port, shared by all workers.
            bind: local IP addresses, one socket each per worker.
            advertise: IP addresses for the candidates in answers, best first; default: ``bind``.
            workers: threads that forward packets, 1–64. A room begins on the least loaded one.
            room_peers: peers of one room on one worker before the room spills over to the next one, which
                also happens when the worker is busy; default 64. A packet crosses once per worker.
            loudest: microphones that are passed on in a room with many open ones, 1–16; default 5. The dominant
                speaker always is.
            loudest_above: open microphones in a room up to which all are passed on; default 8.

        Raises:
            EngineError: an address cannot be bound; the text names it.
        """

    def fileno(self) -> int:
        """An eventfd, readable while events wait: give it to ``loop.add_reader``."""

    def drain(self, limit: int = 512) -> list[Event]:
        """Take up to ``limit`` events in order; never blocks. Clears the eventfd when none is left."""

    def add_peer(self, peer: int, room: int) -> None:
        """Make a peer on a worker of ``room`` that has room for one more, else on the least loaded one."""

    def answer(self, peer: int, offer: str, plan: list[SectionPlan]) -> str:
        """Answer an offer and put the agreed state in force.

        Idempotent for the same offer and plan. Keeps our ICE credentials unless the offer restarts ICE.

        Raises:
            SdpError: as for ``inspect_offer``, the plan does not fit the offer, or the worker's memory is used up
                and the plan has a new track to receive.
            KeyError: no such peer (it may just have closed).
        """

    def apply(self, commands: list[Command]) -> None:
        """Apply commands in order. Unknown numbers are ignored: the thing may just have ended.

        Raises:
            ValueError, TypeError: a command is malformed, or a payload is too long; nothing was applied.
            EngineError: a worker hangs, or the engine is shut down.
        """

    def stats(self) -> Stats: ...
    def warnings(self) -> list[str]:
        """What the operator should know about this start, one sentence each (socket buffers capped by the system)."""

    def longest_turn_ms(self) -> float:
        """The longest loop turn of any worker since the last call, a running one included.

        Above 50 ms people hear it: write it to the log.
        """

    def shutdown(self) -> None:
        """Close every peer and stop the workers; returns when they are gone. Idempotent."""
