//! AV1 aggregation header and OBU elements (AOM RTP payload specification §4.4, AV1 §5.3).

use super::Cursor;

/// Z: the first element continues one of the packet before.
const Z: u8 = 0x80;
/// N: first packet of a coded video sequence.
const N: u8 = 0x08;
/// OBU type of a sequence header, AV1 §6.2.2.
const OBU_SEQUENCE_HEADER: u8 = 1;
/// Bytes of the longest leb128 that we read: 4 × 7 bits hold any packet's length.
const LEB128_MAX: usize = 4;
/// Elements looked at; a sequence header is the first one, or the second behind a stray delimiter.
const ELEMENTS_MAX: usize = 4;

/// True when a coded video sequence starts here: the N bit, or a sequence header among the first
/// elements (some encoders do not set N).
pub fn is_keyframe(payload: &[u8]) -> bool {
    match payload.first() {
        Some(head) if head & Z != 0 => false,
        Some(head) if head & N != 0 => true,
        Some(_) => has_sequence_header(payload).unwrap_or(false),
        None => false,
    }
}

/// True when the packet begins with a new OBU. Without the dependency descriptor nothing tells
/// whether a new frame begins as well.
pub fn starts_obu(payload: &[u8]) -> bool {
    payload.first().is_some_and(|head| head & Z == 0)
}

/// `None`: an element is cut short.
fn has_sequence_header(payload: &[u8]) -> Option<bool> {
    let mut cursor = Cursor::new(payload);
    let count = usize::from(cursor.u8()? >> 4 & 0x03);
    for element in 1..=ELEMENTS_MAX {
        // W > 0: that many elements, the last one without its length. W = 0: all with length.
        let has_len = count == 0 || element < count;
        let len = if has_len {
            leb128(&mut cursor)?
        } else {
            payload.len() - cursor.at
        };
        let header = *payload.get(cursor.at)?;
        if len > 0 && header >> 3 & 0x0f == OBU_SEQUENCE_HEADER {
            return Some(true);
        }
        if !has_len {
            return Some(false);
        }
        cursor.skip(len)?;
    }
    Some(false)
}

fn leb128(cursor: &mut Cursor<'_>) -> Option<usize> {
    let mut value = 0;
    for at in 0..LEB128_MAX {
        let byte = cursor.u8()?;
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_sequence_is_seen_by_its_bit_or_its_header() {
        assert!(is_keyframe(&[0x18, 0x30]));
        assert!(
            is_keyframe(&[0x10, 0x0a, 1, 2]),
            "one element without length"
        );
        assert!(
            is_keyframe(&[0x00, 1, 0x12, 2, 0x0a, 0]),
            "behind a temporal delimiter"
        );
    }

    #[test]
    fn continuations_and_delta_frames_are_not_key_frames() {
        assert!(
            !is_keyframe(&[0x98, 0x0a]),
            "continuation, whatever else it says"
        );
        assert!(!is_keyframe(&[0x10, 0x30, 1]));
        assert!(!starts_obu(&[0x80, 1]));
    }

    #[test]
    fn lengths_beyond_the_packet_or_without_end_are_harmless() {
        assert!(!is_keyframe(&[
            0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
        ]));
        assert!(!is_keyframe(&[0x00, 0x7f, 0x30]));
        assert!(!is_keyframe(&[0x20]));
    }
}
