//! Bit rate that arrived, from the sizes of acknowledged packets: libwebrtc's Bayesian estimate, which
//! follows a fall at once and an outlier hardly.

use crate::clock::MILLI;

/// Window of the first sample: nothing better is known.
const FIRST_WINDOW: i64 = 500 * MILLI as i64;
/// Window of all others. Shorter would follow single frames, longer would see a cut late.
const WINDOW: i64 = 150 * MILLI as i64;
/// Weight of a sample's deviation from the estimate. Half of libwebrtc's: layers change the rate in
/// steps, and a cut line must show within a second.
const UNCERTAINTY: f64 = 5.0;
/// A sample of fewer bytes is a pause of the sender rather than a slow line: it counts half.
const FEW_BYTES: u64 = 500;
/// How much the estimate loses certainty per window, kbit/s squared.
const DRIFT: f64 = 5.0;

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Acked {
    window_from: Option<i64>,
    bytes: u64,
    /// kbit/s of the last window alone.
    latest: Option<f64>,
    /// kbit/s and its variance.
    estimate: Option<(f64, f64)>,
}

impl Acked {
    /// A packet of `size` bytes arrived.
    pub fn note(&mut self, arrived_at: i64, size: u16) {
        let from = *self.window_from.get_or_insert(arrived_at);
        let length = if self.estimate.is_some() {
            WINDOW
        } else {
            FIRST_WINDOW
        };
        let passed = arrived_at - from;
        if !(0..=8 * FIRST_WINDOW).contains(&passed) {
            // After a silence the time in between is not the line's fault.
            (self.window_from, self.bytes) = (Some(arrived_at), u64::from(size));
            return;
        }
        if passed >= length {
            self.sample(self.bytes as f64 * 8_000.0 / passed as f64);
            (self.window_from, self.bytes) = (Some(arrived_at), 0);
        }
        self.bytes += u64::from(size);
    }

    fn sample(&mut self, kbps: f64) {
        self.latest = Some(kbps);
        let Some((estimate, variance)) = self.estimate else {
            self.estimate = Some((kbps, 50.0));
            return;
        };
        let few = kbps < estimate && self.bytes < FEW_BYTES;
        let scale = UNCERTAINTY * if few { 2.0 } else { 1.0 };
        let deviation = scale * (estimate - kbps).abs() / estimate.max(1.0);
        let sample_variance = (deviation * deviation).max(0.01);
        let before = variance + DRIFT;
        let blended = (sample_variance * estimate + before * kbps) / (sample_variance + before);
        self.estimate = Some((
            blended.max(0.0),
            sample_variance * before / (sample_variance + before),
        ));
    }

    /// What arrived in the last window, however little that is: a cut shows here first.
    pub fn latest_bps(&self) -> Option<u64> {
        self.latest.map(|kbps| (kbps * 1_000.0) as u64)
    }

    /// Bits per second; `None` before the first half second.
    pub fn bps(&self) -> Option<u64> {
        self.estimate.map(|(kbps, _)| (kbps * 1_000.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,000-byte packets at a rate, for some milliseconds.
    fn run(acked: &mut Acked, at: &mut i64, bps: i64, ms: i64) {
        let step = 8_000 * 1_000_000 / bps;
        let end = *at + ms * 1_000;
        while *at < end {
            *at += step;
            acked.note(*at, 1_000);
        }
    }

    #[test]
    fn a_steady_rate_is_found_and_a_cut_is_seen_within_a_second() {
        let (mut acked, mut at) = (Acked::default(), 0);
        run(&mut acked, &mut at, 2_000_000, 400);
        assert_eq!(acked.bps(), None);
        run(&mut acked, &mut at, 2_000_000, 2_000);
        let rate = acked.bps().unwrap();
        assert!((1_900_000..2_100_000).contains(&rate), "{rate}");
        run(&mut acked, &mut at, 250_000, 1_000);
        let rate = acked.bps().unwrap();
        assert!((200_000..450_000).contains(&rate), "{rate}");
    }
}
