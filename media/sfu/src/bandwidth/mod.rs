//! What one subscriber's line carries, and what goes into it: the estimate (transport-wide feedback,
//! else REMB), probes, the share of each track, and the pace. One file per part; this one joins them.
//!
//! A peer that never says anything about its line has none of this and gets everything. All times are
//! arguments; the node owns timers and packets (`node/bandwidth.rs`).

use rapat_wire::rtcp::TransportCc;

use crate::clock::{MILLI, Micros, SECOND};

mod acked;
pub mod allocator;
mod arrival;
mod estimator;
pub mod history;
mod loss;
pub mod pacer;
mod probe;
mod queue;
mod rate;
mod remb;
pub mod repair;
mod trendline;

use allocator::{Allocator, Demand, Outcome, Recent};
use estimator::Estimator;
use history::History;
pub use probe::LENGTH as PROBE_LENGTH;
use probe::Prober;
use remb::Remb;
use repair::Repair;

/// Step of pacing and probing: what leaves in one is one GSO message. Shorter would make shorter runs,
/// longer would be felt as delay.
pub const TICK: Micros = 5 * MILLI;
/// Time between two allocations, unless congestion calls for one at once.
pub const PERIOD: Micros = 500 * MILLI;
/// An estimate below this share of what is given out is a cut, percent.
const CUT_PERCENT: u64 = 60;
/// Congestion this long ago still asks for pacing.
const PACED_AFTER: Micros = 5 * SECOND;
/// A line is not probed for so long after congestion: its queue has to drain first.
const CALM: Micros = 2 * SECOND;
/// Giving out more than this share of the estimate asks for pacing, percent.
const PACED_PERCENT: u64 = 60;
/// Pace in percent of the estimate of a line that was congested within [`WARY`]: above 100 so that the pacer
/// empties, not far above because the line's queue is what it protects. While that stands, less than the line
/// carries: it has to drain, or it drops; and as long as it does not run empty, nothing comes later for it.
const PACE_PERCENT: u64 = 120;
const PACE_PERCENT_QUEUED: u64 = 80;
/// Pace of a line that took all it was given: its estimate is what was tried, not what it carries. libwebrtc's
/// factor. Less made ten cameras wait 20 ms for each other in a network that was all but empty, more would let
/// a burst onto a line whose first trouble is about to come.
const PACE_PERCENT_UNTROUBLED: u64 = 250;
/// Time after which congestion is forgotten there: longer than the allocator's doubts at first.
const WARY: Micros = 30 * SECOND;
/// A probe that found more is followed by another within this.
const CLIMBS_FOR: Micros = PERIOD + PROBE_LENGTH;
/// Below this a line is narrow, bits per second: redundant sound would take a third of it.
const NARROW_BPS: u64 = 400_000;
/// A narrow line counts as full for so long after its queue was seen to grow. Shorter than the time between
/// probes would make sound change its form with each of them.
const FULL_AFTER: Micros = 20 * SECOND;
/// Loss from which on sound needs its redundancy however narrow the line is.
const LOSSY: f64 = 0.05;
/// Time over which the rate of sound is taken at least: some packets of it.
const AUDIO_SPAN: Micros = 200 * MILLI;

/// See the module.
#[derive(Debug, Default)]
pub struct Bandwidth {
    estimator: Option<Estimator>,
    remb: Remb,
    prober: Prober,
    allocator: Allocator,
    given_bps: u64,
    repair: Repair,
    /// Sound sent until the last allocation: bytes and when.
    audio: (u64, Micros),
    audio_bps: u64,
    /// Packets and bytes sent when the probe last looked.
    seen: (u64, u64),
}

impl Bandwidth {
    /// Takes a transport-wide feedback. True when the estimate fell below what is given out.
    pub fn on_feedback(
        &mut self,
        feedback: &TransportCc<'_>,
        history: &mut History,
        rtt: Option<Micros>,
        now: Micros,
    ) -> bool {
        let estimator = self.estimator.get_or_insert_default();
        estimator.on_feedback(feedback, history, &mut self.prober, rtt, now);
        self.is_over(now)
    }

    /// Takes a REMB. True as above.
    pub fn on_remb(&mut self, bps: u64, now: Micros) -> bool {
        self.remb.note(bps, now);
        self.is_over(now)
    }

    /// Bits per second that the line carries; `None`: nobody said anything about it.
    pub fn estimate(&self, now: Micros) -> Option<u64> {
        let sent = self.estimator.as_ref().map(Estimator::bps);
        sent.or_else(|| self.remb.bps(now))
    }

    fn is_over(&self, now: Micros) -> bool {
        let used = self.given_bps + self.audio_bps;
        self.estimate(now).is_some_and(|bps| bps < used)
    }

