//! Messages from other nodes, the timers of what is repeated to them, and what a fault in a followed
//! track leads to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::Node;
use super::timers::NODE;
use crate::clock::{Micros, SECOND, nearest_on_grid};
use crate::ids::TrackId;
use crate::ingress::{self, Taken};
use crate::peer::{TimerKind, UNARMED};
use crate::relay::message::{Message, Parcel, Part, RelayedPacket, TrackState};
use crate::relay::nodes::NodeNumber;
use crate::relay::remote::{Described, REMOTE_PUBLISHER};
use crate::report::REPAIR_TICK;
use crate::uptrack::UpTrack;
use crate::wheel::{Timer, Wheel};

/// How often state and demand are repeated: as long as a lost message can be felt. They are some
/// hundred bytes per followed track.
const REFRESH: Micros = SECOND;

/// Timers of the node besides those in `timers`: repeat what other nodes must know.
pub(super) const REPEAT: u8 = 16;
/// Ask homes for key frames.
pub(super) const WISHES: u8 = 17;

/// Ticks at which the timers are armed, or [`UNARMED`].
pub(super) struct Armed {
    repeat: u64,
    wishes: u64,
}

impl Default for Armed {
    fn default() -> Self {
        Self {
            repeat: UNARMED,
            wishes: UNARMED,
        }
    }
}

impl Node {
    /// Takes messages from node `from`. Lost, late or unexpected ones do no harm.
    pub fn handle_relay(&mut self, now: Instant, from: NodeNumber, part: &Part<'_>) {
        self.advance(now);
        for message in part.messages {
            let step = AssertUnwindSafe(|| self.take_message(from, message, part));
            if catch_unwind(step).is_err() {
                self.stats.panics += 1;
                self.begin_anew(message.track(), from);
            }
        }
    }

    /// What is for other nodes since the last call, by node. The caller takes the parcels' contents
    /// (by `mem::swap` with an empty one) or clears them. To be called after every batch.
    pub fn relays(&mut self) -> impl Iterator<Item = (NodeNumber, &mut Parcel)> {
        self.tables.outbox.waiting()
    }

    fn take_message(&mut self, from: NodeNumber, message: &Message, part: &Part<'_>) {
        match message {
            Message::Packet(packet) => self.take_relayed(from, packet, part),
            Message::State(state) => self.take_state(from, state),
            Message::Demand { track, layers } => self.take_demand(from, *track, *layers),
            Message::Leave { track } => self.take_leave(from, *track),
            Message::KeyFrame { track, layer, seen } => self.take_wish(*track, *layer, *seen),
        }
    }

    fn take_relayed(&mut self, from: NodeNumber, packet: &RelayedPacket, part: &Part<'_>) {
        let Some(key) = self.tables.followed(packet.track, from) else {
            // The control plane ended it, and the home has not heard of that.
            let track = packet.track;
            return self.tables.outbox.push(from, Message::Leave { track });
        };
        let Some(bytes) = part.bytes_of(packet) else {
            return;
        };
        let mut taken = Taken::default();
        let media = ingress::take_relayed(&mut self.tables, key, packet, bytes, &mut taken);
        let ready = media.and_then(|media| media.read(&mut self.tables, self.now, &mut taken));
        #[cfg(test)]
        assert!(!self.panic_on_relayed, "injected by a test");
        self.after_rtp(REMOTE_PUBLISHER, taken);
        self.admit(ready);
    }

    fn take_state(&mut self, from: NodeNumber, state: &TrackState) {
        let Some(key) = self.tables.followed(state.track, from) else {
            let track = state.track;
            return self.tables.outbox.push(from, Message::Leave { track });
        };
        let track = self.tables.tracks.get_mut(key);
        if track.is_some_and(|track| track.take_state(state)) {
            self.retarget_all(key);
        }
    }

    fn take_demand(&mut self, from: NodeNumber, id: TrackId, layers: u8) {
        let Some(key) = self.tables.published(id) else {
            return;
        };
        let Some(track) = self.tables.tracks.get_mut(key) else {
            return;
        };
        let is_new = track.followers.insert(from);
        let (publisher, now) = (track.peer, self.now);
        if track.relay_layers(from, layers, now) {
            self.arm(publisher, TimerKind::Repair, now);
        }
        if is_new {
            self.tables.tell_followers(key, self.now);
            self.start_repeating();
        }
    }

    fn take_leave(&mut self, from: NodeNumber, id: TrackId) {
        let key = self.tables.published(id);
        if let Some(track) = key.and_then(|key| self.tables.tracks.get_mut(key)) {
            track.followers.remove(from);
            track.relay_layers(from, 0, self.now);
        }
    }

