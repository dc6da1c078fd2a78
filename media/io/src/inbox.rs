//! What other workers give to one worker: parcels of one turn each, in a bounded queue.
//!
//! A mutex, not a lock-free ring: it is taken once per turn and pair of workers and held while a few
//! pointers move; bytes are copied before and after. Full parcels travel one way and empty ones come
//! back, so the steady state allocates nothing. Nobody waits: what does not fit is dropped and counted
//! by the sender.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rapat_sfu::arena::Path;
use rapat_sfu::relay;

use crate::routes::WorkerNumber;
use crate::wake::Wake;

/// Bytes of one parcel: what a turn takes from one socket's batch. Beyond it the turn drops.
const MAX_PARCEL_BYTES: usize = 2 << 20;
/// Bytes that may wait for one worker: some 60 ms of a line of 1 Gbit/s. A worker that is later than
/// this gains nothing from older packets.
const MAX_WAITING_BYTES: usize = 8 << 20;
/// Empty parcels kept for reuse; a worker that keeps up has one or two under way per neighbour.
const MAX_SPARE: usize = 64;

/// A datagram that came to another worker's socket.
#[derive(Clone, Copy, Debug)]
struct Handed {
    path: Path,
    start: u32,
    len: u16,
}

/// What one worker's turn has for another worker.
#[derive(Debug, Default)]
pub struct Parcel {
    /// Who sends it.
    pub from: WorkerNumber,
    bytes: Vec<u8>,
    datagrams: Vec<Handed>,
    /// Addresses that now belong to a peer of the sender.
    pub taken_paths: Vec<Path>,
    /// From the sender's node to the receiver's.
    pub relay: relay::message::Parcel,
}

impl Parcel {
    /// True when there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.datagrams.is_empty() && self.taken_paths.is_empty() && self.relay.is_empty()
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.datagrams.clear();
        self.taken_paths.clear();
        self.relay.clear();
    }

    /// Adds a datagram. False: no room.
    pub fn hand(&mut self, path: Path, datagram: &[u8]) -> bool {
        let Ok(len) = u16::try_from(datagram.len()) else {
            return false;
        };
        if self.bytes.len() + datagram.len() > MAX_PARCEL_BYTES {
            return false;
        }
        self.datagrams.push(Handed {
            path,
            start: self.bytes.len() as u32,
            len,
        });
        self.bytes.extend_from_slice(datagram);
        true
    }

    /// Gives every datagram in the order of arrival.
    pub fn for_each_datagram(&mut self, mut take: impl FnMut(Path, &mut [u8])) {
        for handed in &self.datagrams {
            let start = handed.start as usize;
            if let Some(datagram) = self.bytes.get_mut(start..start + usize::from(handed.len)) {
                take(handed.path, datagram);
            }
        }
    }

    /// Datagrams and messages in it: what is lost when it is dropped.
    pub fn count(&self) -> u64 {
        self.datagrams.len() as u64 + self.relay.count()
    }

    fn bytes(&self) -> usize {
        self.bytes.len() + self.relay.bytes()
    }
}

#[derive(Default)]
struct Waiting {
    parcels: Vec<Parcel>,
    bytes: usize,
    spare: Vec<Parcel>,
    /// The owner waits for the descriptor; else it will look by itself.
    is_parked: bool,
}

/// See the module.
pub struct Inbox {
    waiting: Mutex<Waiting>,
    wake: Wake,
}

