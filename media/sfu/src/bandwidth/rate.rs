//! Rate control of the delay-based estimate: additive or multiplicative increase, multiplicative
//! decrease (draft-ietf-rmcat-gcc-02 §5.5).

use super::trendline::Usage;
use crate::clock::{MILLI, Micros, SECOND};

/// After congestion: this share of what arrived. Higher would not let the queue drain.
const BETA: f64 = 0.85;
/// Growth per second far from the limit.
const GROWTH: f64 = 1.08;
/// The estimate grows to no more than this multiple of what arrives: what was not tried is not known, and a
/// larger picture begins with several times its rate. Probes find what there is beyond.
const AHEAD: f64 = 1.25;
/// On top of it, so that small rates can grow at all.
const AHEAD_BPS: f64 = 10_000.0;
/// Packet of the additive increase, bits: one per response time.
const PACKET_BITS: f64 = 1_200.0 * 8.0;
/// The receiver's part of the response time.
const DETECTION: Micros = 100 * MILLI;
/// Least additive growth per second.
const MIN_ADDITIVE: f64 = 4_000.0;
/// Rate arrived at in earlier congestion: how fast it follows, and how many deviations count as near.
const CAPACITY_WEIGHT: f64 = 0.05;
const CAPACITY_DEVIATIONS: f64 = 3.0;
/// Limits of the relative variance of it, kbit/s.
const MIN_VARIANCE: f64 = 0.4;
const MAX_VARIANCE: f64 = 2.5;
/// Limits of the pause between two decreases, which is a round trip.
const MIN_PAUSE: Micros = 10 * MILLI;
const MAX_PAUSE: Micros = 200 * MILLI;
/// Round trip before it is known.
const FIRST_RTT: Micros = 200 * MILLI;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Hold,
    Increase,
}

/// Where the line was full before, in kbit/s.
#[derive(Clone, Copy, Debug, Default)]
struct Capacity {
    kbps: Option<f64>,
    variance: f64,
}

impl Capacity {
    fn note(&mut self, kbps: f64) {
        let Some(known) = self.kbps else {
            (self.kbps, self.variance) = (Some(kbps), MIN_VARIANCE);
            return;
        };
        let next = (1.0 - CAPACITY_WEIGHT) * known + CAPACITY_WEIGHT * kbps;
        let error = (next - kbps) * (next - kbps) / next.max(1.0);
        self.variance = ((1.0 - CAPACITY_WEIGHT) * self.variance + CAPACITY_WEIGHT * error)
            .clamp(MIN_VARIANCE, MAX_VARIANCE);
        self.kbps = Some(next);
    }

    fn bounds(&self) -> Option<(f64, f64)> {
        let kbps = self.kbps?;
        let reach = CAPACITY_DEVIATIONS * (self.variance * kbps).sqrt();
        Some(((kbps - reach) * 1_000.0, (kbps + reach) * 1_000.0))
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Rate {
    bps: f64,
    state: State,
    capacity: Capacity,
    increased_at: Option<Micros>,
    decreased_at: Option<Micros>,
}

impl Rate {
    /// Begins at a rate.
    pub fn new(bps: u64) -> Self {
        Self {
            bps: bps as f64,
            state: State::Hold,
            capacity: Capacity::default(),
            increased_at: None,
            decreased_at: None,
        }
    }

    /// The estimate.
    pub const fn bps(&self) -> u64 {
        self.bps as u64
    }

    /// Something better is known (a probe, or the loss-based limit).
    pub fn set(&mut self, bps: u64, now: Micros) {
        self.bps = bps as f64;
        self.increased_at = Some(now);
    }

    /// Takes what the delay says and what arrives. `filled` = the estimate was made use of: only then
    /// its being fine is a reason to raise it.
    pub fn update(
        &mut self,
        usage: Usage,
        acked: Option<u64>,
        filled: bool,
        rtt: Option<Micros>,
        now: Micros,
    ) {
        let rtt = rtt.unwrap_or(FIRST_RTT);
        match usage {
            Usage::Over => {
                if let Some(acked) = acked {
                    self.decrease(acked as f64, rtt, now);
                }
                self.state = State::Hold;
            }
            Usage::Under => self.state = State::Hold,
            Usage::Normal => {
                if self.state == State::Increase && filled {
                    self.increase(acked, rtt, now);
                }
                self.state = State::Increase;
                self.increased_at = Some(now);
            }
        }
    }

    fn decrease(&mut self, acked: f64, rtt: Micros, now: Micros) {
        let pause = rtt.clamp(MIN_PAUSE, MAX_PAUSE);
        let recent = self.decreased_at.is_some_and(|at| now < at + pause);
        if recent && acked > self.bps / 2.0 {
            return;
        }
        if self.capacity.bounds().is_some_and(|(low, _)| acked < low) {
            self.capacity = Capacity::default();
        }
        self.capacity.note(acked / 1_000.0);
        self.bps = self.bps.min(BETA * acked);
        self.decreased_at = Some(now);
    }

    fn increase(&mut self, acked: Option<u64>, rtt: Micros, now: Micros) {
        let passed = self.increased_at.map_or(0, |at| now.saturating_sub(at));
        let seconds = passed.min(SECOND) as f64 / SECOND as f64;
        let bounds = self.capacity.bounds();
        let acked = acked.map(|bps| bps as f64);
        if let (Some((_, high)), Some(acked)) = (bounds, acked) {
            if acked > high {
                self.capacity = Capacity::default();
            }
        }
        let grown = if self.capacity.kbps.is_some() {
            let response = (rtt + DETECTION) as f64 / SECOND as f64;
            self.bps + (PACKET_BITS / response).max(MIN_ADDITIVE) * seconds
        } else {
            (self.bps * GROWTH.powf(seconds)).max(self.bps + 1_000.0 * seconds)
        };
        let most = acked.map_or(grown, |acked| AHEAD * acked + AHEAD_BPS);
        self.bps = self.bps.max(grown.min(most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTT: Option<Micros> = Some(50 * MILLI);

    #[test]
    fn congestion_takes_the_rate_below_what_arrives_and_it_grows_back_slowly_near_it() {
        let mut rate = Rate::new(3_000_000);
        rate.update(Usage::Over, Some(1_000_000), true, RTT, SECOND);
        assert_eq!(rate.bps(), 850_000);
        for step in 0..100 {
            let now = SECOND + step * 100 * MILLI;
            rate.update(Usage::Normal, Some(850_000), true, RTT, now);
        }
        assert!((900_000..1_500_000).contains(&rate.bps()), "{}", rate.bps());
    }

    #[test]
    fn an_unused_rate_neither_grows_nor_falls() {
        let mut rate = Rate::new(3_000_000);
        for step in 0..100 {
            rate.update(Usage::Normal, Some(100_000), false, RTT, step * 100 * MILLI);
        }
        assert_eq!(rate.bps(), 3_000_000);
    }

    #[test]
    fn the_rate_stays_within_reach_of_what_was_tried() {
        let mut rate = Rate::new(100_000);
        for step in 0..1_000 {
            rate.update(Usage::Normal, Some(200_000), true, RTT, step * 100 * MILLI);
        }
        assert_eq!(rate.bps(), 260_000);
    }
}
