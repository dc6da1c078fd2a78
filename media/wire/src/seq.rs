//! Sequence numbers that never wrap: 16 bits on the wire, 64 bits inside.

/// Extends 16-bit sequence numbers to 64 bits by nearness to the highest one seen.
///
/// Starts at 2^16 above the first number, so that a packet from before the first one is still positive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeqExtender {
    highest: Option<u64>,
}

impl SeqExtender {
    /// Nothing seen yet.
    pub const fn new() -> Self {
        Self { highest: None }
    }

    /// Extends `seq` and remembers it when it is the highest so far.
    pub fn extend(&mut self, seq: u16) -> u64 {
        let extended = self.peek(seq);
        self.highest = Some(self.highest.map_or(extended, |h| h.max(extended)));
        extended
    }

    /// What [`Self::extend`] would return, without remembering.
    pub fn peek(&self, seq: u16) -> u64 {
        match self.highest {
            None => (1 << 16) | u64::from(seq),
            Some(highest) => nearest(highest, seq),
        }
    }

    /// Highest extended number, `None` before the first packet.
    pub const fn highest(&self) -> Option<u64> {
        self.highest
    }
}

/// The number that ends in `seq` and lies nearest to `reference`; never below zero.
pub fn nearest(reference: u64, seq: u16) -> u64 {
    let step = i64::from(seq.wrapping_sub(reference as u16) as i16);
    reference.checked_add_signed(step).unwrap_or(u64::from(seq))
}

/// True when `a` is newer than `b` in 16-bit wrapping order (RFC 1982).
pub const fn is_newer(a: u16, b: u16) -> bool {
    a != b && a.wrapping_sub(b) < 0x8000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_over_the_wrap() {
        let mut extender = SeqExtender::new();
        let first = extender.extend(65_534);
        assert_eq!(extender.extend(65_535), first + 1);
        assert_eq!(extender.extend(0), first + 2);
        assert_eq!(extender.extend(3), first + 5);
    }

    #[test]
    fn a_late_packet_from_before_the_wrap_is_lower_and_does_not_move_the_highest() {
        let mut extender = SeqExtender::new();
        let first = extender.extend(1);
        assert_eq!(extender.extend(65_535), first - 2);
        assert_eq!(extender.highest(), Some(first));
    }

    #[test]
    fn newer_is_a_wrapping_order() {
        assert!(is_newer(0, 65_535));
        assert!(!is_newer(65_535, 0));
        assert!(!is_newer(5, 5));
    }
}
