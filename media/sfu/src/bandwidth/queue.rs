//! The queue in front of a line, seen in how much longer than the quickest packets others take. While it
//! stands, what arrives is what the line carries: that is measured packet by packet, and known long before an
//! average of what arrives has followed a cut.
//!
//! Jitter holds packets back and lets them go at once; a queue lets them go one behind the other.

use crate::clock::{MILLI, Micros, SECOND};

/// The quickest packet of so long counts, in parts of [`PARTS`]. Longer would take a new, longer route for a
/// queue; shorter would get used to a queue that stands.
const PART: Micros = 5 * SECOND;
const PARTS: usize = 4;
/// A packet that took so much longer has waited. Less is jitter of every wireless network.
const WAITED: i64 = 40 * MILLI as i64;
/// A queue as long as this is congestion: busy machines and radio links hold packets back for tens of
/// milliseconds now and then.
const LONG: i64 = 80 * MILLI as i64;
/// By so much it must have grown while that was measured: a longer route is not a queue that grows.
const GREW: i64 = 40 * MILLI as i64;
/// A queue that did not grow for so long is none: we send less than the line carries from then on, so it would
/// have drained. What still takes longer has a longer way.
const DRAINED: i64 = 3 * SECOND as i64;
/// What came one behind the other within less, or in fewer packets, measures nothing.
const LEAST: i64 = 100 * MILLI as i64;
const LEAST_PACKETS: u32 = 5;
/// A measurement begins anew after so long: lines change. Shorter would be too few packets of a narrow line.
const WINDOW: i64 = 500 * MILLI as i64;

/// Packets that came one behind the other.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: i64,
    to: i64,
    /// By how much its first packet was slower than the quickest.
    waited: i64,
    packets: u32,
    bytes: u64,
}

impl Run {
    fn bps(&self) -> Option<u64> {
        let span = self.to - self.from;
        let is_enough = span >= LEAST && self.packets >= LEAST_PACKETS;
        is_enough.then(|| self.bytes * 8 * SECOND / span.unsigned_abs().max(1))
    }
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Least (arrival − sending) of the last parts, newest first, and when the newest began.
    quickest: [Option<i64>; PARTS],
    part_began: Micros,
    /// By how much the latest packet was slower than the quickest, µs.
    waited: i64,
    run: Option<Run>,
    carried: Option<u64>,
    /// When the latest packet arrived, and when the queue was last seen to grow.
    latest: i64,
    grew_at: Option<i64>,
}

impl Queue {
    /// A packet arrived.
    pub fn note(&mut self, sent_at: Micros, arrived_at: i64, size: u16) {
        let took = arrived_at - sent_at as i64;
        self.waited = took - self.quickest(took, sent_at);
        self.latest = self.latest.max(arrived_at);
        if self.waited < WAITED {
            (self.run, self.carried) = (None, None);
            return;
        }
        let fresh = Run {
            from: arrived_at,
            to: arrived_at,
            waited: self.waited,
            packets: 0,
            bytes: 0,
        };
        let run = self.run.get_or_insert(fresh);
        run.to = run.to.max(arrived_at);
        run.packets += 1;
        // The first one only marks the time.
        run.bytes += u64::from(if run.packets > 1 { size } else { 0 });
        let shown = run.bps();
        let has_grown = self.waited - run.waited >= GREW;
        let is_over = run.to - run.from >= WINDOW && shown.is_some();
        if has_grown && shown.is_some() {
            self.grew_at = Some(arrived_at);
        }
        if has_grown || is_over {
            self.carried = shown
                .filter(|_| has_grown)
                .or(self.carried.filter(|_| !is_over));
        }
        if is_over {
            *run = Run {
                packets: 1,
                ..fresh
            };
        }
    }

    /// The time of the quickest packet of late, this one counted.
    fn quickest(&mut self, took: i64, sent_at: Micros) -> i64 {
        if sent_at >= self.part_began + PART {
            self.part_began = sent_at;
            self.quickest.rotate_right(1);
            self.quickest[0] = None;
        }
        let newest = self.quickest[0].get_or_insert(took);
        *newest = (*newest).min(took);
        self.quickest
            .iter()
            .flatten()
            .copied()
            .min()
            .unwrap_or(took)
    }

    /// True when packets wait in it, however few.
    pub fn stands(&self) -> bool {
        let grew = self.grew_at.is_some_and(|at| self.latest < at + DRAINED);
        grew && self.waited >= WAITED
    }

    /// What the line carries, bits per second, while its queue is long and grows; `None`: it is not, or that
    /// is not known yet.
    pub fn carried(&self) -> Option<u64> {
        self.carried.filter(|_| self.waited >= LONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends 1,000 bytes every 10 ms for `ms` over a line that carries 10 Mbit/s and then `bps`; arrivals
    /// tremble by up to 15 ms.
    fn after(ms: u64, bps: u64) -> Option<u64> {
        let (mut queue, mut free) = (Queue::default(), 0);
        for n in 0..100 + ms / 10 {
            let sent = n * 10 * MILLI;
            let rate = if n < 100 { 10_000_000 } else { bps };
            free = free.max(sent) + 8_000 * SECOND / rate;
            let tremble = n * 7 % 16 * MILLI;
            queue.note(sent, (free + tremble) as i64, 1_000);
        }
        queue.carried()
    }

    #[test]
    fn jitter_is_no_queue() {
        for ms in (100..5_000).step_by(130) {
            assert_eq!(after(ms, 10_000_000), None, "{ms}");
        }
    }

    #[test]
    fn packets_that_were_held_back_and_come_at_once_are_no_queue() {
        let mut queue = Queue::default();
        for n in 0..1_000_u64 {
            let sent = n * 10 * MILLI;
            let arrived = sent.next_multiple_of(120 * MILLI);
            queue.note(sent, arrived as i64, 1_000);
            assert_eq!(queue.carried(), None, "{n}");
        }
    }

    #[test]
    fn a_cut_shows_within_a_few_packets_with_what_the_line_carries() {
        let carried = after(60, 250_000).unwrap();
        assert!((200_000..300_000).contains(&carried), "{carried}");
    }

    #[test]
    fn a_line_that_is_a_tenth_too_narrow_shows_within_a_second() {
        let carried = after(950, 720_000).unwrap();
        assert!((650_000..790_000).contains(&carried), "{carried}");
    }

    #[test]
    fn a_longer_route_is_no_queue() {
        let mut queue = Queue::default();
        for n in 0..3_000_u64 {
            let sent = n * 10 * MILLI;
            let took = if n < 100 { 20 } else { 200 } * MILLI;
            queue.note(sent, (sent + took) as i64, 1_000);
            assert!(!queue.stands() && queue.carried().is_none(), "{n}");
        }
    }
}
