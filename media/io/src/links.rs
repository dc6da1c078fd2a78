//! Which worker follows which track: from who publishes and who subscribes where, the orders that make
//! the workers' nodes give tracks to each other. Bookkeeping of the control side.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rapat_sfu::command::Command;
use rapat_sfu::ids::{PeerId, TrackId};
use rapat_sfu::relay::nodes::NodeNumber;
use rapat_sfu::relay::remote::Described;
use rapat_wire::session::Session;

use crate::placement::WorkerIndex;

/// An order for a worker.
pub type Order = (WorkerIndex, Command);

/// What one peer has.
#[derive(Default)]
struct Held {
    worker: WorkerIndex,
    published: BTreeSet<TrackId>,
    /// One entry per subscription.
    subscribed: Vec<TrackId>,
}

/// See the module.
#[derive(Default)]
pub struct Links {
    peers: HashMap<PeerId, Held>,
    /// As their homes negotiated them.
    tracks: HashMap<TrackId, Described>,
    /// Subscriptions of a track by worker.
    wanted: HashMap<TrackId, BTreeMap<WorkerIndex, usize>>,
    /// Workers that were told to follow a track.
    following: HashMap<TrackId, BTreeSet<WorkerIndex>>,
}

impl Links {
    /// Takes what a peer of `worker` agreed on last.
    pub fn set(&mut self, peer: PeerId, worker: WorkerIndex, session: &Session) -> Vec<Order> {
        let described = session.up.iter().map(|section| Described {
            section: section.clone(),
            exts: session.exts,
            home: worker as NodeNumber,
        });
        let subscribed = session.down.iter().map(|section| TrackId(section.track));
        self.replace(peer, worker, described.collect(), subscribed.collect())
    }

    /// The peer is gone.
    pub fn remove(&mut self, peer: PeerId) -> Vec<Order> {
        let orders = self.replace(peer, 0, Vec::new(), Vec::new());
        self.peers.remove(&peer);
        orders
    }

    /// Everything that `worker` follows, once more: it may have lost its node. Harmless when it has not.
    pub fn repeat(&self, worker: WorkerIndex) -> Vec<Order> {
        let followed = self.following.iter();
        let followed = followed.filter(|(_, workers)| workers.contains(&worker));
        let again = followed.filter_map(|(id, _)| {
            let described = Box::new(self.tracks.get(id)?.clone());
            Some((worker, Command::FollowTrack { described }))
        });
        again.collect()
    }

    /// Workers that follow a track.
    pub fn followers(&self, track: TrackId) -> impl Iterator<Item = WorkerIndex> {
        self.following.get(&track).into_iter().flatten().copied()
    }

    fn replace(
        &mut self,
        peer: PeerId,
        worker: WorkerIndex,
        described: Vec<Described>,
        subscribed: Vec<TrackId>,
    ) -> Vec<Order> {
        let held = self.peers.entry(peer).or_default();
        let before = std::mem::take(held);
        let ids = described.iter().map(|track| TrackId(track.section.track));
        *held = Held {
            worker,
            published: ids.collect(),
            subscribed: subscribed.clone(),
        };
        let mut touched: BTreeSet<TrackId> = before.published.clone();
        for track in before.published.difference(&held.published) {
            self.tracks.remove(track);
        }
        let mut changed = BTreeSet::new();
        for track in described {
            let id = TrackId(track.section.track);
            touched.insert(id);
            if self.tracks.get(&id) != Some(&track) {
                self.tracks.insert(id, track);
                changed.insert(id);
            }
        }
        for track in before.subscribed {
            touched.insert(track);
            self.count(track, before.worker, false);
        }
        for track in subscribed {
            touched.insert(track);
            self.count(track, worker, true);
        }
        let orders = touched
            .into_iter()
            .flat_map(|track| self.reconcile(track, changed.contains(&track)));
        // Not lazily: every step changes the tables.
        orders.collect()
    }

    fn count(&mut self, track: TrackId, worker: WorkerIndex, more: bool) {
        let workers = self.wanted.entry(track).or_default();
        let count = workers.entry(worker).or_default();
        *count = if more {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        if *count == 0 {
            workers.remove(&worker);
        }
        if workers.is_empty() {
            self.wanted.remove(&track);
        }
    }

    /// Makes those who follow a track be those who want it and are not its home.
    fn reconcile(&mut self, id: TrackId, has_changed: bool) -> Vec<Order> {
        let track = self.tracks.get(&id);
        let wanted = self.wanted.get(&id).filter(|_| track.is_some());
        let home = track.map(|track| WorkerIndex::from(track.home));
        let wanted: BTreeSet<WorkerIndex> = wanted
            .into_iter()
            .flat_map(|workers| workers.keys().copied())
            .filter(|worker| Some(*worker) != home)
            .collect();
        let following = self.following.remove(&id).unwrap_or_default();
        let ended = following.difference(&wanted);
        let unfollow = ended.map(|worker| (*worker, Command::UnfollowTrack { track: id }));
        let mut orders: Vec<Order> = unfollow.collect();
        let told = wanted
            .iter()
            .filter(|worker| has_changed || !following.contains(worker));
        orders.extend(told.filter_map(|worker| {
            let described = Box::new(track?.clone());
            Some((*worker, Command::FollowTrack { described }))
        }));
        if !wanted.is_empty() {
            self.following.insert(id, wanted);
        }
        orders
    }
}

#[cfg(test)]
mod tests {
    use rapat_wire::session::{
        DownSection, ExtMap, IceCredentials, Kind, Session, UpLayer, UpSection,
    };

