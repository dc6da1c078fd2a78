//! One non-blocking UDP socket of one worker: opening it with large buffers, receiving batches that
//! the kernel joined (`UDP_GRO`), sending batches that the kernel cuts (`UDP_SEGMENT`).
//!
//! Losing is part of UDP: what the kernel does not take at once is dropped and counted, because
//! media that waits is worth less than media that is repaired. Owned by one thread.

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, getsockname, ipproto, socket_with, sockopt,
};

use crate::runs::{Message, Plan, split};
use crate::steering::program;
use crate::sys::{self, Outgoing, RECEIVE_MESSAGES, RECEIVE_SLOT, Received};

/// Kernel buffer asked for, each way. A key frame to 100 subscribers is about 10 MB in 100 ms; 4 MB
/// holds the part of it that one turn sends. Less loses key frames, more only adds delay.
pub const BUFFER_BYTES: usize = 4 << 20;

/// What the kernel gave of [`BUFFER_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffers {
    /// Bytes for datagrams that wait for us.
    pub receive: usize,
    /// Bytes for datagrams that wait for the network.
    pub send: usize,
}

/// What sending did, since start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendCounters {
    /// Datagrams that went out in GSO messages.
    pub gso_segments: u64,
    /// GSO messages.
    pub gso_messages: u64,
    /// Datagrams that the kernel did not take.
    pub dropped: u64,
}

/// A bound socket.
pub struct UdpSocket {
    fd: OwnedFd,
    local: SocketAddr,
    buffers: Buffers,
    /// False when the kernel does not know GSO; cleared for good when the network device cannot do it.
    gso: Cell<bool>,
}

/// One worker's sockets on one address.
pub struct Pair {
    /// For all that is sent and whatever shall be taken at once.
    pub media: UdpSocket,
    /// Gets nothing but transport-wide feedback; `None` where the kernel cannot tell it from the rest.
    pub feedback: Option<UdpSocket>,
}

/// Memory for one received batch.
pub struct ReceiveBatch {
    storage: Vec<u8>,
    received: Vec<Received>,
}

/// Scratch memory for sending; keeps its allocations.
#[derive(Default)]
pub struct SendScratch {
    outgoing: Vec<Outgoing>,
    split: Plan,
}

/// What to do after the kernel refused a message.
enum Refusal {
    /// Try the same again.
    Again,
    /// This message is lost, the next may pass.
    Skip,
    /// The buffer is full: everything left is lost.
    DropRest,
    /// Send this one message datagram by datagram.
    Split,
}

impl ReceiveBatch {
    /// Memory for [`RECEIVE_MESSAGES`] messages.
    pub fn new() -> Self {
        Self {
            storage: vec![0; RECEIVE_MESSAGES * RECEIVE_SLOT],
            received: Vec::with_capacity(RECEIVE_MESSAGES),
        }
    }

    /// Gives every datagram of the batch in order of arrival, joined ones cut apart again.
    pub fn for_each(&mut self, mut take: impl FnMut(SocketAddr, &mut [u8])) {
        for (received, slot) in self
            .received
            .iter()
            .zip(self.storage.chunks_exact_mut(RECEIVE_SLOT))
        {
            for datagram in slot[..received.len].chunks_mut(received.segment.max(1)) {
                take(received.from, datagram);
            }
        }
    }
}

impl Default for ReceiveBatch {
    fn default() -> Self {
        Self::new()
    }
}

