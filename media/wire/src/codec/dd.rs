//! Dependency descriptor, mandatory fields (AOM RTP payload specification, appendix A).
/// Mandatory fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Descriptor { pub start_of_frame: bool, pub end_of_frame: bool, pub template_id: u8, pub frame_number: u16, pub has_structure: bool }
#[allow(missing_docs)]
impl Descriptor { pub fn parse(bytes: &[u8]) -> Option<Self> { let _ = bytes; None } }
