//! A small seeded generator (`SplitMix64`) for sequence-number starts. Not for keys or names.

/// Deterministic stream of numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Same seed, same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// First sequence number of an SRTP stream: below 2^15, so that loss of the first packets around
    /// a wrap cannot make the receiver guess the wrong rollover counter (RFC 3711 §3.3.1).
    pub fn first_seq(&mut self) -> u64 {
        self.next() & 0x7fff
    }
}
