//! The one event queue of the process: workers push, the control side drains, and an eventfd is
//! readable while something waits.
//!
//! Two lanes. *Ordered*: state changes and data messages, each delivered once. *Latest wins*: audio
//! levels and reports, where a newer value replaces the one that nobody took. A peer that fills the
//! ordered lane faster than the control side drains it is closed by its worker; nobody ever waits.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rapat_sfu::event::{Event, PeerReport, TrackReport};
use rapat_sfu::ids::{PeerId, TrackId};

use crate::wake::Wake;

/// Events of one peer that may wait. A chatty client sends some ten a second, so this is a minute of
/// a control side that stands still.
const MAX_PEER_EVENTS: u32 = 1_024;
/// Bytes of data messages of one peer that may wait: 64 messages of the largest size.
const MAX_PEER_BYTES: usize = 4 << 20;
/// Events of all peers that may wait: a thousand joins with everything they cause, several times.
const MAX_EVENTS: usize = 65_536;

/// The queue refused an event: this peer is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow(pub PeerId);

/// What waits of one peer.
#[derive(Clone, Copy, Default)]
struct Held {
    events: u32,
    bytes: usize,
}

#[derive(Default)]
struct Lanes {
    ordered: VecDeque<Event>,
    held: HashMap<PeerId, Held>,
    levels: BTreeMap<TrackId, f32>,
    tracks: BTreeMap<TrackId, TrackReport>,
    peers: BTreeMap<PeerId, PeerReport>,
    lost: u64,
}

/// See the module.
pub struct EventQueue {
    lanes: Mutex<Lanes>,
    wake: Wake,
}

