//! VP9 payload descriptor (RFC 9628 §4.2).
/// One descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, clippy::struct_excessive_bools)]
pub struct Descriptor {
    /// Bytes of the descriptor.
    pub len: usize,
    pub picture_id: Option<u16>,
    pub is_15bit: bool,
    pub inter_predicted: bool,
    pub flexible: bool,
    pub start_of_frame: bool,
    pub end_of_frame: bool,
    pub not_reference_for_upper: bool,
    pub tid: Option<u8>,
    pub switching_up: bool,
    pub sid: Option<u8>,
    pub inter_layer: bool,
    pub tl0_pic_idx: Option<u8>,
    pub has_structure: bool,
    /// Largest spatial layer of the scalability structure.
    pub size: Option<(u16, u16)>,
}
#[allow(missing_docs)]
impl Descriptor {
    pub fn parse(payload: &[u8]) -> Option<Self> { let _ = payload; None }
}
/// Key frame.
pub fn is_keyframe(payload: &[u8]) -> bool { let _ = payload; false }