    use super::*;

    fn session(tracks: &[u64], downs: &[(u64, u64)]) -> Session {
        let ice = IceCredentials {
            ufrag: String::new(),
            pwd: String::new(),
        };
        let up = tracks.iter().map(|track| UpSection {
            mid: String::new(),
            track: *track,
            kind: Kind::Audio,
            payloads: Vec::new(),
            layers: vec![UpLayer {
                rid: String::new(),
                ssrc: None,
                rtx_ssrc: None,
            }],
            nack: false,
        });
        let down = downs.iter().map(|(down, track)| DownSection {
            mid: String::new(),
            down: *down,
            track: *track,
            kind: Kind::Audio,
            payloads: Vec::new(),
            ssrc: 0,
            rtx_ssrc: 0,
        });
        Session {
            local_ice: ice.clone(),
            remote_ice: ice,
            fingerprint: (String::new(), Vec::new()),
            ice_restart: false,
            data_channels: true,
            exts: ExtMap::default(),
            cname: String::new(),
            up: up.collect(),
            down: down.collect(),
        }
    }

    /// (worker, track, follows) of every order.
    fn told(orders: &[Order]) -> Vec<(WorkerIndex, u64, bool)> {
        let one = |(worker, command): &Order| match command {
            Command::FollowTrack { described } => (*worker, described.section.track, true),
            Command::UnfollowTrack { track } => (*worker, track.0, false),
            other => panic!("not an order of links: {other:?}"),
        };
        orders.iter().map(one).collect()
    }

    #[test]
    fn a_worker_follows_a_track_from_its_first_to_its_last_subscription() {
        let mut links = Links::default();
        assert_eq!(told(&links.set(PeerId(1), 0, &session(&[7], &[]))), []);
        let both = session(&[], &[(20, 7), (21, 7)]);
        assert_eq!(told(&links.set(PeerId(2), 1, &both)), [(1, 7, true)]);
        assert_eq!(
            told(&links.set(PeerId(3), 0, &session(&[], &[(30, 7)]))),
            []
        );
        assert_eq!(links.followers(TrackId(7)).collect::<Vec<_>>(), [1]);
        assert_eq!(
            told(&links.set(PeerId(2), 1, &session(&[], &[(21, 7)]))),
            []
        );
        assert_eq!(told(&links.remove(PeerId(2))), [(1, 7, false)]);
        assert_eq!(links.followers(TrackId(7)).count(), 0);
    }

    #[test]
    fn a_subscription_may_come_before_its_track_and_stay_after_it() {
        let mut links = Links::default();
        let wanted = session(&[], &[(20, 7)]);
        assert_eq!(told(&links.set(PeerId(2), 1, &wanted)), []);
        let orders = links.set(PeerId(1), 0, &session(&[7], &[]));
        assert_eq!(told(&orders), [(1, 7, true)]);
        assert_eq!(told(&links.remove(PeerId(1))), [(1, 7, false)]);
        assert_eq!(told(&links.remove(PeerId(2))), []);
        assert!(links.tracks.is_empty() && links.wanted.is_empty() && links.peers.is_empty());
    }

    #[test]
    fn followers_hear_of_a_new_description_and_only_of_a_new_one() {
        let mut links = Links::default();
        let mut published = session(&[7], &[]);
        links.set(PeerId(1), 0, &published);
        links.set(PeerId(2), 1, &session(&[], &[(20, 7)]));
        assert_eq!(told(&links.set(PeerId(1), 0, &published)), []);
        published.up[0].nack = true;
        assert_eq!(told(&links.set(PeerId(1), 0, &published)), [(1, 7, true)]);
    }

    #[test]
    fn a_worker_with_a_new_node_is_told_again_what_it_follows() {
        let mut links = Links::default();
        links.set(PeerId(1), 0, &session(&[7, 8], &[]));
        links.set(PeerId(2), 1, &session(&[], &[(20, 7)]));
        links.set(PeerId(3), 2, &session(&[], &[(30, 8)]));
        assert_eq!(told(&links.repeat(1)), [(1, 7, true)]);
        assert_eq!(told(&links.repeat(0)), []);
    }
}
