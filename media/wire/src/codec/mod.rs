//! Payload formats, read only as far as forwarding needs.
pub mod av1;
pub mod dd;
pub mod h264;
pub mod vp8;
pub mod vp9;

use crate::session::Codec;

/// True when this packet begins a frame that can be decoded without earlier ones.
pub fn is_keyframe(codec: Codec, payload: &[u8], dd: Option<&[u8]>) -> bool { let _ = (codec, payload, dd); false }
/// True when this packet is the first one of a frame.
pub fn starts_frame(codec: Codec, payload: &[u8], dd: Option<&[u8]>) -> bool { let _ = (codec, payload, dd); false }
