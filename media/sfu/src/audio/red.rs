//! Redundant audio (RFC 2198): finds the encodings in a packet, renumbers their payload types,
//! writes packets. Bytes ↔ values only; who gets which form is decided in `forms`.

use std::ops::Range;

/// Set in every block header but the last one's.
const FOLLOWS: u8 = 0x80;
/// Bytes of a header with the `FOLLOWS` bit: payload type, 14-bit offset, 10-bit length.
const LONG_HEADER: usize = 4;
/// Largest age and length that a header can tell.
const MAX_AGE: u16 = (1 << 14) - 1;
const MAX_LENGTH: usize = (1 << 10) - 1;
/// Blocks in a packet; libwebrtc sends at most 2 redundant ones, RFC 2198 sets no limit.
const MAX_BLOCKS: usize = 32;

/// One encoding in a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its payload type.
    pub pt: u8,
    /// How much older than the packet's timestamp it is, in ticks of the RTP clock; 0 = the primary.
    pub age: u16,
    /// Where it lies in the payload.
    pub range: Range<usize>,
}

/// All encodings of a payload, the oldest first and the primary last. Nothing when it is malformed.
pub fn blocks(payload: &[u8]) -> impl Iterator<Item = Block> {
    let end = headers_end(payload).unwrap_or(payload.len());
    let is_sound = primary(payload).is_some();
    let (mut header, mut body) = (0, end);
    std::iter::from_fn(move || {
        let first = *payload.get(header).filter(|_| is_sound && header < end)?;
        if first & FOLLOWS == 0 {
            header = end;
            return Some(Block {
                pt: first,
                age: 0,
                range: body..payload.len(),
            });
        }
        let long: &[u8; LONG_HEADER] = payload.get(header..)?.first_chunk()?;
        let range = body..body + length(*long);
        (header, body) = (header + LONG_HEADER, range.end);
        Some(Block {
            pt: first & !FOLLOWS,
            age: u16::from(long[1]) << 6 | u16::from(long[2] >> 2),
            range,
        })
    })
}

/// The primary encoding. `None`: malformed.
pub fn primary(payload: &[u8]) -> Option<Block> {
    let (mut at, mut redundant) = (0, 0);
    for _ in 0..MAX_BLOCKS {
        let first = *payload.get(at)?;
        if first & FOLLOWS == 0 {
            let start = at + 1 + redundant;
            return (start <= payload.len()).then_some(Block {
                pt: first,
                age: 0,
                range: start..payload.len(),
            });
        }
        redundant += length(*payload.get(at..)?.first_chunk()?);
        at += LONG_HEADER;
    }
    None
}

/// Gives every encoding the payload type `pt`, in place. False: malformed, nothing changed.
pub fn renumber(payload: &mut [u8], pt: u8) -> bool {
    if primary(payload).is_none() {
        return false;
    }
    let mut at = 0;
    while let Some(first) = payload.get_mut(at) {
        let follows = *first & FOLLOWS;
        *first = follows | pt;
        if follows == 0 {
            return true;
        }
        at += LONG_HEADER;
    }
    false
}

/// Writes a payload: the older encodings (age in ticks, bytes), the oldest first, and the primary one,
/// all of one payload type. What does not fit the format (RFC 2198 §3) is left out. Returns its length;
/// `None`: no room, or nothing older left.
pub fn write(pt: u8, older: &[(u16, &[u8])], primary: &[u8], out: &mut [u8]) -> Option<usize> {
    let fits = |(age, bytes): &&(u16, &[u8])| *age <= MAX_AGE && bytes.len() <= MAX_LENGTH;
    let mut at = 0;
    for (age, bytes) in older.iter().filter(fits) {
        let head = [
            FOLLOWS | pt,
            (age >> 6) as u8,
            (age << 2) as u8 | (bytes.len() >> 8) as u8,
            bytes.len() as u8,
        ];
        put(out, &mut at, &head)?;
    }
    if at == 0 {
        return None;
    }
    put(out, &mut at, &[pt])?;
    for (_, bytes) in older.iter().filter(fits) {
        put(out, &mut at, bytes)?;
    }
    put(out, &mut at, primary)?;
    Some(at)
}

fn put(out: &mut [u8], at: &mut usize, bytes: &[u8]) -> Option<()> {
    let end = *at + bytes.len();
    out.get_mut(*at..end)?.copy_from_slice(bytes);
    *at = end;
    Some(())
}

const fn length(header: [u8; LONG_HEADER]) -> usize {
    ((header[2] & 0x03) as usize) << 8 | header[3] as usize
}

/// Where the headers end and the encodings begin.
fn headers_end(payload: &[u8]) -> Option<usize> {
    let long = payload
        .iter()
        .step_by(LONG_HEADER)
        .position(|first| first & FOLLOWS == 0)?;
    Some(long * LONG_HEADER + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two redundant encodings, 960 and 480 ticks old, and the primary.
    fn packet() -> Vec<u8> {
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
        packet
    }

    #[test]
    fn the_primary_encoding_is_what_follows_all_redundant_ones() {
        let packet = packet();
        let found = primary(&packet).unwrap();
        assert_eq!((found.pt, &packet[found.range]), (111, &[9, 9, 9, 9][..]));
        assert_eq!(primary(&[111, 7, 8]).map(|block| block.range), Some(1..3));
    }

    #[test]
    fn every_encoding_is_found_with_its_age() {
        let packet = packet();
        let found: Vec<_> = blocks(&packet)
            .map(|block| (block.age, packet[block.range].to_vec()))
            .collect();
        let expected = [(960, vec![1, 1, 1]), (480, vec![2, 2]), (0, vec![9; 4])];
        assert_eq!(found, expected);
        assert_eq!(blocks(&[111, 7, 8]).count(), 1);
    }

    #[test]
    fn lengths_beyond_the_packet_are_malformed() {
        for malformed in [
            &[][..],
            &[FOLLOWS | 0x6f, 0, 0, 200, 111, 1, 2],
            &[FOLLOWS; 300],
        ] {
            assert_eq!(primary(malformed), None);
            assert_eq!(blocks(malformed).count(), 0);
            assert!(!renumber(&mut malformed.to_vec(), 96));
        }
    }

    #[test]
    fn renumbering_changes_payload_types_and_nothing_else() {
        let mut renumbered = packet();
        assert!(renumber(&mut renumbered, 96));
        assert!(blocks(&renumbered).all(|block| block.pt == 96));
        assert!(renumber(&mut renumbered, 111));
        assert_eq!(renumbered, packet());
    }

    #[test]
    fn what_is_written_is_read_again_and_what_cannot_be_told_is_left_out() {
        let mut out = [0; 100];
        let older = [
            (MAX_AGE + 1, &[7][..]),
            (960, &[1, 1, 1][..]),
            (480, &[2, 2][..]),
        ];
        let len = write(111, &older, &[9; 4], &mut out).unwrap();
        assert_eq!(out[..len], packet());
        assert_eq!(write(111, &older[..1], &[9; 4], &mut out), None);
        assert_eq!(write(111, &older, &[9; 100], &mut out), None, "no room");
    }
}
