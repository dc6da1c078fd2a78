//! Tells a queue that really grows from jitter: packets that leave within a second and arrive spread over more
//! time than that have waited longer and longer. A line that only trembles gives the lost time back.

use crate::clock::{MILLI, Micros, SECOND};

/// A window of packets begins anew after so long. Shorter would not see a queue that grows slowly,
/// longer would still remember what has drained.
const WINDOW: Micros = SECOND;
/// Packets within less than this say nothing.
const LEAST: Micros = 80 * MILLI;
/// Arriving so much later at the end than at the beginning is no jitter: busy machines and radio
/// links hold packets back for tens of milliseconds now and then.
const GROWN: Micros = 80 * MILLI;
/// Or so large a share of the window, percent: a window's length of jitter is no queue.
const GROWN_PERCENT: Micros = 5;

/// The first and the last packet of a window, and what came in between.
#[derive(Clone, Copy, Debug)]
struct Span {
    sent: (Micros, Micros),
    arrived: (i64, i64),
    bytes: u64,
}

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stretch {
    span: Option<Span>,
}

impl Stretch {
    /// A packet arrived.
    pub fn note(&mut self, sent_at: Micros, arrived_at: i64, size: u16) {
        let fresh = Span {
            sent: (sent_at, sent_at),
            arrived: (arrived_at, arrived_at),
            bytes: 0,
        };
        let span = self.span.get_or_insert(fresh);
        if sent_at.saturating_sub(span.sent.0) > WINDOW {
            *span = fresh;
        }
        if sent_at >= span.sent.1 {
            (span.sent.1, span.arrived.1) = (sent_at, arrived_at);
            span.bytes += u64::from(size);
        }
    }

    /// What the line let through while its queue grew, bits per second; `None`: it does not grow.
    pub fn carried(&self) -> Option<u64> {
        let span = self.span?;
        let sent = span.sent.1 - span.sent.0;
        let arrived = u64::try_from(span.arrived.1 - span.arrived.0).ok()?;
        let grown = arrived.saturating_sub(sent);
        let is_queue = grown >= GROWN.max(sent * GROWN_PERCENT / 100);
        (arrived >= LEAST && is_queue).then(|| span.bytes * 8 * SECOND / arrived)
    }

    /// Something was done about it: what comes now counts.
    pub const fn restart(&mut self) {
        self.span = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends 1,000 bytes every 10 ms for `ms` over a line of `bps`; arrivals tremble by up to 15 ms.
    fn after(ms: u64, bps: u64) -> Option<u64> {
        let (mut stretch, mut free) = (Stretch::default(), 0);
        for n in 0..ms / 10 {
            let sent = n * 10 * MILLI;
            free = free.max(sent) + 8_000 * SECOND / bps;
            let tremble = n * 7 % 16 * MILLI;
            stretch.note(sent, (free + tremble) as i64, 1_000);
        }
        stretch.carried()
    }

    #[test]
    fn jitter_is_no_queue() {
        for ms in (100..5_000).step_by(130) {
            assert_eq!(after(ms, 10_000_000), None, "{ms}");
        }
    }

    #[test]
    fn a_queue_shows_with_what_the_line_carries() {
        let carried = after(500, 250_000).unwrap();
        assert!((230_000..270_000).contains(&carried), "{carried}");
    }

    #[test]
    fn a_line_that_is_a_tenth_too_narrow_shows_within_a_second() {
        assert!(after(950, 720_000).is_some());
    }
}
