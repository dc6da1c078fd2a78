//! Which worker an address belongs to, for all workers that share a port: the kernel gives a sender's
//! datagrams to any of them.
//!
//! Only proven addresses are in it: a worker claims an address after an authenticated STUN request, so
//! nobody can draw another one's datagrams away by a forged sender. Read per datagram that came to the
//! wrong worker, written a few times per join.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rapat_sfu::arena::Path;

/// Number of a worker. It fits the mark of an ICE user name fragment.
pub type WorkerNumber = u8;

/// See the module.
#[derive(Debug, Default)]
pub struct Routes(RwLock<HashMap<Path, WorkerNumber>>);

impl Routes {
    /// Whose an address is.
    pub fn owner(&self, path: &Path) -> Option<WorkerNumber> {
        let routes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        routes.get(path).copied()
    }

    /// A peer of `worker` proved the address. Gives the worker that had it before, if another one.
    pub fn claim(&self, path: Path, worker: WorkerNumber) -> Option<WorkerNumber> {
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        routes.insert(path, worker).filter(|other| *other != worker)
    }

    /// The peer of `worker` left the address. Nothing happens when another worker has claimed it.
    pub fn release(&self, path: &Path, worker: WorkerNumber) {
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if routes.get(path) == Some(&worker) {
            routes.remove(path);
        }
    }

    /// `worker` lost all its peers.
    pub fn release_all(&self, worker: WorkerNumber) {
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        routes.retain(|_, owner| *owner != worker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(port: u16) -> Path {
        Path {
            socket: 0,
            address: ([127, 0, 0, 1], port).into(),
        }
    }

    #[test]
    fn the_latest_claim_holds_and_the_former_owner_is_named_once() {
        let routes = Routes::default();
        assert_eq!(routes.claim(path(1), 0), None);
        assert_eq!(routes.claim(path(1), 0), None);
        assert_eq!(routes.claim(path(1), 1), Some(0));
        routes.release(&path(1), 0);
        assert_eq!(routes.owner(&path(1)), Some(1));
        routes.release(&path(1), 1);
        assert_eq!(routes.owner(&path(1)), None);
    }

    #[test]
    fn a_lost_worker_keeps_nothing() {
        let routes = Routes::default();
        routes.claim(path(1), 0);
        routes.claim(path(2), 1);
        routes.release_all(0);
        assert_eq!(
            (routes.owner(&path(1)), routes.owner(&path(2))),
            (None, Some(1))
        );
    }
}
