//! Dependency descriptor (AOM RTP payload specification, appendix A.8): which layer a frame belongs
//! to and which decode targets need it. Written anew only where a forwarder must say something else:
//! the frame's number and the decode targets that it forwards.

mod bits;
mod structure;

use bits::{BitReader, BitWriter};
pub use structure::{
    Indication, Indications, Layer, MAX_TARGETS, MAX_TEMPLATES, Structure, Template,
};

/// Bytes of the mandatory fields.
const MANDATORY_LEN: usize = 3;
/// First flag of the extended fields.
const STRUCTURE_PRESENT: u8 = 0x80;
/// Bit at which the extended fields begin, and how many flags they begin with.
const EXTENDED_AT: usize = 24;
const FLAGS: usize = 5;
/// A header extension in two-byte form has no more (RFC 8285 §4.3).
pub const MAX_LEN: usize = 255;

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

    /// Reads the structure that this descriptor's bytes carry. `None`: none, or malformed.
    pub fn structure(self, bytes: &[u8]) -> Option<Structure> {
        let mut reader = BitReader::new(bytes, EXTENDED_AT + FLAGS);
        self.has_structure.then(|| Structure::read(&mut reader))?
    }

    /// Reads the rest under a structure: its own one, or else the latest of the stream. `None`: the
    /// structure is another one, or the bytes are malformed.
    pub fn frame(self, bytes: &[u8], structure: &Structure) -> Option<Frame> {
        let template = structure.template(self.template_id)?;
        let mut frame = Frame {
            layer: template.layer,
            indications: template.indications,
            active: None,
            mask_at: EXTENDED_AT + FLAGS,
        };
        if bytes.len() <= MANDATORY_LEN {
            return Some(frame);
        }
        let mut reader = BitReader::new(bytes, EXTENDED_AT);
        let (has_structure, has_mask) = (reader.flag()?, reader.flag()?);
        let has_indications = reader.flag()?;
        reader.take(2)?;
        if has_structure {
            Structure::read(&mut reader)?;
        }
        frame.mask_at = reader.at();
        if has_mask {
            frame.active = Some(reader.take(u32::from(structure.target_count()))?);
        }
        if has_indications {
            frame.indications = Indications::read(&mut reader, structure.target_count())?;
        }
        Some(frame)
    }
}

/// What a descriptor says under its structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The frame's layer.
    pub layer: Layer,
    /// Who needs it.
    pub indications: Indications,
    /// From here on only these decode targets are sent, bit n = target n. `None`: as before.
    pub active: Option<u32>,
    /// Bit at which the mask of active decode targets is, or would be.
    mask_at: usize,
}

/// Writes a descriptor with another frame number. Returns its length; `None`: no room.
pub fn renumber(bytes: &[u8], number: u16, out: &mut [u8]) -> Option<usize> {
    let room = out.get_mut(..bytes.len())?;
    room.copy_from_slice(bytes);
    room.get_mut(1..MANDATORY_LEN)?
        .copy_from_slice(&number.to_be_bytes());
    Some(bytes.len())
}

/// Writes a descriptor with another frame number that also says which decode targets are forwarded
/// from here on. `frame` was read from `bytes`, `targets` is the number of its structure's decode
/// targets, `out` is all zero. Returns its length; `None`: no room.
pub fn announce(
    bytes: &[u8],
    frame: &Frame,
    targets: u8,
    active: u32,
    number: u16,
    out: &mut [u8],
) -> Option<usize> {
    let extended = bytes.len() > MANDATORY_LEN;
    let mut writer = BitWriter::new(out);
    let mut written = writer.copy(bytes, 0, 8) && writer.put(u32::from(number), 16);
    if extended {
        written &= writer.copy(bytes, EXTENDED_AT, EXTENDED_AT + 1)
            && writer.flag(true)
            && writer.copy(bytes, EXTENDED_AT + 2, frame.mask_at);
    } else {
        written &= writer.put(0b01000, FLAGS as u32);
    }
    written &= writer.put(active, u32::from(targets));
    if extended {
        let old_mask = frame.active.map_or(0, |_| usize::from(targets));
        written &= writer.copy(bytes, frame.mask_at + old_mask, bytes.len() * 8);
    }
    let len = writer.len();
    (written && len <= MAX_LEN).then_some(len)
}

#[cfg(test)]
mod tests;
