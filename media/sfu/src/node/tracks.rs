//! What a change in a track's layers leads to: events, new choices for its subscribers, wishes for
//! key frames.

use rapat_wire::session::Kind;

use super::Node;
use crate::event::Event;
use crate::peer::TimerKind;
use crate::replay;
use crate::slab::Key;

impl Node {
    /// A layer's first packet: it may be what subscribers want from now on.
    pub(super) fn layer_live(&mut self, track: Key, layer: u8) {
        let Some(state) = self.tables.tracks.get(track) else {
            return;
        };
        if !state.is_remote() {
            self.events.push_back(Event::LayerLive {
                track: state.id,
                layer,
            });
        }
        let stream = state.liveness.stream_of(layer, state.layers.len());
        self.tables.tell_followers(track, self.now);
        self.retarget_all(track);
        self.request_key_frame(track, stream, false);
    }

    /// A layer has another source: whoever got it must begin again at a key frame.
    pub(super) fn restart_layer(&mut self, track: Key, layer: u8) {
        let Some(state) = self.tables.tracks.get(track) else {
            return;
        };
        for down in &state.downs {
            if let Some(down) = self.tables.downs.get_mut(*down).filter(|d| {
                let current = d.selection.current;
                current.is_some_and(|place| place.stream == layer)
            }) {
                down.restart();
            }
        }
        self.retarget_all(track);
        self.request_key_frame(track, layer, false);
    }

    /// Chooses anew for one down track and looks after the key frame that it may then wait for.
    pub(super) fn retarget(&mut self, key: Key) {
        let Some(track) = self.tables.retarget(key, self.now) else {
            return;
        };
        self.tables.relist(track);
        if let Some(publisher) = self.tables.tracks.get(track).map(|t| t.peer) {
            self.arm(publisher, TimerKind::Repair, self.now);
        }
        self.begin(key);
    }

    /// Lets a down track that has nothing yet begin, if its subscriber is connected: with what is in
    /// the cache, else with a key frame that is asked for.
    pub(super) fn begin(&mut self, key: Key) {
        let Some(down) = self.tables.downs.get(key) else {
            return;
        };
        let peer = self.tables.peers.get(down.peer);
        let waits = down.kind == Kind::Video && down.selection.current.is_none();
        let is_ready = peer.is_some_and(|peer| peer.may_begin(self.now));
        let (Some(track), Some(place), true) =
            (down.track, down.selection.target, waits && is_ready)
        else {
            return;
        };
        let (peer, abs_send_time) = (down.peer, self.config.epoch.abs_send_time(self.now));
        // What waits in the batch is in the cache too, and must not go out twice under one number.
        self.fan_out();
        let mut has_begun = false;
        self.send_to(peer, abs_send_time, |tables, sink| {
            has_begun = replay::begin(tables, key, sink);
        });
        self.relist_switched();
        if !has_begun {
            self.request_key_frame(track, place.stream, true);
        }
    }

    /// As [`Node::begin`] for all down tracks of a peer.
    pub(super) fn begin_all(&mut self, peer: Key) {
        let downs = |node: &Self| node.tables.peers.get(peer).map_or(0, |p| p.downs.len());
        for index in 0..downs(self) {
            let peer = self.tables.peers.get(peer);
            let down = peer.and_then(|peer| peer.downs.get(index).copied());
            if let Some(down) = down {
                self.begin(down);
            }
        }
    }

    pub(super) fn retarget_all(&mut self, track: Key) {
        self.tables.retarget_all(track, self.now);
        if let Some(publisher) = self.tables.tracks.get(track).map(|t| t.peer) {
            self.arm(publisher, TimerKind::Repair, self.now);
        }
    }

    /// Wishes for a key frame of one layer, if anybody listens and none has just come. `waiting`:
    /// one that has come was of no use.
    pub(super) fn request_key_frame(&mut self, track: Key, layer: u8, waiting: bool) {
        let now = self.now;
        let Some(track) = self.tables.tracks.get_mut(track) else {
            return;
        };
        let video = track.kind == Kind::Video;
        let publisher = track.peer;
        let Some(state) = track.layers.get_mut(layer as usize) else {
            return;
        };
        if video && state.is_wanted() {
            state.wish.want(now, waiting);
            self.arm(publisher, TimerKind::Repair, now);
        }
    }
}
