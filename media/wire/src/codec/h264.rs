//! H.264 payload structures (RFC 6184 §5): single NAL units, STAP-A, FU-A.

/// NAL unit types, RFC 6184 table 1 and ITU-T H.264 table 7-1.
const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;
/// Low five bits of a NAL unit header.
const TYPE_MASK: u8 = 0x1f;

/// True for an IDR slice or a sequence parameter set, alone, aggregated or as the first fragment.
/// Browsers send parameter sets with key frames only, and often in a packet before the slice.
pub fn is_keyframe(payload: &[u8]) -> bool {
    let opens_gop = |header: u8| matches!(header & TYPE_MASK, IDR | SPS);
    match payload {
        [head, rest @ ..] if head & TYPE_MASK == STAP_A => aggregated(rest).any(opens_gop),
        [head, fragment, ..] if head & TYPE_MASK == FU_A => {
            fragment & 0x80 != 0 && opens_gop(*fragment)
        }
        [head, ..] => opens_gop(*head),
        [] => false,
    }
}

/// False for the second and later fragments of a NAL unit.
pub fn starts_nal_unit(payload: &[u8]) -> bool {
    match payload {
        [head, fragment, ..] if head & TYPE_MASK == FU_A => fragment & 0x80 != 0,
        [_, ..] => true,
        [] => false,
    }
}

/// Headers of the NAL units of a STAP-A (§5.7.1): 16-bit size, then the unit.
fn aggregated(mut rest: &[u8]) -> impl Iterator<Item = u8> + '_ {
    std::iter::from_fn(move || {
        let (size, units) = rest.split_first_chunk()?;
        let (unit, next) = units.split_at_checked(usize::from(u16::from_be_bytes(*size)))?;
        rest = next;
        unit.first().copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_frames_are_found_alone_aggregated_and_fragmented() {
        assert!(is_keyframe(&[0x65, 1]));
        assert!(is_keyframe(&[0x67, 1]));
        assert!(
            is_keyframe(&[24, 0, 2, 0x68, 1, 0, 1, 0x65]),
            "IDR behind a PPS"
        );
        assert!(is_keyframe(&[0x7c, 0x85, 0]), "first fragment");
    }

    #[test]
    fn other_packets_are_not_key_frames() {
        assert!(!is_keyframe(&[0x41, 1]));
        assert!(!is_keyframe(&[0x7c, 0x05, 0]), "middle fragment");
        assert!(!is_keyframe(&[24, 0, 2, 0x41, 1]));
        assert!(
            !is_keyframe(&[24, 0xff, 0xff, 0x65]),
            "size beyond the packet"
        );
        assert!(!is_keyframe(&[28]));
    }
}
