//! Dependency descriptor (AOM RTP payload specification, appendix A.8): the mandatory fields, and
//! whether a template structure is attached. Templates are not read: layers of one SVC stream are
//! forwarded together.

/// Bytes of the mandatory fields.
const MANDATORY_LEN: usize = 3;
/// First flag of the extended fields.
const STRUCTURE_PRESENT: u8 = 0x80;

/// Mandatory fields of one descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// First packet of a frame.
    pub start_of_frame: bool,
    /// Last packet of a frame.
    pub end_of_frame: bool,
    /// Frame dependency template, 6 bits.
    pub template_id: u8,
    /// Running number of frames.
    pub frame_number: u16,
    /// A template structure is attached: so it is on every key frame.
    pub has_structure: bool,
}

impl Descriptor {
    /// Reads the header extension's bytes. `None`: cut short.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (&[head, high, low], extended) = bytes.split_first_chunk::<MANDATORY_LEN>()?;
        Some(Self {
            start_of_frame: head & 0x80 != 0,
            end_of_frame: head & 0x40 != 0,
            template_id: head & 0x3f,
            frame_number: u16::from_be_bytes([high, low]),
            has_structure: extended
                .first()
                .is_some_and(|flags| flags & STRUCTURE_PRESENT != 0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mandatory_fields_and_the_structure_flag_are_read() {
        let expected = Descriptor {
            start_of_frame: true,
            end_of_frame: false,
            template_id: 5,
            frame_number: 0x102,
            has_structure: true,
        };
        assert_eq!(Descriptor::parse(&[0x85, 1, 2, 0x80]), Some(expected));
        assert!(!Descriptor::parse(&[0x85, 1, 2]).unwrap().has_structure);
        assert!(
            !Descriptor::parse(&[0x85, 1, 2, 0x40])
                .unwrap()
                .has_structure
        );
        assert_eq!(Descriptor::parse(&[0x85, 1]), None);
    }
}
