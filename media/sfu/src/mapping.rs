//! How a subscriber numbers one of a publisher's codecs.

use rapat_wire::session::{Codec, CodecKey, PayloadType};

/// Payload types of the subscriber for one codec, remembered for the next packet.
#[derive(Clone, Copy, Debug)]
pub struct Mapping {
    /// The publisher's.
    pub codec: CodecKey,
    /// What it is sent as; `None`: the subscriber cannot decode it.
    pub pt: Option<u8>,
    /// What it is repaired as (RFC 4588).
    pub rtx_pt: Option<u8>,
    /// Opus, whatever the publisher sends.
    pub opus_pt: Option<u8>,
    /// Redundant audio, whatever the publisher sends.
    pub red_pt: Option<u8>,
}

impl Mapping {
    /// Among everything that the subscriber decodes.
    pub fn find(payloads: &[PayloadType], codec: CodecKey) -> Self {
        let of = |codec: Codec| payloads.iter().find(|p| p.key.codec == codec);
        let exact = payloads.iter().find(|p| p.key == codec);
        // Another profile of the codec is better than a black tile: decoders take what they can.
        let found = exact.or_else(|| of(codec.codec));
        // Redundant audio goes without its redundancy to those who do not know that.
        let found = found.or_else(|| of(Codec::Opus).filter(|_| codec.codec == Codec::Red));
        Self {
            codec,
            pt: found.map(|p| p.pt),
            rtx_pt: found.and_then(|p| p.rtx_pt),
            opus_pt: of(Codec::Opus).map(|p| p.pt),
            red_pt: of(Codec::Red).map(|p| p.pt),
        }
    }
}
