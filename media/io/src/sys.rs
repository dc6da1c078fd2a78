//! The unsafe corner: `recvmmsg`, `sendmmsg` and the `UDP_GRO`/`UDP_SEGMENT` control messages of
//! Linux (`udp(7)`), for which no safe wrapper takes a batch without allocating.
//!
//! Every raw pointer is derived inside the function that makes the system call, from slices that
//! live through the call; nothing is read from a pointer kept from an earlier call.
#![allow(unsafe_code)]

use std::io;
use std::mem::{offset_of, size_of, zeroed};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

/// Messages in one `recvmmsg`. Times [`RECEIVE_SLOT`] this is the receive memory of a worker: 2 MB.
pub const RECEIVE_MESSAGES: usize = 32;
/// Bytes for one received message. GRO joins datagrams up to 64 KB; anything smaller truncates them.
pub const RECEIVE_SLOT: usize = 65_536;
/// Messages in one `sendmmsg`. More would save less than 1 % of the call and cost stack and cache.
pub const SEND_MESSAGES: usize = 64;

/// Room for one control message with up to 16 bytes of data, aligned as `cmsghdr` wants.
#[derive(Clone, Copy)]
#[repr(C, align(8))]
struct Control([u8; 64]);

/// A socket address as the kernel writes it: IPv4 or IPv6, told apart by the family field that both
/// begin with.
#[derive(Clone, Copy)]
#[repr(C)]
union Name {
    v4: libc::sockaddr_in,
    v6: libc::sockaddr_in6,
}

/// One received message: where it came from and what lies in its slot.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// The sender.
    pub from: SocketAddr,
    /// Bytes in the slot.
    pub len: usize,
    /// Length of each datagram in the slot but the last, which may be shorter. Equals `len` when the
    /// kernel joined nothing.
    pub segment: usize,
}

/// One message to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The receiver.
    pub to: SocketAddr,
    /// First of its parts.
    pub first_part: u32,
    /// How many parts.
    pub parts: u32,
    /// Length at which the kernel cuts the message into datagrams; `None` = it is one datagram.
    pub segment: Option<u16>,
}

/// A span of the send buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// First byte.
    pub offset: u32,
    /// Bytes.
    pub len: u32,
}

/// Switches on `UDP_GRO`: equal datagrams of one sender come joined.
///
/// # Errors
/// The kernel is older than 5.0.
pub fn enable_gro(socket: BorrowedFd<'_>) -> io::Result<()> {
    set_udp_option(socket, libc::UDP_GRO, 1)
}

/// Whether the kernel knows `UDP_SEGMENT` (4.18): sets the socket's default to what it is, off.
pub fn knows_gso(socket: BorrowedFd<'_>) -> bool {
    set_udp_option(socket, libc::UDP_SEGMENT, 0).is_ok()
}

fn set_udp_option(
    socket: BorrowedFd<'_>,
    option: libc::c_int,
    value: libc::c_int,
) -> io::Result<()> {
    // SAFETY: these options take one int (`udp(7)`), which points at nothing.
    unsafe { set_option(socket, libc::SOL_UDP, option, &value) }
}

