//! Receives batches of datagrams with the moment at which each came to its socket.
//!
//! The kernel's stamp (`SO_TIMESTAMPNS`, socket(7)) and not the reader's clock: all receivers of a run share one
//! core, and what waits there for its turn is this program's delay, not the server's.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd as _};

use rustix::time::{ClockId, clock_gettime};

/// Messages of one receive call.
const MESSAGES: usize = 32;
/// Bytes of each: what the kernel may join into one.
const SLOT: usize = 65_536;
/// Room for two control messages: stamp and size of a segment.
const CONTROL_LEN: usize = 64;
const NS_PER_S: u64 = 1_000_000_000;

#[repr(align(8))]
#[derive(Clone, Copy)]
struct Control([u8; CONTROL_LEN]);

/// One message, which may be several joined datagrams.
#[derive(Clone, Copy)]
struct Arrival {
    from: SocketAddr,
    len: usize,
    segment: usize,
    at_ns: u64,
}

/// Memory for one batch.
pub struct Inbox {
    storage: Vec<u8>,
    names: Vec<libc::sockaddr_in>,
    controls: Vec<Control>,
    slices: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
    arrivals: Vec<Arrival>,
}

// SAFETY: the pointers in `slices` and `headers` lead into vectors of the same value, which never grow after
// `new` and move with it; they are written anew before each call that reads them.
unsafe impl Send for Inbox {}

/// The clock of the stamps: nanoseconds of Unix time.
pub fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Realtime);
    now.tv_sec as u64 * NS_PER_S + now.tv_nsec as u64
}