    fn take_wish(&mut self, id: TrackId, layer: u8, seen: Option<u64>) {
        let now = self.now;
        let key = self.tables.published(id);
        let Some(track) = key.and_then(|key| self.tables.tracks.get_mut(key)) else {
            return;
        };
        let publisher = track.peer;
        let layer = track.layers.get_mut(layer as usize);
        if let Some(layer) = layer.filter(|layer| layer.is_wanted()) {
            // A key frame that has yet to get there may be what it waits for.
            layer.wish.want(now, seen == layer.last_entry);
            self.arm(publisher, TimerKind::Repair, now);
        }
    }

    /// Follows a track, or takes a newer description of it.
    pub(super) fn follow(&mut self, described: Described) {
        let id = TrackId(described.section.track);
        let key = match self.tables.track_keys.get(&id).copied() {
            Some(key) => {
                let track = self.tables.tracks.get_mut(key);
                if track.is_some_and(|track| track.update_remote(described)) {
                    self.retarget_all(key);
                }
                key
            }
            None => self.tables.add_track(UpTrack::remote(described), self.now),
        };
        self.tables.tell_demand(key, true);
        self.arm_wishes(self.now);
        self.start_repeating();
    }

    /// Follows a track no more; its subscribers here fall silent and wait.
    pub(super) fn unfollow(&mut self, track: TrackId) {
        let Some(key) = self.tables.track_keys.get(&track).copied() else {
            return;
        };
        let remote = self.tables.tracks.get(key).and_then(|t| t.remote.as_ref());
        if let Some(home) = remote.map(|remote| remote.home) {
            self.tables.remove_track(key);
            self.tables.outbox.push(home, Message::Leave { track });
        }
    }

    /// A message broke a followed track's state: nothing of that state is used again.
    fn begin_anew(&mut self, track: TrackId, from: NodeNumber) {
        let Some(key) = self.tables.followed(track, from) else {
            return;
        };
        let described = self.tables.tracks.get(key).and_then(UpTrack::described);
        self.tables.remove_track(key);
        if let Some(described) = described {
            self.follow(described);
        }
    }

    /// Looks after wishes for key frames of followed tracks at `at`, or sooner.
    pub(super) fn arm_wishes(&mut self, at: Micros) {
        if Wheel::tick_of(at) < self.relay_armed.wishes {
            self.relay_armed.wishes = self.wheel.arm(NODE, WISHES, at);
        }
    }

    fn start_repeating(&mut self) {
        if self.relay_armed.repeat == UNARMED {
            let at = nearest_on_grid(self.now + REFRESH);
            self.relay_armed.repeat = self.wheel.arm(NODE, REPEAT, at);
        }
    }
}

/// A timer of this module fired.
pub(super) fn expire(node: &mut Node, timer: Timer) {
    let armed = if timer.kind == WISHES {
        &mut node.relay_armed.wishes
    } else {
        &mut node.relay_armed.repeat
    };
    if *armed != timer.tick {
        return;
    }
    *armed = UNARMED;
    if timer.kind == WISHES {
        ask_homes(node);
    } else {
        repeat(node);
    }
}

fn ask_homes(node: &mut Node) {
    let mut next: Option<Micros> = None;
    for (_, track) in node.tables.tracks.iter_mut() {
        let Some(home) = track.remote.as_ref().map(|remote| remote.home) else {
            continue;
        };
        let wanted = track.layers.iter_mut().enumerate();
        for (index, layer) in wanted.filter(|(_, layer)| layer.is_wanted()) {
            let index = index as u8;
            if layer.wish.take_due(index, node.now) {
                let wish = Message::KeyFrame {
                    track: track.id,
                    layer: index,
                    seen: layer.last_entry,
                };
                node.tables.outbox.push(home, wish);
            }
            next = [next, layer.wish.due(index)].into_iter().flatten().min();
        }
    }
    if let Some(next) = next {
        node.arm_wishes(next.max(node.now + REPAIR_TICK));
    }
}

fn repeat(node: &mut Node) {
    let mut any = false;
    for key in node.tables.tracks.key_range() {
        let Some(track) = node.tables.tracks.get(key) else {
            continue;
        };
        any |= track.is_remote() || !track.followers.is_empty();
        node.tables.tell_followers(key, node.now);
        node.tables.tell_demand(key, true);
    }
    if any {
        node.start_repeating();
    }
}
