//! What one SDP offer/answer exchange agreed, as plain data.
//!
//! Made on the control side by [`crate::sdp::Negotiator`], carried to the worker that owns the
//! peer, applied there as *desired state*: a section missing from a newer `Session` is gone.

use std::net::SocketAddr;

/// Audio or video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Audio.
    Audio,
    /// Video.
    Video,
}

/// Codecs that Rapat forwards. Payloads are never decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// RFC 7587.
    Opus,
    /// Redundant audio, RFC 2198. Negotiated only where it is really handled.
    Red,
    /// RFC 7741.
    Vp8,
    /// RFC 6184.
    H264,
    /// RFC 9628.
    Vp9,
    /// AV1 RTP payload, AOM.
    Av1,
}

/// A codec with the part of its `fmtp` that decides whether two payload types mean the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodecKey {
    /// The codec.
    pub codec: Codec,
    /// H.264: `profile_idc << 8 | packetization-mode`; VP9: `profile-id`; AV1: `profile`; else 0.
    pub profile: u16,
}

/// One payload type as this client numbers it (RFC 3264: ours is the client's number).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayloadType {
    /// What it carries.
    pub key: CodecKey,
    /// 0–127.
    pub pt: u8,
    /// The `rtx` payload type with `apt=pt`, if both sides do retransmission (RFC 4588).
    pub rtx_pt: Option<u8>,
}

/// Header extensions that Rapat reads or writes (RFC 8285).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Ext {
    /// RFC 6464.
    AudioLevel = 0,
    /// Absolute send time, 24-bit 6.18 fixed point.
    AbsSendTime,
    /// Transport-wide sequence number, draft-holmer-rmcat-transport-wide-cc-extensions-01.
    TransportCc,
    /// RFC 9143.
    Mid,
    /// RFC 8852.
    Rid,
    /// RFC 8852, on retransmissions.
    RepairedRid,
    /// AV1 dependency descriptor (used with VP9 and AV1).
    DependencyDescriptor,
    /// Absolute capture time.
    AbsCaptureTime,
    /// 3GPP coordination of video orientation.
    VideoOrientation,
    /// Playout delay limits.
    PlayoutDelay,
}

/// Number of [`Ext`] variants.
pub const EXT_COUNT: usize = 10;

/// Extension ids of one client, valid for its whole BUNDLE (RFC 9143 §9.1). `None` = not negotiated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtMap {
    /// Id per [`Ext`], 1–14 (one-byte form) or 1–255 (two-byte form).
    pub ids: [Option<u8>; EXT_COUNT],
    /// `a=extmap-allow-mixed`: two-byte form may be used when an element does not fit.
    pub allow_mixed: bool,
}

impl ExtMap {
    /// The id this client gave to `ext`.
    pub fn id(&self, ext: Ext) -> Option<u8> {
        self.ids[ext as usize]
    }
    /// Which extension `id` stands for; `None` when it is not one of ours.
    pub fn ext(&self, id: u8) -> Option<usize> {
        self.ids.iter().position(|slot| *slot == Some(id))
    }
}

/// ICE user name fragment and password (RFC 8839 §5.4).
#[derive(Clone, PartialEq, Eq)]
pub struct IceCredentials {
    /// 4–256 characters.
    pub ufrag: String,
    /// 22–256 characters.
    pub pwd: String,
}

impl std::fmt::Debug for IceCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IceCredentials({}, redacted)", self.ufrag)
    }
}

/// One simulcast layer (or the only encoding) of an up track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpLayer {
    /// `a=rid` value; empty for a section without rids.
    pub rid: String,
    /// SSRC from `a=ssrc`, when the offer has it. Else learnt from Mid/Rid extensions.
    pub ssrc: Option<u32>,
    /// Its RTX SSRC from `a=ssrc-group:FID`.
    pub rtx_ssrc: Option<u32>,
}

/// A section in which the client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpSection {
    /// `a=mid`, at most 16 bytes.
    pub mid: String,
    /// Number that the control plane gave to the track.
    pub track: u64,
    /// Audio or video.
    pub kind: Kind,
    /// Accepted payload types in the order of the answer, never empty.
    pub payloads: Vec<PayloadType>,
    /// Low → high, 1–3 items.
    pub layers: Vec<UpLayer>,
    /// Client repairs on NACK (always for video; audio only where RED is off and it was asked).
    pub nack: bool,
}

/// A section in which the client receives a copy of somebody's track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownSection {
    /// `a=mid`.
    pub mid: String,
    /// Number that the control plane gave to this subscription; unique in the process.
    pub down: u64,
    /// The up track it copies.
    pub track: u64,
    /// Audio or video.
    pub kind: Kind,
    /// Everything the client can decode in this section.
    pub payloads: Vec<PayloadType>,
    /// Our SSRC for it.
    pub ssrc: u32,
    /// Our RTX SSRC for it.
    pub rtx_ssrc: u32,
}

/// Everything the worker must know about one peer after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Ours, also in the answer.
    pub local_ice: IceCredentials,
    /// The client's.
    pub remote_ice: IceCredentials,
    /// Hash name in lower case (`sha-256`) and the certificate hash of the client (RFC 8122).
    pub fingerprint: (String, Vec<u8>),
    /// True when the client's ufrag differs from the one of the last offer: an ICE restart (RFC 8445 §9).
    pub ice_restart: bool,
    /// True when the offer has an application section (SCTP over DTLS, RFC 8841).
    pub data_channels: bool,
    /// Extension ids.
    pub exts: ExtMap,
    /// CNAME for our SDES and `a=ssrc` lines.
    pub cname: String,
    /// Sections in which the client sends.
    pub up: Vec<UpSection>,
    /// Sections in which the client receives.
    pub down: Vec<DownSection>,
}

/// Where our answer says we can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCandidate {
    /// UDP address and port.
    pub address: SocketAddr,
}

/// The three data channels of a `LiveKit` client, known by their DCEP label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataChannel {
    /// `_reliable`: ordered, no loss.
    Reliable,
    /// `_lossy`: unordered, no retransmission.
    Lossy,
    /// `_data_track`: as `_lossy`.
    DataTrack,
}
