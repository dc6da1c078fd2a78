//! Numbers of a track whose packets are withheld now and then: what goes on is counted as if nothing
//! had been there, as after silence that was not sent.

use crate::compact::Compactor;

/// Numbers that may come late, in words of 64: 1.3 s of 20 ms packets.
const MEMORY: usize = 1;

/// See the module. Made when the first packet is withheld.
#[derive(Debug)]
pub struct Gap {
    numbers: Compactor<MEMORY>,
    highest: u64,
    withheld: bool,
}

/// A number that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The new number.
    pub seq: u64,
    /// It is the first one after some were withheld.
    pub resumes: bool,
}

impl Gap {
    /// Up to and with `highest` everything has gone on under its own number.
    pub fn behind(highest: u64) -> Self {
        let mut numbers = Compactor::new(0);
        numbers.begin(0);
        let _ = numbers.map(highest);
        Self {
            numbers,
            highest,
            withheld: false,
        }
    }

    /// Withholds a packet, and with it whatever was lost before it.
    pub fn withhold(&mut self, seq: u64) {
        if seq.saturating_sub(self.highest) > Compactor::<MEMORY>::SPAN {
            // What lies further back is as good as never sent.
            self.numbers.begin(seq);
            self.highest = seq.saturating_sub(1);
        }
        for number in self.highest + 1..=seq {
            self.numbers.skip(number);
        }
        self.highest = self.highest.max(seq);
        self.withheld = true;
    }

    /// Lets a packet go on. `None`: it comes so late that its number is given away.
    pub fn pass(&mut self, seq: u64) -> Option<Passed> {
        let is_newest = seq > self.highest;
        let passed = Passed {
            seq: self.numbers.map(seq)?,
            resumes: is_newest && self.withheld,
        };
        if is_newest {
            (self.highest, self.withheld) = (seq, false);
        }
        Some(passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn passed(seq: u64, resumes: bool) -> Passed {
        Passed { seq, resumes }
    }

    #[test]
    fn numbers_go_on_where_they_were_and_the_first_one_is_marked() {
        let mut gap = Gap::behind(70_000);
        (70_001..70_051).for_each(|seq| gap.withhold(seq));
        assert_eq!(gap.pass(70_051), Some(passed(70_001, true)));
        assert_eq!(
            gap.pass(70_053),
            Some(passed(70_003, false)),
            "one was lost"
        );
        assert_eq!(
            gap.pass(70_052),
            Some(passed(70_002, false)),
            "and comes late"
        );
    }

    #[test]
    fn what_was_lost_while_packets_were_withheld_leaves_no_hole() {
        let mut gap = Gap::behind(10);
        gap.withhold(11);
        gap.withhold(15);
        gap.withhold(15 + 1_000);
        assert_eq!(gap.pass(1_016), Some(passed(11, true)));
        assert_eq!(gap.pass(13), None);
    }
}
