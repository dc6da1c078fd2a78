//! Trendline filter and overuse detector with adaptive threshold (draft-ietf-rmcat-gcc-02 §5.3–5.4;
//! the line instead of the Kalman filter is what libwebrtc has had since 2016).

use std::collections::VecDeque;

use super::arrival::Delta;

/// Groups that the line goes through: half a second of video. More would see congestion later, fewer
/// would take a large frame for congestion.
const WINDOW: usize = 20;
/// Weight of what was before in the accumulated delay.
const SMOOTHING: f64 = 0.9;
/// Scales the slope to the threshold's unit (ms).
const GAIN: f64 = 4.0;
/// The slope is worth little while there are few groups.
const FULL_WEIGHT: f64 = 60.0;
/// Threshold at the start, and its limits.
const FIRST_THRESHOLD: f64 = 12.5;
const MIN_THRESHOLD: f64 = 6.0;
const MAX_THRESHOLD: f64 = 600.0;
/// How fast the threshold follows the slope, upward and downward: upward slowly, or congestion would
/// be got used to; not at all would starve us beside TCP.
const GAIN_UP: f64 = 0.0087;
const GAIN_DOWN: f64 = 0.039;
/// A slope this far above the threshold is a sudden event to which the threshold does not adapt.
const MAX_ADAPT_OFFSET: f64 = 15.0;
/// Longest time that counts for one adaptation, ms.
const MAX_ADAPT_SPAN: f64 = 100.0;
/// The slope must be above the threshold for so long, ms.
const OVERUSE_TIME: f64 = 10.0;
/// Microseconds of a millisecond.
const MS: f64 = 1_000.0;

/// What the delay says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    /// No queue grows.
    #[default]
    Normal,
    /// A queue grows.
    Over,
    /// A queue drains.
    Under,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Trendline {
    /// (arrival ms, smoothed accumulated delay ms).
    points: VecDeque<(f64, f64)>,
    first_arrival: Option<i64>,
    accumulated: f64,
    smoothed: f64,
    deltas: u32,
    threshold: f64,
    adapted_at: Option<f64>,
    /// ms above the threshold; `None` while below.
    over_for: Option<f64>,
    over_count: u32,
    trend: f64,
    usage: Usage,
}

impl Default for Trendline {
    fn default() -> Self {
        Self {
            points: VecDeque::with_capacity(WINDOW + 1),
            first_arrival: None,
            accumulated: 0.0,
            smoothed: 0.0,
            deltas: 0,
            threshold: FIRST_THRESHOLD,
            adapted_at: None,
            over_for: None,
            over_count: 0,
            trend: 0.0,
            usage: Usage::Normal,
        }
    }
}

impl Trendline {
    /// Takes the next difference of two groups.
    pub fn update(&mut self, delta: &Delta) -> Usage {
        let first = *self.first_arrival.get_or_insert(delta.at);
        let now = (delta.at - first) as f64 / MS;
        self.deltas = (self.deltas + 1).min(1_000);
        self.accumulated += (delta.arrived - delta.sent) as f64 / MS;
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.accumulated;
        self.points.push_back((now, self.smoothed));
        if self.points.len() > WINDOW {
            self.points.pop_front();
        }
        let trend = if self.points.len() == WINDOW {
            self.slope().unwrap_or(self.trend)
        } else {
            self.trend
        };
        self.detect(trend, delta.sent as f64 / MS, now);
        self.usage
    }

    /// Least squares.
    fn slope(&self) -> Option<f64> {
        let count = self.points.len() as f64;
        let sum = self
            .points
            .iter()
            .fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
        let (mean_x, mean_y) = (sum.0 / count, sum.1 / count);
        let (mut up, mut down) = (0.0, 0.0);
        for (x, y) in &self.points {
            up += (x - mean_x) * (y - mean_y);
            down += (x - mean_x) * (x - mean_x);
        }
        (down > 0.0).then(|| up / down)
    }

    fn detect(&mut self, trend: f64, sent_ms: f64, now: f64) {
        let modified = f64::from(self.deltas).min(FULL_WEIGHT) * trend * GAIN;
        if self.deltas < 2 {
            return;
        }
        if modified > self.threshold {
            let over_for = self.over_for.map_or(sent_ms / 2.0, |time| time + sent_ms);
            self.over_for = Some(over_for);
            self.over_count += 1;
            if over_for > OVERUSE_TIME && self.over_count > 1 && trend >= self.trend {
                (self.over_for, self.over_count) = (Some(0.0), 0);
                self.usage = Usage::Over;
            }
        } else {
            (self.over_for, self.over_count) = (None, 0);
            self.usage = if modified < -self.threshold {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.trend = trend;
        self.adapt(modified.abs(), now);
    }

    fn adapt(&mut self, modified: f64, now: f64) {
        let span = (now - self.adapted_at.replace(now).unwrap_or(now)).clamp(0.0, MAX_ADAPT_SPAN);
        if modified > self.threshold + MAX_ADAPT_OFFSET {
            return;
        }
        let gain = if modified < self.threshold {
            GAIN_DOWN
        } else {
            GAIN_UP
        };
        self.threshold = (self.threshold + gain * (modified - self.threshold) * span)
            .clamp(MIN_THRESHOLD, MAX_THRESHOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups 33 ms apart that arrive `growth` µs later each, for `count` groups.
    fn run(line: &mut Trendline, at: &mut i64, growth: i64, count: usize) -> Vec<Usage> {
        (0..count)
            .map(|_| {
                let arrived = 33_000 + growth;
                *at += arrived;
                line.update(&Delta {
                    sent: 33_000,
                    arrived,
                    at: *at,
                })
            })
            .collect()
    }

    #[test]
    fn a_growing_queue_is_overuse_within_half_a_second_and_a_draining_one_underuse() {
        let (mut line, mut at) = (Trendline::default(), 0);
        assert!(
            run(&mut line, &mut at, 0, 60)
                .iter()
                .all(|u| *u == Usage::Normal)
        );
        let grows = run(&mut line, &mut at, 10_000, 15);
        assert!(grows.contains(&Usage::Over), "{grows:?}");
        run(&mut line, &mut at, 0, 20);
        let drains = run(&mut line, &mut at, -10_000, 30);
        assert!(drains.contains(&Usage::Under), "{drains:?}");
        run(&mut line, &mut at, 0, 60);
        assert_eq!(line.usage, Usage::Normal);
    }

    #[test]
    fn jitter_without_a_trend_is_no_congestion() {
        let (mut line, mut at) = (Trendline::default(), 0);
        for round in 0..300 {
            let jitter = [3_000, -4_000, 5_000, -2_000, -2_000][round % 5];
            let usage = run(&mut line, &mut at, jitter, 1);
            assert_ne!(usage[0], Usage::Over, "round {round}");
        }
    }
}
