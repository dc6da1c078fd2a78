//! Bits, most significant first, as the descriptor's syntax counts them.

/// Reads bits; `None` behind the end.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    /// Begins at a bit.
    pub const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The bit that comes next.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// One bit.
    pub fn flag(&mut self) -> Option<bool> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// `f(count)`, at most 32 bits.
    pub fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            value = value << 1 | u32::from(self.flag()?);
        }
        Some(value)
    }

    /// `ns(n)`: a number below `n`, which is at least 1 and small.
    pub fn below(&mut self, n: u32) -> Option<u32> {
        let width = n.ilog2() + 1;
        let short = (1 << width) - n;
        let value = self.take(width - 1)?;
        if value < short {
            return Some(value);
        }
        Some((value << 1) - short + u32::from(self.flag()?))
    }
}

/// Writes bits into zeroed bytes; false behind the end.
pub(super) struct BitWriter<'a> {
    bytes: &'a mut [u8],
    at: usize,
}

impl<'a> BitWriter<'a> {
    /// Begins at the first bit. `bytes` are all zero.
    pub const fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes written to, the last one perhaps in part.
    pub const fn len(&self) -> usize {
        self.at.div_ceil(8)
    }

    /// One bit.
    pub fn flag(&mut self, bit: bool) -> bool {
        let Some(byte) = self.bytes.get_mut(self.at / 8) else {
            return false;
        };
        *byte |= u8::from(bit) << (7 - self.at % 8);
        self.at += 1;
        true
    }

    /// The low `count` bits of a value.
    pub fn put(&mut self, value: u32, count: u32) -> bool {
        (0..count)
            .rev()
            .all(|shift| self.flag(value >> shift & 1 == 1))
    }

    /// Copies the bits from `from` to the end of the reader's bytes, or to bit `to`.
    pub fn copy(&mut self, bytes: &[u8], from: usize, to: usize) -> bool {
        let mut reader = BitReader::new(bytes, from);
        (from..to).all(|_| reader.flag().is_some_and(|bit| self.flag(bit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut bytes = [0; 4];
        let mut writer = BitWriter::new(&mut bytes);
        assert!(writer.put(0b101, 3) && writer.put(0x1ff, 9) && writer.flag(false));
        assert_eq!(writer.len(), 2);
        assert!(!writer.put(0, 30), "behind the end");
        let mut reader = BitReader::new(&bytes, 0);
        assert_eq!(
            (reader.take(3), reader.take(9), reader.at()),
            (Some(0b101), Some(0x1ff), 12)
        );
        assert_eq!(BitReader::new(&bytes, 30).take(3), None);
    }

    #[test]
    fn a_number_below_n_takes_a_bit_less_when_it_is_small() {
        // n = 5: 0, 1 and 2 take two bits, 3 and 4 take three (AV1 RTP payload specification, A.8.1).
        let mut reader = BitReader::new(&[0b0001_1011, 0b0111_0000], 0);
        let read: Vec<_> = (0..5).map(|_| reader.below(5)).collect();
        assert_eq!(read, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!(reader.at(), 12);
    }
}
