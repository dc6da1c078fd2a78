//! Counters of one worker, of all workers together, and how a worker's loop is doing.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rapat_sfu::node::NodeStats;

use crate::crossing::CrossingCounters;
use crate::sys::{RECEIVE_MESSAGES, RECEIVE_SLOT};
use crate::udp::SendCounters;

/// Totals since start, summed over workers; `busy_percent` and what the node has now are gauges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// What the nodes count. `packets_dropped` includes what the kernel or another worker did not
    /// take, `panics` the restarts of a node.
    pub node: NodeStats,
    /// Datagrams that went out in GSO messages.
    pub gso_segments: u64,
    /// GSO messages.
    pub gso_messages: u64,
    /// Datagrams that came to one worker's socket and were given to the one they belong to.
    pub handed_over: u64,
    /// How busy the busiest worker is, 0–100. Above [`crate::placement::BUSY_PERCENT`] rooms spill over.
    pub busy_percent: u8,
}

impl Stats {
    /// Adds another worker's.
    pub fn add(&mut self, other: &Self) {
        add_node(&mut self.node, &other.node);
        self.gso_segments += other.gso_segments;
        self.gso_messages += other.gso_messages;
        self.handed_over += other.handed_over;
        self.busy_percent = self.busy_percent.max(other.busy_percent);
    }

    /// One worker's, from its parts.
    pub fn of_worker(
        node: &NodeStats,
        before_restart: &NodeStats,
        sent: &SendCounters,
        crossed: CrossingCounters,
    ) -> Self {
        let mut stats = Self {
            node: *node,
            gso_segments: sent.gso_segments,
            gso_messages: sent.gso_messages,
            handed_over: crossed.handed,
            busy_percent: 0,
        };
        add_node(&mut stats.node, before_restart);
        stats.node.buffer_bytes += (RECEIVE_MESSAGES * RECEIVE_SLOT) as u64;
        stats.node.packets_dropped += sent.dropped + crossed.dropped;
        stats
    }
}

/// `total += other`, counter by counter.
pub fn add_node(total: &mut NodeStats, other: &NodeStats) {
    total.peers += other.peers;
    total.up_tracks += other.up_tracks;
    total.down_tracks += other.down_tracks;
    total.cache_bytes += other.cache_bytes;
    total.buffer_bytes += other.buffer_bytes;
    total.lines.known += other.lines.known;
    total.lines.bps += other.lines.bps;
    total.lines.paused += other.lines.paused;
    total.packets_in += other.packets_in;
    total.packets_out += other.packets_out;
    total.bytes_in += other.bytes_in;
    total.bytes_out += other.bytes_out;
    total.packets_dropped += other.packets_dropped;
    total.nacks_in += other.nacks_in;
    total.retransmitted += other.retransmitted;
    total.key_frame_requests += other.key_frame_requests;
    total.panics += other.panics;
    total.relayed += other.relayed;
}

/// Time over which a worker's load is measured. Longer would let a rush of joins pile up on one worker,
/// shorter would take one key frame for a load.
const LOAD_WINDOW: Duration = Duration::from_millis(500);

/// How busy a worker was.
#[derive(Clone, Copy, Debug)]
struct Load {
    window_began: Instant,
    /// In turns since then.
    busy: Duration,
    /// Of the window before, 0–100.
    percent: u8,
}

impl Load {
    /// With what a turn that still runs has taken.
    fn share(&self, now: Instant, running: Duration) -> u8 {
        let span = now.saturating_duration_since(self.window_began).as_micros();
        let busy = (self.busy + running).as_micros();
        (busy * 100 / span.max(1)).min(100) as u8
    }
}

/// What other threads can see of a worker.
pub struct Gauge {
    origin: Instant,
    stats: Mutex<Stats>,
    load: Mutex<Load>,
    /// Start of the running turn, microseconds after `origin`, plus one; 0 = the worker waits.
    turn_started: AtomicU64,
    /// Longest turn since it was last asked for, microseconds.
    longest_turn: AtomicU64,
}

impl Gauge {
    /// Of a worker that has done nothing.
    pub fn new(origin: Instant) -> Self {
        Self {
            origin,
            stats: Mutex::default(),
            load: Mutex::new(Load {
                window_began: origin,
                busy: Duration::ZERO,
                percent: 0,
            }),
            turn_started: AtomicU64::new(0),
            longest_turn: AtomicU64::new(0),
        }
    }