impl EventQueue {
    /// Empty.
    ///
    /// # Errors
    /// The process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            lanes: Mutex::default(),
            wake: Wake::new()?,
        })
    }

    /// Adds an event. Never waits.
    ///
    /// # Errors
    /// The peer of this event has too much waiting; the event is dropped. `Closed` is always taken.
    pub fn push(&self, event: Event) -> Result<(), Overflow> {
        let mut lanes = self.lock();
        let was_empty = lanes.is_empty();
        let result = lanes.add(event);
        if was_empty && !lanes.is_empty() {
            self.wake.raise();
        }
        result
    }

    /// Takes up to `limit` events, oldest first; levels and reports come when the ordered lane is empty.
    pub fn drain(&self, limit: usize) -> Vec<Event> {
        let mut lanes = self.lock();
        let events = lanes.take(limit);
        if lanes.is_empty() {
            self.wake.lower();
        }
        events
    }

    /// Events of no particular peer that were dropped because the queue was full, since start.
    pub fn lost(&self) -> u64 {
        self.lock().lost
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        // The lanes are consistent between any two statements that can panic.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsFd for EventQueue {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

impl Lanes {
    fn is_empty(&self) -> bool {
        self.ordered.is_empty()
            && self.levels.is_empty()
            && self.tracks.is_empty()
            && self.peers.is_empty()
    }

    fn add(&mut self, event: Event) -> Result<(), Overflow> {
        match event {
            Event::AudioLevels { levels } => self.levels.extend(levels),
            Event::Reports { tracks, peers } => {
                self.tracks
                    .extend(tracks.into_iter().map(|report| (report.track, report)));
                self.peers
                    .extend(peers.into_iter().map(|report| (report.peer, report)));
            }
            event => return self.add_ordered(event),
        }
        Ok(())
    }

    fn add_ordered(&mut self, event: Event) -> Result<(), Overflow> {
        let is_full = self.ordered.len() >= MAX_EVENTS;
        let Some(peer) = peer_of(&event) else {
            if is_full {
                self.lost += 1;
            } else {
                self.ordered.push_back(event);
            }
            return Ok(());
        };
        let held = self.held.entry(peer).or_default();
        let bytes = held.bytes + data_len(&event);
        let is_over = is_full || held.events >= MAX_PEER_EVENTS || bytes > MAX_PEER_BYTES;
        // At most one `Closed` per peer: these cannot pile up.
        if is_over && !matches!(event, Event::Closed { .. }) {
            return Err(Overflow(peer));
        }
        held.events += 1;
        held.bytes = bytes;
        self.ordered.push_back(event);
        Ok(())
    }

    fn take(&mut self, limit: usize) -> Vec<Event> {
        let count = limit.min(self.ordered.len());
        let mut events: Vec<Event> = self.ordered.drain(..count).collect();
        for event in &events {
            self.release(event);
        }
        if events.len() < limit && !self.levels.is_empty() {
            let levels = std::mem::take(&mut self.levels).into_iter().collect();
            events.push(Event::AudioLevels { levels });
        }
        if events.len() < limit && !(self.tracks.is_empty() && self.peers.is_empty()) {
            let tracks = std::mem::take(&mut self.tracks).into_values().collect();
            let peers = std::mem::take(&mut self.peers).into_values().collect();
            events.push(Event::Reports { tracks, peers });
        }
        events
    }

    fn release(&mut self, event: &Event) {
        let Some(peer) = peer_of(event) else { return };
        let Some(held) = self.held.get_mut(&peer) else {
            return;
        };
        held.events -= 1;
        held.bytes -= data_len(event);
        if held.events == 0 {
            self.held.remove(&peer);
        }
    }
}

/// Whose event it is; `None` for those of tracks.
pub fn peer_of(event: &Event) -> Option<PeerId> {
    match event {
        Event::Connected { peer }
        | Event::Disconnected { peer }
        | Event::ChannelOpen { peer, .. }
        | Event::Data { peer, .. }
        | Event::Closed { peer, .. } => Some(*peer),
        Event::LayerLive { .. }
        | Event::DownTrackLive { .. }
        | Event::DownTrackPaused { .. }
        | Event::AudioLevels { .. }
        | Event::Reports { .. } => None,
    }
}

fn data_len(event: &Event) -> usize {
    if let Event::Data { payload, .. } = event {
        payload.len()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use rapat_sfu::event::CloseReason;
    use rapat_wire::session::DataChannel;
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use super::*;

    fn is_readable(queue: &EventQueue) -> bool {
        let mut fds = [PollFd::new(queue, PollFlags::IN)];
        poll(
            &mut fds,
            Some(&Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            }),
        )
        .unwrap()
            == 1
    }

    fn data(peer: u64, len: usize) -> Event {
        Event::Data {
            peer: PeerId(peer),
            channel: DataChannel::Reliable,
            payload: vec![0; len],
        }
    }

    #[test]
    fn it_is_readable_exactly_while_events_wait() {
        let queue = EventQueue::new().unwrap();
        assert!(!is_readable(&queue));
        queue.push(Event::Connected { peer: PeerId(1) }).unwrap();
        queue
            .push(Event::AudioLevels {
                levels: vec![(TrackId(1), 0.5)],
            })
            .unwrap();
        assert_eq!(queue.drain(1).len(), 1);
        assert!(is_readable(&queue), "levels are left");
        assert_eq!(queue.drain(1).len(), 1);
        assert!(!is_readable(&queue));
    }

    #[test]
    fn events_come_in_order() {
        let queue = EventQueue::new().unwrap();
        for peer in 0..5 {
            queue.push(Event::Connected { peer: PeerId(peer) }).unwrap();
        }
        let peers: Vec<_> = queue.drain(9).iter().filter_map(peer_of).collect();
        assert_eq!(peers, [0, 1, 2, 3, 4].map(PeerId));
    }

    #[test]
    fn newer_levels_replace_older_ones_track_by_track() {
        let queue = EventQueue::new().unwrap();
        queue
            .push(Event::AudioLevels {
                levels: vec![(TrackId(1), 0.5), (TrackId(2), 0.5)],
            })
            .unwrap();
        queue
            .push(Event::AudioLevels {
                levels: vec![(TrackId(1), 0.0)],
            })
            .unwrap();
        let events = queue.drain(9);
        assert_eq!(
            events,
            [Event::AudioLevels {
                levels: vec![(TrackId(1), 0.0), (TrackId(2), 0.5)]
            }]
        );
    }

    #[test]
    fn a_flooding_peer_overflows_alone_and_its_end_is_still_told() {
        let queue = EventQueue::new().unwrap();
        while queue.push(data(1, 64_000)).is_ok() {}
        assert_eq!(queue.push(data(1, 64_000)), Err(Overflow(PeerId(1))));
        queue.push(data(2, 64_000)).unwrap();
        queue
            .push(Event::Closed {
                peer: PeerId(1),
                reason: CloseReason::Abuse,
            })
            .unwrap();
        let count = queue.drain(usize::MAX).len();
        assert_eq!(count, MAX_PEER_BYTES / 64_000 + 2);
    }

    #[test]
    fn draining_gives_a_peer_its_share_back() {
        let queue = EventQueue::new().unwrap();
        while queue.push(data(1, 0)).is_ok() {}
        assert_eq!(queue.drain(usize::MAX).len(), MAX_PEER_EVENTS as usize);
        queue.push(data(1, 0)).unwrap();
    }

    #[test]
    fn track_events_beyond_the_limit_are_counted_as_lost() {
        let queue = EventQueue::new().unwrap();
        for _ in 0..=MAX_EVENTS {
            queue
                .push(Event::LayerLive {
                    track: TrackId(1),
                    layer: 0,
                })
                .unwrap();
        }
        assert_eq!(queue.lost(), 1);
    }
}
