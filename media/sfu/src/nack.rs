//! Generic NACK (RFC 4585 §6.2.1), both ends: [`Missing`] asks a publisher for what did not come,
//! [`SentRing`] knows what was sent to a subscriber under which number, to answer its NACKs.

use crate::clock::{MILLI, Micros};

/// Reordering is waited out before the first request: less asks for packets that are merely late.
pub const REORDER_ALLOWANCE: Micros = 15 * MILLI;
/// Requests per packet; at RTT 100 ms that is 1 s, beyond which a key frame is quicker.
const MAX_TRIES: u8 = 10;
/// Gap that is still repaired packet by packet; a larger one is an outage and ends in a key frame.
const MAX_GAP: u64 = 128;
/// Packets asked for at a time per layer.
const MAX_MISSING: usize = 256;
/// Repeat interval while the round trip is unknown, and its lower and upper limits.
const DEFAULT_REPEAT: Micros = 100 * MILLI;
const MIN_REPEAT: Micros = 20 * MILLI;
const MAX_REPEAT: Micros = 500 * MILLI;

#[derive(Clone, Copy, Debug)]
struct Hole {
    seq: u64,
    due: Micros,
    tries: u8,
}

/// What a layer still waits for.
#[derive(Debug, Default)]
pub struct Missing {
    holes: Vec<Hole>,
}

impl Missing {
    /// Waits for nothing.
    pub const fn new() -> Self {
        Self { holes: Vec::new() }
    }

    /// True when nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.holes.is_empty()
    }

    /// Notes the gap between the highest packet so far and a newer one. False: too large to repair,
    /// everything waited for is given up and a key frame is needed.
    pub fn on_gap(&mut self, highest: u64, newer: u64, now: Micros) -> bool {
        let lost = newer.saturating_sub(highest + 1);
        if lost > MAX_GAP || self.holes.len() + lost as usize > MAX_MISSING {
            self.holes.clear();
            return false;
        }
        let due = now + REORDER_ALLOWANCE;
        self.holes
            .extend((highest + 1..newer).map(|seq| Hole { seq, due, tries: 0 }));
        true
    }

    /// A packet behind the highest came.
    pub fn on_late(&mut self, seq: u64) {
        if let Some(at) = self.holes.iter().position(|h| h.seq == seq) {
            self.holes.remove(at);
        }
    }

    /// Gives up waiting (the layer restarted or is blocked).
    pub fn clear(&mut self) {
        self.holes.clear();
    }

    /// When the next request is due.
    pub fn next_due(&self) -> Option<Micros> {
        self.holes.iter().map(|h| h.due).min()
    }

    /// Moves what is due into `lost`, ascending. True: some packet was given up, a key frame is needed.
    pub fn take_due(&mut self, now: Micros, rtt: Option<Micros>, lost: &mut Vec<u16>) -> bool {
        let repeat = rtt.map_or(DEFAULT_REPEAT, |rtt| rtt.clamp(MIN_REPEAT, MAX_REPEAT));
        let before = self.holes.len();
        self.holes.retain(|h| h.due > now || h.tries < MAX_TRIES);
        for hole in self.holes.iter_mut().filter(|h| h.due <= now) {
            hole.tries += 1;
            hole.due = now + repeat;
            lost.push(hole.seq as u16);
        }
        self.holes.len() < before
    }
}

/// Packets remembered per down track: 4 s of a 2.5 Mbit/s layer.
const RING: usize = 1024;
/// Answers per packet: as often as libwebrtc asks. What a full line may be sent again is limited by its share
/// ([`crate::bandwidth::repair`]); a picture that is given up costs a key frame, which is more.
const MAX_RESENDS: u8 = 10;
/// A repeat sooner than this is the same wish seen twice.
const MIN_RESEND_INTERVAL: Micros = 40 * MILLI;
/// The same in percent of the round trip: receivers ask again after one by their measure, which differs from ours.
const MIN_RESEND_PERCENT: Micros = 75;

/// Asked for so often, a packet has been missing for more than half a second: a key frame is quicker now, and
/// receivers themselves would wait for seconds before they ask for one.
const HOPELESS_FROM: u8 = 6;

/// One sent packet, 8 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    out_seq: u16,
    in_seq: u16,
    /// [`crate::rewrite::Rewrite::epoch`] in which it was sent: mappings of an older one are gone.
    epoch: u8,
    /// Low half: how often it was sent again; high half: how often that was asked for.
    tries: u8,
    /// Time of the last resend in 4 ms units, wrapping (262 s).
    resent_at: u16,
}

/// See the module.
#[derive(Debug)]
pub struct SentRing {
    ring: Vec<Sent>,
    rtt: Micros,
}

impl SentRing {
    /// Remembers nothing.
    pub fn new() -> Self {
        Self {
            ring: vec![
                Sent {
                    tries: MAX_RESENDS,
                    ..Sent::default()
                };
                RING
            ],
            rtt: 0,
        }
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.ring.len() * size_of::<Sent>()
    }

    /// The subscriber's round trip, from its receiver reports.
    pub fn set_rtt(&mut self, rtt: Micros) {
        self.rtt = rtt;
    }