impl Inbox {
    /// Empty.
    ///
    /// # Errors
    /// The process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            waiting: Mutex::default(),
            wake: Wake::new()?,
        })
    }

    /// Gives `parcel` to the owner and leaves an empty one in its place. False: no room, the parcel
    /// is as it was.
    pub fn send(&self, parcel: &mut Parcel) -> bool {
        let mut waiting = self.lock();
        if waiting.bytes + parcel.bytes() > MAX_WAITING_BYTES {
            return false;
        }
        waiting.bytes += parcel.bytes();
        let empty = waiting.spare.pop().unwrap_or_default();
        waiting.parcels.push(std::mem::replace(parcel, empty));
        let must_wake = std::mem::take(&mut waiting.is_parked);
        drop(waiting);
        if must_wake {
            self.wake.raise();
        }
        true
    }

    /// Owner: takes everything that waits, oldest first. `into` must be empty.
    pub fn take(&self, into: &mut Vec<Parcel>) {
        let mut waiting = self.lock();
        std::mem::swap(&mut waiting.parcels, into);
        waiting.bytes = 0;
    }

    /// Owner: gives handled parcels back; their contents are forgotten.
    pub fn give_back(&self, parcels: &mut Vec<Parcel>) {
        parcels.iter_mut().for_each(Parcel::clear);
        let mut waiting = self.lock();
        let room = MAX_SPARE.saturating_sub(waiting.spare.len());
        parcels.truncate(room);
        waiting.spare.append(parcels);
    }

    /// Owner: is about to wait for the descriptor. False: something waits already, do not.
    pub fn park(&self) -> bool {
        let mut waiting = self.lock();
        waiting.is_parked = waiting.parcels.is_empty();
        waiting.is_parked
    }

    /// Owner: waits no more. `was_woken`: the descriptor was readable.
    pub fn unpark(&self, was_woken: bool) {
        self.lock().is_parked = false;
        if was_woken {
            self.wake.lower();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing under this lock can leave the queue half changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsFd for Inbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use super::*;

    fn path() -> Path {
        Path {
            socket: 1,
            address: ([127, 0, 0, 1], 9).into(),
        }
    }

    fn is_readable(inbox: &Inbox) -> bool {
        let mut fds = [PollFd::new(inbox, PollFlags::IN)];
        let now = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut fds, Some(&now)).unwrap() == 1
    }

    fn parcel(text: &[u8]) -> Parcel {
        let mut parcel = Parcel::default();
        assert!(parcel.hand(path(), text));
        parcel
    }

    fn texts(inbox: &Inbox) -> Vec<Vec<u8>> {
        let (mut parcels, mut texts) = (Vec::new(), Vec::new());
        inbox.take(&mut parcels);
        for parcel in &mut parcels {
            parcel.for_each_datagram(|from, datagram| {
                assert_eq!(from, path());
                texts.push(datagram.to_vec());
            });
        }
        inbox.give_back(&mut parcels);
        texts
    }

    #[test]
    fn parcels_come_in_order_and_their_memory_comes_back_empty() {
        let inbox = Inbox::new().unwrap();
        let mut first = parcel(b"one");
        assert!(inbox.send(&mut first) && first.is_empty());
        assert!(inbox.send(&mut parcel(b"two")));
        assert_eq!(texts(&inbox), [b"one".to_vec(), b"two".to_vec()]);
        let mut third = parcel(b"three");
        assert!(inbox.send(&mut third));
        assert!(third.is_empty() && third.bytes.capacity() > 0);
    }

    #[test]
    fn only_a_parked_owner_is_woken_and_only_once() {
        let inbox = Inbox::new().unwrap();
        inbox.send(&mut parcel(b"while it works"));
        assert!(!is_readable(&inbox));
        assert!(!inbox.park(), "something waits");
        texts(&inbox);
        assert!(inbox.park());
        inbox.send(&mut parcel(b"while it sleeps"));
        assert!(is_readable(&inbox));
        inbox.unpark(true);
        assert!(!is_readable(&inbox));
        assert_eq!(texts(&inbox).len(), 1);
    }

    #[test]
    fn a_worker_that_does_not_take_loses_the_newest_and_grows_no_further() {
        let inbox = Inbox::new().unwrap();
        let full = || {
            let mut parcel = Parcel::default();
            while parcel.hand(path(), &[0; 8_000]) {}
            parcel
        };
        let sent = (0..20).filter(|_| inbox.send(&mut full())).count();
        assert_eq!(sent, MAX_WAITING_BYTES / MAX_PARCEL_BYTES);
        let mut late = parcel(&[0; 8_000]);
        while inbox.send(&mut late) {
            late = parcel(&[0; 8_000]);
        }
        assert_eq!(late.count(), 1, "a refused parcel stays with its sender");
        texts(&inbox);
        assert!(inbox.send(&mut late));
    }
}