/// Lets `program` choose which socket of the group that `socket` is part of gets a datagram: it returns the
/// number of a socket in the order in which they were bound. Any other number leaves the choice to the kernel.
///
/// # Errors
/// The kernel is older than 4.5 or does not allow it.
pub fn attach_to_group(
    socket: BorrowedFd<'_>,
    program: &mut [libc::sock_filter],
) -> io::Result<()> {
    let len = u16::try_from(program.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let value = libc::sock_fprog {
        len,
        filter: program.as_mut_ptr(),
    };
    let option = libc::SO_ATTACH_REUSEPORT_CBPF;
    // SAFETY: the option takes a `sock_fprog` (`socket(7)`), whose filter has `len` steps and lives through the call.
    unsafe { set_option(socket, libc::SOL_SOCKET, option, &value) }
}

/// # Safety
/// `option` must take a `T`, and what `value` points at, if anything, must be there: the kernel reads both
/// before the call returns.
unsafe fn set_option<T>(
    socket: BorrowedFd<'_>,
    level: libc::c_int,
    option: libc::c_int,
    value: &T,
) -> io::Result<()> {
    // SAFETY: the value lives through the call and its true size is passed; the rest is the caller's promise.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            ptr::from_ref(value).cast(),
            size_of::<T>() as libc::socklen_t,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Takes up to `limit` and [`RECEIVE_MESSAGES`] waiting messages; message *n* lies at `n * RECEIVE_SLOT` of
/// `storage`. Never waits. `received` is cleared first.
///
/// # Errors
/// `WouldBlock` when nothing waits; else what the kernel says.
///
/// # Panics
/// When `storage` is shorter than `RECEIVE_MESSAGES * RECEIVE_SLOT`.
pub fn receive(
    socket: BorrowedFd<'_>,
    storage: &mut [u8],
    limit: usize,
    received: &mut Vec<Received>,
) -> io::Result<()> {
    received.clear();
    assert!(
        storage.len() >= RECEIVE_MESSAGES * RECEIVE_SLOT,
        "one slot per message"
    );
    // SAFETY: all-zero is a valid value of these plain C structures.
    let (mut names, mut iovecs, mut headers): (
        [Name; RECEIVE_MESSAGES],
        [libc::iovec; RECEIVE_MESSAGES],
        [libc::mmsghdr; RECEIVE_MESSAGES],
    ) = unsafe { zeroed() };
    let mut controls = [Control([0; 64]); RECEIVE_MESSAGES];
    for (n, slot) in storage
        .chunks_exact_mut(RECEIVE_SLOT)
        .take(RECEIVE_MESSAGES)
        .enumerate()
    {
        iovecs[n] = libc::iovec {
            iov_base: slot.as_mut_ptr().cast(),
            iov_len: RECEIVE_SLOT,
        };
        let header = &mut headers[n].msg_hdr;
        header.msg_name = ptr::from_mut(&mut names[n]).cast();
        header.msg_namelen = size_of::<Name>() as libc::socklen_t;
        header.msg_iov = &raw mut iovecs[n];
        header.msg_iovlen = 1;
        header.msg_control = controls[n].0.as_mut_ptr().cast();
        header.msg_controllen = size_of::<Control>();
    }
    // SAFETY: every header points at its own name, iovec and control of the arrays above, and every
    // iovec at its own slot of `storage`, with true sizes; all outlive the call. No timeout is passed.
    let count = unsafe {
        libc::recvmmsg(
            socket.as_raw_fd(),
            headers.as_mut_ptr(),
            limit.min(RECEIVE_MESSAGES) as libc::c_uint,
            libc::MSG_DONTWAIT,
            ptr::null_mut(),
        )
    };
    let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
    for (header, name) in headers.iter().zip(&names).take(count) {
        let len = (header.msg_len as usize).min(RECEIVE_SLOT);
        // SAFETY: the kernel filled this header and the control buffer it points to, which is alive.
        let segment = unsafe { gro_size(&header.msg_hdr) }
            .filter(|size| *size > 0)
            .unwrap_or(len);
        // An address of another family cannot come from an IP socket; such a message is given as empty.
        let (from, len) = name
            .get(header.msg_hdr.msg_namelen)
            .map_or((UNKNOWN, 0), |from| (from, len));
        received.push(Received { from, len, segment });
    }
    Ok(())
}

/// Stands for a sender that the kernel did not name.
const UNKNOWN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0));

/// The `UDP_GRO` control message's value, if there is one.
///
/// # Safety
/// `header` must come from a successful receive and its control buffer must be alive.
unsafe fn gro_size(header: &libc::msghdr) -> Option<usize> {
    // SAFETY: the CMSG macros walk the control buffer within `msg_controllen`, which the kernel set;
    // the data of a UDP_GRO message is one int (`udp(7)`), read unaligned.
    unsafe {
        let mut message = libc::CMSG_FIRSTHDR(header);
        while let Some(cmsg) = message.as_ref() {
            if cmsg.cmsg_level == libc::SOL_UDP && cmsg.cmsg_type == libc::UDP_GRO {
                let size = libc::CMSG_DATA(message)
                    .cast::<libc::c_int>()
                    .read_unaligned();
                return usize::try_from(size).ok();
            }
            message = libc::CMSG_NXTHDR(header, message);
        }
    }
    None
}

/// Sends up to [`SEND_MESSAGES`] messages whose parts lie in `bytes`; returns how many the kernel
/// took, at least one. Never waits.
///
/// # Errors
/// What the kernel says about the *first* message; the others were not looked at. `InvalidInput`
/// when a message names parts or bytes that are not there.
pub fn send(
    socket: BorrowedFd<'_>,
    bytes: &[u8],
    parts: &[Part],
    messages: &[Outgoing],
) -> io::Result<usize> {
    let messages = messages.get(..SEND_MESSAGES).unwrap_or(messages);
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
        return Ok(0);
    };
    let base = first.first_part as usize;
    let parts = parts
        .get(base..(last.first_part + last.parts) as usize)
        .ok_or(io::ErrorKind::InvalidInput)?;
    let mut iovecs = Vec::with_capacity(parts.len());
    for part in parts {
        let start = part.offset as usize;
        let span = bytes
            .get(start..start + part.len as usize)
            .ok_or(io::ErrorKind::InvalidInput)?;
        iovecs.push(libc::iovec {
            iov_base: span.as_ptr().cast_mut().cast(),
            iov_len: span.len(),
        });
    }
    // SAFETY: all-zero is a valid value of these plain C structures.
    let (mut names, mut headers): ([Name; SEND_MESSAGES], [libc::mmsghdr; SEND_MESSAGES]) =
        unsafe { zeroed() };
    let mut controls = [Control([0; 64]); SEND_MESSAGES];
    for (n, message) in messages.iter().enumerate() {
        let own = (message.first_part as usize)
            .checked_sub(base)
            .ok_or(io::ErrorKind::InvalidInput)?;
        let own = iovecs
            .get_mut(own..own + message.parts as usize)
            .ok_or(io::ErrorKind::InvalidInput)?;
        let header = &mut headers[n].msg_hdr;
        let (name, name_len) = Name::new(message.to);
        names[n] = name;
        header.msg_name = ptr::from_mut(&mut names[n]).cast();
        header.msg_namelen = name_len;
        header.msg_iov = own.as_mut_ptr();
        header.msg_iovlen = own.len();
        if let Some(segment) = message.segment {
            set_segment(header, &mut controls[n], segment);
        }
    }
    // SAFETY: every header points at its own name, control and iovecs of the arrays above, every
    // iovec into `bytes`, with true sizes; all outlive the call. The kernel only reads them.
    let count = unsafe {
        libc::sendmmsg(
            socket.as_raw_fd(),
            headers.as_mut_ptr(),
            messages.len() as libc::c_uint,
            libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL,
        )
    };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}

