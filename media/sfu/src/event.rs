//! What a node tells the control plane. Plain data; a few per join, a few per second and room after.

use rapat_wire::session::DataChannel;

use crate::ids::{DownTrackId, PeerId, TrackId};

/// Why a peer ended without being asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// No authenticated STUN for 15 s (RFC 7675 spirit; ICE-lite cannot ask).
    IceTimeout,
    /// DTLS failed: bad fingerprint, alert, or no handshake in time.
    DtlsFailed,
    /// The client closed DTLS or SCTP.
    ByClient,
    /// It broke a limit (SSRCs, data rate, malformed SCTP).
    Abuse,
    /// A panic in its processing; the report went to the log.
    Fault,
}

/// One up track's reception over the last report period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackReport {
    /// Which.
    pub track: TrackId,
    /// Packets that should have come.
    pub expected: u32,
    /// Packets that did not come even after retransmission.
    pub lost: u32,
    /// Interarrival jitter, milliseconds (RFC 3550 §6.4.1).
    pub jitter_ms: f32,
    /// Bits per second over all layers.
    pub bitrate_bps: u32,
}

/// One subscriber's reception over the last report period, from its own receiver reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeerReport {
    /// Which.
    pub peer: PeerId,
    /// Worst fraction lost of its down tracks, 0–1.
    pub loss: f32,
    /// Round-trip time, milliseconds; 0 when unknown.
    pub rtt_ms: f32,
    /// What its line is believed to carry, bits per second; 0 when unknown.
    pub line_bps: u64,
    /// Bits per second sent to it.
    pub sent_bps: u32,
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// ICE and DTLS are done: media may flow. Again after an ICE restart that changed the path.
    Connected {
        /// Who.
        peer: PeerId,
    },
    /// No authenticated STUN for 6 s. `Connected` follows when it returns, `Closed` when not.
    Disconnected {
        /// Who.
        peer: PeerId,
    },
    /// A data channel opened.
    ChannelOpen {
        /// Who.
        peer: PeerId,
        /// Which.
        channel: DataChannel,
    },
    /// A data message came in.
    Data {
        /// From whom.
        peer: PeerId,
        /// On which channel.
        channel: DataChannel,
        /// The message.
        payload: Vec<u8>,
    },
    /// First packet of this layer since negotiation or since it fell silent.
    LayerLive {
        /// Which track.
        track: TrackId,
        /// 0 = lowest.
        layer: u8,
    },
    /// The first packet of a subscription left for the subscriber.
    DownTrackLive {
        /// Which subscription.
        down: DownTrackId,
    },
    /// A subscriber's bandwidth does not allow a subscription any more, or allows it again.
    DownTrackPaused {
        /// Which subscription.
        down: DownTrackId,
        /// True: nothing is forwarded.
        paused: bool,
    },
    /// Loudness of the audio tracks that were audible in the last 300 ms: 0 (silent) to 1.
    /// Tracks that fell silent since the last report come once with 0.
    AudioLevels {
        /// Track and level.
        levels: Vec<(TrackId, f32)>,
    },
    /// Every 5 s.
    Reports {
        /// Up tracks.
        tracks: Vec<TrackReport>,
        /// Subscribers.
        peers: Vec<PeerReport>,
    },
    /// The peer is gone; the control plane need not send `RemovePeer`.
    Closed {
        /// Who.
        peer: PeerId,
        /// Why.
        reason: CloseReason,
    },
}
