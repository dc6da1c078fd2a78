//! Maps one publisher layer's sequence numbers, timestamps and picture numbers to one subscriber's
//! continuous stream.
//!
//! Invariant (RFC 7714 §10.1): an outgoing number is given to one incoming packet only. Within one
//! source numbers only move together; at every new source the first packet goes behind the highest
//! number ever given, and packets from before that first one are refused.

mod pictures;

use rapat_wire::codec::vp8;
use rapat_wire::seq::nearest;

use crate::clock::{Micros, SECOND};
use crate::compact::Compactor;

use pictures::{FrameNumbers, Vp8Numbers};

/// Packets remembered, in words of 64: as many as a down track can be asked for again.
const MEMORY: usize = 16;
/// Timestamp steps at a switch that differ by more than this from the time that passed are not believed.
const MAX_SKEW_SECONDS: i64 = 1;
/// Smallest step between two frames at a switch: one frame at 30/s.
const FRAMES_PER_SECOND: u32 = 30;
/// Pictures sent late are so many times closer together than they were taken: a millisecond apart, so
/// that a player shows the newest at once and a replay of 0.6 s fits in front of the next frame.
const SQUEEZE: u32 = 32;
/// RTP ticks behind the newest replayed picture after which nobody asks for a replayed one again: 10 s.
const SQUEEZE_ENDS: u32 = 900_000;

/// Timestamps of pictures that are sent late, all at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Squeeze {
    /// Of the oldest one.
    pub first: u32,
    /// Of the newest one, which keeps its own.
    pub newest: u32,
}

impl Squeeze {
    fn map(self, timestamp: u32) -> u32 {
        let before = self.newest.wrapping_sub(timestamp);
        if before <= self.newest.wrapping_sub(self.first) {
            self.newest.wrapping_sub(before / SQUEEZE)
        } else {
            timestamp
        }
    }

    fn is_over(self, timestamp: u32) -> bool {
        let behind = timestamp.wrapping_sub(self.newest);
        (SQUEEZE_ENDS..1 << 31).contains(&behind)
    }
}

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
    /// First packet's frame number in its dependency descriptor.
    pub frame: Option<u16>,
    /// Set when the stream begins with pictures from before now.
    pub squeeze: Option<Squeeze>,
}

/// Numbers of one down track.
#[derive(Debug)]
pub struct Rewrite {
    started: bool,
    packets: Compactor<MEMORY>,
    ts_offset: u32,
    squeeze: Option<Squeeze>,
    last_timestamp: u32,
    last_at: Micros,
    epoch: u8,
    vp8: Vp8Numbers,
    frames: FrameNumbers,
}

impl Rewrite {
    /// `first_seq` is the first outgoing number.
    pub fn new(first_seq: u64) -> Self {
        Self {
            started: false,
            packets: Compactor::new(first_seq),
            ts_offset: 0,
            squeeze: None,
            last_timestamp: 0,
            last_at: 0,
            epoch: 0,
            vp8: Vp8Numbers::default(),
            frames: FrameNumbers::default(),
        }
    }

    /// Counts switches; numbers sent in another epoch cannot be mapped back.
    pub const fn epoch(&self) -> u8 {
        self.epoch
    }

    /// Outgoing timestamp = incoming + this, for what is not older than the stream's beginning.
    pub const fn ts_offset(&self) -> u32 {
        self.ts_offset
    }

    /// Begins a source with its first packet.
    pub fn switch(&mut self, to: &Switch) {
        self.packets.begin(to.in_seq);
        self.epoch = self.epoch.wrapping_add(1);
        self.squeeze = to.squeeze;
        let newest = to.squeeze.map_or(to.timestamp, |squeeze| squeeze.newest);
        let timestamp = if self.started {
            self.next_timestamp(to, newest)
        } else {
            newest
        };
        self.ts_offset = timestamp.wrapping_sub(newest);
        (self.last_timestamp, self.last_at) = (timestamp, to.now);
        self.started = true;
        self.vp8.switch(to.vp8.as_ref());
        if let Some(frame) = to.frame.filter(|_| !to.same_source) {
            self.frames.switch(frame);
        }
    }

    /// Timestamp of the first picture after a switch, `timestamp` at its source: by the publisher's clocks where its sender
    /// reports tell them, else by the time that passed; always ahead of what was sent.
    fn next_timestamp(&self, to: &Switch, timestamp: u32) -> u32 {
        let rate = i64::from(to.clock_rate);
        let passed =
            (to.now.saturating_sub(self.last_at) as i64).saturating_mul(rate) / SECOND as i64;
        let by_clock = match to.clocks {
            Some((left, entered)) => Some(left.translate(entered, timestamp, to.clock_rate)),
            None => to.same_source.then_some(timestamp),
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
        self.packets.map(in_seq)
    }

    /// The same for a packet at or below the highest, without side effects.
    pub fn map_late(&self, in_seq: u64) -> Option<u64> {
        self.packets.map_late(in_seq)
    }

    /// The incoming number that has this outgoing one in the current source; the inverse of `map_late`.
    pub fn unmap(&self, out_seq: u16) -> Option<u64> {
        self.packets
            .unmap(nearest(self.packets.out_highest(), out_seq))
    }

    /// Leaves a packet out without a gap. False: it is behind packets already sent, so its number is
    /// spent and the caller must send something for it.
    pub fn skip(&mut self, in_seq: u64) -> bool {
        self.packets.skip(in_seq)
    }

    /// Outgoing timestamp of a packet that is sent again.
    pub fn peek_timestamp(&self, timestamp: u32) -> u32 {
        let squeezed = self.squeeze.map_or(timestamp, |s| s.map(timestamp));
        squeezed.wrapping_add(self.ts_offset)
    }

    /// Outgoing timestamp of a packet sent now.
    pub fn map_timestamp(&mut self, timestamp: u32, now: Micros) -> u32 {
        let out = self.peek_timestamp(timestamp);
        self.squeeze = self.squeeze.filter(|squeeze| !squeeze.is_over(timestamp));
        if out.wrapping_sub(self.last_timestamp) < 1 << 31 {
            (self.last_timestamp, self.last_at) = (out, now);
        }
        out
    }

    /// Outgoing descriptor of a VP8 packet that is sent again.
    pub fn peek_vp8(&self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        self.vp8.peek(descriptor)
    }

    /// Outgoing descriptor of a VP8 packet.
    pub fn map_vp8(&mut self, descriptor: vp8::Descriptor) -> vp8::Descriptor {
        self.vp8.map(descriptor)
    }

    /// Leaves a VP8 picture out without a hole in the picture ids.
    pub fn skip_vp8(&mut self, descriptor: &vp8::Descriptor) {
        self.vp8.skip(descriptor);
    }

    /// Outgoing frame number of a packet that is sent again.
    pub const fn peek_frame(&self, number: u16) -> u16 {
        self.frames.peek(number)
    }

    /// Outgoing frame number (dependency descriptor).
    pub fn map_frame(&mut self, number: u16) -> u16 {
        self.frames.map(number)
    }
}

#[cfg(test)]
mod tests;
