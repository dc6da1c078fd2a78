//! What one participant received: per SSRC the count and the gaps, the delay of opened samples, and when the
//! first picture could have been decoded.

use rapat_wire::codec::vp8;
use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{Ext, ExtMap};
use rapat_wire::srtp::{Opener, ReplayWindow};

use crate::feedback::Arrivals;
use crate::publisher::STAMP_LEN;
use crate::sdp::PayloadTypes;

/// One packet of so many is decrypted: enough for percentiles, and the generator stays cheaper than
/// the server.
const OPEN_EVERY: u64 = 64;
/// Delays kept of one window; more would only cost memory.
const DELAYS_MAX: usize = 1 << 20;

struct Source {
    ssrc: u32,
    window: ReplayWindow,
    first: u64,
    highest: u64,
    received: u64,
    /// Next packet of a key frame of which nothing is missing so far.
    key_continues_at: Option<u64>,
}

/// Counts of one participant.
#[derive(Default)]
pub struct Reception {
    sources: Vec<Source>,
    payload_types: PayloadTypes,
    exts: ExtMap,
    /// For transport-wide feedback; used when that was agreed on.
    pub arrivals: Arrivals,
    /// Media packets, repairs excluded.
    pub packets: u64,
    /// Packets that were tried to decrypt and could not be.
    pub unopened: u64,
    /// Delays of the opened ones in ns, since [`Self::restart`].
    pub delays_ns: Vec<u64>,
    has_opened: bool,
    is_decodable: bool,
}

impl Reception {
    /// What was negotiated; before the first packet.
    pub fn expect(&mut self, payload_types: PayloadTypes, transport_cc: Option<u8>) {
        self.payload_types = payload_types;
        self.exts.ids[Ext::TransportCc as usize] = transport_cc;
    }

    /// Transport-wide feedback was agreed on; else the server wants a bandwidth told (REMB).
    pub fn uses_transport_cc(&self) -> bool {
        self.exts.ids[Ext::TransportCc as usize].is_some()
    }

    /// One SRTP datagram. `now_ns` on the publishers' clock.
    pub fn take(&mut self, datagram: &mut [u8], opener: &Opener, now_ns: u64) {
        let Some(header) = RtpHeader::parse(datagram, &self.exts) else {
            return;
        };
        if let Some(&[high, low]) = header.exts.get(datagram, Ext::TransportCc) {
            self.arrivals.note(u16::from_be_bytes([high, low]), now_ns);
        }
        let is_video = header.pt == self.payload_types.vp8;
        if !is_video && header.pt != self.payload_types.opus {
            return; // a repair or padding for probing
        }
        let at = self.source(header.ssrc, header.seq);
        let source = &mut self.sources[at];
        let index = source.window.index_of(header.seq);
        source.window.accept(index);
        source.highest = source.highest.max(index);
        source.received += 1;
        self.packets += 1;
        let waits = !self.has_opened || (is_video && !self.is_decodable);
        if waits || index % OPEN_EVERY == 0 {
            self.open(datagram, &header, (at, index), opener, now_ns);
        }
    }

    fn source(&mut self, ssrc: u32, seq: u16) -> usize {
        if let Some(at) = self.sources.iter().position(|source| source.ssrc == ssrc) {
            return at;
        }
        let first = u64::from(seq);
        self.sources.push(Source {
            ssrc,
            window: ReplayWindow::new(),
            first,
            highest: first,
            received: 0,
            key_continues_at: None,
        });
        self.sources.len() - 1
    }

    fn open(
        &mut self,
        datagram: &mut [u8],
        header: &RtpHeader,
        (at, index): (usize, u64),
        opener: &Opener,
        now_ns: u64,
    ) {
        let Some(len) = opener.open_rtp(datagram, header.header_len, index) else {
            self.unopened += 1;
            return;
        };
        self.has_opened = true;
        let plain = datagram.get(header.header_len..len).unwrap_or_default();
        if let Some(stamp) = plain.last_chunk::<STAMP_LEN>().filter(|_| !header.padding) {
            if self.delays_ns.len() < DELAYS_MAX {
                self.delays_ns
                    .push(now_ns.saturating_sub(u64::from_be_bytes(*stamp)));
            }
        }
        if !self.is_decodable && header.pt == self.payload_types.vp8 {
            self.is_decodable = self.sources[at].completes_key_frame(index, plain, header.marker);
        }
    }

    /// A packet could be decrypted: media really flows.
    pub fn has_opened(&self) -> bool {
        self.has_opened
    }

    /// A whole key frame came: a picture can be shown.
    pub fn is_decodable(&self) -> bool {
        self.is_decodable
    }

    /// Sources heard so far.
    pub fn tracks(&self) -> usize {
        self.sources.len()
    }

    /// Packets missing between the first and the newest of each source since [`Self::restart`].
    pub fn lost(&self) -> u64 {
        self.sources
            .iter()
            .map(|source| (source.highest + 1 - source.first).saturating_sub(source.received))
            .sum()
    }

    /// (SSRC, extended highest sequence number) for receiver reports.
    pub fn highest(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.sources
            .iter()
            .map(|source| (source.ssrc, source.highest as u32))
    }

    /// The measured time begins: earlier counts do not matter.
    pub fn restart(&mut self) {
        self.packets = 0;
        self.unopened = 0;
        self.delays_ns.clear();
        for source in &mut self.sources {
            source.first = source.highest + 1;
            source.received = 0;
        }
    }
}

impl Source {
    /// Follows a key frame from its first packet to its marker; `true` when all of it came in order.
    fn completes_key_frame(&mut self, index: u64, payload: &[u8], marker: bool) -> bool {
        let starts = vp8::Descriptor::parse(payload).is_some_and(|frame| frame.is_keyframe);
        let follows = starts || self.key_continues_at == Some(index);
        self.key_continues_at = follows.then_some(index + 1);
        follows && marker
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rapat_wire::session::Kind;
    use rapat_wire::srtp::{Profile, Sealer};

    use super::*;
    use crate::frames::Frames;
    use crate::publisher::Publisher;

    fn received(kind: Kind, packets: u64, skip: u64) -> Reception {
        let sealer = Sealer::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let opener = Opener::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let mut publisher = Publisher::new(kind, Arc::new(Frames::of(kind)), 9);
        let mut reception = Reception::default();
        for number in 0..packets {
            let mut packet = publisher.next(1_000, &sealer).unwrap().0.to_vec();
            if number != skip {
                reception.take(&mut packet, &opener, 1_500);
            }
        }
        reception
    }

    #[test]
    fn a_gap_is_a_loss_and_samples_tell_the_delay() {
        let reception = received(Kind::Audio, 200, 50);
        assert_eq!(
            (reception.packets, reception.lost(), reception.unopened),
            (199, 1, 0)
        );
        assert!(
            reception.delays_ns.iter().all(|delay| *delay == 500) && reception.delays_ns.len() > 2
        );
    }

    #[test]
    fn a_picture_is_there_when_a_whole_key_frame_came() {
        let key = Frames::of(Kind::Video).sizes(0, true).len() as u64;
        assert!(!received(Kind::Video, key - 1, u64::MAX).is_decodable());
        assert!(received(Kind::Video, key, u64::MAX).is_decodable());
        assert!(!received(Kind::Video, key, 3).is_decodable());
    }

    #[test]
    fn a_restart_forgets_the_past() {
        let mut reception = received(Kind::Audio, 200, 50);
        reception.restart();
        assert_eq!(
            (
                reception.packets,
                reception.lost(),
                reception.delays_ns.len()
            ),
            (0, 0, 0)
        );
    }
}
