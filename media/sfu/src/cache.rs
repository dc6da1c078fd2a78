//! The last packets of one layer, decrypted: one copy that feeds the fan-out and every resend.
//!
//! A byte ring that packets are written into back to back, and an index by sequence number. The ring
//! starts small and doubles while it holds less than [`SPAN`] of the stream, up to [`MAX_BYTES`].

use crate::clock::{Micros, SECOND};

/// How much of the stream a resend should reach back: a few round trips of a bad link.
const SPAN: Micros = SECOND;
/// Limit of one layer's ring: 1 s at 8 Mbit/s.
const MAX_BYTES: usize = 1 << 20;
/// Ring of a video layer at its first packet.
pub const VIDEO_BYTES: usize = 64 << 10;
/// Ring of an audio track; never resent far back, so it hardly grows.
pub const AUDIO_BYTES: usize = 16 << 10;
/// Index entries; power of two. 1 s at 1,024 packets/s.
const SLOTS: usize = 1024;
/// Largest packet taken: an Ethernet frame's worth. RTP senders stay below 1,300.
pub const MAX_PACKET: usize = 1500;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Position in the endless stream of bytes; physical place is `position % capacity`.
    position: u64,
    seq: u64,
    len: u16,
}

/// See the module.
#[derive(Debug)]
pub struct Cache {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    /// Position where the next packet goes.
    head: u64,
    /// Sequence number and time of a packet written about one ring ago, to see how far the ring reaches.
    lap_started: Micros,
    lap_end: u64,
}

