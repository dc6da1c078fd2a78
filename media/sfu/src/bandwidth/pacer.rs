//! Smooths what goes to a subscriber whose line is full: a burst would overflow a queue on the way that
//! its average fits. Others are sent to at once: the pacer of an uncongested peer is one comparison.

use std::collections::VecDeque;

use super::history::History;
use crate::arena::{Arena, Path};
use crate::clock::{MILLI, Micros, SECOND};

/// Bytes that wait at most; beyond, packets pass the queue by. Half a second of 1 Mbit/s: a key frame
/// that takes longer is of no use.
const MAX_QUEUED: usize = 64 << 10;
/// What takes longer to send than a new key frame takes to come is not worth sending.
const PROMPT: Micros = 300 * MILLI;
/// Longest time that is made up for when the pace falls: what went out at a higher one is gone.
const MAX_OWED: Micros = 50 * MILLI;
/// Bytes sent in one go, at least: one packet must always pass.
const MIN_BURST: i64 = 1_500;

/// See the module.
#[derive(Debug, Default)]
pub struct Pacer {
    /// Bytes per second; `None`: everything passes at once.
    rate: Option<u64>,
    /// Bytes sent ahead of the pace.
    debt: i64,
    at: Micros,
    /// Sealed datagrams, one behind the other.
    bytes: VecDeque<u8>,
    entries: VecDeque<Entry>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
struct Entry {
    len: u16,
    /// Transport-wide number.
    seq: u16,
    /// Stream that it belongs to.
    ssrc: u32,
}

impl Pacer {
    /// Paces by so many bits per second, or not at all; what waits then still leaves in its order.
    pub fn set(&mut self, pace_bps: Option<u64>, now: Micros) {
        self.advance(now);
        self.rate = pace_bps.map(|bps| (bps / 8).max(1));
        let owed = self.rate.unwrap_or(0) * MAX_OWED / SECOND;
        self.debt = self.debt.min((owed as i64).max(MIN_BURST));
    }

    /// Throws away what waits of a stream. Its numbers are holes for the receiver; what begins next must need
    /// nothing of it.
    pub fn discard(&mut self, ssrc: u32) {
        let (mut from, mut to) = (0, 0);
        let bytes = self.bytes.make_contiguous();
        self.entries.retain(|entry| {
            let len = usize::from(entry.len);
            let keeps = entry.ssrc != ssrc;
            if keeps {
                bytes.copy_within(from..from + len, to);
                to += len;
            }
            from += len;
            keeps
        });
        self.bytes.truncate(to);
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.entries.capacity() * size_of::<Entry>()
    }

    /// True while there is a pace.
    pub const fn is_pacing(&self) -> bool {
        self.rate.is_some()
    }

    /// True while datagrams wait.
    pub fn is_waiting(&self) -> bool {
        !self.entries.is_empty()
    }

    /// True when `len` bytes more would all have left within [`PROMPT`].
    pub fn carries(&self, len: usize) -> bool {
        let within = |rate: u64| (rate * PROMPT / SECOND).min(MAX_QUEUED as u64);
        self.rate
            .is_none_or(|rate| (self.bytes.len() + len) as u64 <= within(rate))
    }

    /// True when a datagram of `len` bytes has to wait. Otherwise it counts as sent.
    pub fn must_wait(&mut self, len: usize, now: Micros) -> bool {
        if self.rate.is_none() && self.entries.is_empty() {
            return false;
        }
        self.advance(now);
        let full = self.bytes.len() + len > MAX_QUEUED;
        let wait = !full && (self.is_waiting() || self.debt >= self.burst());
        if !wait {
            self.debt += len as i64;
        }
        wait
    }

    /// A datagram that cannot wait went out (sound, a repeat).
    pub fn spend(&mut self, len: usize) {
        if self.rate.is_some() {
            self.debt += len as i64;
        }
    }

    /// Queues a sealed datagram of a stream, with its transport-wide number.
    pub fn push(&mut self, datagram: &[u8], seq: u16, ssrc: u32) {
        self.bytes.extend(datagram);
        self.entries.push_back(Entry {
            len: datagram.len() as u16,
            seq,
            ssrc,
        });
    }

