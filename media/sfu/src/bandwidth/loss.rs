//! Loss-based limit: what a full line drops goes away when less is sent, what a bad radio link drops
//! does not. So a rate is lowered for loss only until it is seen that this did not help.

use crate::clock::{MILLI, Micros, SECOND};

/// A window ends after so long and so many packets: fewer would judge chance.
const WINDOW: Micros = 400 * MILLI;
const WINDOW_PACKETS: u32 = 20;
/// A burst of loss this heavy is judged sooner: a cut line loses nearly everything.
const HEAVY: f64 = 0.4;
const HEAVY_WINDOW: Micros = 100 * MILLI;
const HEAVY_PACKETS: u32 = 10;
/// A share of fewer packets than this is a guess: what looks like loss is watched for longer first,
/// and a better line is believed more slowly.
const SURE_PACKETS: u32 = 100;
/// Loss is compared only so long after a decrease: until then queues drain and drop what came before.
const SETTLE: Micros = SECOND;
/// Standard deviations that loss must lie above what is tolerated, or it may be chance.
const DEVIATIONS: f64 = 2.0;
/// Loss above the inherent one that is answered; below it repair by NACK is the answer. As GCC.
const TOLERATED: f64 = 0.1;
/// Rate kept of what arrived under heavy loss.
const AFTER_HEAVY: f64 = 0.95;
/// A fall of the sending rate below this share makes a comparison possible.
const COMPARABLE: f64 = 0.9;
/// How fast a better line is believed, per [`SURE_PACKETS`].
const RECOVERY: f64 = 0.3;

/// What a window of loss led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to do about it.
    Fine,
    /// Not more than this, bits per second.
    Limit(u64),
    /// Lowering the rate did not help: it was this before, bits per second.
    Restore(u64),
}

/// A decrease whose effect is awaited.
#[derive(Clone, Copy, Debug)]
struct Trial {
    /// When the last packet was sent that led to it.
    at: Micros,
    loss: f64,
    sent_bps: f64,
    estimate: u64,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Loss {
    window_from: Option<Micros>,
    bytes: u64,
    packets: u32,
    lost: u32,
    /// Share that is lost at any rate.
    inherent: f64,
    trial: Option<Trial>,
}

impl Loss {
    /// A packet was reported on.
    pub fn note(&mut self, sent_at: Micros, size: u16, lost: bool) {
        self.window_from.get_or_insert(sent_at);
        self.bytes += u64::from(size);
        self.packets += 1;
        self.lost += u32::from(lost);
    }

    /// Judges the window that ends with a packet sent at `until`, if it is long enough. `arrives` is
    /// what came through of late, bits per second: a window can begin before the line was cut.
    pub fn judge(&mut self, until: Micros, estimate: u64, arrives: Option<u64>) -> Verdict {
        let Some(from) = self.window_from else {
            return Verdict::Fine;
        };
        let span = until.saturating_sub(from);
        let loss = f64::from(self.lost) / f64::from(self.packets.max(1));
        let heavy = loss - self.inherent > HEAVY;
        let long = span >= WINDOW && self.packets >= WINDOW_PACKETS;
        let soon = heavy && span >= HEAVY_WINDOW && self.packets >= HEAVY_PACKETS;
        let settles = self.trial.is_some_and(|trial| from < trial.at + SETTLE);
        let is_clear = settles || !self.may_be_chance(loss);
        if !(soon || long && is_clear) {
            return Verdict::Fine;
        }
        let packets = self.packets;
        let sent_bps = self.bytes as f64 * 8.0 * SECOND as f64 / span.max(HEAVY_WINDOW) as f64;
        (self.window_from, self.bytes, self.packets, self.lost) = (None, 0, 0, 0);
        if settles && !soon {
            return Verdict::Fine;
        }
        if let Some(verdict) = self.compare(loss, sent_bps, from) {
            return verdict;
        }
        let excess = self.excess(loss, packets);
        if excess <= TOLERATED + DEVIATIONS * deviation(loss, packets) {
            return Verdict::Fine;
        }
        self.await_effect(loss, sent_bps, estimate, until);
        let limit = if heavy {
            // What gets through, however far the estimate was lowered meanwhile.
            let carried = sent_bps * (1.0 - loss);
            carried.min(arrives.map_or(f64::MAX, |bps| bps as f64)) * AFTER_HEAVY
        } else {
            sent_bps.min(estimate as f64) * (1.0 - 0.5 * excess)
        };
        Verdict::Limit(limit as u64)
    }

    /// The delay says that it is congestion: nothing is to be taken back.
    pub const fn confirm(&mut self) {
        self.trial = None;
    }

