//! Packet index estimation and replay check, RFC 3711 §3.3.1, §3.3.2 and Appendix A.

use crate::seq::nearest;

/// Packets behind the newest one that may still come. RFC 3711 asks for at least 64; 128 covers
/// 0.4 s of a 3 Mbit/s layer. Wider would need more than one word.
const WINDOW: u64 = 128;

/// Which packets of one SSRC have come. Keep one per SSRC; accept only authentic packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplayWindow {
    highest: Option<u64>,
    /// Bit *n* stands for `highest - n`.
    seen: u128,
}

impl ReplayWindow {
    /// Nothing seen yet; the rollover counter starts at 0.
    pub const fn new() -> Self {
        Self {
            highest: None,
            seen: 0,
        }
    }

    /// Best guess of the packet's index `roc << 16 | seq`: the one nearest to the highest so far.
    pub fn index_of(&self, seq: u16) -> u64 {
        self.highest
            .map_or(u64::from(seq), |highest| nearest(highest, seq))
    }

    /// False: seen before, or too old to tell. Check before decrypting.
    pub fn is_fresh(&self, index: u64) -> bool {
        match self.highest {
            Some(highest) if index <= highest => {
                highest - index < WINDOW && self.seen >> (highest - index) & 1 == 0
            }
            _ => true,
        }
    }

    /// Remembers an *authentic* packet.
    pub fn accept(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => {
                if highest - index < WINDOW {
                    self.seen |= 1 << (highest - index);
                }
            }
            Some(highest) => {
                let step = index - highest;
                self.seen = if step < WINDOW {
                    self.seen << step | 1
                } else {
                    1
                };
                self.highest = Some(index);
            }
            None => {
                *self = Self {
                    highest: Some(index),
                    seen: 1,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_packet_is_fresh_exactly_once_in_any_order_within_the_window() {
        let mut window = ReplayWindow::new();
        for index in [1000, 1002, 1001, 1127, 1003] {
            assert!(window.is_fresh(index));
            window.accept(index);
            assert!(!window.is_fresh(index));
        }
    }

    #[test]
    fn what_falls_out_of_the_window_is_never_fresh() {
        let mut window = ReplayWindow::new();
        window.accept(1000);
        window.accept(1000 + 200);
        assert!(!window.is_fresh(1000));
        assert!(!window.is_fresh(1200 - 128));
        assert!(window.is_fresh(1200 - 127));
    }

    #[test]
    fn the_rollover_counter_goes_up_over_the_wrap_and_down_for_late_packets() {
        let mut window = ReplayWindow::new();
        window.accept(window.index_of(65_535));
        assert_eq!(window.index_of(0), 1 << 16);
        window.accept(1 << 16);
        assert_eq!(window.index_of(65_534), 65_534);
        assert!(window.is_fresh(65_534));
    }

    #[test]
    fn a_packet_from_before_the_first_one_never_goes_below_zero() {
        let mut window = ReplayWindow::new();
        window.accept(window.index_of(0));
        assert_eq!(window.index_of(65_535), 65_535);
    }
}