impl Cache {
    /// Holds nothing, not even memory; `capacity` (a power of two) comes with the first packet.
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            slots: Vec::new(),
            head: 0,
            lap_started: 0,
            lap_end: 0,
        }
    }

    /// True when writing `len` more bytes could overwrite what was written at or after `since`.
    pub fn would_overwrite(&self, since: u64, len: usize) -> bool {
        // A packet never straddles the end of the ring: up to one packet may be skipped there.
        !self.bytes.is_empty()
            && self.head + (2 * len.max(MAX_PACKET)) as u64 - since > self.bytes.len() as u64
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.bytes.len() + self.slots.len() * size_of::<Slot>()
    }

    /// Stores a packet; returns its position. `None`: larger than [`MAX_PACKET`], or no memory for a
    /// first one. `left` is the memory that may still be taken; without it a ring stays as it is.
    pub fn push(
        &mut self,
        seq: u64,
        packet: &[u8],
        now: Micros,
        capacity: usize,
        left: &mut usize,
    ) -> Option<u64> {
        if packet.len() > MAX_PACKET || packet.is_empty() {
            return None;
        }
        if self.is_due() && !self.make_room(capacity, now, left) {
            return None;
        }
        let capacity = self.bytes.len() as u64;
        if self.head % capacity + packet.len() as u64 > capacity {
            self.head = self.head.next_multiple_of(capacity);
        }
        let position = self.head;
        let start = (position % capacity) as usize;
        self.bytes[start..start + packet.len()].copy_from_slice(packet);
        self.slots[seq as usize % SLOTS] = Slot {
            position,
            seq,
            len: packet.len() as u16,
        };
        self.head += packet.len() as u64;
        Some(position)
    }

    /// The packet at a position that [`Cache::push`] returned; stale bytes if it was overwritten since.
    pub fn at(&self, position: u64, len: usize) -> Option<&[u8]> {
        let start = (position % self.bytes.len().max(1) as u64) as usize;
        self.bytes.get(start..start + len)
    }

    /// The packet with this extended sequence number, if still held.
    pub fn get(&self, seq: u64) -> Option<&[u8]> {
        let slot = self
            .slots
            .get(seq as usize % SLOTS)
            .filter(|s| s.seq == seq && s.len > 0)?;
        let held = slot.position + self.bytes.len() as u64 >= self.head;
        if held {
            self.at(slot.position, slot.len as usize)
        } else {
            None
        }
    }

    /// Forgets all packets (the source restarted), keeps the memory.
    pub fn clear(&mut self) {
        self.slots.fill(Slot::default());
    }

    /// True when the ring's size is to be looked at: at the first packet, and once per lap.
    fn is_due(&self) -> bool {
        self.bytes.is_empty() || self.head >= self.lap_end
    }

    /// False: there is no ring, and no memory for one.
    fn make_room(&mut self, capacity: usize, now: Micros, left: &mut usize) -> bool {
        if self.bytes.is_empty() {
            let bytes = capacity.next_power_of_two().max(4 * MAX_PACKET);
            let Some(rest) = left.checked_sub(bytes + SLOTS * size_of::<Slot>()) else {
                return false;
            };
            *left = rest;
            self.bytes = vec![0; bytes];
            self.slots = vec![Slot::default(); SLOTS];
        } else if now.saturating_sub(self.lap_started) < SPAN && self.bytes.len() < MAX_BYTES {
            if let Some(rest) = left.checked_sub(self.bytes.len()) {
                *left = rest;
                self.grow();
            }
        }
        self.start_lap(now);
        true
    }

    fn start_lap(&mut self, now: Micros) {
        self.lap_started = now;
        self.lap_end = self.head + self.bytes.len() as u64;
    }

    /// Doubles the ring. Positions stay valid: no packet straddles a multiple of the old capacity,
    /// hence none straddles one of the new.
    fn grow(&mut self) {
        let old = std::mem::take(&mut self.bytes);
        let old_len = old.len() as u64;
        let mut grown = vec![0; old.len() * 2];
        let new_len = grown.len() as u64;
        for slot in self
            .slots
            .iter()
            .filter(|s| s.len > 0 && s.position + old_len >= self.head)
        {
            let (from, to) = (
                (slot.position % old_len) as usize,
                (slot.position % new_len) as usize,
            );
            let len = slot.len as usize;
            grown[to..to + len].copy_from_slice(&old[from..from + len]);
        }
        self.bytes = grown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLI;

    /// More than any test takes.
    const ENOUGH: usize = 1 << 30;

    fn packet(seq: u64) -> Vec<u8> {
        let mut bytes = vec![seq as u8; 1000 + seq as usize % 200];
        bytes[..8].copy_from_slice(&seq.to_be_bytes());
        bytes
    }

    #[test]
    fn recent_packets_are_found_and_overwritten_ones_are_not() {
        let mut cache = Cache::new();
        for seq in 0..500 {
            cache
                .push(
                    seq,
                    &packet(seq),
                    seq * 100 * MILLI,
                    AUDIO_BYTES,
                    &mut ENOUGH.clone(),
                )
                .unwrap();
            assert_eq!(cache.get(seq), Some(&packet(seq)[..]));
        }
        assert_eq!(cache.get(495), Some(&packet(495)[..]));
        assert_eq!(cache.get(400), None, "slow stream: the ring stays small");
        assert_eq!(cache.get(501), None);
    }

    #[test]
    fn a_fast_stream_grows_the_ring_to_one_second_and_keeps_what_it_held() {
        let mut cache = Cache::new();
        for seq in 0..600 {
            cache
                .push(
                    seq,
                    &packet(seq),
                    seq * 2 * MILLI,
                    VIDEO_BYTES,
                    &mut ENOUGH.clone(),
                )
                .unwrap();
            for back in 0..20.min(seq) {
                assert_eq!(
                    cache.get(seq - back),
                    Some(&packet(seq - back)[..]),
                    "seq {seq} back {back}"
                );
            }
        }
        assert!(cache.get(250).is_some());
        assert!(cache.bytes.len() <= MAX_BYTES);
    }

    #[test]
    fn positions_stay_readable_until_overwriting_is_announced() {
        let mut cache = Cache::new();
        let position = cache
            .push(0, &packet(0), 0, AUDIO_BYTES, &mut ENOUGH.clone())
            .unwrap();
        let mut seq = 1;
        while !cache.would_overwrite(position, 1200) {
            cache
                .push(seq, &packet(seq), 0, AUDIO_BYTES, &mut ENOUGH.clone())
                .unwrap();
            assert_eq!(cache.at(position, 1000), Some(&packet(0)[..]));
            seq += 1;
        }
        assert!(seq > 8);
    }

    #[test]
    fn an_oversized_packet_is_refused() {
        assert_eq!(
            Cache::new().push(0, &[0; MAX_PACKET + 1], 0, VIDEO_BYTES, &mut ENOUGH.clone()),
            None
        );
    }

    #[test]
    fn without_memory_no_ring_begins_and_none_grows() {
        let mut cache = Cache::new();
        let mut left = AUDIO_BYTES;
        assert_eq!(cache.push(0, &packet(0), 0, AUDIO_BYTES, &mut left), None);
        assert_eq!((left, cache.memory()), (AUDIO_BYTES, 0));
        left = 100_000;
        for seq in 0..600 {
            cache
                .push(seq, &packet(seq), seq * MILLI, VIDEO_BYTES, &mut left)
                .unwrap();
        }
        assert_eq!(
            left + cache.memory(),
            100_000,
            "what it took is what it holds"
        );
        assert_eq!(cache.get(599), Some(&packet(599)[..]));
    }
}