    /// Sends what is due.
    pub fn release(&mut self, arena: &mut Arena, path: Path, history: &mut History, now: Micros) {
        self.advance(now);
        while self.rate.is_none() || self.debt < self.burst() {
            let Some(Entry { len, seq, .. }) = self.entries.pop_front() else {
                return;
            };
            let len = usize::from(len);
            if let Some(room) = arena.reserve(len) {
                // The queue goes round in a ring: two pieces at most.
                let (front, back) = self.bytes.as_slices();
                let cut = front.len().min(len);
                room[..cut].copy_from_slice(&front[..cut]);
                room[cut..].copy_from_slice(&back[..len - cut]);
                arena.commit(path, len);
                history.postpone(seq, now);
            }
            self.bytes.drain(..len);
            self.debt += len as i64;
        }
    }

    fn burst(&self) -> i64 {
        let rate = self.rate.unwrap_or(0);
        ((rate * super::TICK / SECOND) as i64).max(MIN_BURST)
    }

    fn advance(&mut self, now: Micros) {
        let passed = now.saturating_sub(self.at).min(SECOND);
        self.at = self.at.max(now);
        let paid = self.rate.unwrap_or(0) * passed / SECOND;
        self.debt = if self.rate.is_some() {
            (self.debt - paid as i64).max(0)
        } else {
            0
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Path {
        Path {
            socket: 0,
            address: std::net::SocketAddr::from(([127, 0, 0, 1], 9)),
        }
    }

    #[test]
    fn without_an_estimate_nothing_waits() {
        let mut pacer = Pacer::default();
        assert!((0..1_000).all(|_| !pacer.must_wait(1_200, 0)));
    }

    #[test]
    fn a_burst_leaves_at_the_pace_and_in_order() {
        let (mut pacer, mut arena) = (Pacer::default(), Arena::new());
        let mut history = History::default();
        pacer.set(Some(1_200_000), 0);
        let mut at_once = 0;
        for n in 0..30_u8 {
            if pacer.must_wait(1_000, 0) {
                pacer.push(&[n; 1_000], u16::from(n), 1);
            } else {
                at_once += 1;
            }
        }
        assert_eq!(at_once, 2);
        let mut sent = Vec::new();
        let mut now = 0;
        while pacer.is_waiting() {
            now += super::super::TICK;
            pacer.release(&mut arena, path(), &mut history, now);
            let entries = arena.entries().iter();
            sent.extend(entries.map(|entry| arena.datagram(entry)[0]));
            arena.clear();
        }
        assert!(sent.is_sorted() && sent.len() == 28);
        assert!((160 * MILLI..220 * MILLI).contains(&now), "{now}");
    }

    #[test]
    fn what_waits_of_one_stream_can_be_thrown_away() {
        let (mut pacer, mut arena) = (Pacer::default(), Arena::new());
        pacer.set(Some(50_000), 0);
        for n in 0..10_u8 {
            let len = 100 + usize::from(n);
            pacer.push(&vec![n; len], u16::from(n), u32::from(n % 3));
        }
        pacer.discard(1);
        pacer.set(None, MILLI);
        pacer.release(&mut arena, path(), &mut History::default(), MILLI);
        let left = arena.entries().iter().map(|entry| arena.datagram(entry));
        let left: Vec<_> = left.map(|datagram| (datagram[0], datagram.len())).collect();
        assert_eq!(
            left,
            [0, 2, 3, 5, 6, 8, 9].map(|n| (n, 100 + usize::from(n)))
        );
    }

    #[test]
    fn the_queue_is_bounded_and_empties_when_pacing_ends() {
        let (mut pacer, mut arena) = (Pacer::default(), Arena::new());
        pacer.set(Some(50_000), 0);
        for _ in 0..1_000 {
            if pacer.must_wait(1_000, 0) {
                pacer.push(&[0; 1_000], 0, 1);
            }
        }
        assert!(pacer.bytes.len() <= MAX_QUEUED);
        pacer.set(None, MILLI);
        pacer.release(&mut arena, path(), &mut History::default(), MILLI);
        assert!(!pacer.is_waiting() && !pacer.must_wait(1_000, MILLI));
    }
}
