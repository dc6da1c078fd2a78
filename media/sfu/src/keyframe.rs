//! When to ask a publisher for a key frame of one layer (RFC 4585 §6.3.1, PLI).
//!
//! All wishes for a layer meet here: a join storm costs one PLI, which is repeated until the key
//! frame comes.

use crate::clock::{MILLI, Micros};

/// Least time between two PLIs for the lowest (or only) layer. Sooner, encoders ignore them or the
/// bit rate suffers.
const INTERVAL_LOWEST: Micros = 300 * MILLI;
/// The same for higher layers, whose key frames are larger.
const INTERVAL_HIGHER: Micros = 500 * MILLI;
/// A wish that comes so soon after a key frame was answered by it, unless repeated.
const FRESH: Micros = 100 * MILLI;

/// Wish for a key frame of one layer.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyFrameWish {
    wanted: bool,
    asked: Option<Micros>,
    came: Option<Micros>,
}

impl KeyFrameWish {
    /// Somebody needs a key frame. `waiting`: it cannot show anything without one (a new subscriber,
    /// a switch); false for a repair wish, which a key frame that is just under way satisfies.
    pub fn want(&mut self, now: Micros, waiting: bool) {
        let fresh = self
            .came
            .is_some_and(|came| now.saturating_sub(came) < FRESH);
        self.wanted |= waiting || !fresh;
    }

    /// A key frame begins.
    pub fn on_key_frame(&mut self, now: Micros) {
        self.wanted = false;
        self.came = Some(now);
    }

    /// Nobody waits any more.
    pub fn cancel(&mut self) {
        self.wanted = false;
    }

    /// Time since the last key frame began; `None` before the first.
    pub fn age(&self, now: Micros) -> Option<Micros> {
        self.came.map(|came| now.saturating_sub(came))
    }

    /// When to send the next PLI; `None` while no key frame is wanted.
    pub fn due(&self, layer: u8) -> Option<Micros> {
        let interval = if layer == 0 {
            INTERVAL_LOWEST
        } else {
            INTERVAL_HIGHER
        };
        self.wanted
            .then(|| self.asked.map_or(0, |asked| asked + interval))
    }

    /// True when a PLI is to be sent now; counts as sent.
    pub fn take_due(&mut self, layer: u8, now: Micros) -> bool {
        let due = self.due(layer).is_some_and(|due| due <= now);
        if due {
            self.asked = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_storm_costs_one_pli_and_it_repeats_until_the_key_frame_comes() {
        let mut wish = KeyFrameWish::default();
        let mut sent = 0;
        for ms in 0..1_000 {
            wish.want(ms * MILLI, true);
            sent += u32::from(wish.take_due(0, ms * MILLI));
        }
        assert_eq!(sent, 4, "at 0, 300, 600 and 900 ms");
        wish.on_key_frame(1_000 * MILLI);
        assert_eq!(wish.due(0), None);
    }

    #[test]
    fn higher_layers_are_asked_less_often() {
        let mut wish = KeyFrameWish::default();
        wish.want(0, true);
        assert!(wish.take_due(2, 0));
        assert!(!wish.take_due(2, 499 * MILLI));
        assert!(wish.take_due(2, 500 * MILLI));
    }

    #[test]
    fn a_repair_wish_right_after_a_key_frame_is_already_answered() {
        let mut wish = KeyFrameWish::default();
        wish.on_key_frame(1_000 * MILLI);
        wish.want(1_050 * MILLI, false);
        assert_eq!(wish.due(0), None);
        wish.want(1_050 * MILLI, true);
        assert!(wish.due(0).is_some());
    }
}
