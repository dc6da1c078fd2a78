//! A track that is followed: whose home is another node. And the publisher's part of any track, for
//! those who do not care where it is.

use rapat_wire::session::{ExtMap, Kind, UpSection};

use super::message::{Message, TrackState};
use super::nodes::NodeNumber;
use crate::clock::Micros;
use crate::ids::TrackId;
use crate::ladder::Offer;
use crate::peer::Peer;
use crate::slab::{Key, Slab};
use crate::tables::Tables;
use crate::uptrack::UpTrack;

/// In place of the publisher's key in tracks that are followed. No slab gives it to anybody.
pub const REMOTE_PUBLISHER: Key = Key::MAX - 1;

/// What a followed track has in place of a publisher.
#[derive(Debug)]
pub struct Remote {
    /// Where it comes from.
    pub home: NodeNumber,
    /// The publisher's extension ids.
    pub exts: ExtMap,
    /// Publisher's wall clock → ours.
    pub clock_offset: Option<i64>,
    /// Layers that the home was last told to be wanted.
    pub demand: u8,
    /// To begin anew after a fault.
    pub section: UpSection,
}

/// A track as the control plane describes it to a node that is to follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// As negotiated with the publisher.
    pub section: UpSection,
    /// The publisher's extension ids.
    pub exts: ExtMap,
    /// The publisher's node.
    pub home: NodeNumber,
}

impl UpTrack {
    /// A followed track of which nothing has come yet.
    pub fn remote(described: Described) -> Self {
        let Described {
            mut section,
            exts,
            home,
        } = described;
        // Holes are the home's to repair; what got lost on the way from there is gone.
        section.nack = false;
        let mut track = Self::new(&section, REMOTE_PUBLISHER, false);
        track.ladder.follow(Offer::default());
        track.remote = Some(Box::new(Remote {
            home,
            exts,
            clock_offset: None,
            demand: 0,
            section,
        }));
        track
    }

    /// Applies a newer description. False: its home is here, or another node than before.
    pub fn update_remote(&mut self, described: Described) -> bool {
        let Some(remote) = self.remote.as_mut().filter(|r| r.home == described.home) else {
            return false;
        };
        remote.exts = described.exts;
        remote.section = UpSection {
            nack: false,
            ..described.section
        };
        let section = remote.section.clone();
        self.update(&section);
        true
    }

    /// What a followed track was made of.
    pub fn described(&self) -> Option<Described> {
        let remote = self.remote.as_ref()?;
        Some(Described {
            section: remote.section.clone(),
            exts: remote.exts,
            home: remote.home,
        })
    }

    /// Takes what the home tells. True when the choice of layers may change.
    pub(crate) fn take_state(&mut self, state: &TrackState) -> bool {
        if let Some(remote) = &mut self.remote {
            remote.clock_offset = state.clock_offset;
        }
        for (layer, clock) in self.layers.iter_mut().zip(state.clocks) {
            layer.clock = clock.or(layer.clock);
        }
        self.ladder.follow(state.offer);
        self.liveness.follow(state.live, state.silent)
    }

    /// Makes one node get exactly these layers (bit *n* = layer *n*). True when a layer is among them
    /// that it did not get before: it can do nothing with it until a key frame comes.
    pub fn relay_layers(&mut self, to: NodeNumber, layers: u8, now: Micros) -> bool {
        let mut has_new = false;
        for (index, layer) in self.layers.iter_mut().enumerate() {
            if layers >> index & 1 == 0 {
                layer.relays.remove(to);
                layer.drop_idle_wishes();
            } else if layer.relays.insert(to) && self.kind == Kind::Video {
                layer.wish.want(now, true);
                has_new = true;
            }
        }
        has_new
    }

    /// True when its home is another node.
    pub const fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    fn state(&self, clock_offset: Option<i64>, now: Micros) -> TrackState {
        TrackState {
            track: self.id,
            live: self.liveness.live(),
            silent: self.liveness.is_silent(),
            clocks: std::array::from_fn(|index| self.layers.get(index)?.clock),
            clock_offset,
            offer: self.ladder.offer(now),
        }
    }
}

/// The extension ids in a track's packets; `None`: its publisher is gone.
pub fn exts_of(track: &UpTrack, peers: &Slab<Peer>) -> Option<ExtMap> {
    match &track.remote {
        Some(remote) => Some(remote.exts),
        None => Some(peers.get(track.peer)?.outlet.exts),
    }
}

impl Tables {
    /// Publisher's wall clock → ours; `None` before its first sender report.
    pub fn clock_offset_of(&self, track: &UpTrack) -> Option<i64> {
        match &track.remote {
            Some(remote) => remote.clock_offset,
            None => self.peers.get(track.peer)?.clock_offset,
        }
    }

    /// Tells a track's followers how it is.
    pub fn tell_followers(&mut self, key: Key, now: Micros) {
        let Some(track) = self.tracks.get(key).filter(|t| !t.followers.is_empty()) else {
            return;
        };
        let state = track.state(self.clock_offset_of(track), now);
        for node in track.followers.iter() {
            self.outbox.push(node, Message::State(Box::new(state)));
        }
    }

    /// Tells the home of a followed track which layers are wanted here: when that changed, or `again`.
    pub fn tell_demand(&mut self, key: Key, again: bool) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        let Some(remote) = &mut track.remote else {
            return;
        };
        let wanted = |(index, layer): (usize, &crate::uptrack::UpLayer)| {
            u8::from(!layer.listeners.is_empty()) << index
        };
        let layers = track.layers.iter().enumerate().map(wanted).sum();
        let before = std::mem::replace(&mut remote.demand, layers);
        if again || before != layers {
            let track = track.id;
            self.outbox
                .push(remote.home, Message::Demand { track, layers });
        }
    }

    /// The key of a followed track, if it comes from this node.
    pub fn followed(&self, id: TrackId, home: NodeNumber) -> Option<Key> {
        let key = *self.track_keys.get(&id)?;
        let remote = self.tracks.get(key)?.remote.as_ref()?;
        (remote.home == home).then_some(key)
    }

    /// The key of a track whose home is here.
    pub fn published(&self, id: TrackId) -> Option<Key> {
        let key = *self.track_keys.get(&id)?;
        (!self.tracks.get(key)?.is_remote()).then_some(key)
    }
}
