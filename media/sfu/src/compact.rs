//! Numbers with some left out, mapped onto a run without holes: sequence numbers and picture ids of
//! a stream of which a subscriber gets a part.
//!
//! out = in + offset; each number left out lowers the offset for those behind it. Which ones were
//! left out is remembered for a while, so that what comes late finds its place.

/// Remembers the last `64 * WORDS` numbers.
#[derive(Clone, Debug)]
pub struct Compactor<const WORDS: usize> {
    /// First number of this run; earlier ones have no place.
    first: u64,
    /// Highest number met, `None` at the beginning of a run.
    highest: Option<u64>,
    /// out = in + `offset` for numbers above the last one left out.
    offset: i64,
    out_highest: u64,
    /// Bit `n % (64 * WORDS)`: number n was left out.
    left_out: [u64; WORDS],
}

impl<const WORDS: usize> Compactor<WORDS> {
    /// Numbers remembered.
    pub const SPAN: u64 = 64 * WORDS as u64;

    /// `out_first` is the first number that will be given.
    pub const fn new(out_first: u64) -> Self {
        Self {
            first: 0,
            highest: None,
            offset: 0,
            out_highest: out_first.wrapping_sub(1),
            left_out: [0; WORDS],
        }
    }

    /// Highest number given.
    pub const fn out_highest(&self) -> u64 {
        self.out_highest
    }

    /// Begins another run: `first` gets the number behind the highest one given.
    pub fn begin(&mut self, first: u64) {
        self.offset = self.out_highest.wrapping_add(1).wrapping_sub(first) as i64;
        (self.first, self.highest) = (first, None);
        self.left_out = [0; WORDS];
    }

    /// The number given to `number`. `None`: from before this run, left out, or too old to tell.
    pub fn map(&mut self, number: u64) -> Option<u64> {
        if number < self.first {
            return None;
        }
        if self.highest.is_none_or(|highest| number > highest) {
            self.advance(number);
            let out = number.wrapping_add_signed(self.offset);
            self.out_highest = out;
            return Some(out);
        }
        self.map_late(number)
    }

    /// The same for a number at or below the highest, without side effects.
    pub fn map_late(&self, number: u64) -> Option<u64> {
        let remembered = self
            .highest
            .is_some_and(|highest| number + Self::SPAN > highest);
        (number >= self.first && remembered && !self.is_left_out(number))
            .then(|| number.wrapping_add_signed(self.offset + self.left_out_above(number)))
    }

    /// Leaves a number out without a hole. False: later ones are already given, so that its number
    /// is spent and the caller must send something for it.
    pub fn skip(&mut self, number: u64) -> bool {
        if number < self.first {
            return true;
        }
        if let Some(highest) = self.highest.filter(|highest| number <= *highest) {
            return number + Self::SPAN > highest && self.is_left_out(number);
        }
        // Those between the highest and this one never came; they keep their numbers.
        self.advance(number);
        self.offset -= 1;
        self.out_highest = number.wrapping_add_signed(self.offset);
        self.left_out[Self::word(number)] |= 1 << (number % 64);
        true
    }

    /// The number that was given `out`; the inverse of `map_late`.
    pub fn unmap(&self, out: u64) -> Option<u64> {
        let highest = self.highest?;
        let mut at = highest.wrapping_add_signed(self.offset);
        for number in (self.first.max(highest.saturating_sub(Self::SPAN - 1))..=highest).rev() {
            if self.is_left_out(number) {
                continue;
            }
            if at == out {
                return Some(number);
            }
            at = at.wrapping_sub(1);
        }
        None
    }

    fn advance(&mut self, to: u64) {
        let from = self.highest.map_or(to, |highest| highest + 1);
        if to - from >= Self::SPAN {
            self.left_out = [0; WORDS];
        } else {
            for number in from..=to {
                self.left_out[Self::word(number)] &= !(1 << (number % 64));
            }
        }
        self.highest = Some(to);
    }

    const fn word(number: u64) -> usize {
        (number / 64) as usize % WORDS
    }

    const fn is_left_out(&self, number: u64) -> bool {
        self.left_out[Self::word(number)] >> (number % 64) & 1 == 1
    }

    fn left_out_above(&self, number: u64) -> i64 {
        let (mut count, mut at) = (0, number + 1);
        let end = self.highest.map_or(0, |highest| highest + 1);
        while at < end {
            let (bit, left) = (at % 64, end - at);
            let span = left.min(64 - bit);
            let mask = (u64::MAX >> (64 - span)) << bit;
            count += (self.left_out[Self::word(at)] & mask).count_ones();
            at += span;
        }
        i64::from(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_leaves_no_hole_and_what_never_came_does() {
        let mut numbers = Compactor::<2>::new(10);
        numbers.begin(100);
        assert_eq!(numbers.map(100), Some(10));
        assert!(numbers.skip(101) && numbers.skip(102));
        assert_eq!(numbers.map(105), Some(13), "103 and 104 may still come");
        assert_eq!(numbers.map(103), Some(11));
        assert!(!numbers.skip(104), "its number is spent");
        assert!(numbers.skip(101), "left out again is left out");
        assert_eq!(numbers.map(101), None);
    }

    #[test]
    fn every_number_maps_there_and_back_over_the_whole_memory() {
        let mut numbers = Compactor::<4>::new(1_000);
        numbers.begin(7);
        for number in 7..2_000 {
            match number % 5 {
                0 | 2 => assert!(numbers.skip(number)),
                _ => assert!(numbers.map(number).is_some()),
            }
        }
        let oldest = 2_000 - 4 * 64;
        let mut expected = numbers.out_highest();
        for number in (oldest..2_000).rev().filter(|n| !matches!(n % 5, 0 | 2)) {
            assert_eq!(numbers.map_late(number), Some(expected), "{number}");
            assert_eq!(numbers.unmap(expected), Some(number));
            expected -= 1;
        }
        assert_eq!(numbers.map_late(oldest - 4), None, "too old");
        assert_eq!(numbers.unmap(numbers.out_highest() + 1), None, "not yet");
    }

    #[test]
    fn a_long_hole_forgets_what_was_left_out_before_it() {
        let mut numbers = Compactor::<2>::new(0);
        numbers.begin(0);
        assert!(numbers.skip(0) && numbers.map(1) == Some(0));
        assert_eq!(numbers.map(1_000), Some(999));
        assert_eq!(numbers.map(990), Some(989));
    }

    #[test]
    fn a_new_run_goes_on_behind_the_old_one() {
        let mut numbers = Compactor::<2>::new(5);
        numbers.begin(100);
        numbers.map(100);
        numbers.skip(101);
        numbers.begin(40);
        assert_eq!(numbers.map(40), Some(6));
        assert_eq!(numbers.map(39), None, "from before it began");
        assert!(numbers.skip(39), "nothing is owed for it");
    }
}
