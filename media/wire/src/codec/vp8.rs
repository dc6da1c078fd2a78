//! VP8 payload descriptor (RFC 7741 §4.2) and the start of the frame header (§4.3, RFC 6386 §9.1).

use super::Cursor;

/// Start code behind the 3-byte frame tag of a key frame, RFC 6386 §9.1.
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// One payload descriptor, and what follows it when that is the start of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // flags of the format
pub struct Descriptor {
    /// Bytes of the descriptor; the VP8 data begin there.
    pub len: usize,
    /// N: no other frame needs this one.
    pub non_reference: bool,
    /// S: a partition starts with this packet.
    pub start_of_partition: bool,
    /// Partition index, 0–7.
    pub pid: u8,
    /// 7 or 15 bits.
    pub picture_id: Option<u16>,
    /// The picture id has 15 bits.
    pub is_15bit: bool,
    /// Running number of base layer frames.
    pub tl0_pic_idx: Option<u8>,
    /// Temporal layer, 0–3.
    pub tid: Option<u8>,
    /// Y: depends only on the base layer, so the layer may be entered here. False without `tid`.
    pub layer_sync: bool,
    /// Running number of key frames, 5 bits.
    pub key_idx: Option<u8>,
    /// First packet of a key frame.
    pub is_keyframe: bool,
    /// Width and height in pixels; on key frames only.
    pub size: Option<(u16, u16)>,
}

impl Descriptor {
    /// Reads the start of a payload. `None`: empty or cut short.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(payload);
        let first = cursor.u8()?;
        let mut made = Self {
            non_reference: first & 0x20 != 0,
            start_of_partition: first & 0x10 != 0,
            pid: first & 0x07,
            ..Self::default()
        };
        if first & 0x80 != 0 {
            made.parse_extension(&mut cursor)?;
        }
        made.len = cursor.at;
        if made.start_of_partition && made.pid == 0 {
            made.parse_frame_header(payload.get(cursor.at..)?);
        }
        Some(made)
    }

    fn parse_extension(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let flags = cursor.u8()?;
        if flags & 0x80 != 0 {
            let (id, long) = cursor.picture_id()?;
            self.picture_id = Some(id);
            self.is_15bit = long;
        }
        if flags & 0x40 != 0 {
            self.tl0_pic_idx = Some(cursor.u8()?);
        }
        if flags & 0x30 != 0 {
            let layer = cursor.u8()?;
            if flags & 0x20 != 0 {
                self.tid = Some(layer >> 6);
                self.layer_sync = layer & 0x20 != 0;
            }
            if flags & 0x10 != 0 {
                self.key_idx = Some(layer & 0x1f);
            }
        }
        Some(())
    }

    fn parse_frame_header(&mut self, frame: &[u8]) {
        self.is_keyframe = frame.first().is_some_and(|tag| tag & 1 == 0);
        if let (true, Some(&[_, _, _, c0, c1, c2, w0, w1, h0, h1])) =
            (self.is_keyframe, frame.first_chunk())
        {
            let pixels = |low, high| u16::from_le_bytes([low, high]) & 0x3fff;
            self.size = ([c0, c1, c2] == START_CODE).then(|| (pixels(w0, w1), pixels(h0, h1)));
        }
    }

    /// Writes the descriptor to the start of `out`, the picture id always with 15 bits (a switch
    /// between the forms makes decoders see a jump); returns its length. `None`: `out` is too small.
    ///
    /// The VP8 data behind the *parsed* descriptor ([`Self::len`] bytes) are to follow it.
    pub fn write(&self, out: &mut [u8]) -> Option<usize> {
        let mut bytes = [0_u8; 6];
        let flags = u8::from(self.picture_id.is_some()) << 7
            | u8::from(self.tl0_pic_idx.is_some()) << 6
            | u8::from(self.tid.is_some()) << 5
            | u8::from(self.key_idx.is_some()) << 4;
        bytes[0] = u8::from(flags != 0) << 7
            | u8::from(self.non_reference) << 5
            | u8::from(self.start_of_partition) << 4
            | self.pid & 0x07;
        bytes[1] = flags;
        let mut len = if flags == 0 { 1 } else { 2 };
        if let Some(id) = self.picture_id {
            bytes[len] = 0x80 | (id >> 8) as u8;
            bytes[len + 1] = id as u8;
            len += 2;
        }
        if let Some(index) = self.tl0_pic_idx {
            bytes[len] = index;
            len += 1;
        }
        if flags & 0x30 != 0 {
            bytes[len] = self.tid.unwrap_or(0) << 6
                | u8::from(self.layer_sync) << 5
                | self.key_idx.unwrap_or(0) & 0x1f;
            len += 1;
        }
        out.get_mut(..len)?.copy_from_slice(&bytes[..len]);
        Some(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Full descriptor, then a 640×360 key frame header.
    const KEY_FRAME: [u8; 16] = [
        0x90, 0xf0, 0x81, 0x02, 0x33, 0x61, // X S, I L T K, id 0x102, tl0 0x33, tid 1 Y key 1
        0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01,
    ];

    #[test]
    fn all_fields_of_a_full_descriptor_are_read() {
        let descriptor = Descriptor::parse(&KEY_FRAME).unwrap();
        let expected = Descriptor {
            len: 6,
            non_reference: false,
            start_of_partition: true,
            pid: 0,
            picture_id: Some(0x102),
            is_15bit: true,
            tl0_pic_idx: Some(0x33),
            tid: Some(1),
            layer_sync: true,
            key_idx: Some(1),
            is_keyframe: true,
            size: Some((640, 360)),
        };
        assert_eq!(descriptor, expected);
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        for payload in [&KEY_FRAME[..], &[0x10, 1], &[0x80, 0x20, 0xc0], &[0x31, 0]] {
            let descriptor = Descriptor::parse(payload).unwrap();
            let mut out = [0; 6];
            let len = descriptor.write(&mut out).unwrap();
            assert_eq!(out[..len], payload[..descriptor.len]);
        }
    }

    #[test]
    fn a_short_picture_id_is_written_long() {
        let descriptor = Descriptor::parse(&[0x90, 0x80, 0x11, 1]).unwrap();
        assert_eq!(
            (descriptor.picture_id, descriptor.is_15bit),
            (Some(0x11), false)
        );
        let mut out = [0; 6];
        assert_eq!(descriptor.write(&mut out), Some(4));
        assert_eq!(out[..4], [0x90, 0x80, 0x80, 0x11]);
        assert_eq!(descriptor.write(&mut out[..3]), None);
    }

    #[test]
    fn later_packets_and_delta_frames_are_not_key_frames() {
        assert!(
            !Descriptor::parse(&[0x00, 0x10]).unwrap().is_keyframe,
            "continuation"
        );
        assert!(
            !Descriptor::parse(&[0x11, 0x10]).unwrap().is_keyframe,
            "second partition"
        );
        assert!(
            !Descriptor::parse(&[0x10, 0x11]).unwrap().is_keyframe,
            "delta frame"
        );
    }

    #[test]
    fn a_descriptor_cut_short_is_refused() {
        for len in 0..6 {
            assert_eq!(Descriptor::parse(&KEY_FRAME[..len]), None);
        }
        assert!(Descriptor::parse(&KEY_FRAME[..10]).unwrap().size.is_none());
    }
}
