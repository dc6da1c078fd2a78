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
/// Answers per packet: a third loss in a row means the link is full, not unlucky.
const MAX_RESENDS: u8 = 3;
/// A repeat sooner than this is the same wish seen twice.
const MIN_RESEND_INTERVAL: Micros = 40 * MILLI;

/// One sent packet, 8 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    out_seq: u16,
    in_seq: u16,
    /// [`crate::rewrite::Rewrite::epoch`] in which it was sent: mappings of an older one are gone.
    epoch: u8,
    resends: u8,
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
                    resends: MAX_RESENDS,
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
            resends: 0,
            resent_at: 0,
        };
    }

    /// True when this number was sent in this epoch.
    pub fn knows(&self, out_seq: u16, epoch: u8) -> bool {
        self.ring
            .get(out_seq as usize % RING)
            .is_some_and(|sent| sent.out_seq == out_seq && sent.epoch == epoch)
    }

    /// The publisher's number (low 16 bits) of a packet to resend. `None`: unknown, from before the
    /// last switch, resent often enough or just now.
    pub fn take(&mut self, out_seq: u16, epoch: u8, now: Micros) -> Option<u16> {
        let min_interval = self.rtt.max(MIN_RESEND_INTERVAL);
        let known = self.knows(out_seq, epoch);
        let entry = self.ring.get_mut(out_seq as usize % RING)?;
        let stamp = (now / (4 * MILLI)) as u16;
        let elapsed = Micros::from(stamp.wrapping_sub(entry.resent_at)) * 4 * MILLI;
        if !known || entry.resends >= MAX_RESENDS || (entry.resends > 0 && elapsed < min_interval) {
            return None;
        }
        entry.resends += 1;
        entry.resent_at = stamp;
        Some(entry.in_seq)
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
    fn each_sent_packet_is_answered_at_most_three_times_and_not_twice_at_once() {
        let mut ring = SentRing::new();
        ring.record(7, 1007, 1);
        assert_eq!(ring.take(7, 1, SECOND_1), Some(1007));
        assert_eq!(ring.take(7, 1, SECOND_1 + MILLI), None);
        assert_eq!(ring.take(7, 1, SECOND_1 + 100 * MILLI), Some(1007));
        assert_eq!(ring.take(7, 1, SECOND_1 + 200 * MILLI), Some(1007));
        assert_eq!(ring.take(7, 1, SECOND_1 + 300 * MILLI), None);
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
