//! A hashed timing wheel with 1 ms ticks: O(1) to arm, idle peers cost nothing, no allocation once
//! the entry pool has grown to the number of timers in use.
//!
//! Timers are not cancelled: the owner remembers what it armed and ignores a stale expiry.

use crate::clock::{MILLI, Micros};

/// Slots; a timer further away than this many ticks stays in its slot for more than one turn, and the
/// worker wakes for nothing at each of them. Eight seconds hold every periodic timer of a peer: with half
/// a second, fifty idle peers cost 300 empty wake-ups a second. The price is 32 KB per worker.
const SLOTS: usize = 8_192;
/// Entries made at start: timers of about 200 peers.
const INITIAL_ENTRIES: usize = 1024;
/// End of a list.
const NIL: u32 = u32::MAX;

/// What a timer is for; opaque here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// Owner.
    pub owner: u32,
    /// Which of its timers.
    pub kind: u8,
    /// When it was wanted.
    pub tick: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    timer: Timer,
    next: u32,
}

/// See the module.
#[derive(Debug)]
pub struct Wheel {
    heads: Vec<u32>,
    occupied: [u64; SLOTS / 64],
    entries: Vec<Entry>,
    free: u32,
    /// The next tick to look at.
    cursor: u64,
}

impl Wheel {
    /// Empty, at tick 0.
    pub fn new() -> Self {
        Self {
            heads: vec![NIL; SLOTS],
            occupied: [0; SLOTS / 64],
            entries: Vec::with_capacity(INITIAL_ENTRIES),
            free: NIL,
            cursor: 0,
        }
    }

    /// The tick in which a moment falls, rounded up so that a timer never fires early.
    pub const fn tick_of(at: Micros) -> u64 {
        at.div_ceil(MILLI)
    }

    /// Arms a timer; one in the past fires at the next [`Wheel::expire`]. Returns the tick it got.
    pub fn arm(&mut self, owner: u32, kind: u8, at: Micros) -> u64 {
        let tick = Self::tick_of(at).max(self.cursor);
        let slot = tick as usize % SLOTS;
        let entry = Entry {
            timer: Timer { owner, kind, tick },
            next: self.heads[slot],
        };
        let index = if self.free == NIL {
            self.entries.push(entry);
            (self.entries.len() - 1) as u32
        } else {
            let index = self.free;
            self.free = self.entries[index as usize].next;
            self.entries[index as usize] = entry;
            index
        };
        self.heads[slot] = index;
        self.occupied[slot / 64] |= 1 << (slot % 64);
        tick
    }

    /// Takes every timer due at `now`, in order of ticks, into `due` (which is not cleared).
    pub fn expire(&mut self, now: Micros, due: &mut Vec<Timer>) {
        let now_tick = now / MILLI;
        if now_tick < self.cursor {
            return;
        }
        let turns = (now_tick - self.cursor + 1).min(SLOTS as u64);
        let first = now_tick + 1 - turns;
        for tick in first..=now_tick {
            let slot = tick as usize % SLOTS;
            if self.occupied[slot / 64] & (1 << (slot % 64)) != 0 {
                self.expire_slot(slot, now_tick, due);
            }
        }
        self.cursor = now_tick + 1;
    }

    fn expire_slot(&mut self, slot: usize, now_tick: u64, due: &mut Vec<Timer>) {
        let mut at = std::mem::replace(&mut self.heads[slot], NIL);
        let mut kept = NIL;
        while at != NIL {
            let entry = &mut self.entries[at as usize];
            let next = entry.next;
            if entry.timer.tick <= now_tick {
                due.push(entry.timer);
                entry.next = self.free;
                self.free = at;
            } else {
                entry.next = kept;
                kept = at;
            }
            at = next;
        }
        self.heads[slot] = kept;
        if kept == NIL {
            self.occupied[slot / 64] &= !(1 << (slot % 64));
        }
    }

    /// When [`Wheel::expire`] is next worth calling: never later than the earliest timer, sometimes
    /// earlier (a timer of a later turn in the same slot).
    pub fn next(&self) -> Option<Micros> {
        let start = self.cursor as usize % SLOTS;
        (0..=SLOTS / 64).find_map(|step| {
            let word_index = (start / 64 + step) % (SLOTS / 64);
            let mut word = self.occupied[word_index];
            if step == 0 {
                word &= u64::MAX << (start % 64);
            }
            if word == 0 {
                return None;
            }
            let slot = word_index * 64 + word.trailing_zeros() as usize;
            let ahead = (slot + SLOTS - start) % SLOTS;
            Some((self.cursor + ahead as u64) * MILLI)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fired(wheel: &mut Wheel, now: Micros) -> Vec<u32> {
        let mut due = Vec::new();
        wheel.expire(now, &mut due);
        due.iter().map(|t| t.owner).collect()
    }

    #[test]
    fn timers_fire_at_their_tick_and_never_early() {
        let mut wheel = Wheel::new();
        wheel.arm(1, 0, 10 * MILLI);
        wheel.arm(2, 0, 10 * MILLI + 1);
        assert_eq!(wheel.next(), Some(10 * MILLI));
        assert_eq!(fired(&mut wheel, 9_999), []);
        assert_eq!(fired(&mut wheel, 10 * MILLI), [1]);
        assert_eq!(fired(&mut wheel, 11 * MILLI), [2]);
        assert_eq!(wheel.next(), None);
    }

    #[test]
    fn a_timer_beyond_one_turn_waits_for_its_turn() {
        let mut wheel = Wheel::new();
        let far = (SLOTS as u64 * 3 + 7) * MILLI;
        wheel.arm(1, 0, far);
        let mut now = 0;
        while let Some(next) = wheel.next().filter(|n| *n < far) {
            now = next.max(now + MILLI);
            assert_eq!(fired(&mut wheel, now), []);
        }
        assert_eq!(fired(&mut wheel, far), [1]);
    }

    #[test]
    fn a_late_call_fires_everything_that_was_missed() {
        let mut wheel = Wheel::new();
        let count = 4 * SLOTS as u32;
        for owner in 0..count {
            wheel.arm(owner, 0, Micros::from(owner) * MILLI);
        }
        let late = 10 * SLOTS as u64;
        assert_eq!(fired(&mut wheel, late * MILLI).len(), count as usize);
        wheel.arm(7, 0, 0);
        assert_eq!(
            fired(&mut wheel, (late + 1) * MILLI),
            [7],
            "armed in the past"
        );
    }

    #[test]
    fn a_periodic_timer_of_a_peer_wakes_only_when_it_is_due() {
        let mut wheel = Wheel::new();
        wheel.arm(1, 0, 5_000 * MILLI);
        assert_eq!(wheel.next(), Some(5_000 * MILLI));
    }

    #[test]
    fn next_looks_over_the_end_of_the_wheel() {
        let mut wheel = Wheel::new();
        let end = SLOTS as u64;
        fired(&mut wheel, (end - 12) * MILLI);
        wheel.arm(1, 0, (end + 3) * MILLI);
        assert_eq!(wheel.next(), Some((end + 3) * MILLI));
    }
}
