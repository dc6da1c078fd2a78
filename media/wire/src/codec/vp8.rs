//! VP8 payload descriptor (RFC 7741 §4.2).
/// One descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, clippy::struct_excessive_bools)]
pub struct Descriptor {
    /// Bytes of the descriptor.
    pub len: usize,
    pub non_reference: bool,
    pub start_of_partition: bool,
    pub pid: u8,
    pub picture_id: Option<u16>,
    pub is_15bit: bool,
    pub tl0_pic_idx: Option<u8>,
    pub tid: Option<u8>,
    pub layer_sync: bool,
    pub key_idx: Option<u8>,
    pub is_keyframe: bool,
    /// On key frames.
    pub size: Option<(u16, u16)>,
}
#[allow(missing_docs)]
impl Descriptor {
    pub fn parse(payload: &[u8]) -> Option<Self> { let _ = payload; None }
    /// Writes this descriptor (picture id always 15 bits) to the start of `out`; returns its length.
    pub fn write(&self, out: &mut [u8]) -> Option<usize> { let _ = out; None }
}
