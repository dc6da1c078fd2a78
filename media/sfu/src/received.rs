//! Which packets of a media stream have come, original or by retransmission: tells duplicates.
//!
//! Wider than the SRTP replay window, since a retransmission may be far behind at a high packet rate.

/// Packets remembered; power of two. 1 s at 1,024 packets/s.
const WIDTH: u64 = 1024;

/// See the module.
#[derive(Debug)]
pub struct Received {
    first: u64,
    highest: Option<u64>,
    bits: [u64; (WIDTH / 64) as usize],
}

impl Received {
    /// Nothing has come.
    pub const fn new() -> Self {
        Self {
            first: 0,
            highest: None,
            bits: [0; (WIDTH / 64) as usize],
        }
    }

    /// Highest number so far.
    pub const fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// Marks a packet; false when it came before or is too old to tell.
    pub fn insert(&mut self, seq: u64) -> bool {
        match self.highest {
            Some(highest) if seq <= highest => {
                if highest - seq >= WIDTH {
                    return false;
                }
            }
            Some(highest) => {
                let gap = (seq - highest).min(WIDTH);
                for skipped in seq + 1 - gap..=seq {
                    self.set(skipped, false);
                }
                self.highest = Some(seq);
            }
            None => (self.first, self.highest) = (seq, Some(seq)),
        }
        let fresh = !self.is_set(seq);
        self.set(seq, true);
        fresh
    }

    /// True when some of the `count` numbers before `seq` have not come.
    pub fn has_hole(&self, count: usize, seq: u64) -> bool {
        (self.first.max(seq.saturating_sub(count as u64))..seq).any(|seq| !self.is_set(seq))
    }

    /// Marks a packet that came in another way; false when it is no hole: it came before, or it is from
    /// before the first one.
    pub fn fill(&mut self, seq: u64) -> bool {
        seq > self.first && self.insert(seq)
    }

    fn is_set(&self, seq: u64) -> bool {
        let bit = seq % WIDTH;
        self.bits[(bit / 64) as usize] & (1 << (bit % 64)) != 0
    }

    fn set(&mut self, seq: u64, on: bool) {
        let bit = seq % WIDTH;
        let word = &mut self.bits[(bit / 64) as usize];
        let mask = 1 << (bit % 64);
        *word = if on { *word | mask } else { *word & !mask };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_packet_counts_once_in_any_order() {
        let mut received = Received::new();
        for seq in [10, 12, 11, 9, 2000, 1999] {
            assert!(received.insert(seq), "{seq}");
            assert!(!received.insert(seq), "{seq} again");
        }
        assert!(!received.insert(900), "too old to tell");
        assert!(received.insert(1000), "not seen, still inside");
    }

    #[test]
    fn a_hole_is_what_did_not_come_since_the_first_packet() {
        let mut received = Received::new();
        assert!(received.insert(10) && !received.has_hole(2, 10));
        assert!(!received.fill(9), "before the first");
        assert!(received.insert(12) && received.has_hole(2, 12));
        assert!(received.fill(11) && !received.has_hole(2, 12));
        assert!(!received.fill(11) && !received.insert(11));
    }
}
