//! What a change in a track's layers leads to: events, new choices for its subscribers, wishes for
//! key frames.

use rapat_wire::session::Kind;

use super::Node;
use crate::event::Event;
use crate::peer::TimerKind;
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
        self.request_key_frame(track, stream);
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
        self.request_key_frame(track, layer);
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
    }

    pub(super) fn retarget_all(&mut self, track: Key) {
        self.tables.retarget_all(track, self.now);
        if let Some(publisher) = self.tables.tracks.get(track).map(|t| t.peer) {
            self.arm(publisher, TimerKind::Repair, self.now);
        }
    }

    /// Wishes for a key frame of one layer, if anybody listens and none has just come.
    pub(super) fn request_key_frame(&mut self, track: Key, layer: u8) {
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
            state.wish.want(now, false);
            self.arm(publisher, TimerKind::Repair, now);
        }
    }
}