/// Gives `header` one `UDP_SEGMENT` control message, kept in `control`.
fn set_segment(header: &mut libc::msghdr, control: &mut Control, segment: u16) {
    // SAFETY: `control` is zeroed, aligned for `cmsghdr` and, with 64 bytes, larger than
    // CMSG_SPACE(2); CMSG_FIRSTHDR therefore gives a pointer into it with room for two data bytes.
    unsafe {
        header.msg_control = control.0.as_mut_ptr().cast();
        header.msg_controllen = libc::CMSG_SPACE(size_of::<u16>() as libc::c_uint) as usize;
        let message = libc::CMSG_FIRSTHDR(header);
        (*message).cmsg_level = libc::SOL_UDP;
        (*message).cmsg_type = libc::UDP_SEGMENT;
        (*message).cmsg_len = libc::CMSG_LEN(size_of::<u16>() as libc::c_uint) as usize;
        libc::CMSG_DATA(message)
            .cast::<u16>()
            .write_unaligned(segment);
    }
}

impl Name {
    /// The kernel's form and its length.
    fn new(address: SocketAddr) -> (Self, libc::socklen_t) {
        match address {
            SocketAddr::V4(v4) => {
                let name = libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: v4.port().to_be(),
                    sin_addr: libc::in_addr {
                        s_addr: u32::from_ne_bytes(v4.ip().octets()),
                    },
                    sin_zero: [0; 8],
                };
                (
                    Self { v4: name },
                    size_of::<libc::sockaddr_in>() as libc::socklen_t,
                )
            }
            SocketAddr::V6(v6) => {
                let name = libc::sockaddr_in6 {
                    sin6_family: libc::AF_INET6 as libc::sa_family_t,
                    sin6_port: v6.port().to_be(),
                    sin6_flowinfo: v6.flowinfo(),
                    sin6_addr: libc::in6_addr {
                        s6_addr: v6.ip().octets(),
                    },
                    sin6_scope_id: v6.scope_id(),
                };
                (
                    Self { v6: name },
                    size_of::<libc::sockaddr_in6>() as libc::socklen_t,
                )
            }
        }
    }

    /// The address in the first `len` bytes, if it is one.
    fn get(&self, len: libc::socklen_t) -> Option<SocketAddr> {
        const FAMILY_IS_SHARED: bool = offset_of!(libc::sockaddr_in, sin_family)
            == offset_of!(libc::sockaddr_in6, sin6_family);
        const { assert!(FAMILY_IS_SHARED) };
        let len = len as usize;
        // SAFETY: the union was zeroed before the kernel wrote `len` bytes of it, so every field is
        // initialised; any bit pattern is valid for these integer fields.
        unsafe {
            match libc::c_int::from(self.v4.sin_family) {
                libc::AF_INET if len >= size_of::<libc::sockaddr_in>() => {
                    let address = Ipv4Addr::from(self.v4.sin_addr.s_addr.to_ne_bytes());
                    Some(SocketAddrV4::new(address, u16::from_be(self.v4.sin_port)).into())
                }
                libc::AF_INET6 if len >= size_of::<libc::sockaddr_in6>() => {
                    let v6 = self.v6;
                    let address = Ipv6Addr::from(v6.sin6_addr.s6_addr);
                    let port = u16::from_be(v6.sin6_port);
                    // The flow label is the sender's business: leaving it out keeps one path one path.
                    Some(SocketAddrV6::new(address, port, 0, v6.sin6_scope_id).into())
                }
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_kernel_form() {
        for text in ["127.0.0.1:7882", "[::1]:443", "[fe80::1%3]:9"] {
            let address: SocketAddr = text.parse().unwrap();
            let (name, len) = Name::new(address);
            assert_eq!(name.get(len), Some(address));
        }
    }

    #[test]
    fn a_short_or_foreign_address_is_none() {
        let (name, len) = Name::new("[::1]:443".parse().unwrap());
        assert_eq!(name.get(len - 1), None);
        // SAFETY: all-zero is a valid value.
        let empty: Name = unsafe { zeroed() };
        assert_eq!(empty.get(28), None);
    }
}
