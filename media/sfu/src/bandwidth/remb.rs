//! The estimate of clients without transport-wide feedback: REMB (draft-alvestrand-rmcat-remb-03).
//!
//! A receiver's estimate stays within reach of what it gets, so it cannot say that more would fit.
//! When it has been content for a while, more is tried.

use crate::clock::{Micros, SECOND};

/// A receiver that was content for so long may be tried with more. Shorter would flap.
const CONTENT: Micros = 8 * SECOND;
/// What is tried then, as a multiple of its last word.
const TRIED: u64 = 2;
/// A fall below this share of what was said before is congestion, percent.
const FALL_PERCENT: u64 = 85;
/// A word older than this says nothing any more.
const STALE: Micros = 30 * SECOND;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Remb {
    /// Bits per second and when it was said.
    last: Option<(u64, Micros)>,
    content_since: Micros,
}

impl Remb {
    /// The receiver says its estimate.
    pub fn note(&mut self, bps: u64, now: Micros) {
        let fell = |(before, _): (u64, Micros)| bps < before * FALL_PERCENT / 100;
        if self.last.is_none_or(fell) {
            self.content_since = now;
        }
        self.last = Some((bps, now));
    }

    /// Bits per second that may be sent; `None`: it says nothing.
    pub fn bps(&self, now: Micros) -> Option<u64> {
        let (bps, _) = self.last.filter(|(_, at)| now < at + STALE)?;
        let content = now >= self.content_since + CONTENT;
        Some(if content { bps * TRIED } else { bps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_word_holds_and_after_a_while_of_content_more_is_tried() {
        let mut remb = Remb::default();
        assert_eq!(remb.bps(0), None);
        for second in 0..20 {
            remb.note(300_000, second * SECOND);
        }
        assert_eq!(remb.bps(20 * SECOND), Some(600_000));
        remb.note(200_000, 21 * SECOND);
        assert_eq!(remb.bps(22 * SECOND), Some(200_000), "it fell");
        assert_eq!(remb.bps(60 * SECOND), None, "it was not heard for long");
    }
}
