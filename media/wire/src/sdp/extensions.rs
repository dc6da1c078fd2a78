//! Header extensions: URIs, and which of them are agreed in which kind of section.

use super::Direction;
use super::parse::Section;
use crate::session::{Codec, Ext, ExtMap};

const URIS: [(Ext, &str); crate::session::EXT_COUNT] = [
    (
        Ext::AudioLevel,
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ),
    (
        Ext::AbsSendTime,
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    ),
    (
        Ext::TransportCc,
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    ),
    (Ext::Mid, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    (Ext::Rid, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    (
        Ext::RepairedRid,
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    ),
    (
        Ext::DependencyDescriptor,
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
    ),
    (
        Ext::AbsCaptureTime,
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
    ),
    (Ext::VideoOrientation, "urn:3gpp:video-orientation"),
    (
        Ext::PlayoutDelay,
        "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
    ),
];

/// Largest id of the one-byte form (RFC 8285 §4.2).
const ONE_BYTE_ID_MAX: u8 = 14;

/// One extension of the answer.
#[derive(Clone, Debug)]
pub(super) struct AgreedExtension<'a> {
    pub id: u8,
    pub ext: Ext,
    pub uri: &'a str,
    /// `/sendonly` or `/recvonly` when the offer restricts it; else empty.
    pub direction: &'static str,
}

/// What we want where the client sends. Not playout delay: that is the receiver's.
fn wanted_incoming(ext: Ext, preferred: Option<Codec>) -> bool {
    match ext {
        Ext::PlayoutDelay => false,
        // With a dependency descriptor Chromium leaves temporal ids out of the VP8 descriptor.
        Ext::DependencyDescriptor => matches!(preferred, Some(Codec::Vp9 | Codec::Av1)),
        _ => true,
    }
}

/// Extensions of one section. `incoming` = the client sends here; `preferred` = its first codec.
/// Ids must mean the same in the whole BUNDLE (RFC 9143 §9.1): `map` collects them, and an id or a
/// URI that contradicts an earlier section is not agreed.
pub(super) fn agree<'a>(
    section: &Section<'a>,
    incoming: bool,
    preferred: Option<Codec>,
    map: &mut ExtMap,
) -> Vec<AgreedExtension<'a>> {
    let mut agreed = Vec::new();
    for offered in &section.extensions {
        let Some(ext) = URIS
            .iter()
            .find(|(_, uri)| *uri == offered.uri)
            .map(|(ext, _)| *ext)
        else {
            continue;
        };
        // Where the client receives, all is agreed, though we write little of it: libwebrtc offers in
        // a later section only what the sections before it agreed, and a simulcast section without
        // rids is refused by the client itself (seen with livekit 1.2.1).
        let wanted = if incoming {
            wanted_incoming(ext, preferred)
        } else {
            true
        };
        let direction = match (offered.direction, incoming) {
            (None, _) => "",
            (Some(Direction::SendOnly), true) => "/recvonly",
            (Some(Direction::RecvOnly), false) => "/sendonly",
            _ => continue,
        };
        let writable = offered.id <= ONE_BYTE_ID_MAX || map.allow_mixed;
        let repeated = agreed
            .iter()
            .any(|other: &AgreedExtension<'_>| other.ext == ext);
        if wanted && writable && !repeated && claim(map, ext, offered.id) {
            agreed.push(AgreedExtension {
                id: offered.id,
                ext,
                uri: offered.uri,
                direction,
            });
        }
    }
    agreed
}

/// True when `ext` has this id already, or both were free.
fn claim(map: &mut ExtMap, ext: Ext, id: u8) -> bool {
    match (map.id(ext), map.ext(id)) {
        (Some(known), _) => known == id,
        (None, Some(_)) => false,
        (None, None) => {
            map.ids[ext as usize] = Some(id);
            true
        }
    }
}
