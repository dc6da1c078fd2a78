//! Maps one publisher layer's sequence numbers, timestamps and VP8 picture numbers to one
//! subscriber's continuous stream.
//!
//! Invariant (RFC 7714 §10.1): an outgoing number is given to one incoming packet only. Within one
//! source, out = in + offset; at every new source the offset moves the first packet behind the
//! highest number ever given, and packets from before that first one are refused.

use rapat_wire::codec::vp8;
use rapat_wire::seq::nearest;

use crate::clock::{Micros, SECOND};

/// Dropped (padding-only) packets remembered, for packets that come later than a drop behind them.
/// More than this within the reordering distance, and such a late packet is refused.
const DROPS: usize = 32;
/// Timestamp steps at a switch that differ by more than this from the time that passed are not believed.
const MAX_SKEW_SECONDS: i64 = 1;
/// Smallest step between two frames at a switch: one frame at 30/s.
const FRAMES_PER_SECOND: u32 = 30;

/// Where a source's clock stands: RTP time at NTP time, from its last sender report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockPoint {
    /// Publisher's wall clock, 32.32.
    pub ntp: u64,
    /// Its RTP clock at that moment.
    pub rtp: u32,
}

impl ClockPoint {
    /// RTP time of this clock at a moment given by another clock of the same publisher.
    fn translate(self, other: Self, other_rtp: u32, clock_rate: u32) -> u32 {
        let since_other = i64::from(other_rtp.wrapping_sub(other.rtp) as i32);
        let between =
            crate::clock::ntp_to_ticks(other.ntp.wrapping_sub(self.ntp) as i64, clock_rate);
        self.rtp.wrapping_add((since_other + between) as u32)
    }
}

/// What is known when a stream begins or goes on from another source.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// First packet's number at the publisher.
    pub in_seq: u64,
    /// Its timestamp.
    pub timestamp: u32,
    /// Now.
    pub now: Micros,
    /// Ticks per second.
    pub clock_rate: u32,
    /// Clocks of the source left and of the one entered; `None` without sender report, or when
    /// both are the same source.
    pub clocks: Option<(ClockPoint, ClockPoint)>,
    /// True when the stream goes on with the source it had.
    pub same_source: bool,
    /// First packet's VP8 descriptor.
    pub vp8: Option<vp8::Descriptor>,
}

/// Numbers of one down track.
#[derive(Debug)]
pub struct Rewrite {
    started: bool,
    /// First number of this source.
    in_first: u64,
    /// Highest number of this source, `None` until its first packet is mapped.
    in_highest: Option<u64>,
    /// out = in + `offset` for numbers above the last drop.
    offset: i64,
    out_highest: u64,
    drops: [u64; DROPS],
    drops_len: usize,
    ts_offset: u32,
    last_timestamp: u32,
    last_at: Micros,
    epoch: u8,
    vp8: Vp8Numbers,
}

impl Rewrite {
    /// `first_seq` is the first outgoing number.
    pub fn new(first_seq: u64) -> Self {
        Self {
            started: false,
            in_first: 0,
            in_highest: None,
            offset: 0,
            out_highest: first_seq.wrapping_sub(1),
            drops: [0; DROPS],
            drops_len: 0,
            ts_offset: 0,
            last_timestamp: 0,
            last_at: 0,
            epoch: 0,
            vp8: Vp8Numbers::default(),
        }
    }

    /// Counts switches; numbers sent in another epoch cannot be mapped back.
    pub const fn epoch(&self) -> u8 {
        self.epoch
    }

    /// Outgoing timestamp = incoming + this.
    pub const fn ts_offset(&self) -> u32 {
        self.ts_offset
    }

    /// Begins a source with its first packet.
    pub fn switch(&mut self, to: &Switch) {
        let first_out = self.out_highest.wrapping_add(1);
        self.offset = first_out.wrapping_sub(to.in_seq) as i64;
        (self.in_first, self.in_highest) = (to.in_seq, None);
        self.drops_len = 0;
        self.epoch = self.epoch.wrapping_add(1);
        let timestamp = if self.started {
            self.next_timestamp(to)
        } else {
            to.timestamp
        };
        self.ts_offset = timestamp.wrapping_sub(to.timestamp);
        (self.last_timestamp, self.last_at) = (timestamp, to.now);
        self.started = true;
        self.vp8.switch(to.vp8.as_ref());
    }

    /// Timestamp of the first packet after a switch: by the publisher's clocks where its sender
    /// reports tell them, else by the time that passed; always ahead of what was sent.
    fn next_timestamp(&self, to: &Switch) -> u32 {
        let rate = i64::from(to.clock_rate);
        let passed =
            (to.now.saturating_sub(self.last_at) as i64).saturating_mul(rate) / SECOND as i64;
        let by_clock = match to.clocks {
            Some((left, entered)) => Some(left.translate(entered, to.timestamp, to.clock_rate)),
            None => to.same_source.then_some(to.timestamp),
        };
        let step = by_clock.map(|rtp| {
            i64::from(
                rtp.wrapping_add(self.ts_offset)
                    .wrapping_sub(self.last_timestamp) as i32,
            )
        });
        let step = step
            .filter(|step| (step - passed).abs() <= rate * MAX_SKEW_SECONDS)
            .unwrap_or(passed);
        let least = i64::from(to.clock_rate / FRAMES_PER_SECOND);
        self.last_timestamp.wrapping_add(step.max(least) as u32)
    }