/// Lets the kernel stamp what comes to `socket`.
///
/// # Errors
/// What the kernel says.
pub fn switch_on_stamps(socket: impl AsFd) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: the option value is one int that lives through the call, its true size is passed.
    let result = unsafe {
        libc::setsockopt(
            socket.as_fd().as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_TIMESTAMPNS,
            std::ptr::from_ref(&on).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

impl Inbox {
    /// Memory for [`MESSAGES`] messages.
    pub fn new() -> Self {
        // SAFETY: all-zero is a valid value of these C structures: null pointers, zero lengths and addresses.
        let (name, slice, header) = unsafe {
            (
                std::mem::zeroed::<libc::sockaddr_in>(),
                std::mem::zeroed::<libc::iovec>(),
                std::mem::zeroed::<libc::mmsghdr>(),
            )
        };
        Self {
            storage: vec![0; MESSAGES * SLOT],
            names: vec![name; MESSAGES],
            controls: vec![Control([0; CONTROL_LEN]); MESSAGES],
            slices: vec![slice; MESSAGES],
            headers: vec![header; MESSAGES],
            arrivals: Vec::with_capacity(MESSAGES),
        }
    }

    /// Takes what waits on `socket`, at most one batch; gives how many messages. Errors of an unconnected UDP
    /// socket are about earlier sends, or that nothing waits: either way there is nothing to take.
    pub fn receive(&mut self, socket: impl AsFd) -> usize {
        self.point();
        // SAFETY: every header points into vectors of `self` that live through the call, with their true lengths.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_fd().as_raw_fd(),
                self.headers.as_mut_ptr(),
                MESSAGES as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        self.arrivals.clear();
        let count = usize::try_from(count).unwrap_or(0);
        for ((header, name), control) in self
            .headers
            .iter()
            .zip(&self.names)
            .zip(&self.controls)
            .take(count)
        {
            let len = (header.msg_len as usize).min(SLOT);
            let told = &control.0[..header.msg_hdr.msg_controllen.min(CONTROL_LEN)];
            let (at_ns, segment) = read_control(told);
            let ip = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
            self.arrivals.push(Arrival {
                from: SocketAddr::from((ip, u16::from_be(name.sin_port))),
                len,
                segment: segment.unwrap_or(len),
                at_ns: at_ns.unwrap_or_else(now_ns),
            });
        }
        self.arrivals.len()
    }

    /// Gives every datagram of the batch in order of arrival, with the moment ([`now_ns`]), joined ones cut apart.
    pub fn for_each(&mut self, mut take: impl FnMut(SocketAddr, u64, &mut [u8])) {
        for (arrival, slot) in self
            .arrivals
            .iter()
            .zip(self.storage.chunks_exact_mut(SLOT))
        {
            for datagram in slot[..arrival.len].chunks_mut(arrival.segment.max(1)) {
                take(arrival.from, arrival.at_ns, datagram);
            }
        }
    }

    /// Headers for an empty batch.
    fn point(&mut self) {
        let slots = self.storage.chunks_exact_mut(SLOT);
        let parts = self.names.iter_mut().zip(&mut self.controls).zip(slots);
        for ((header, slice), ((name, control), slot)) in
            self.headers.iter_mut().zip(&mut self.slices).zip(parts)
        {
            *slice = libc::iovec {
                iov_base: slot.as_mut_ptr().cast(),
                iov_len: SLOT,
            };
            header.msg_hdr.msg_name = std::ptr::from_mut(name).cast();
            header.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as libc::socklen_t;
            header.msg_hdr.msg_iov = slice;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_control = control.0.as_mut_ptr().cast();
            header.msg_hdr.msg_controllen = CONTROL_LEN as _;
        }
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}

/// Stamp in ns and size of joined datagrams out of control messages (cmsg(3)): each is length, level, type, data,
/// and the next begins at a multiple of eight.
fn read_control(mut rest: &[u8]) -> (Option<u64>, Option<usize>) {
    const HEADER: usize = size_of::<libc::cmsghdr>();
    let (mut stamp, mut segment) = (None, None);
    while let Some((length, level, kind)) = read_header(rest) {
        let Some(data) = rest.get(HEADER..length) else {
            break;
        };
        match (level, kind) {
            (libc::SOL_SOCKET, libc::SO_TIMESTAMPNS) => stamp = read_stamp(data),
            (libc::SOL_UDP, libc::UDP_GRO) => {
                segment = data
                    .first_chunk()
                    .map(|size| i32::from_ne_bytes(*size) as usize);
            }
            _ => {}
        }
        rest = rest.get(length.next_multiple_of(8)..).unwrap_or_default();
    }
    (stamp, segment)
}

fn read_header(bytes: &[u8]) -> Option<(usize, libc::c_int, libc::c_int)> {
    let length = usize::from_ne_bytes(*bytes.first_chunk()?);
    let level = i32::from_ne_bytes(*bytes.get(8..)?.first_chunk()?);
    let kind = i32::from_ne_bytes(*bytes.get(12..)?.first_chunk()?);
    Some((length, level, kind))
}

/// A `timespec`: seconds, nanoseconds.
fn read_stamp(data: &[u8]) -> Option<u64> {
    let seconds = u64::from_ne_bytes(*data.first_chunk()?);
    let nanoseconds = u64::from_ne_bytes(*data.get(8..)?.first_chunk()?);
    Some(seconds * NS_PER_S + nanoseconds)
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use super::*;

    #[test]
    fn a_datagram_comes_with_the_moment_of_its_arrival() {
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        switch_on_stamps(&receiver).unwrap();
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        let before = now_ns();
        for text in ["first", "second"] {
            sender
                .send_to(text.as_bytes(), receiver.local_addr().unwrap())
                .unwrap();
        }
        let mut inbox = Inbox::new();
        assert_eq!(inbox.receive(&receiver), 2);
        let after = now_ns(); // the kernel begins to stamp a little later than it is told to: the first ones on reading
        let mut got = Vec::new();
        inbox.for_each(|from, at, datagram| got.push((from, at, datagram.to_vec())));
        assert_eq!(got[0].0, sender.local_addr().unwrap());
        assert_eq!(
            (&got[0].2[..], &got[1].2[..]),
            (&b"first"[..], &b"second"[..])
        );
        assert!(got.iter().all(|(_, at, _)| (before..=after).contains(at)));
        assert_eq!(inbox.receive(&receiver), 0);
    }

    #[test]
    fn control_that_is_cut_off_says_nothing() {
        assert_eq!(read_control(&[]), (None, None));
        assert_eq!(read_control(&[20, 0, 0, 0, 0, 0, 0, 0, 1]), (None, None));
        let mut endless = [0; 24];
        endless[0] = 200;
        assert_eq!(read_control(&endless), (None, None));
    }
}
