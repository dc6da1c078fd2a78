//! What a worker sleeps on: its sockets, its orders, what other workers have for it, and the clock.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::inbox::Inbox;
use crate::mailbox::Mailbox;

/// Returns when one of `sockets`, `mailbox` or `inbox` has something or `timeout` is over; `None`: no timeout.
/// `is_ready` says which sockets have something, as many of the first ones as it is long.
pub(crate) fn wait<'a>(
    timeout: Option<Duration>,
    sockets: impl Iterator<Item = BorrowedFd<'a>>,
    mailbox: &'a Mailbox,
    inbox: Option<&'a Inbox>,
    is_ready: &mut [bool],
) {
    let must_not_sleep = inbox.is_some_and(|inbox| !inbox.park());
    let timeout = if must_not_sleep {
        Some(Duration::ZERO)
    } else {
        timeout
    };
    let timeout = timeout.map(|duration| Timespec {
        tv_sec: duration.as_secs() as i64,
        tv_nsec: i64::from(duration.subsec_nanos()),
    });
    let others = std::iter::once(mailbox.as_fd()).chain(inbox.map(AsFd::as_fd));
    let mut fds: Vec<PollFd<'_>> = sockets
        .chain(others)
        .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN))
        .collect();
    // An interrupted wait is a turn with nothing to do.
    let is_ok = poll(&mut fds, timeout.as_ref()).is_ok();
    for (ready, fd) in is_ready.iter_mut().zip(&fds) {
        *ready = is_ok && !fd.revents().is_empty();
    }
    if let (Some(inbox), Some(fd)) = (inbox, fds.last()) {
        inbox.unpark(is_ok && !fd.revents().is_empty());
    }
}
