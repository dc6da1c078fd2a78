//! Which worker holds which room, track and subscription: bookkeeping of the control side.
//!
//! A room lives on one worker as long as it has peers; a new room goes to the worker with the fewest.

use std::collections::HashMap;

use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};

/// Index of a worker.
pub type WorkerIndex = usize;

struct Room {
    worker: WorkerIndex,
    peers: usize,
}

struct Place {
    room: u64,
    worker: WorkerIndex,
    tracks: Vec<TrackId>,
    downs: Vec<DownTrackId>,
}

/// See the module.
pub struct Placement {
    load: Vec<usize>,
    rooms: HashMap<u64, Room>,
    peers: HashMap<PeerId, Place>,
    tracks: HashMap<TrackId, WorkerIndex>,
    downs: HashMap<DownTrackId, WorkerIndex>,
}

impl Placement {
    /// Nothing placed yet on `workers` (≥ 1) workers.
    pub fn new(workers: usize) -> Self {
        Self {
            load: vec![0; workers],
            rooms: HashMap::new(),
            peers: HashMap::new(),
            tracks: HashMap::new(),
            downs: HashMap::new(),
        }
    }

    /// Puts a peer where its room is.
    pub fn add(&mut self, peer: PeerId, room: u64) -> WorkerIndex {
        let least = self
            .load
            .iter()
            .enumerate()
            .min_by_key(|(_, load)| **load)
            .map_or(0, |(worker, _)| worker);
        let home = self.rooms.entry(room).or_insert(Room {
            worker: least,
            peers: 0,
        });
        home.peers += 1;
        let worker = home.worker;
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
            room.peers -= 1;
            if room.peers == 0 {
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

    #[test]
    fn a_room_stays_together_and_new_rooms_go_to_the_least_loaded_worker() {
        let mut placement = Placement::new(2);
        assert_eq!(placement.add(PeerId(1), 10), 0);
        assert_eq!(placement.add(PeerId(2), 10), 0);
        assert_eq!(placement.add(PeerId(3), 11), 1);
        assert_eq!(placement.add(PeerId(4), 12), 1, "one peer against two");
        assert_eq!(placement.add(PeerId(5), 10), 0);
    }

    #[test]
    fn a_room_without_peers_is_placed_anew() {
        let mut placement = Placement::new(2);
        placement.add(PeerId(1), 10);
        placement.add(PeerId(2), 11);
        placement.add(PeerId(3), 11);
        assert_eq!(placement.remove(PeerId(2)), Some(1));
        assert_eq!(placement.remove(PeerId(3)), Some(1));
        assert_eq!(placement.remove(PeerId(3)), None);
        placement.add(PeerId(4), 12);
        assert_eq!(placement.of_peer(PeerId(4)), Some(1));
    }

    #[test]
    fn tracks_follow_the_latest_answer_of_their_peer() {
        let mut placement = Placement::new(1);
        placement.add(PeerId(1), 10);
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
