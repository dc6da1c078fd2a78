//! Payload formats, read only as far as forwarding needs: where a frame starts, whether it is a key
//! frame, which layer it belongs to. Media are never decoded; end-to-end encrypted payloads keep the
//! bytes that are read here in the clear.

pub mod av1;
pub mod dd;
pub mod h264;
pub mod vp8;
pub mod vp9;

use crate::session::Codec;

/// True when this packet begins a frame that can be decoded without earlier ones.
///
/// `dd`: the packet's dependency descriptor if it has one; it decides for VP9 and AV1, because it is
/// readable even where the payload is encrypted. Audio: every packet is a key frame.
pub fn is_keyframe(codec: Codec, payload: &[u8], dd: Option<&[u8]>) -> bool {
    match codec {
        Codec::Opus | Codec::Red => true,
        Codec::Vp8 => {
            vp8::Descriptor::parse(payload).is_some_and(|descriptor| descriptor.is_keyframe)
        }
        Codec::H264 => h264::is_keyframe(payload),
        Codec::Vp9 => described(dd).map_or_else(
            || vp9::is_keyframe(payload),
            |dd| dd.start_of_frame && dd.has_structure,
        ),
        Codec::Av1 => described(dd).map_or_else(
            || av1::is_keyframe(payload),
            |dd| dd.start_of_frame && dd.has_structure,
        ),
    }
}

/// True when this packet is the first one of a frame (of a layer frame with VP9 and AV1). Audio:
/// always. H.264 has no such mark: true for whatever is not the rest of a fragment.
pub fn starts_frame(codec: Codec, payload: &[u8], dd: Option<&[u8]>) -> bool {
    match codec {
        Codec::Opus | Codec::Red => true,
        Codec::Vp8 => vp8::Descriptor::parse(payload)
            .is_some_and(|vp8| vp8.start_of_partition && vp8.pid == 0),
        Codec::H264 => h264::starts_nal_unit(payload),
        Codec::Vp9 => described(dd).map_or_else(
            || vp9::Descriptor::parse(payload).is_some_and(|vp9| vp9.start_of_frame),
            |dd| dd.start_of_frame,
        ),
        Codec::Av1 => {
            described(dd).map_or_else(|| av1::starts_obu(payload), |dd| dd.start_of_frame)
        }
    }
}

fn described(dd: Option<&[u8]>) -> Option<dd::Descriptor> {
    dd.and_then(dd::Descriptor::parse)
}

/// Reads bytes one after the other; `None` at the end.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn u8(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.u8()?, self.u8()?]))
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self
            .at
            .checked_add(count)
            .filter(|at| *at <= self.bytes.len())?;
        Some(())
    }

    /// Picture id of VP8 and VP9: 7 bits, or 15 when the first bit is set. Returns it and its form.
    fn picture_id(&mut self) -> Option<(u16, bool)> {
        let first = self.u8()?;
        if first & 0x80 == 0 {
            return Some((u16::from(first), false));
        }
        Some((u16::from(first & 0x7f) << 8 | u16::from(self.u8()?), true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODECS: [Codec; 6] = [
        Codec::Opus,
        Codec::Red,
        Codec::Vp8,
        Codec::H264,
        Codec::Vp9,
        Codec::Av1,
    ];

    #[test]
    fn an_empty_or_short_payload_is_never_a_video_key_frame() {
        for codec in CODECS {
            let audio = matches!(codec, Codec::Opus | Codec::Red);
            assert_eq!(is_keyframe(codec, &[], None), audio);
            assert_eq!(starts_frame(codec, &[], None), audio);
        }
    }

    #[test]
    fn the_dependency_descriptor_overrules_a_payload_that_nobody_can_read() {
        let first_of_key_frame = [0x80, 0, 1, 0x80];
        let delta = [0x80, 0, 2];
        for codec in [Codec::Vp9, Codec::Av1] {
            assert!(is_keyframe(codec, &[0xff; 8], Some(&first_of_key_frame)));
            assert!(!is_keyframe(codec, &[0x08; 8], Some(&delta)));
            assert!(starts_frame(codec, &[0xff; 8], Some(&delta)));
        }
    }
}
