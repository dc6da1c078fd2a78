//! Peers, up tracks and down tracks, and the links between them: who owns, copies, listens.
//!
//! Invariants: `UpTrack::downs` holds exactly the down tracks whose `track` is its key; a layer's
//! `listeners` are those of them whose selection listens to it (kept by [`Tables::relist`]).

use std::collections::HashMap;

use rapat_wire::session::Kind;

use crate::audio::floor::Floors;
use crate::clock::Micros;
use crate::command::Wish;
use crate::downtrack::DownTrack;
use crate::ids::{DownTrackId, PeerId, TrackId};
use crate::ladder::Point;
use crate::peer::Peer;
use crate::relay::outbox::Outbox;
use crate::replay;
use crate::slab::{Key, Slab};
use crate::uptrack::{Listener, UpLayer, UpTrack};

/// Wishes for tracks that are not here yet; far above what one negotiation can be ahead.
const MAX_EARLY_WISHES: usize = 4096;

/// See the module.
#[derive(Default)]
pub struct Tables {
    /// By key.
    pub peers: Slab<Peer>,
    /// By key.
    pub tracks: Slab<UpTrack>,
    /// By key.
    pub downs: Slab<DownTrack>,
    /// Key by number.
    pub peer_keys: HashMap<PeerId, Key>,
    /// Key by number.
    pub track_keys: HashMap<TrackId, Key>,
    /// Key by number.
    pub down_keys: HashMap<DownTrackId, Key>,
    /// Memory that caches may still take; counted anew now and then ([`Tables::count_memory`]).
    pub memory_left: usize,
    /// Who is heard in rooms with many open microphones.
    pub floors: Floors,
    /// What other nodes are to be told.
    pub outbox: Outbox,
    /// `SetDownTrack` that came before its down track.
    early_downs: HashMap<DownTrackId, Wish>,
    /// `SetTrack` that came before its track: blocked.
    early_tracks: HashMap<TrackId, bool>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl Tables {
    /// Bytes that caches hold.
    pub fn cache_bytes(&self) -> usize {
        let layers = self.tracks.iter().flat_map(|(_, track)| &track.layers);
        layers.map(|layer| layer.cache.memory()).sum()
    }

    /// Takes back what ended tracks held.
    pub fn count_memory(&mut self, limit: usize) {
        self.memory_left = limit.saturating_sub(self.cache_bytes());
    }

    /// Forgets a peer and its tracks in both directions.
    pub fn remove_peer(&mut self, key: Key) -> Option<Peer> {
        let mut peer = self.peers.remove(key)?;
        self.peer_keys.remove(&peer.id);
        for track in std::mem::take(&mut peer.up) {
            self.remove_track(track);
        }
        for down in std::mem::take(&mut peer.downs) {
            self.remove_down(down);
        }
        Some(peer)
    }

    /// Adds an up track and binds the down tracks that wait for it.
    pub fn add_track(&mut self, mut track: UpTrack, now: Micros) -> Key {
        let id = track.id;
        track.blocked |= self.early_tracks.remove(&id).unwrap_or(false);
        let peer = track.peer;
        let key = self.tracks.insert(track);
        self.track_keys.insert(id, key);
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.up.push(key);
        }
        let waiting = self
            .downs
            .iter()
            .filter(|(_, d)| d.track_id == id && d.track.is_none());
        let waiting: Vec<Key> = waiting.map(|(key, _)| key).collect();
        for down in waiting {
            self.bind(down, now);
        }
        self.relist(key);
        key
    }

    /// Forgets an up track; its down tracks fall silent and wait.
    pub fn remove_track(&mut self, key: Key) {
        let Some(track) = self.tracks.remove(key) else {
            return;
        };
        self.track_keys.remove(&track.id);
        self.floors.forget(track.floor, key);
        for down in &track.downs {
            if let Some(down) = self.downs.get_mut(*down) {
                down.track = None;
                down.restart();
                down.retarget(None);
            }
        }
        if let Some(peer) = self.peers.get_mut(track.peer) {
            peer.up.retain(|held| *held != key);
            peer.sources.unbind(|role| role.track() == Some(key));
        }
    }

    /// Adds a down track and binds it if its track is here.
    pub fn add_down(&mut self, mut down: DownTrack, now: Micros) -> Key {
        let (id, peer) = (down.id, down.peer);
        if let Some(wish) = self.early_downs.remove(&id) {
            down.wish = wish;
        }
        let key = self.downs.insert(down);
        self.down_keys.insert(id, key);
        if let Some(peer) = self.peers.get_mut(peer) {
            peer.downs.push(key);
        }
        self.bind(key, now);
        key
    }

    /// Forgets a down track.
    pub fn remove_down(&mut self, key: Key) {
        let Some(down) = self.downs.remove(key) else {
            return;
        };
        self.down_keys.remove(&down.id);
        if let Some(peer) = self.peers.get_mut(down.peer) {
            peer.downs.retain(|held| *held != key);
        }
        if let Some(track) = down.track.and_then(|track| self.tracks.get_mut(track)) {
            track.downs.retain(|held| *held != key);
        }
        down.track.into_iter().for_each(|track| self.relist(track));
    }