    /// Outgoing number for a packet. `None`: from before this source began, or too late to tell.
    pub fn map_seq(&mut self, in_seq: u64) -> Option<u64> {
        if in_seq < self.in_first {
            return None;
        }
        if self.in_highest.is_none_or(|highest| in_seq > highest) {
            self.in_highest = Some(in_seq);
            let out = in_seq.wrapping_add_signed(self.offset);
            self.out_highest = out;
            return Some(out);
        }
        self.map_late(in_seq)
    }

    /// The same for a packet at or below the highest, without side effects.
    pub fn map_late(&self, in_seq: u64) -> Option<u64> {
        let drops = &self.drops[..self.drops_len];
        if self.drops_len == DROPS && drops.first().is_some_and(|oldest| in_seq < *oldest) {
            return None;
        }
        let later_drops = drops.iter().filter(|drop| **drop > in_seq).count();
        let mapped = in_seq >= self.in_first && !drops.contains(&in_seq);
        mapped.then(|| in_seq.wrapping_add_signed(self.offset + later_drops as i64))
    }

    /// The incoming number that has this outgoing one in the current source; the inverse of `map_late`.
    pub fn unmap(&self, out_seq: u16) -> Option<u64> {
        let out = nearest(self.out_highest, out_seq);
        let highest = self.in_highest?;
        (0..=self.drops_len as i64).find_map(|later_drops| {
            let in_seq = out.wrapping_sub((self.offset + later_drops) as u64);
            (in_seq <= highest && self.map_late(in_seq) == Some(out)).then_some(in_seq)
        })
    }

    /// Leaves a packet out without a gap. False: it is behind packets already sent, so its number is
    /// spent and the caller must send something for it.
    pub fn skip(&mut self, in_seq: u64) -> bool {
        if in_seq < self.in_first {
            return true;
        }
        if self.in_highest.is_some_and(|highest| in_seq <= highest) {
            return false;
        }
        // Packets lost between the highest and this one keep their numbers.
        self.in_highest = Some(in_seq);
        self.offset -= 1;
        self.out_highest = in_seq.wrapping_add_signed(self.offset);
        if self.drops_len == DROPS {
            self.drops.copy_within(1.., 0);
            self.drops_len -= 1;
        }
        self.drops[self.drops_len] = in_seq;
        self.drops_len += 1;
        true
    }

    /// Outgoing timestamp of a packet sent now.
    pub fn map_timestamp(&mut self, timestamp: u32, now: Micros) -> u32 {
        let out = timestamp.wrapping_add(self.ts_offset);
        if out.wrapping_sub(self.last_timestamp) < 1 << 31 {
            (self.last_timestamp, self.last_at) = (out, now);
        }
        out
    }

    /// Outgoing descriptor of a VP8 packet that is sent again.
    pub fn peek_vp8(&self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        self.vp8.shift(descriptor)
    }

    /// Outgoing descriptor of a VP8 packet.
    pub fn map_vp8(&mut self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        self.vp8.map(descriptor)
    }
}

/// VP8 picture id, TL0PICIDX and KEYIDX (RFC 7741 §4.2): each continues over a switch by an offset.
#[derive(Debug, Default)]
struct Vp8Numbers {
    started: bool,
    picture_offset: u16,
    tl0_offset: u8,
    key_offset: u8,
    last_picture: u16,
    last_tl0: u8,
    last_key: u8,
}

/// Picture ids have 15 bits here, always.
const PICTURE_MASK: u16 = 0x7fff;
/// KEYIDX has 5 bits.
const KEY_MASK: u8 = 0x1f;

impl Vp8Numbers {
    fn switch(&mut self, first: Option<&vp8::Descriptor>) {
        let Some(first) = first else { return };
        let (picture, tl0) = (
            first.picture_id.unwrap_or_default(),
            first.tl0_pic_idx.unwrap_or_default(),
        );
        let key = first.key_idx.unwrap_or_default();
        if self.started {
            self.picture_offset = self.last_picture.wrapping_add(1).wrapping_sub(picture);
            self.tl0_offset = self.last_tl0.wrapping_add(1).wrapping_sub(tl0);
            self.key_offset = self.last_key.wrapping_add(1).wrapping_sub(key);
        }
        self.started = true;
        self.last_picture = picture.wrapping_add(self.picture_offset) & PICTURE_MASK;
        self.last_tl0 = tl0.wrapping_add(self.tl0_offset);
        self.last_key = key.wrapping_add(self.key_offset) & KEY_MASK;
    }

    fn shift(&self, mut descriptor: vp8::Descriptor) -> vp8::Descriptor {
        descriptor.picture_id = descriptor
            .picture_id
            .map(|id| id.wrapping_add(self.picture_offset) & PICTURE_MASK);
        descriptor.tl0_pic_idx = descriptor
            .tl0_pic_idx
            .map(|tl0| tl0.wrapping_add(self.tl0_offset));
        descriptor.key_idx = descriptor
            .key_idx
            .map(|key| key.wrapping_add(self.key_offset) & KEY_MASK);
        descriptor
    }

    fn map(&mut self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        let shifted = self.shift(descriptor);
        // Only newer numbers move the last ones: packets may come late.
        if let Some(id) = shifted
            .picture_id
            .filter(|id| id.wrapping_sub(self.last_picture) & PICTURE_MASK < 0x4000)
        {
            self.last_picture = id;
            self.last_tl0 = shifted.tl0_pic_idx.unwrap_or(self.last_tl0);
            self.last_key = shifted.key_idx.unwrap_or(self.last_key);
        }
        shifted
    }
}

#[cfg(test)]
mod tests;
