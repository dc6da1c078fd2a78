//! One worker's side of the traffic between workers: datagrams that the kernel gave to the wrong one,
//! and what its node has for their nodes.
//!
//! All workers share one port per address (`SO_REUSEPORT`), so a client's datagrams come to a worker
//! that its address hash chose, not to the one that holds it. A STUN request says by the mark of our
//! user name fragment whom it is for; everything else goes by its address, once an authenticated
//! request has proved it ([`Routes`]). A handed datagram is never handed on.

use std::sync::Arc;

use rapat_sfu::arena::Path;
use rapat_sfu::node::PathChange;
use rapat_sfu::relay::message as relay;
use rapat_sfu::relay::nodes::NodeNumber;
use rapat_wire::demux::stun_username;
use rapat_wire::sdp::ice_mark;

use crate::inbox::{Inbox, Parcel};
use crate::routes::{Routes, WorkerNumber};

/// What crossing did, since start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrossingCounters {
    /// Datagrams given to the worker they belong to.
    pub handed: u64,
    /// Datagrams and messages lost because that worker was too far behind.
    pub dropped: u64,
}

/// See the module. Owned by its worker.
pub struct Crossing {
    own: WorkerNumber,
    /// Of all workers, by number.
    inboxes: Vec<Arc<Inbox>>,
    /// This worker's.
    inbox: Arc<Inbox>,
    routes: Arc<Routes>,
    /// What this turn has for each worker.
    out: Vec<Parcel>,
    /// Keeps its memory between turns.
    taken: Vec<Parcel>,
    counters: CrossingCounters,
}

impl Crossing {
    /// Of worker `own` among those that own `inboxes`.
    ///
    /// # Panics
    /// When there is no worker `own`.
    pub fn new(own: WorkerNumber, inboxes: Vec<Arc<Inbox>>, routes: Arc<Routes>) -> Self {
        let out = inboxes.iter().map(|_| Parcel::default()).collect();
        Self {
            own,
            inbox: Arc::clone(&inboxes[usize::from(own)]),
            inboxes,
            routes,
            out,
            taken: Vec::new(),
            counters: CrossingCounters::default(),
        }
    }

    /// Counters.
    pub const fn counters(&self) -> CrossingCounters {
        self.counters
    }

    /// Finds the worker of a datagram that is nobody's here and keeps a copy for it. False: it is
    /// nobody's anywhere.
    pub fn hand_over(&mut self, path: Path, datagram: &[u8]) -> bool {
        let owner = match stun_username(datagram) {
            Some(username) => ice_mark(username),
            None => self.routes.owner(&path),
        };
        let Some(owner) = owner.filter(|owner| *owner != self.own) else {
            return false;
        };
        let Some(parcel) = self.out.get_mut(usize::from(owner)) else {
            return false;
        };
        if parcel.hand(path, datagram) {
            self.counters.handed += 1;
        } else {
            self.counters.dropped += 1;
        }
        true
    }

    /// Moves what this worker's node has for others.
    pub fn relay<'a>(
        &mut self,
        parcels: impl Iterator<Item = (NodeNumber, &'a mut relay::Parcel)>,
    ) {
        for (to, parcel) in parcels {
            match self.out.get_mut(usize::from(to)) {
                Some(out) if out.relay.is_empty() => std::mem::swap(&mut out.relay, parcel),
                _ => {
                    self.counters.dropped += parcel.count();
                    parcel.clear();
                }
            }
        }
    }

    /// Tells the other workers where addresses belong now.
    pub fn note_paths(&mut self, changes: impl Iterator<Item = PathChange>) {
        for PathChange { path, is_here } in changes {
            if !is_here {
                self.routes.release(&path, self.own);
            } else if let Some(before) = self.routes.claim(path, self.own) {
                // Its old peer there would go on taking what the kernel gives to that worker.
                if let Some(parcel) = self.out.get_mut(usize::from(before)) {
                    parcel.taken_paths.push(path);
                }
            }
        }
    }

    /// This worker's node was replaced.
    pub fn forget_paths(&self) {
        self.routes.release_all(self.own);
    }

    /// Sends what was kept.
    pub fn send(&mut self) {
        for (inbox, parcel) in self.inboxes.iter().zip(&mut self.out) {
            if parcel.is_empty() {
                continue;
            }
            parcel.from = self.own;
            if !inbox.send(parcel) {
                self.counters.dropped += parcel.count();
                parcel.clear();
            }
        }
    }

    /// What the others sent, to be given back to [`Crossing::give_back`].
    pub fn take(&mut self) -> Vec<Parcel> {
        let mut parcels = std::mem::take(&mut self.taken);
        self.inbox.take(&mut parcels);
        parcels
    }

    /// Returns handled parcels.
    pub fn give_back(&mut self, mut parcels: Vec<Parcel>) {
        if !parcels.is_empty() {
            self.inbox.give_back(&mut parcels);
        }
        self.taken = parcels;
    }

    /// This worker's inbox.
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }
}