    /// The latest counters.
    pub fn stats(&self, now: Instant) -> Stats {
        Stats {
            busy_percent: self.busy_percent(now),
            ..*self.stats.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// Worker: a turn begins.
    pub fn begin_turn(&self, now: Instant) {
        self.turn_started
            .store(self.micros(now) + 1, Ordering::Relaxed);
    }

    /// Worker: these are the counters.
    pub fn publish(&self, stats: Stats) {
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner) = stats;
    }

    /// Worker: the turn is done.
    pub fn end_turn(&self, now: Instant) {
        let started = self.turn_started.swap(0, Ordering::Relaxed);
        let took = (self.micros(now) + 1).saturating_sub(started);
        self.longest_turn.fetch_max(took, Ordering::Relaxed);
        let mut load = self.load.lock().unwrap_or_else(PoisonError::into_inner);
        load.busy += Duration::from_micros(took);
        if now.saturating_duration_since(load.window_began) >= LOAD_WINDOW {
            *load = Load {
                window_began: now,
                busy: Duration::ZERO,
                percent: load.share(now, Duration::ZERO),
            };
        }
    }

    /// How much of its time the worker works, 0–100, over the last [`LOAD_WINDOW`] or so. One that hangs
    /// is busy.
    pub fn busy_percent(&self, now: Instant) -> u8 {
        let running = Duration::from_micros(self.running_micros(now));
        let load = *self.load.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(load.window_began) >= LOAD_WINDOW / 2 {
            load.share(now, running)
        } else {
            load.percent
        }
    }

    /// Longest turn since the last call, the running one included. Above 50 ms people hear it.
    pub fn take_longest_turn(&self, now: Instant) -> Duration {
        let running = self.running_micros(now);
        Duration::from_micros(self.longest_turn.swap(0, Ordering::Relaxed).max(running))
    }

    /// Since when the present turn runs; 0 between turns.
    fn running_micros(&self, now: Instant) -> u64 {
        match self.turn_started.load(Ordering::Relaxed) {
            0 => 0,
            started => (self.micros(now) + 1).saturating_sub(started),
        }
    }

    fn micros(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.origin).as_micros() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_turn_is_seen_before_it_ends() {
        let origin = Instant::now();
        let gauge = Gauge::new(origin);
        gauge.begin_turn(origin);
        let hung = gauge.take_longest_turn(origin + Duration::from_millis(80));
        assert_eq!(hung, Duration::from_millis(80));
        gauge.end_turn(origin + Duration::from_millis(90));
        assert_eq!(
            gauge.take_longest_turn(origin + Duration::from_secs(9)),
            Duration::from_millis(90)
        );
        assert_eq!(
            gauge.take_longest_turn(origin + Duration::from_secs(9)),
            Duration::ZERO
        );
    }

    #[test]
    fn load_is_the_share_of_time_in_turns_and_fades_when_nothing_comes() {
        let origin = Instant::now();
        let gauge = Gauge::new(origin);
        let at = |ms| origin + Duration::from_millis(ms);
        for turn in 0..100 {
            gauge.begin_turn(at(turn * 10));
            gauge.end_turn(at(turn * 10 + 7));
        }
        assert!((68..=72).contains(&gauge.busy_percent(at(1_000))));
        assert_eq!(gauge.busy_percent(at(60_000)), 0);
        gauge.begin_turn(at(60_000));
        assert!(gauge.busy_percent(at(600_000)) > 80, "it hangs");
    }

    #[test]
    fn losses_at_the_socket_count_as_dropped_packets() {
        let node = NodeStats {
            packets_dropped: 2,
            panics: 1,
            ..NodeStats::default()
        };
        let before = NodeStats {
            packets_dropped: 3,
            panics: 1,
            ..NodeStats::default()
        };
        let sent = SendCounters {
            dropped: 4,
            ..SendCounters::default()
        };
        let crossed = CrossingCounters {
            handed: 5,
            dropped: 6,
        };
        let stats = Stats::of_worker(&node, &before, &sent, crossed);
        assert_eq!((stats.node.packets_dropped, stats.node.panics), (15, 2));
        assert_eq!(stats.handed_over, 5);
    }
}
