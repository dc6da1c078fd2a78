//! What an offer contains, for the control plane to plan with.

use super::SdpError;

/// Kind of an m-line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// `m=audio`.
    Audio,
    /// `m=video`.
    Video,
    /// `m=application` (data channels).
    Application,
}

/// Direction as the offerer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both.
    SendRecv,
    /// The client sends.
    SendOnly,
    /// The client receives.
    RecvOnly,
    /// Neither.
    Inactive,
}

/// One m-line of an offer, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferSection {
    /// `a=mid`.
    pub mid: String,
    /// Kind.
    pub kind: SectionKind,
    /// Direction.
    pub direction: Direction,
    /// First token of `a=msid`; empty when absent.
    pub stream_id: String,
    /// Second token of `a=msid`: the client's `cid`; empty when absent.
    pub track_id: String,
    /// Send rids in the order of `a=simulcast`; empty for a single encoding.
    pub rids: Vec<String>,
    /// Codecs that we forward, lower-case mime types in the offer's order, without repeats.
    pub codecs: Vec<&'static str>,
    /// `a=ssrc` sources in the offer's order, without repeats.
    pub ssrcs: Vec<u32>,
}

/// Reads an offer without touching any peer.
///
/// # Errors
/// Malformed, or beyond a limit.
pub fn inspect(offer: &str) -> Result<Vec<OfferSection>, SdpError> {
    let _ = offer;
    Err(SdpError::Missing { what: "m-line" })
}
