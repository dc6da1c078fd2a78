//! A token bucket: a rate with a burst.

use crate::clock::{Micros, SECOND};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    per_second: u64,
    burst: u64,
    /// Tokens, times a million.
    scaled: u64,
    at: Micros,
}

impl Bucket {
    /// Full at the start.
    pub const fn new(per_second: u64, burst: u64) -> Self {
        Self {
            per_second,
            burst,
            scaled: burst * SECOND,
            at: 0,
        }
    }

    /// Takes `tokens`; false (and takes none) when there are not enough.
    pub fn take(&mut self, tokens: u64, now: Micros) -> bool {
        let earned = now.saturating_sub(self.at).saturating_mul(self.per_second);
        self.scaled = self.scaled.saturating_add(earned).min(self.burst * SECOND);
        self.at = self.at.max(now);
        let enough = self.scaled >= tokens * SECOND;
        if enough {
            self.scaled -= tokens * SECOND;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let mut bucket = Bucket::new(10, 5);
        assert_eq!((0..20).filter(|_| bucket.take(1, 0)).count(), 5);
        assert_eq!(
            (0..1_000).filter(|ms| bucket.take(1, ms * 1_000)).count(),
            9
        );
        assert!(
            !bucket.take(6, 100 * SECOND),
            "more than the burst never fits"
        );
    }
}