    /// Stores a wish for a down track that is not here; bounded, the surplus is ignored.
    pub fn wish_down_early(&mut self, down: DownTrackId, wish: Wish) {
        if self.early_downs.len() < MAX_EARLY_WISHES {
            self.early_downs.insert(down, wish);
        }
    }

    /// Stores a wish for a track that is not here; bounded, the surplus is ignored.
    pub fn wish_track_early(&mut self, track: TrackId, blocked: bool) {
        if self.early_tracks.len() < MAX_EARLY_WISHES {
            self.early_tracks.insert(track, blocked);
        }
    }

    fn bind(&mut self, key: Key, now: Micros) {
        let Some(down) = self.downs.get_mut(key) else {
            return;
        };
        let Some(&track_key) = self.track_keys.get(&down.track_id) else {
            return;
        };
        let Some(track) = self.tracks.get_mut(track_key) else {
            return;
        };
        down.track = Some(track_key);
        track.downs.push(key);
        self.retarget(key, now);
    }

    /// Chooses one down track's layer anew and asks for the key frame that it then waits for, unless
    /// it can begin with a replay: see that it does. Returns the track when something changed: relist
    /// it and look after its repairs.
    pub fn retarget(&mut self, key: Key, now: Micros) -> Option<Key> {
        self.choose(key, now, replay::is_ready)
    }

    fn choose(
        &mut self,
        key: Key,
        now: Micros,
        is_ready: impl Fn(&UpLayer, Micros) -> bool,
    ) -> Option<Key> {
        let down = self.downs.get_mut(key)?;
        let track_key = down.track?;
        let track = self.tracks.get_mut(track_key)?;
        let changed = down.retarget(Some((track, now)));
        let place = down.selection.target.filter(|_| down.selection.waits());
        let layer = place.and_then(|place| track.layers.get_mut(place.stream as usize));
        if let Some(layer) = layer {
            let begins = down.selection.current.is_none();
            let needs_one = track.kind == Kind::Video && !(begins && is_ready(layer, now));
            if changed && needs_one {
                layer.wish.want(now, true);
            }
        }
        changed.then_some(track_key)
    }

    /// Limits a down track to what its subscriber's bandwidth allows (`None`: pause it). Returns the
    /// track when its choice changed: relist it and look after its repairs.
    pub fn allow(&mut self, key: Key, allowed: Option<Point>, now: Micros) -> Option<Key> {
        let down = self.downs.get_mut(key)?;
        if std::mem::replace(&mut down.allowed, allowed) == allowed {
            return None;
        }
        self.retarget(key, now)
    }

    /// Chooses anew for all subscribers of a track.
    pub fn retarget_all(&mut self, track: Key, now: Micros) {
        let count = self.tracks.get(track).map_or(0, |t| t.downs.len());
        for index in 0..count {
            let down = self
                .tracks
                .get(track)
                .and_then(|t| t.downs.get(index).copied());
            down.and_then(|down| self.choose(down, now, |_, _| false));
        }
        self.relist(track);
    }

    /// True when some subscriber of a track gets so many frames per second as it asked for.
    pub fn follows_rates(&self, track: Key) -> bool {
        let track = self.tracks.get(track);
        let downs = track.map_or(&[][..], |track| &track.downs);
        let mut downs = downs.iter().filter_map(|down| self.downs.get(*down));
        downs.any(DownTrack::follows_rates)
    }

    /// Asks again for what some subscriber still waits for: its key frame may have come while it
    /// could not take it. True when anything is wanted.
    pub fn renew_wishes(&mut self, key: Key, now: Micros) -> bool {
        let Some(track) = self.tracks.get_mut(key) else {
            return false;
        };
        if track.kind == Kind::Audio || track.liveness.is_silent() || track.blocked {
            return false;
        }
        let mut any = false;
        for down in track.downs.iter().filter_map(|down| self.downs.get(*down)) {
            let ready = self
                .peers
                .get(down.peer)
                .is_some_and(|peer| peer.may_begin(now));
            let target = down
                .selection
                .target
                .filter(|_| ready && down.selection.waits() && down.decodes());
            let layer = target.and_then(|place| track.layers.get_mut(place.stream as usize));
            if let Some(layer) = layer {
                layer.wish.want(now, false);
                any = true;
            }
        }
        any
    }

    /// Writes a track's listeners down anew and drops wishes of layers that nobody waits for.
    pub fn relist(&mut self, key: Key) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        for (index, layer) in track.layers.iter_mut().enumerate() {
            layer.listeners.clear();
            for down_key in &track.downs {
                let Some(down) = self.downs.get(*down_key) else {
                    continue;
                };
                if down.selection.listens_to(index as u8) {
                    layer.listeners.push(Listener {
                        down: *down_key,
                        peer: down.peer,
                    });
                }
            }
            layer.drop_idle_wishes();
        }
        self.tell_demand(key, false);
    }
}
