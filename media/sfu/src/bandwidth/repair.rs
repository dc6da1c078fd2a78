//! How what a line loses by chance is repaired: how many repeats there may be, how often each is sent, and
//! how long pictures are held back at the receiver, so that repeats come in time instead of in a freeze.
//!
//! A receiver notices a loss with the next picture and asks again every round trip, or every 100 ms where it
//! does not know that (libwebrtc without RFC 3611 reports).

use crate::clock::{MILLI, Micros};

/// Share of sent packets that may be repeats, in percent, on a line that may be full: above it repair
/// feeds the congestion.
const PERCENT: u64 = 20;
/// The same at most, on a line known to have room: a third lost by chance needs two thirds as much again when
/// every repeat is sent twice.
const PERCENT_MOST: u64 = 100;
/// Room beside what is given out from which on more than [`PERCENT`] may be repeats, percent.
const ROOM_PERCENT: u64 = 30;

/// Packets over which losses are averaged, a second or two of video. Fewer would judge chance.
const AVERAGED: f64 = 200.0;
/// A line is lossy from the first share on, and until it is below the second.
const LOSSY_FROM: f64 = 0.03;
const LOSSY_UNTIL: f64 = 0.01;
/// From this share on a repeat is so often lost itself that each is sent twice.
const TWICE_FROM: f64 = 0.04;
/// Loss from which on repeats are lost as often as they arrive: more of them repair nothing.
const HOPELESS: f64 = 0.45;

/// Until a loss is noticed: a picture's distance from the next one.
const NOTICED: Micros = 50 * MILLI;
/// Between two requests of a receiver that does not know the round trip, and what it and we take for one.
const ASKED_AGAIN: Micros = 100 * MILLI;
const HANDLED: Micros = 20 * MILLI;
/// Longest time that pictures are held back; more is felt in a conversation.
const HELD_MOST: Micros = 400 * MILLI;
/// It is given in steps of this: a round trip that trembles must not make players change their delay.
const HELD_STEP: Micros = 50 * MILLI;
/// Round trip before it is known.
const FIRST_RTT: Micros = 100 * MILLI;

/// What is done about losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Share of sent packets that may be repeats, percent.
    pub percent: u64,
    /// How often each repeat is sent.
    pub copies: u8,
    /// How long the receiver is to hold pictures back.
    pub hold: Micros,
    /// It holds pictures back, or did: it hears of each change.
    pub holds: bool,
    /// What repeats take of what the line carries, in percent of what is sent for the first time.
    pub share_percent: u64,
}

impl Default for Repair {
    fn default() -> Self {
        Self {
            percent: PERCENT,
            copies: 1,
            hold: 0,
            holds: false,
            share_percent: 0,
        }
    }
}

/// What a line loses while no queue stands in front of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chance {
    share: f64,
    is_lossy: bool,
}

impl Chance {
    /// A packet came, or was lost.
    pub fn note(&mut self, lost: bool) {
        self.share += (f64::from(u8::from(lost)) - self.share) / AVERAGED;
        self.is_lossy = if self.is_lossy {
            self.share >= LOSSY_UNTIL
        } else {
            self.share >= LOSSY_FROM
        };
    }

    /// True when that is enough to be repaired.
    pub const fn is_lossy(&self) -> bool {
        self.is_lossy
    }

    /// What to do about it. `room_percent`: what the line surely carries beside what is given out, in percent
    /// of that.
    pub fn repair(&self, room_percent: u64, rtt: Option<Micros>) -> Repair {
        let may_be_many = room_percent >= ROOM_PERCENT && self.share < HOPELESS;
        let percent = if may_be_many {
            room_percent.min(PERCENT_MOST)
        } else {
            PERCENT
        };
        if !self.is_lossy {
            return Repair {
                percent,
                ..Repair::default()
            };
        }
        let rtt = rtt.unwrap_or(FIRST_RTT);
        // Two rounds: what is lost twice in a row is one packet in a hundred at a tenth lost.
        let rounds = NOTICED + rtt + HANDLED + rtt.max(ASKED_AGAIN) + HANDLED;
        let copies = 1 + u8::from(may_be_many && self.share >= TWICE_FROM);
        let repeats = self.share * 100.0 * f64::from(copies);
        Repair {
            percent,
            copies,
            hold: rounds.next_multiple_of(HELD_STEP).min(HELD_MOST),
            holds: true,
            share_percent: (repeats as u64).min(percent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTT: Option<Micros> = Some(100 * MILLI);

    /// After a thousand packets, one of `nth` of which is lost.
    fn losing(nth: u32) -> Chance {
        let mut chance = Chance::default();
        (1..=1_000).for_each(|n| chance.note(n % nth == 0));
        chance
    }

    #[test]
    fn a_good_line_is_left_alone() {
        assert_eq!(losing(100).repair(0, RTT), Repair::default());
    }

    #[test]
    fn the_more_is_lost_the_more_is_done_where_there_is_room() {
        let (some, much) = (losing(30).repair(90, RTT), losing(5).repair(90, RTT));
        assert_eq!((some.percent, some.copies, much.copies), (90, 1, 2));
        assert_eq!((some.hold, much.hold), (300 * MILLI, 300 * MILLI));
        assert!((30..=40).contains(&much.share_percent), "{much:?}");
        let full = losing(5).repair(10, RTT);
        assert_eq!((full.percent, full.copies), (PERCENT, 1));
        assert_eq!(losing(5).repair(1_000, None).percent, PERCENT_MOST);
    }

    #[test]
    fn nothing_is_poured_into_a_hopeless_line() {
        let mut chance = losing(5);
        (0..1_000).for_each(|n| chance.note(n % 3 > 0));
        let repair = chance.repair(90, RTT);
        assert_eq!((repair.percent, repair.copies), (PERCENT, 1));
        assert!(repair.hold > 0);
    }

    #[test]
    fn a_line_that_gets_better_is_believed_after_a_while() {
        let mut chance = losing(10);
        let calm = (0..10_000).position(|_| {
            chance.note(false);
            chance.repair(90, RTT).hold == 0
        });
        assert!((300..700).contains(&calm.unwrap()), "{calm:?}");
    }

    #[test]
    fn a_long_way_does_not_hold_a_conversation_up_forever() {
        assert_eq!(losing(5).repair(90, Some(800 * MILLI)).hold, HELD_MOST);
    }
}
