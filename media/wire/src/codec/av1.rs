//! AV1 payload (AOM RTP payload specification §4.4).
/// New coded video sequence.
pub fn is_keyframe(payload: &[u8]) -> bool { let _ = payload; false }
