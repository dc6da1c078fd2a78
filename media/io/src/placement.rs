//! Which worker holds which peer, track and subscription: bookkeeping of the control side.
//!
//! A room begins on the least loaded worker, its home, and spills over: who joins when the home is busy
//! or has many of the room already goes to another worker. Every worker more costs a copy of each
//! packet, so a room fills one before it takes the next. Nobody moves later.

use std::collections::HashMap;

use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};

/// Index of a worker.
pub type WorkerIndex = usize;

/// A worker that is busy for more of its time than this gets no new peers while another one is not:
/// the rest is for key frames, bursts of joins and the growth of those who are there. Percent.
pub const BUSY_PERCENT: u8 = 60;
/// Peers of one room per worker, unless configured otherwise. Higher would let one core limit a large
/// room, lower would copy packets for rooms that one core serves with ease.
pub const ROOM_PEERS_PER_WORKER: usize = 64;
/// Differences of load below this are chance. Percent.
const LOAD_STEP: u8 = 10;

struct Room {
    /// Peers by worker, in the order in which the room came to them.
    workers: Vec<(WorkerIndex, usize)>,
}

struct Place {
    room: u64,
    worker: WorkerIndex,
    tracks: Vec<TrackId>,
    downs: Vec<DownTrackId>,
}

/// See the module.
pub struct Placement {
    room_peers: usize,
    /// Peers by worker.
    load: Vec<usize>,
    rooms: HashMap<u64, Room>,
    peers: HashMap<PeerId, Place>,
    tracks: HashMap<TrackId, WorkerIndex>,
    downs: HashMap<DownTrackId, WorkerIndex>,
}

impl Placement {
    /// Nothing placed yet on `workers` (≥ 1) workers; `room_peers` (≥ 1) of one room go to one of them
    /// before it spills.
    pub fn new(workers: usize, room_peers: usize) -> Self {
        Self {
            room_peers,
            load: vec![0; workers],
            rooms: HashMap::new(),
            peers: HashMap::new(),
            tracks: HashMap::new(),
            downs: HashMap::new(),
        }
    }

    /// Chooses a worker for a peer. `busy` is how busy each one is, percent.
    pub fn add(&mut self, peer: PeerId, room: u64, busy: &[u8]) -> WorkerIndex {
        let worker = self.choose(room, busy);
        let room_workers = &mut self
            .rooms
            .entry(room)
            .or_insert(Room {
                workers: Vec::new(),
            })
            .workers;
        match room_workers.iter_mut().find(|(held, _)| *held == worker) {
            Some((_, peers)) => *peers += 1,
            None => room_workers.push((worker, 1)),
        }
        self.load[worker] += 1;
        self.peers.insert(
            peer,
            Place {
                room,
                worker,
                tracks: Vec::new(),
                downs: Vec::new(),
            },
        );
        worker
    }

    /// The first of the room's workers that can take one more, else the least loaded of all.
    fn choose(&self, room: u64, busy: &[u8]) -> WorkerIndex {
        let is_busy = |worker: WorkerIndex| busy.get(worker).is_some_and(|b| *b > BUSY_PERCENT);
        let held = self.rooms.get(&room).map_or(&[][..], |room| &room.workers);
        let here = held
            .iter()
            .find(|(worker, peers)| *peers < self.room_peers && !is_busy(*worker));
        if let Some((worker, _)) = here {
            return *worker;
        }
        let of_room = |worker| held.iter().find(|(held, _)| *held == worker);
        let cost = |worker: WorkerIndex| {
            let step = busy.get(worker).map_or(0, |busy| busy / LOAD_STEP);
            let is_full = of_room(worker).is_some_and(|(_, peers)| *peers >= self.room_peers);
            (is_busy(worker), is_full, step, self.load[worker])
        };
        (0..self.load.len())
            .min_by_key(|worker| cost(*worker))
            .unwrap_or(0)
    }

    /// Replaces what a peer publishes and receives.
    pub fn set_sections(&mut self, peer: PeerId, tracks: Vec<TrackId>, downs: Vec<DownTrackId>) {
        let Some(place) = self.peers.get_mut(&peer) else {
            return;
        };
        for track in std::mem::replace(&mut place.tracks, tracks) {
            self.tracks.remove(&track);
        }
        for down in std::mem::replace(&mut place.downs, downs) {
            self.downs.remove(&down);
        }
        self.tracks
            .extend(place.tracks.iter().map(|track| (*track, place.worker)));
        self.downs
            .extend(place.downs.iter().map(|down| (*down, place.worker)));
    }

