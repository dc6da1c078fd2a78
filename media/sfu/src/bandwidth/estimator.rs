//! The send-side estimate of one subscriber's line: delay, loss and probes brought together
//! (draft-ietf-rmcat-gcc-02, on transport-wide feedback).

use rapat_wire::rtcp::TransportCc;

use super::acked::Acked;
use super::arrival::Groups;
use super::history::{History, NO_PROBE, Reported};
use super::loss::{Loss, Verdict};
use super::probe::Prober;
use super::queue::Queue;
use super::rate::Rate;
use super::repair::Chance;
use super::trendline::{Trendline, Usage};
use crate::clock::{Micros, SECOND};

/// Estimate before anything is known. Nearly every line carries it; a line that does not shows that
/// within a second. Lower would begin every call with small pictures.
const START_BPS: u64 = 3_000_000;
/// Limits of the estimate. Below the lower one not even sound goes through.
const MIN_BPS: u64 = 40_000;
const MAX_BPS: u64 = 100_000_000;
/// Sending less than this share of the estimate does not test it, percent.
const FILLED_PERCENT: u64 = 65;
/// Congestion so soon after a raise by a probe means that the probe lied.
const PROBE_DOUBT: Micros = 4 * SECOND;

/// After so long without congestion a low estimate is raised step by step, whatever probes say: they
/// fail on lines that lose or tremble. Doubles up to the longest when that was too much.
const PATIENCE: Micros = 4 * SECOND;
const PATIENCE_MAX: Micros = 16 * SECOND;
/// Where a queue was seen to grow of late, probes tell the truth and steps would only fill it again; unless the
/// line loses packets by chance: then probes fail.
const QUEUE_FORGOTTEN: Micros = 30 * SECOND;
const QUEUE_FORGOTTEN_LOSSY: Micros = 8 * SECOND;
/// Time between two such steps, and what each gives, percent.
const STEP: Micros = SECOND;
const STEP_PERCENT: u64 = 150;

/// See the module.
#[derive(Debug)]
pub struct Estimator {
    groups: Groups,
    line: Trendline,
    rate: Rate,
    acked: Acked,
    queue: Queue,
    loss: Loss,
    chance: Chance,
    raised_at: Option<Micros>,
    congested_at: Option<Micros>,
    queued_at: Option<Micros>,
    stepped_at: Option<Micros>,
    patience: Micros,
}

impl Default for Estimator {
    fn default() -> Self {
        Self {
            groups: Groups::default(),
            line: Trendline::default(),
            rate: Rate::new(START_BPS),
            acked: Acked::default(),
            queue: Queue::default(),
            loss: Loss::default(),
            chance: Chance::default(),
            raised_at: None,
            congested_at: None,
            queued_at: None,
            stepped_at: None,
            patience: PATIENCE,
        }
    }
}

impl Estimator {
    /// The estimate, bits per second with IP and UDP.
    pub fn bps(&self) -> u64 {
        self.rate.bps().clamp(MIN_BPS, MAX_BPS)
    }

    /// When congestion was last seen.
    pub const fn congested_at(&self) -> Option<Micros> {
        self.congested_at
    }

    /// True while packets wait in front of the line.
    pub fn has_queue(&self) -> bool {
        self.queue.stands()
    }

    /// Share that the line loses at any rate.
    pub const fn inherent_loss(&self) -> f64 {
        self.loss.inherent()
    }

    /// What it loses while there is no queue.
    pub const fn chance(&self) -> &Chance {
        &self.chance
    }

    /// When a queue was last seen to grow.
    pub const fn queued_at(&self) -> Option<Micros> {
        self.queued_at
    }

    /// When a probe last raised it.
    pub const fn raised_at(&self) -> Option<Micros> {
        self.raised_at
    }

    /// A feedback came.
    pub fn on_feedback(
        &mut self,
        feedback: &TransportCc<'_>,
        history: &mut History,
        prober: &mut Prober,
        rtt: Option<Micros>,
        now: Micros,
    ) {
        let (mut usage, mut newest) = (None, None);
        history.settle(feedback, now, |packet| {
            prober.note(&packet);
            newest = newest.max(Some(packet.sent_at));
            if let Some(seen) = self.take(&packet) {
                let over = usage == Some(Usage::Over);
                usage = Some(if over { Usage::Over } else { seen });
            }
        });
        let Some(newest) = newest else {
            return;
        };
        self.follow_delay(usage, prober, rtt, now);
        self.follow_loss(newest, prober, now);
        if let Some(shown) = prober.result(self.inherent_loss(), now) {
            if shown > self.rate.bps() && usage != Some(Usage::Over) {
                self.rate.set(shown.min(MAX_BPS), now);
                self.raised_at = Some(now);
            }
        }
        self.recover(now);
    }

