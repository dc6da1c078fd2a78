//! Numbers of pictures: VP8 picture id, TL0PICIDX and KEYIDX (RFC 7741 §4.2), and the frame number of
//! the dependency descriptor. Each continues over a switch.

use rapat_wire::codec::vp8;

use crate::compact::Compactor;

/// Picture ids go out with 15 bits, always.
const PICTURE_MASK: u16 = 0x7fff;
/// KEYIDX has 5 bits.
const KEY_MASK: u8 = 0x1f;
/// Where a picture id is put in the endless row of ids: far from 0, so that earlier ones have a place.
const ROW_BEGIN: u64 = 1 << 32;
/// Pictures remembered, in words of 64: 4 s at 30 frames/s, longer than a packet can be late.
const MEMORY: usize = 2;

/// VP8 numbers. Pictures of temporal layers that are not forwarded leave no hole.
#[derive(Debug)]
pub(super) struct Vp8Numbers {
    started: bool,
    pictures: Compactor<MEMORY>,
    /// The latest incoming picture id in the endless row.
    newest: u64,
    tl0_offset: u8,
    key_offset: u8,
    last_tl0: u8,
    last_key: u8,
}

impl Default for Vp8Numbers {
    fn default() -> Self {
        Self {
            started: false,
            pictures: Compactor::new(0),
            newest: 0,
            tl0_offset: 0,
            key_offset: 0,
            last_tl0: 0,
            last_key: 0,
        }
    }
}

impl Vp8Numbers {
    /// Another source begins with this packet.
    pub fn switch(&mut self, first: Option<&vp8::Descriptor>) {
        let Some(first) = first else { return };
        let picture = first.picture_id.unwrap_or_default();
        let tl0 = first.tl0_pic_idx.unwrap_or_default();
        let key = first.key_idx.unwrap_or_default();
        if self.started {
            self.tl0_offset = self.last_tl0.wrapping_add(1).wrapping_sub(tl0);
            self.key_offset = self.last_key.wrapping_add(1).wrapping_sub(key);
        } else {
            self.pictures = Compactor::new(u64::from(picture));
        }
        self.started = true;
        self.newest = ROW_BEGIN + u64::from(picture);
        self.pictures.begin(self.newest);
        self.last_tl0 = tl0.wrapping_add(self.tl0_offset);
        self.last_key = key.wrapping_add(self.key_offset) & KEY_MASK;
    }

    /// Where a picture is in the endless row.
    fn place(&self, descriptor: &vp8::Descriptor) -> Option<u64> {
        let id = descriptor.picture_id?;
        // The source's own ids wrap at 7 or at 15 bits.
        let unused = if descriptor.is_15bit { 1 } else { 9 };
        let step = (id.wrapping_sub(self.newest as u16) << unused) as i16 >> unused;
        Some(self.newest.wrapping_add_signed(i64::from(step)))
    }

    /// Leaves the packet's picture out.
    pub fn skip(&mut self, descriptor: &vp8::Descriptor) {
        if let Some(place) = self.place(descriptor) {
            self.pictures.skip(place);
            self.newest = self.newest.max(place);
        }
    }

    /// Outgoing descriptor of a packet that is sent again.
    pub fn peek(&self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        let place = self.place(&descriptor);
        let picture = place.and_then(|place| self.pictures.map_late(place));
        self.renumber(descriptor, picture)
    }

    /// Outgoing descriptor of a packet.
    pub fn map(&mut self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        let place = self.place(&descriptor);
        let is_newest = place.is_none_or(|place| place >= self.newest);
        let picture = place.and_then(|place| self.pictures.map(place));
        let mapped = self.renumber(descriptor, picture);
        // Only newer numbers move the last ones: packets may come late.
        if is_newest {
            self.newest = place.unwrap_or(self.newest);
            self.last_tl0 = mapped.tl0_pic_idx.unwrap_or(self.last_tl0);
            self.last_key = mapped.key_idx.unwrap_or(self.last_key);
        }
        mapped
    }

    fn renumber(&self, mut descriptor: vp8::Descriptor, picture: Option<u64>) -> vp8::Descriptor {
        // A picture that is too old to have a number gets the last one: its decoder has moved on.
        let picture = picture.unwrap_or_else(|| self.pictures.out_highest()) as u16;
        descriptor.picture_id = descriptor.picture_id.map(|_| picture & PICTURE_MASK);
        descriptor.tl0_pic_idx = descriptor
            .tl0_pic_idx
            .map(|tl0| tl0.wrapping_add(self.tl0_offset));
        descriptor.key_idx = descriptor
            .key_idx
            .map(|key| key.wrapping_add(self.key_offset) & KEY_MASK);
        descriptor
    }
}

/// Frame numbers of the dependency descriptor: references are differences of them, so frames that
/// are not forwarded stay holes.
#[derive(Debug, Default)]
pub(super) struct FrameNumbers {
    offset: u16,
    last: Option<u16>,
}

impl FrameNumbers {
    /// Another source begins with this frame.
    pub fn switch(&mut self, first: u16) {
        if let Some(last) = self.last {
            self.offset = last.wrapping_add(1).wrapping_sub(first);
        }
    }

    /// Outgoing number of a frame, without side effects.
    pub const fn peek(&self, number: u16) -> u16 {
        number.wrapping_add(self.offset)
    }

    /// Outgoing number of a frame.
    pub fn map(&mut self, number: u16) -> u16 {
        let out = self.peek(number);
        if self
            .last
            .is_none_or(|last| out.wrapping_sub(last) < 1 << 15)
        {
            self.last = Some(out);
        }
        out
    }
}