    /// True when the line carries only a part of what is given out: something was cut.
    pub fn is_far_over(&self, now: Micros) -> bool {
        let used = self.given_bps + self.audio_bps;
        self.estimate(now)
            .is_some_and(|bps| bps * 100 < used * CUT_PERCENT)
    }

    /// Measures sound: `bytes` is what was sent of it since the start.
    pub fn note_audio(&mut self, bytes: u64, now: Micros) {
        let (before, at) = self.audio;
        let passed = now.saturating_sub(at);
        if passed >= AUDIO_SPAN {
            self.audio = (bytes, now);
            self.audio_bps = bytes.saturating_sub(before) * 8 * SECOND / passed;
        }
    }

    /// Decides what each track may have. `None`: no limit is known.
    pub fn allocate(&mut self, demands: &mut [Demand], now: Micros) -> Option<Outcome> {
        let estimate = self.estimate(now)?;
        // Sound is never traded for pictures, and what is lost of those has to be repaired.
        let budget =
            estimate.saturating_sub(self.audio_bps) * 100 / (100 + self.repair.share_percent);
        let estimator = self.estimator.as_ref();
        let raised_at = estimator.and_then(Estimator::raised_at);
        let line = Recent {
            congested_at: estimator.and_then(Estimator::congested_at),
            is_climbing: raised_at.is_some_and(|at| now < at + CLIMBS_FOR),
        };
        let outcome = self.allocator.decide(demands, budget, &line, now);
        self.given_bps = outcome.given_bps;
        Some(outcome)
    }

    /// Bits per second to pace by; `None`: the line has room, send at once.
    pub fn pace(&self, now: Micros) -> Option<u64> {
        let estimator = self.estimator.as_ref()?;
        let estimate = estimator.bps();
        let congested_within = |time| estimator.congested_at().is_some_and(|at| now < at + time);
        let used = self.given_bps + self.audio_bps;
        let percent = if estimator.has_queue() {
            PACE_PERCENT_QUEUED
        } else if congested_within(WARY) {
            PACE_PERCENT
        } else {
            PACE_PERCENT_UNTROUBLED
        };
        let is_paced = congested_within(PACED_AFTER) || used * 100 > estimate * PACED_PERCENT;
        is_paced.then_some(estimate * percent / 100)
    }

    /// True when sound must do without redundancy: the line is narrow and full, and loses nothing by chance.
    pub fn is_narrow(&self, now: Micros) -> bool {
        self.estimator.as_ref().is_some_and(|estimator| {
            let full = estimator
                .queued_at()
                .is_some_and(|at| now < at + FULL_AFTER);
            full && estimator.bps() < NARROW_BPS && estimator.inherent_loss() < LOSSY
        })
    }

    /// How to repair what the line loses.
    pub fn repair(&mut self, rtt: Option<Micros>, now: Micros) -> Repair {
        let Some(estimator) = self.estimator.as_ref() else {
            return self.repair;
        };
        let calm = |at| now >= at + PACED_AFTER;
        let used = self.given_bps + self.audio_bps;
        let room = estimator
            .bps()
            .saturating_sub(used)
            .saturating_mul(100)
            .checked_div(used)
            .filter(|_| estimator.queued_at().is_none_or(calm));
        self.repair = estimator.chance().repair(room.unwrap_or(0), rtt);
        self.repair
    }

    /// Begins a probe when more is wanted than the estimate. True when one is to be sent.
    pub fn probe(&mut self, outcome: &Outcome, sent: (u64, u64), now: Micros) -> Option<u8> {
        let estimator = self.estimator.as_ref()?;
        let estimate = estimator.bps();
        if estimator.congested_at().is_some_and(|at| now < at + CALM) {
            return None;
        }
        let wanted = outcome.wanted_bps? + self.audio_bps;
        self.seen = sent;
        self.prober.start(wanted, estimate, now)
    }

    /// Bytes of padding that the probe wants now, media sent since the last call counted; `None`: no
    /// probe is under way. `sent` = packets and bytes sent to the peer since the start.
    pub fn padding(&mut self, sent: (u64, u64), now: Micros) -> Option<u64> {
        if !self.prober.is_sending(now) {
            return None;
        }
        let (packets, bytes) = (sent.0 - self.seen.0, sent.1 - self.seen.1);
        self.seen = sent;
        let overhead = packets * u64::from(history::OVERHEAD);
        self.prober.sent(packets as u32, bytes + overhead);
        self.prober.owed(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_never_full_is_paced_only_when_much_is_given_out_and_then_with_room() {
        let line = |given_bps| Bandwidth {
            estimator: Some(Estimator::default()),
            given_bps,
            ..Bandwidth::default()
        };
        let estimate = Estimator::default().bps();
        assert_eq!(line(estimate / 2).pace(SECOND), None);
        assert_eq!(line(estimate).pace(SECOND), Some(estimate * 5 / 2));
    }
}
