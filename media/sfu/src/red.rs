//! Redundant audio (RFC 2198), read only to find the primary encoding: subscribers without RED get
//! that alone. Redundancy is never made here.

use std::ops::Range;

/// Set in every block header but the last one's.
const FOLLOWS: u8 = 0x80;
/// Bytes of a header with the `FOLLOWS` bit: payload type, 14-bit offset, 10-bit length.
const LONG_HEADER: usize = 4;
/// Blocks in a packet; libwebrtc sends at most 2 redundant ones, RFC 2198 sets no limit.
const MAX_BLOCKS: usize = 32;

/// Where the primary encoding lies, and its payload type. `None`: malformed.
pub fn primary(payload: &[u8]) -> Option<(u8, Range<usize>)> {
    let (mut at, mut redundant) = (0, 0);
    for _ in 0..MAX_BLOCKS {
        let first = *payload.get(at)?;
        if first & FOLLOWS == 0 {
            let start = at + 1 + redundant;
            return (start <= payload.len()).then_some((first, start..payload.len()));
        }
        let header = payload.get(at..at + LONG_HEADER)?;
        redundant += usize::from(header[2] & 0x03) << 8 | usize::from(header[3]);
        at += LONG_HEADER;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primary_encoding_is_what_follows_all_redundant_ones() {
        let mut packet = vec![
            FOLLOWS | 0x6f,
            0x0f,
            0x00,
            3,
            FOLLOWS | 0x6f,
            0x07,
            0x80,
            2,
            111,
        ];
        packet.extend_from_slice(&[1, 1, 1, 2, 2, 9, 9, 9, 9]);
        let (pt, range) = primary(&packet).unwrap();
        assert_eq!((pt, &packet[range]), (111, &[9, 9, 9, 9][..]));
        assert_eq!(primary(&[111, 7, 8]), Some((111, 1..3)));
    }

    #[test]
    fn lengths_beyond_the_packet_are_malformed() {
        assert_eq!(primary(&[]), None);
        assert_eq!(primary(&[FOLLOWS | 0x6f, 0, 0, 200, 111, 1, 2]), None);
        assert_eq!(primary(&[FOLLOWS; 300]), None);
    }
}