    /// Takes one packet. What the delay says when it completed a group.
    fn take(&mut self, packet: &Reported) -> Option<Usage> {
        if packet.probe == NO_PROBE {
            let lost = packet.arrived_at.is_none();
            self.loss.note(packet.sent_at, packet.size, lost);
            if !self.queue.stands() {
                self.chance.note(lost);
            }
        }
        let arrived_at = packet.arrived_at?;
        self.acked.note(arrived_at, packet.size);
        self.queue.note(packet.sent_at, arrived_at, packet.size);
        let delta = self.groups.take(packet.sent_at, arrived_at)?;
        Some(self.line.update(&delta))
    }

    fn follow_delay(
        &mut self,
        usage: Option<Usage>,
        prober: &mut Prober,
        rtt: Option<Micros>,
        now: Micros,
    ) {
        let before = self.rate.bps();
        let acked = self.acked.bps();
        let filled = acked.is_some_and(|acked| acked * 100 >= before * FILLED_PERCENT);
        // Only a queue that grows is congestion; what it lets through says more than an average.
        let carried = self.queue.carried();
        let (usage, rate) = match usage {
            _ if carried.is_some() => (Usage::Over, carried),
            None => return,
            Some(Usage::Over) => (Usage::Under, acked),
            Some(_) if self.queue.stands() => (Usage::Under, acked),
            Some(usage) => (usage, acked),
        };
        self.rate.update(usage, rate, filled, rtt, now);
        if carried.is_some() {
            self.queued_at = Some(now);
        }
        if self.queue.stands() {
            // What is lost now, the full queue drops.
            self.loss.confirm();
        }
        if self.rate.bps() < before {
            self.congest(prober, now);
        }
        self.keep_in_limits(now);
    }

    fn follow_loss(&mut self, newest: Micros, prober: &mut Prober, now: Micros) {
        let arrives = self.acked.latest_bps();
        match self.loss.judge(newest, self.rate.bps(), arrives) {
            Verdict::Limit(bps) if bps < self.rate.bps() => {
                self.rate.set(bps, now);
                self.congest(prober, now);
            }
            Verdict::Restore(bps) => {
                // It was no congestion, unless a queue says so.
                self.congested_at = self.queued_at;
                self.rate.set(bps.max(self.rate.bps()), now);
            }
            _ => {}
        }
        self.keep_in_limits(now);
    }

    /// Raises a low estimate that nothing has spoken against for a while.
    fn recover(&mut self, now: Micros) {
        let is_low = self.rate.bps() < START_BPS;
        let is_calm = self
            .congested_at
            .is_some_and(|at| now >= at + self.patience);
        let forgotten = if self.chance.is_lossy() {
            QUEUE_FORGOTTEN_LOSSY
        } else {
            QUEUE_FORGOTTEN
        };
        let is_blind = self.queued_at.is_none_or(|at| now >= at + forgotten);
        let is_due = self.stepped_at.is_none_or(|at| now >= at + STEP);
        if is_low && is_calm && is_blind && is_due {
            self.stepped_at = Some(now);
            let raised = self.rate.bps() * STEP_PERCENT / 100;
            self.rate.set(raised.min(START_BPS), now);
        }
    }

    fn congest(&mut self, prober: &mut Prober, now: Micros) {
        let too_much = self.stepped_at.is_some_and(|at| now < at + PATIENCE);
        self.patience = if too_much {
            (self.patience * 2).min(PATIENCE_MAX)
        } else if self.congested_at.is_none_or(|at| now >= at + PATIENCE_MAX) {
            PATIENCE
        } else {
            self.patience
        };
        self.stepped_at = None;
        self.congested_at = Some(now);
        if self.raised_at.is_some_and(|at| now < at + PROBE_DOUBT) {
            self.raised_at = None;
            prober.back_off(now);
        }
    }

    fn keep_in_limits(&mut self, now: Micros) {
        if self.rate.bps() != self.bps() {
            self.rate.set(self.bps(), now);
        }
    }
}