    /// Did the last decrease help?
    fn compare(&mut self, loss: f64, sent_bps: f64, from: Micros) -> Option<Verdict> {
        let lower = |trial: &Trial| sent_bps < COMPARABLE * trial.sent_bps;
        let trial = self
            .trial
            .filter(|trial| lower(trial) && from >= trial.at + SETTLE)?;
        self.trial = None;
        let carried = (1.0 - trial.loss) * trial.sent_bps;
        let if_full = (1.0 - carried / sent_bps).max(0.0);
        if loss <= f64::midpoint(trial.loss, if_full) {
            return None;
        }
        self.inherent = self.inherent.max(loss.min(trial.loss));
        Some(Verdict::Restore(trial.estimate))
    }

    /// More than is tolerated, but too few packets to be sure.
    fn may_be_chance(&self, loss: f64) -> bool {
        let excess = loss - self.inherent - TOLERATED;
        let doubt = DEVIATIONS * deviation(loss, self.packets);
        (0.0..=doubt).contains(&excess) && self.packets < SURE_PACKETS
    }

    /// Loss beyond what the line always has.
    fn excess(&mut self, loss: f64, packets: u32) -> f64 {
        if loss < self.inherent {
            let weight = f64::from(packets.min(SURE_PACKETS)) / f64::from(SURE_PACKETS);
            self.inherent += (loss - self.inherent) * RECOVERY * weight;
        }
        loss - self.inherent
    }

    /// Share that is lost at any rate.
    pub const fn inherent(&self) -> f64 {
        self.inherent
    }

    fn await_effect(&mut self, loss: f64, sent_bps: f64, estimate: u64, at: Micros) {
        // The first one of several in a row knows the estimate to go back to.
        self.trial.get_or_insert(Trial {
            at,
            loss,
            sent_bps,
            estimate,
        });
    }
}

/// Standard deviation of a share of so many packets.
fn deviation(share: f64, packets: u32) -> f64 {
    (share * (1.0 - share) / f64::from(packets.max(1))).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a second of 1,000-byte packets, every `nth` of which is lost (0: none).
    fn window(loss: &mut Loss, at: &mut Micros, bps: u64, nth: u64, estimate: u64) -> Verdict {
        let step = 8_000 * SECOND / bps;
        let end = *at + 500 * MILLI;
        let mut count = 0;
        let mut verdict = Verdict::Fine;
        while *at < end {
            *at += step;
            count += 1;
            loss.note(*at, 1_000, nth > 0 && count % nth == 0);
            if verdict == Verdict::Fine {
                verdict = loss.judge(*at, estimate, None);
            }
        }
        verdict
    }

    #[test]
    fn loss_that_goes_away_with_a_lower_rate_was_congestion() {
        let (mut loss, mut at) = (Loss::default(), 0);
        assert_eq!(
            window(&mut loss, &mut at, 2_000_000, 0, 3_000_000),
            Verdict::Fine
        );
        let verdict = window(&mut loss, &mut at, 2_000_000, 4, 3_000_000);
        let Verdict::Limit(bps) = verdict else {
            panic!("{verdict:?}")
        };
        assert!((1_600_000..1_900_000).contains(&bps), "{bps}");
        for _ in 0..4 {
            assert_eq!(window(&mut loss, &mut at, 1_500_000, 0, bps), Verdict::Fine);
        }
        assert!(loss.inherent < 0.01);
    }

    #[test]
    fn loss_that_stays_is_the_lines_own_and_the_rate_comes_back() {
        let (mut loss, mut at) = (Loss::default(), 0);
        window(&mut loss, &mut at, 2_000_000, 5, 3_000_000);
        let after = [(); 8].map(|()| window(&mut loss, &mut at, 500_000, 5, 1_800_000));
        assert!(after.contains(&Verdict::Restore(3_000_000)), "{after:?}");
        for _ in 0..20 {
            assert_eq!(
                window(&mut loss, &mut at, 2_000_000, 5, 3_000_000),
                Verdict::Fine
            );
        }
        for _ in 0..20 {
            window(&mut loss, &mut at, 2_000_000, 0, 3_000_000);
        }
        assert!(loss.inherent < 0.01, "a line that got better is believed");
    }

    #[test]
    fn a_cut_line_is_answered_within_a_hundred_milliseconds() {
        let mut loss = Loss::default();
        for n in 0..30_u64 {
            loss.note(n * 5 * MILLI, 1_000, n % 8 != 0);
            let verdict = loss.judge(n * 5 * MILLI, 3_000_000, None);
            if let Verdict::Limit(bps) = verdict {
                assert!(n * 5 <= 105 && bps < 400_000, "{n} {bps}");
                return;
            }
        }
        panic!("not answered");
    }
}
