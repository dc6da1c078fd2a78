//! The bounded command queue of one worker, with the eventfd that wakes it.
//!
//! A mutex, not a lock-free ring: it is held for a few instructions, a few dozen times per join,
//! never per packet.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rapat_sfu::command::Command;

use crate::wake::Wake;

/// Orders that may wait. A worker takes thousands in a millisecond, so a full queue means that it
/// hangs; more would hide that for longer.
const CAPACITY: usize = 16_384;

/// What a worker is told.
#[derive(Debug)]
pub enum Order {
    /// For its node.
    Apply(Command),
    /// Close every peer, then end the thread.
    Stop,
}

/// See the module.
pub struct Mailbox {
    orders: Mutex<VecDeque<Order>>,
    wake: Wake,
}

/// The worker does not take commands any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl Mailbox {
    /// Empty.
    ///
    /// # Errors
    /// The process has no file descriptor left.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            orders: Mutex::default(),
            wake: Wake::new()?,
        })
    }

    /// Puts a command behind the others. Never waits.
    ///
    /// # Errors
    /// The worker hangs or is gone.
    pub fn push(&self, command: Command) -> Result<(), Full> {
        let mut orders = self.lock();
        if orders.len() >= CAPACITY {
            return Err(Full);
        }
        self.append(&mut orders, Order::Apply(command));
        Ok(())
    }

    /// Tells the worker to end, however full the queue is.
    pub fn stop(&self) {
        self.append(&mut self.lock(), Order::Stop);
    }

    /// Moves up to `limit` orders into `out`, oldest first.
    pub fn take(&self, limit: usize, out: &mut Vec<Order>) {
        let mut orders = self.lock();
        let count = limit.min(orders.len());
        out.extend(orders.drain(..count));
        // Lowered already when there was nothing to take: no system call in a turn without orders.
        if count > 0 && orders.is_empty() {
            self.wake.lower();
        }
    }

    fn append(&self, orders: &mut VecDeque<Order>, order: Order) {
        orders.push_back(order);
        if orders.len() == 1 {
            self.wake.raise();
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Order>> {
        // Nothing under this lock can leave the queue half changed.
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsFd for Mailbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use rapat_sfu::ids::{PeerId, TrackId};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use super::*;

    fn is_readable(mailbox: &Mailbox) -> bool {
        let mut fds = [PollFd::new(mailbox, PollFlags::IN)];
        poll(
            &mut fds,
            Some(&Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            }),
        )
        .unwrap()
            == 1
    }

    #[test]
    fn it_is_readable_exactly_while_orders_wait() {
        let mailbox = Mailbox::new().unwrap();
        assert!(!is_readable(&mailbox));
        for track in 0..3 {
            mailbox
                .push(Command::RequestKeyFrame {
                    track: TrackId(track),
                })
                .unwrap();
        }
        let mut out = Vec::new();
        mailbox.take(2, &mut out);
        assert!(is_readable(&mailbox), "one is left");
        mailbox.take(2, &mut out);
        assert!(!is_readable(&mailbox));
        assert_eq!(out.len(), 3);
    }

    #[test]
    fn a_full_queue_refuses_commands_but_not_the_stop() {
        let mailbox = Mailbox::new().unwrap();
        let remove = || Command::RemovePeer { peer: PeerId(1) };
        while mailbox.push(remove()).is_ok() {}
        mailbox.stop();
        let mut out = Vec::new();
        mailbox.take(usize::MAX, &mut out);
        assert_eq!(out.len(), CAPACITY + 1);
        assert!(matches!(out.last(), Some(Order::Stop)));
    }
}
