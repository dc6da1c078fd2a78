//! VP9 payload descriptor (RFC 9628 §4.2).

use super::Cursor;

/// RFC 9628 §4.2: at most three reference indices in flexible mode.
const REFERENCES_MAX: usize = 3;

/// One payload descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // flags of the format
pub struct Descriptor {
    /// Bytes of the descriptor; the VP9 data begin there.
    pub len: usize,
    /// 7 or 15 bits.
    pub picture_id: Option<u16>,
    /// The picture id has 15 bits.
    pub is_15bit: bool,
    /// P: depends on an earlier picture.
    pub inter_predicted: bool,
    /// F: references are listed per packet.
    pub flexible: bool,
    /// B: first packet of a layer frame.
    pub start_of_frame: bool,
    /// E: last packet of a layer frame.
    pub end_of_frame: bool,
    /// Z: no upper spatial layer needs this one.
    pub not_reference_for_upper: bool,
    /// Temporal layer, 0–7.
    pub tid: Option<u8>,
    /// U: the temporal layers above may be entered here.
    pub switching_up: bool,
    /// Spatial layer, 0–7.
    pub sid: Option<u8>,
    /// D: depends on the spatial layer below.
    pub inter_layer: bool,
    /// Running number of base layer pictures; not in flexible mode.
    pub tl0_pic_idx: Option<u8>,
    /// V: a scalability structure is in the descriptor.
    pub has_structure: bool,
    /// Number of spatial layers, when the structure is there.
    pub spatial_layers: Option<u8>,
    /// Width and height of the highest spatial layer, when the structure says.
    pub size: Option<(u16, u16)>,
}

impl Descriptor {
    /// Reads the start of a payload. `None`: empty or cut short.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(payload);
        let first = cursor.u8()?;
        let mut made = Self {
            inter_predicted: first & 0x40 != 0,
            flexible: first & 0x10 != 0,
            start_of_frame: first & 0x08 != 0,
            end_of_frame: first & 0x04 != 0,
            has_structure: first & 0x02 != 0,
            not_reference_for_upper: first & 0x01 != 0,
            ..Self::default()
        };
        if first & 0x80 != 0 {
            let (id, long) = cursor.picture_id()?;
            made.picture_id = Some(id);
            made.is_15bit = long;
        }
        if first & 0x20 != 0 {
            made.parse_layers(&mut cursor)?;
        }
        if made.flexible && made.inter_predicted {
            skip_references(&mut cursor)?;
        }
        if made.has_structure {
            let (layers, size) = parse_structure(&mut cursor)?;
            (made.spatial_layers, made.size) = (Some(layers), size);
        }
        made.len = cursor.at;
        Some(made)
    }

    /// First packet of the base layer of a key frame: predicted from nothing.
    pub fn is_keyframe(&self) -> bool {
        self.start_of_frame
            && !self.inter_predicted
            && self.sid.unwrap_or(0) == 0
            && !self.inter_layer
    }

    fn parse_layers(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let layers = cursor.u8()?;
        self.tid = Some(layers >> 5);
        self.switching_up = layers & 0x10 != 0;
        self.sid = Some(layers >> 1 & 0x07);
        self.inter_layer = layers & 0x01 != 0;
        if !self.flexible {
            self.tl0_pic_idx = Some(cursor.u8()?);
        }
        Some(())
    }
}

fn skip_references(cursor: &mut Cursor<'_>) -> Option<()> {
    for _ in 0..REFERENCES_MAX {
        if cursor.u8()? & 1 == 0 {
            return Some(());
        }
    }
    Some(())
}

/// RFC 9628 §4.2.1. Returns the number of spatial layers and the last (largest) one's size if sizes
/// are there. `None`: cut short.
fn parse_structure(cursor: &mut Cursor<'_>) -> Option<(u8, Option<(u16, u16)>)> {
    let head = cursor.u8()?;
    let mut size = None;
    if head & 0x10 != 0 {
        for _ in 0..=head >> 5 {
            size = Some((cursor.u16()?, cursor.u16()?));
        }
    }
    if head & 0x08 != 0 {
        for _ in 0..cursor.u8()? {
            let picture = cursor.u8()?;
            cursor.skip(usize::from(picture >> 2 & 0x03))?;
        }
    }
    Some(((head >> 5) + 1, size))
}

/// First packet of the base layer of a key frame: predicted from nothing.
pub fn is_keyframe(payload: &[u8]) -> bool {
    Descriptor::parse(payload).is_some_and(|vp9| vp9.is_keyframe())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I L B V, not predicted; id 0x1234, layers 0, tl0 9, structure of two layers and one picture.
    const KEY_FRAME: [u8; 17] = [
        0xaa, 0x92, 0x34, 0x10, 9, 0x38, 1, 64, 0, 180, 2, 128, 1, 104, 1, 0x04, 1,
    ];

    #[test]
    fn a_key_frame_with_its_structure_is_read() {
        let vp9 = Descriptor::parse(&KEY_FRAME).unwrap();
        assert_eq!(
            (vp9.picture_id, vp9.tid, vp9.sid),
            (Some(0x1234), Some(0), Some(0))
        );
        assert_eq!(
            (vp9.tl0_pic_idx, vp9.size, vp9.len),
            (Some(9), Some((640, 360)), KEY_FRAME.len())
        );
        assert_eq!(vp9.spatial_layers, Some(2));
        assert!(vp9.switching_up && vp9.start_of_frame && is_keyframe(&KEY_FRAME));
    }

    #[test]
    fn flexible_mode_lists_its_references() {
        let payload = [0xf8, 0x05, 0x22, 0x03, 0x04, 0xff];
        let vp9 = Descriptor::parse(&payload).unwrap();
        assert_eq!(
            (vp9.len, vp9.tid, vp9.sid, vp9.tl0_pic_idx),
            (5, Some(1), Some(1), None)
        );
        assert!(!is_keyframe(&payload));
    }

    #[test]
    fn upper_layers_of_a_key_picture_are_not_key_frames() {
        assert!(!is_keyframe(&[0x28, 0x03, 0]));
        assert!(is_keyframe(&[0x28, 0x00, 0]));
    }

    #[test]
    fn a_descriptor_cut_short_is_refused() {
        for len in 0..KEY_FRAME.len() {
            assert_eq!(Descriptor::parse(&KEY_FRAME[..len]), None);
        }
    }
}
