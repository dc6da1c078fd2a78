//! Frames under way: a batch waits until the frames in it are complete, so that each goes to every
//! subscriber as one run of equal datagrams, which is one GSO message.
//!
//! Browsers send a frame in one burst; a decoder cannot start before the frame's last packet, so the
//! wait costs no picture time. Senders that space their packets evenly would only be delayed: each
//! layer earns its wait by frames that came whole, and loses it by waits that were in vain.

use crate::clock::Micros;
use crate::slab::Key;

/// Longest wait from the first packet held. Chromium's bursts last 0.3 ms at p50, 0.9 ms at p90; more
/// would be felt as delay, less would cut every tenth frame in two.
const LONGEST: Micros = 1_000;
/// Longest wait from the latest packet of an open frame: a burst's gaps are 0.1 ms. More would delay
/// evenly spaced packets until [`Patience`] runs out, less would cut bursts on a busy sender.
const LONGEST_GAP: Micros = 400;
/// Waits in vain that a layer has in hand. Less would let a single hiccup end coalescing.
const FULL_CREDIT: u8 = 4;
/// Packets after which a layer without credit is tried again, some seconds of video: a sender's pace
/// changes with its network. Each trial delays one packet by [`LONGEST_GAP`].
const TRIAL_AFTER: u16 = 512;

/// Whether a layer's frames are worth waiting for.
#[derive(Debug)]
pub struct Patience {
    credit: u8,
    /// Packets since the credit was used up.
    since: u16,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            credit: FULL_CREDIT,
            since: 0,
        }
    }
}

impl Patience {
    /// A packet of the layer came: may its frame be waited for?
    fn on_packet(&mut self) -> bool {
        if self.credit == 0 {
            self.since += 1;
            if self.since >= TRIAL_AFTER {
                (self.credit, self.since) = (1, 0);
            }
        }
        self.credit > 0
    }

    fn on_complete(&mut self) {
        self.credit = (self.credit + 1).min(FULL_CREDIT);
    }

    /// A frame was waited for and did not become complete in time.
    pub fn on_vain(&mut self) {
        self.credit = self.credit.saturating_sub(1);
    }
}

/// The open frames of one batch.
#[derive(Debug, Default)]
pub struct Hold {
    /// Track and layer of each.
    open: Vec<(Key, u8)>,
    /// When the batch's first packet came.
    since: Micros,
    /// When the latest packet of an open frame came.
    latest: Micros,
}

impl Hold {
    /// The batch gets its first packet.
    pub fn begin(&mut self, now: Micros) {
        self.since = now;
    }

    /// A packet of a layer's newest frame joins the batch; `ends` = its marker bit.
    pub fn note(&mut self, layer: (Key, u8), ends: bool, patience: &mut Patience, now: Micros) {
        let open = self.open.iter().position(|held| *held == layer);
        if ends {
            if let Some(at) = open {
                self.open.swap_remove(at);
                patience.on_complete();
            }
        } else if patience.on_packet() {
            if open.is_none() {
                self.open.push(layer);
            }
            self.latest = now;
        }
    }

    /// Until when the batch waits; `None`: not at all.
    pub fn until(&self) -> Option<Micros> {
        let due = (self.since + LONGEST).min(self.latest + LONGEST_GAP);
        (!self.open.is_empty()).then_some(due)
    }

    /// The batch goes out: gives the frames that are still open.
    pub fn end(&mut self) -> impl Iterator<Item = (Key, u8)> + '_ {
        self.open.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYER: (Key, u8) = (3, 1);

    #[test]
    fn a_batch_waits_for_the_marker_of_every_open_frame() {
        let (mut hold, mut patience, mut other) =
            (Hold::default(), Patience::default(), Patience::default());
        hold.begin(100);
        assert_eq!(hold.until(), None);
        hold.note(LAYER, false, &mut patience, 100);
        hold.note((4, 0), false, &mut other, 150);
        hold.note(LAYER, true, &mut patience, 200);
        assert_eq!(hold.until(), Some(150 + LONGEST_GAP));
        hold.note((4, 0), true, &mut other, 210);
        assert_eq!(hold.until(), None);
    }

    #[test]
    fn no_burst_is_waited_for_longer_than_a_millisecond() {
        let (mut hold, mut patience) = (Hold::default(), Patience::default());
        hold.begin(0);
        for at in [0, 300, 600, 900] {
            hold.note(LAYER, false, &mut patience, at);
        }
        assert_eq!(hold.until(), Some(LONGEST));
    }

    #[test]
    fn a_layer_that_spaces_its_packets_is_soon_not_waited_for_and_tried_again_later() {
        let (mut hold, mut patience) = (Hold::default(), Patience::default());
        let mut waits = 0;
        for packet in 0..u64::from(TRIAL_AFTER) + 8 {
            let now = packet * 6_000;
            hold.begin(now);
            hold.note(LAYER, false, &mut patience, now);
            waits += usize::from(hold.until().is_some());
            for _ in hold.end() {
                patience.on_vain();
            }
        }
        assert_eq!(waits, usize::from(FULL_CREDIT) + 1);
    }

    #[test]
    fn frames_that_come_whole_earn_the_wait_back() {
        let (mut hold, mut patience) = (Hold::default(), Patience::default());
        for _ in 0..FULL_CREDIT - 1 {
            patience.on_vain();
        }
        for now in 0..20 {
            hold.begin(now);
            hold.note(LAYER, false, &mut patience, now);
            assert!(hold.until().is_some());
            hold.note(LAYER, true, &mut patience, now);
            if now % 2 == 0 {
                patience.on_vain();
            }
        }
    }
}