    /// Forgets a peer and, with the last one, its room. Gives the worker that held it.
    pub fn remove(&mut self, peer: PeerId) -> Option<WorkerIndex> {
        self.set_sections(peer, Vec::new(), Vec::new());
        let place = self.peers.remove(&peer)?;
        self.load[place.worker] -= 1;
        if let Some(room) = self.rooms.get_mut(&place.room) {
            for (_, peers) in room.workers.iter_mut().filter(|(w, _)| *w == place.worker) {
                *peers -= 1;
            }
            room.workers.retain(|(_, peers)| *peers > 0);
            if room.workers.is_empty() {
                self.rooms.remove(&place.room);
            }
        }
        Some(place.worker)
    }

    /// Where a peer lives.
    pub fn of_peer(&self, peer: PeerId) -> Option<WorkerIndex> {
        self.peers.get(&peer).map(|place| place.worker)
    }

    /// Where an up track lives.
    pub fn of_track(&self, track: TrackId) -> Option<WorkerIndex> {
        self.tracks.get(&track).copied()
    }

    /// Where a subscription lives.
    pub fn of_down(&self, down: DownTrackId) -> Option<WorkerIndex> {
        self.downs.get(&down).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: [u8; 2] = [0, 0];

    #[test]
    fn a_small_room_stays_together_and_new_rooms_go_to_the_least_loaded_worker() {
        let mut placement = Placement::new(2, 64);
        assert_eq!(placement.add(PeerId(1), 10, &IDLE), 0);
        assert_eq!(placement.add(PeerId(2), 10, &IDLE), 0);
        assert_eq!(placement.add(PeerId(3), 11, &IDLE), 1);
        let fourth = placement.add(PeerId(4), 12, &IDLE);
        assert_eq!(fourth, 1, "one peer against two");
        assert_eq!(placement.add(PeerId(5), 10, &IDLE), 0);
        let sixth = placement.add(PeerId(6), 13, &[20, 50]);
        assert_eq!(sixth, 0, "measured load counts more than peers");
    }

    #[test]
    fn a_room_without_peers_is_placed_anew() {
        let mut placement = Placement::new(2, 64);
        placement.add(PeerId(1), 10, &IDLE);
        placement.add(PeerId(2), 11, &IDLE);
        placement.add(PeerId(3), 11, &IDLE);
        assert_eq!(placement.remove(PeerId(2)), Some(1));
        assert_eq!(placement.remove(PeerId(3)), Some(1));
        assert_eq!(placement.remove(PeerId(3)), None);
        placement.add(PeerId(4), 12, &IDLE);
        assert_eq!(placement.of_peer(PeerId(4)), Some(1));
    }

    #[test]
    fn a_large_room_fills_one_worker_after_the_other_and_gaps_are_filled_first() {
        let mut placement = Placement::new(3, 2);
        let workers: Vec<_> = (0..7)
            .map(|peer| placement.add(PeerId(peer), 10, &[0; 3]))
            .collect();
        assert_eq!(workers, [0, 0, 1, 1, 2, 2, 0], "all full: the least loaded");
        placement.remove(PeerId(2));
        assert_eq!(placement.add(PeerId(8), 10, &[0; 3]), 1);
    }

    #[test]
    fn a_busy_home_spills_and_takes_on_again_when_it_is_not_busy() {
        let mut placement = Placement::new(2, 64);
        placement.add(PeerId(1), 10, &IDLE);
        assert_eq!(placement.add(PeerId(2), 10, &[BUSY_PERCENT + 1, 30]), 1);
        assert_eq!(placement.add(PeerId(3), 10, &[BUSY_PERCENT, 30]), 0);
        let third = placement.add(PeerId(4), 10, &[99, 80]);
        assert_eq!(third, 1, "both are busy: the less busy one");
    }

    #[test]
    fn tracks_follow_the_latest_answer_of_their_peer() {
        let mut placement = Placement::new(1, 64);
        placement.add(PeerId(1), 10, &[0]);
        placement.set_sections(
            PeerId(1),
            vec![TrackId(1)],
            vec![DownTrackId(5), DownTrackId(6)],
        );
        placement.set_sections(PeerId(1), vec![TrackId(2)], vec![DownTrackId(6)]);
        assert_eq!(
            (
                placement.of_track(TrackId(1)),
                placement.of_track(TrackId(2))
            ),
            (None, Some(0))
        );
        assert_eq!(
            (
                placement.of_down(DownTrackId(5)),
                placement.of_down(DownTrackId(6))
            ),
            (None, Some(0))
        );
        placement.remove(PeerId(1));
        assert_eq!(placement.of_track(TrackId(2)), None);
    }
}
