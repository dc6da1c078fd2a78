//! Two nodes that give tracks to each other, each with its own clients, in one virtual time.

use std::time::Instant;

use rapat_sfu::command::Command;
use rapat_sfu::ids::TrackId;
use rapat_sfu::relay::message::Parcel;
use rapat_sfu::relay::nodes::NodeNumber;
use rapat_sfu::relay::remote::Described;

use super::World;

/// Number of the node at which the tracks are published.
pub const HOME: NodeNumber = 0;
/// Number of the node that follows them.
pub const AWAY: NodeNumber = 1;
/// Messages handled at once; small, so that parcels are cut.
const PART: usize = 4;

pub struct Pair {
    pub home: World,
    pub away: World,
    /// Parcels to lose on their way, both ways together.
    pub loses: usize,
    /// Messages that crossed from `home` to `away`, packets and others.
    pub crossed: u64,
}

impl Pair {
    pub fn new() -> Self {
        let start = Instant::now();
        let (home, away) = (World::at(start), World::at(start));
        Self {
            home,
            away,
            loses: 0,
            crossed: 0,
        }
    }

    /// Runs the node that is behind until both stand at the same moment.
    pub fn meet(&mut self) {
        while self.home.now < self.away.now {
            self.home.run_ms(1);
        }
        while self.away.now < self.home.now {
            self.away.run_ms(1);
        }
        self.carry();
    }

    /// Tells `away` to follow what a client of `home` publishes.
    pub fn follow(&mut self, client: usize, track: u64) {
        let session = &self.home.clients[client].session;
        let section = session.up.iter().find(|section| section.track == track);
        let described = Box::new(Described {
            section: section.expect("a published track").clone(),
            exts: session.exts,
            home: HOME,
        });
        self.meet();
        self.away.apply(Command::FollowTrack { described });
        self.carry();
    }

    pub fn unfollow(&mut self, track: u64) {
        let track = TrackId(track);
        self.away.apply(Command::UnfollowTrack { track });
        self.carry();
    }

    pub fn run_ms(&mut self, ms: u64) {
        for _ in 0..ms {
            self.home.run_ms(1);
            self.away.run_ms(1);
            self.carry();
        }
    }

    /// Moves what the nodes have for each other, until there is nothing.
    pub fn carry(&mut self) {
        for _ in 0..10 {
            let (there, back) = (take(&mut self.home, AWAY), take(&mut self.away, HOME));
            if there.is_empty() && back.is_empty() {
                return;
            }
            self.crossed += there.count();
            self.give(HOME, &there);
            self.give(AWAY, &back);
        }
    }

    /// Moves only what `away` has for `home`.
    pub fn carry_back(&mut self) {
        let back = take(&mut self.away, HOME);
        self.give(AWAY, &back);
    }

    fn give(&mut self, from: NodeNumber, parcel: &Parcel) {
        if !parcel.is_empty() && self.loses > 0 {
            self.loses -= 1;
            return;
        }
        let world = if from == HOME {
            &mut self.away
        } else {
            &mut self.home
        };
        for part in parcel.parts(PART) {
            world.node.handle_relay(world.now, from, &part);
        }
        world.exchange();
    }
}

fn take(world: &mut World, to: NodeNumber) -> Parcel {
    let mut taken = Parcel::default();
    for (node, parcel) in world.node.relays() {
        assert_eq!(node, to, "there are only two nodes");
        std::mem::swap(&mut taken, parcel);
    }
    taken
}
