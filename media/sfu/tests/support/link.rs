//! A bottleneck on the way to one client: a rate with a queue of some bytes, a delay, and loss.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Bytes of IP and UDP headers.
const OVERHEAD: usize = 28;

pub struct Link {
    /// When it changes, what waits already leaves as it would have.
    pub bps: u64,
    /// Bytes that wait at most; what comes then is dropped.
    pub queue: usize,
    pub delay: Duration,
    /// Every so many packets one is lost without congestion, at random; 0 = none.
    pub loses_percent: u64,
    pub dropped: usize,
    free_at: Option<Instant>,
    waiting: VecDeque<(Instant, Vec<u8>)>,
    random: u64,
}

impl Link {
    pub fn new(bps: u64, queue: usize, delay_ms: u64) -> Self {
        Self {
            bps,
            queue,
            delay: Duration::from_millis(delay_ms),
            loses_percent: 0,
            dropped: 0,
            free_at: None,
            waiting: VecDeque::new(),
            random: 88_172_645_463_325_252,
        }
    }

    /// Time that the last byte in the queue waits.
    pub fn queued(&self, now: Instant) -> Duration {
        self.free_at
            .map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    pub fn push(&mut self, now: Instant, datagram: Vec<u8>) {
        let bits = (datagram.len() + OVERHEAD) as u64 * 8;
        let queued = self.queued(now).as_micros() as u64 * self.bps / 8_000_000;
        if queued as usize + datagram.len() > self.queue || self.is_lost() {
            self.dropped += 1;
            return;
        }
        let start = self.free_at.map_or(now, |at| at.max(now));
        let done = start + Duration::from_nanos(bits * 1_000_000_000 / self.bps);
        self.free_at = Some(done);
        self.waiting.push_back((done + self.delay, datagram));
    }

    /// What has arrived by now.
    pub fn pop(&mut self, now: Instant) -> Option<(Instant, Vec<u8>)> {
        let due = self.waiting.front().is_some_and(|(at, _)| *at <= now);
        due.then(|| self.waiting.pop_front()).flatten()
    }

    fn is_lost(&mut self) -> bool {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % 100 < self.loses_percent
    }
}