    /// Notes a packet that was sent.
    pub fn record(&mut self, out_seq: u16, in_seq: u16, epoch: u8) {
        self.ring[out_seq as usize % RING] = Sent {
            out_seq,
            in_seq,
            epoch,
            tries: 0,
            resent_at: 0,
        };
    }

    /// The publisher's number (low 16 bits) of what was sent under this one in this epoch.
    pub fn find(&self, out_seq: u16, epoch: u8) -> Option<u16> {
        let sent = self.ring.get(out_seq as usize % RING)?;
        (sent.out_seq == out_seq && sent.epoch == epoch).then_some(sent.in_seq)
    }

    /// Somebody asks for a packet. The publisher's number (low 16 bits) of it when that has gone on for so long
    /// that only a key frame helps.
    pub fn ask(&mut self, out_seq: u16, epoch: u8) -> Option<u16> {
        self.find(out_seq, epoch)?;
        let entry = self.ring.get_mut(out_seq as usize % RING)?;
        let asked = (entry.tries >> 4).saturating_add(1).min(0x0f);
        entry.tries = asked << 4 | entry.resends();
        (asked >= HOPELESS_FROM).then_some(entry.in_seq)
    }

    /// The publisher's number (low 16 bits) of a packet to resend. `None`: unknown, from before the
    /// last switch, resent often enough or just now.
    pub fn take(&mut self, out_seq: u16, epoch: u8, now: Micros) -> Option<u16> {
        let min_interval = (self.rtt * MIN_RESEND_PERCENT / 100).max(MIN_RESEND_INTERVAL);
        self.find(out_seq, epoch)?;
        let entry = self.ring.get_mut(out_seq as usize % RING)?;
        let stamp = (now / (4 * MILLI)) as u16;
        let elapsed = Micros::from(stamp.wrapping_sub(entry.resent_at)) * 4 * MILLI;
        let resends = entry.resends();
        if resends >= MAX_RESENDS || (resends > 0 && elapsed < min_interval) {
            return None;
        }
        entry.tries += 1;
        entry.resent_at = stamp;
        Some(entry.in_seq)
    }
}

impl Sent {
    const fn resends(self) -> u8 {
        self.tries & 0x0f
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(missing: &mut Missing, now: Micros) -> Vec<u16> {
        let mut lost = Vec::new();
        missing.take_due(now, Some(50 * MILLI), &mut lost);
        lost
    }

    #[test]
    fn a_gap_is_asked_for_after_the_reorder_allowance_and_again_each_round_trip() {
        let mut missing = Missing::new();
        assert!(missing.on_gap(10, 13, 0));
        assert_eq!(due(&mut missing, REORDER_ALLOWANCE - 1), []);
        assert_eq!(due(&mut missing, REORDER_ALLOWANCE), [11, 12]);
        assert_eq!(due(&mut missing, REORDER_ALLOWANCE + 49 * MILLI), []);
        missing.on_late(11);
        assert_eq!(due(&mut missing, REORDER_ALLOWANCE + 50 * MILLI), [12]);
    }

    #[test]
    fn after_ten_tries_the_packet_is_given_up_and_a_key_frame_wanted() {
        let mut missing = Missing::new();
        missing.on_gap(0, 2, 0);
        let mut lost = Vec::new();
        let gave_up = (1..=20)
            .filter(|t| missing.take_due(t * 100 * MILLI, None, &mut lost))
            .count();
        assert_eq!((gave_up, lost.len()), (1, 10));
        assert!(missing.is_empty());
    }

    #[test]
    fn an_outage_is_not_repaired_packet_by_packet() {
        let mut missing = Missing::new();
        assert!(!missing.on_gap(0, 1000, 0));
        assert!(missing.is_empty());
    }

    #[test]
    fn each_sent_packet_is_answered_ten_times_at_most_and_not_twice_at_once() {
        let mut ring = SentRing::new();
        ring.record(7, 1007, 1);
        assert_eq!(ring.take(7, 1, SECOND_1), Some(1007));
        assert_eq!(ring.take(7, 1, SECOND_1 + MILLI), None);
        for again in 1..10 {
            let now = SECOND_1 + again * 100 * MILLI;
            assert_eq!(ring.take(7, 1, now), Some(1007));
        }
        assert_eq!(ring.take(7, 1, SECOND_1 + 1_000 * MILLI), None);
    }

    #[test]
    fn what_is_asked_for_again_and_again_needs_a_key_frame() {
        let mut ring = SentRing::new();
        ring.record(7, 1007, 1);
        let asks = [(); 20].map(|()| ring.ask(7, 1));
        assert!(asks[..5].iter().all(Option::is_none));
        assert!(asks[5..].iter().all(|hopeless| *hopeless == Some(1007)));
        assert_eq!(ring.take(7, 1, SECOND_1), Some(1007));
        assert_eq!((ring.ask(7, 2), ring.ask(8, 1)), (None, None));
    }

    #[test]
    fn packets_from_before_a_layer_switch_are_not_resent() {
        let mut ring = SentRing::new();
        ring.record(7, 1007, 1);
        assert_eq!(ring.take(7, 2, SECOND_1), None);
        assert_eq!(ring.take(8, 1, SECOND_1), None, "never sent");
    }

    const SECOND_1: Micros = 1_000 * MILLI;
}
