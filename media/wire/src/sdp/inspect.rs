//! What an offer contains, for the control plane to plan with.

use super::SdpError;
use super::formats::{key_of, mime_of};
use super::parse::{Offer, Section};

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

impl Direction {
    /// The client can send in such a section.
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// The client can receive in such a section.
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}

/// One m-line of an offer, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferSection {
    /// `a=mid`; empty only for a section that the client has given up (port 0).
    pub mid: String,
    /// Kind.
    pub kind: SectionKind,
    /// Direction; inactive for a section that the client has given up.
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
/// Malformed, or beyond one of [`super::limits`]. Whether a plan fits is seen by
/// [`super::Negotiator::answer`] only.
pub fn inspect(offer: &str) -> Result<Vec<OfferSection>, SdpError> {
    Ok(Offer::parse(offer)?.sections.iter().map(describe).collect())
}

fn describe(section: &Section<'_>) -> OfferSection {
    let mut codecs = Vec::new();
    for mime in section
        .formats
        .iter()
        .filter_map(|format| key_of(section.kind, format))
        .map(|key| mime_of(key.codec))
    {
        if !codecs.contains(&mime) {
            codecs.push(mime);
        }
    }
    OfferSection {
        mid: section.mid.to_owned(),
        kind: section.kind,
        direction: if section.is_rejected() {
            Direction::Inactive
        } else {
            section.direction
        },
        stream_id: section.stream_id.to_owned(),
        track_id: section.track_id.to_owned(),
        rids: section
            .send_rids()
            .iter()
            .map(|rid| (*rid).to_owned())
            .collect(),
        codecs,
        ssrcs: section.ssrcs.clone(),
    }
}
