//! What one participant received: per SSRC the count and the gaps, and the delay of opened samples.

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::ExtMap;
use rapat_wire::srtp::{Opener, ReplayWindow};

use crate::publisher::STAMP_LEN;
use crate::sdp::RTX_PT;

/// One packet of so many is decrypted: enough for percentiles, and the generator stays cheaper than
/// the server.
const OPEN_EVERY: u64 = 64;

struct Source {
    ssrc: u32,
    window: ReplayWindow,
    first: u64,
    highest: u64,
    received: u64,
}

/// Counts of one participant.
#[derive(Default)]
pub struct Reception {
    sources: Vec<Source>,
    /// Media packets, repairs excluded.
    pub packets: u64,
    /// Packets that were tried to decrypt and could not be.
    pub unopened: u64,
    /// Delays of the opened ones in ns, since [`Self::restart`].
    pub delays_ns: Vec<u64>,
    has_opened: bool,
}

impl Reception {
    /// One SRTP datagram. `now_ns` on the publishers' clock.
    pub fn take(&mut self, datagram: &mut [u8], opener: &Opener, now_ns: u64) {
        let Some(header) = RtpHeader::parse(datagram, &ExtMap::default()) else {
            return;
        };
        if header.pt == RTX_PT {
            return;
        }
        let source = self.source(header.ssrc, header.seq);
        let index = source.window.index_of(header.seq);
        source.window.accept(index);
        source.highest = source.highest.max(index);
        source.received += 1;
        self.packets += 1;
        if index % OPEN_EVERY == 0 || !self.has_opened {
            self.open(datagram, &header, index, opener, now_ns);
        }
    }

    fn source(&mut self, ssrc: u32, seq: u16) -> &mut Source {
        let at = self
            .sources
            .iter()
            .position(|source| source.ssrc == ssrc)
            .unwrap_or_else(|| {
                let first = u64::from(seq);
                self.sources.push(Source {
                    ssrc,
                    window: ReplayWindow::new(),
                    first,
                    highest: first,
                    received: 0,
                });
                self.sources.len() - 1
            });
        &mut self.sources[at]
    }

    fn open(
        &mut self,
        datagram: &mut [u8],
        header: &RtpHeader,
        index: u64,
        opener: &Opener,
        now_ns: u64,
    ) {
        let Some(len) = opener.open_rtp(datagram, header.header_len, index) else {
            self.unopened += 1;
            return;
        };
        self.has_opened = true;
        let stamp = datagram
            .get(..len)
            .and_then(|plain| plain.last_chunk::<STAMP_LEN>());
        if let Some(stamp) = stamp.filter(|_| !header.padding) {
            self.delays_ns
                .push(now_ns.saturating_sub(u64::from_be_bytes(*stamp)));
        }
    }

    /// A packet could be decrypted: media really flows.
    pub fn has_opened(&self) -> bool {
        self.has_opened
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

#[cfg(test)]
mod tests {
    use rapat_wire::srtp::{Profile, Sealer};

    use super::*;
    use crate::publisher::Publisher;
    use crate::scenario::Scenario;

    fn received(skip: u64) -> Reception {
        let sealer = Sealer::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let opener = Opener::new(Profile::AeadAes128Gcm, &[1; 16], &[2; 12]).unwrap();
        let mut publisher = Publisher::new(Scenario::by_name("audio-10x50").unwrap(), 9, 60);
        let mut reception = Reception::default();
        for number in 0..200u64 {
            let mut packet = publisher.next(1_000, &sealer).unwrap().0.to_vec();
            if number != skip {
                reception.take(&mut packet, &opener, 1_500);
            }
        }
        reception
    }

    #[test]
    fn a_gap_is_a_loss_and_samples_tell_the_delay() {
        let reception = received(50);
        assert_eq!(
            (reception.packets, reception.lost(), reception.unopened),
            (199, 1, 0)
        );
        assert!(
            reception.delays_ns.iter().all(|delay| *delay == 500) && reception.delays_ns.len() > 2
        );
    }

    #[test]
    fn a_restart_forgets_the_past() {
        let mut reception = received(50);
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
