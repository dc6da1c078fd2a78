//! Time inside a node: microseconds since the node's epoch, and the NTP wall clock derived from it.
//!
//! A node never reads a clock; every call brings its `Instant`.

use std::time::{Duration, Instant};

use rapat_wire::ntp;

/// Microseconds since the node's epoch. Arithmetic on it is plain.
pub type Micros = u64;

/// One millisecond.
pub const MILLI: Micros = 1_000;
/// One second.
pub const SECOND: Micros = 1_000_000;

/// Ties the monotonic clock to the wall clock, once per node.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    /// The moment that counts as 0.
    pub instant: Instant,
    /// Wall clock at `instant`, 32.32 NTP.
    pub ntp: u64,
}

impl Epoch {
    /// `instant` is now, `since_unix` the wall clock now.
    pub fn new(instant: Instant, since_unix: Duration) -> Self {
        Self {
            instant,
            ntp: ntp::from_unix(since_unix),
        }
    }

    /// 0 for moments before the epoch.
    pub fn micros(&self, now: Instant) -> Micros {
        now.saturating_duration_since(self.instant).as_micros() as Micros
    }

    /// The inverse of [`Epoch::micros`].
    pub fn instant(&self, at: Micros) -> Instant {
        self.instant + Duration::from_micros(at)
    }

    /// Wall clock at a moment.
    pub fn ntp(&self, at: Micros) -> u64 {
        self.ntp.wrapping_add(ntp_span(at))
    }

    /// Absolute send time: 24 bits, 6.18 fixed-point seconds.
    pub fn abs_send_time(&self, at: Micros) -> [u8; 3] {
        let [_, b1, b2, b3] = ((self.ntp(at) >> 14) as u32).to_be_bytes();
        [b1, b2, b3]
    }
}

/// Timers of many peers that may as well fire together are put on multiples of this: every wake-up of
/// an idle worker costs more than the work in it. Higher would make them late, and bursts of them long.
pub const GRID: Micros = 100 * MILLI;

/// The grid point nearest to a moment: periodic timers keep their period.
pub const fn nearest_on_grid(at: Micros) -> Micros {
    (at + GRID / 2) / GRID * GRID
}

/// The first grid point that is not before a moment.
pub const fn next_on_grid(at: Micros) -> Micros {
    at.div_ceil(GRID) * GRID
}

/// Microseconds as 32.32 seconds.
pub const fn ntp_span(span: Micros) -> u64 {
    ((span / SECOND) << 32) | (((span % SECOND) << 32) / SECOND)
}

/// 32.32 seconds as ticks of an RTP clock; signed because both ends of the span may come first.
pub const fn ntp_to_ticks(span: i64, clock_rate: u32) -> i64 {
    ((span as i128 * clock_rate as i128) >> 32) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abs_send_time_counts_in_units_of_2_to_the_minus_18_seconds() {
        let epoch = Epoch {
            instant: Instant::now(),
            ntp: 0,
        };
        assert_eq!(epoch.abs_send_time(SECOND), [0x04, 0, 0]);
        assert_eq!(
            epoch.abs_send_time(64 * SECOND),
            [0, 0, 0],
            "wraps after 64 s"
        );
    }

    #[test]
    fn ntp_spans_become_ticks_with_their_sign() {
        assert_eq!(ntp_to_ticks(1 << 32, 90_000), 90_000);
        assert_eq!(ntp_to_ticks(-(1 << 31), 48_000), -24_000);
    }
}