impl UdpSocket {
    /// Opens and binds. IPv6 sockets take IPv6 only: one family per socket keeps addresses comparable.
    ///
    /// # Errors
    /// The address is not ours, the port is taken, or sockets are refused.
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        Self::open(address, false)
    }

    /// As [`UdpSocket::bind`], a pair of sockets on one address for each of `workers` (≥ 1): the kernel gives
    /// each sender's datagrams to one of them, chosen by its address, and transport-wide feedback to the other.
    ///
    /// # Errors
    /// As for [`UdpSocket::bind`].
    pub fn bind_group(address: SocketAddr, workers: usize) -> io::Result<Vec<Pair>> {
        // The first one alone, so that a port which another process shares is refused like any
        // other taken port; sharing begins after that.
        let first = Self::open(address, false)?;
        sockopt::set_socket_reuseport(&first.fd, true)?;
        let address = first.local;
        let rest = (1..2 * workers).map(|_| Self::open(address, true));
        let mut media = vec![first];
        media.extend(rest.collect::<io::Result<Vec<_>>>()?);
        let feedback = media.split_off(workers);
        let mut program = program(workers as u32, address.is_ipv4());
        // Where the kernel does not know programs, it deals by a hash of its own: all sockets are for media then.
        let is_steered = sys::attach_to_group(media[0].as_fd(), &mut program).is_ok();
        let feedback = feedback
            .into_iter()
            .map(|socket| is_steered.then_some(socket));
        let pairs = media.into_iter().zip(feedback);
        Ok(pairs
            .map(|(media, feedback)| Pair { media, feedback })
            .collect())
    }

    fn open(address: SocketAddr, is_shared: bool) -> io::Result<Self> {
        let family = if address.is_ipv4() {
            AddressFamily::INET
        } else {
            AddressFamily::INET6
        };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let fd = socket_with(family, SocketType::DGRAM, flags, Some(ipproto::UDP))?;
        if address.is_ipv6() {
            sockopt::set_ipv6_v6only(&fd, true)?;
        }
        if is_shared {
            sockopt::set_socket_reuseport(&fd, true)?;
        }
        let buffers = enlarge_buffers(&fd)?;
        bind(&fd, &address)?;
        // Without GRO (kernel before 5.0) datagrams come one by one: slower, nothing else.
        let _ = sys::enable_gro(fd.as_fd());
        let local = SocketAddr::try_from(getsockname(&fd)?)?;
        let gso = Cell::new(sys::knows_gso(fd.as_fd()));
        Ok(Self {
            fd,
            local,
            buffers,
            gso,
        })
    }

    /// The bound address.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// What the kernel gave; less than [`BUFFER_BYTES`] when it caps.
    pub fn buffers(&self) -> Buffers {
        self.buffers
    }

    /// Takes what waits, up to `limit` messages and one batch; gives how many.
    pub fn receive(&self, batch: &mut ReceiveBatch, limit: usize) -> usize {
        // Errors of an unconnected UDP socket are about earlier sends, or that nothing waits: either
        // way there is nothing to take, and polling brings us back.
        let _ = sys::receive(
            self.fd.as_fd(),
            &mut batch.storage,
            limit,
            &mut batch.received,
        );
        batch.received.len()
    }

    /// Sends `messages` of `plan`, whose parts lie in `bytes`. Never waits.
    pub fn send(
        &self,
        bytes: &[u8],
        plan: &Plan,
        messages: &[Message],
        scratch: &mut SendScratch,
        counters: &mut SendCounters,
    ) {
        if !self.gso.get() {
            return self.send_split(bytes, plan, messages, scratch, counters);
        }
        scratch.outgoing.clear();
        scratch
            .outgoing
            .extend(messages.iter().map(|message| message.out));
        let mut at = 0;
        while let Some(left) = scratch.outgoing.get(at..).filter(|left| !left.is_empty()) {
            match sys::send(self.fd.as_fd(), bytes, &plan.parts, left) {
                Ok(taken) => {
                    Self::count_sent(&messages[at..at + taken], counters);
                    at += taken.max(1);
                }
                Err(error) => match self.judge(&error, messages[at].segments > 1) {
                    Refusal::Again => {}
                    Refusal::Skip => {
                        counters.dropped += u64::from(messages[at].segments);
                        at += 1;
                    }
                    Refusal::DropRest => {
                        counters.dropped += messages[at..]
                            .iter()
                            .map(|m| u64::from(m.segments))
                            .sum::<u64>();
                        return;
                    }
                    Refusal::Split => {
                        let rest = if self.gso.get() {
                            at + 1
                        } else {
                            messages.len()
                        };
                        self.send_split(
                            bytes,
                            plan,
                            &messages[at..rest],
                            &mut SendScratch::default(),
                            counters,
                        );
                        at = rest;
                    }
                },
            }
        }
    }

    /// Sends messages datagram by datagram.
    fn send_split(
        &self,
        bytes: &[u8],
        plan: &Plan,
        messages: &[Message],
        scratch: &mut SendScratch,
        counters: &mut SendCounters,
    ) {
        scratch.outgoing.clear();
        scratch.split.parts.clear();
        for message in messages {
            split(
                plan,
                message,
                &mut scratch.split.parts,
                &mut scratch.outgoing,
            );
        }
        let mut at = 0;
        while let Some(left) = scratch.outgoing.get(at..).filter(|left| !left.is_empty()) {
            match sys::send(self.fd.as_fd(), bytes, &scratch.split.parts, left) {
                Ok(taken) => at += taken.max(1),
                Err(error) => match self.judge(&error, false) {
                    Refusal::Again => {}
                    Refusal::Skip | Refusal::Split => {
                        counters.dropped += 1;
                        at += 1;
                    }
                    Refusal::DropRest => {
                        counters.dropped += left.len() as u64;
                        return;
                    }
                },
            }
        }
    }

    fn count_sent(messages: &[Message], counters: &mut SendCounters) {
        for message in messages.iter().filter(|message| message.segments > 1) {
            counters.gso_messages += 1;
            counters.gso_segments += u64::from(message.segments);
        }
    }

    /// Decides by the kernel's error. `EIO`: the device cannot checksum segments, which holds for all
    /// of its paths. `EINVAL`, `EMSGSIZE`: a segment exceeds the MTU of this one path, which must not
    /// end GSO for the others: whoever can shrink one path's MTU would slow down everybody.
    fn judge(&self, error: &io::Error, is_gso: bool) -> Refusal {
        match error.raw_os_error() {
            Some(libc::EINTR) => Refusal::Again,
            Some(libc::EAGAIN | libc::ENOBUFS) => Refusal::DropRest,
            Some(libc::EIO) if is_gso => {
                self.gso.set(false);
                Refusal::Split
            }
            Some(libc::EINVAL | libc::EMSGSIZE) if is_gso => Refusal::Split,
            _ => Refusal::Skip,
        }
    }
}

impl AsFd for UdpSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// Asks for [`BUFFER_BYTES`] each way: beyond the system's limit where we have the right to
/// (`CAP_NET_ADMIN`), else up to it (`net.core.rmem_max`, `net.core.wmem_max`).
fn enlarge_buffers(fd: &OwnedFd) -> io::Result<Buffers> {
    if sockopt::set_socket_recv_buffer_size_force(fd, BUFFER_BYTES).is_err() {
        sockopt::set_socket_recv_buffer_size(fd, BUFFER_BYTES)?;
    }
    if sockopt::set_socket_send_buffer_size_force(fd, BUFFER_BYTES).is_err() {
        sockopt::set_socket_send_buffer_size(fd, BUFFER_BYTES)?;
    }
    // The kernel reports twice what it gives, for its own bookkeeping (socket(7)).
    Ok(Buffers {
        receive: sockopt::socket_recv_buffer_size(fd)? / 2,
        send: sockopt::socket_send_buffer_size(fd)? / 2,
    })
}
