//! `sendmmsg` with `UDP_SEGMENT` as bare as it goes (udp(7), `linux/udp.h`): what the kernel can take.

use std::io;
use std::net::SocketAddrV4;
use std::os::fd::{AsFd, AsRawFd};

/// Room for one control message with a `u16`.
const CONTROL_LEN: usize = 24;

/// Messages that go out in one system call. Reused: it allocates only while it grows.
#[derive(Default)]
pub struct Messages {
    addresses: Vec<libc::sockaddr_in>,
    slices: Vec<libc::iovec>,
    controls: Vec<Control>,
    headers: Vec<libc::mmsghdr>,
}

#[derive(Clone, Copy)]
#[repr(C, align(8))]
struct Control([u8; CONTROL_LEN]);

impl Messages {
    /// Sends each (`to`, `bytes`) as datagrams of `segment` bytes; all in one call as far as the kernel
    /// takes them, the rest in further ones.
    ///
    /// # Errors
    /// What the kernel says.
    pub fn send(
        &mut self,
        socket: impl AsFd,
        run: &[(SocketAddrV4, &[u8])],
        segment: u16,
    ) -> io::Result<()> {
        self.prepare(run, segment);
        let fd = socket.as_fd().as_raw_fd();
        let mut rest: &mut [libc::mmsghdr] = &mut self.headers;
        while !rest.is_empty() {
            // SAFETY: every header points into `addresses`, `slices` and `controls`, which `prepare`
            // filled and nobody touches until we return, and to `run`, which the caller lends us.
            let sent =
                unsafe { libc::sendmmsg(fd, rest.as_mut_ptr(), rest.len() as libc::c_uint, 0) };
            if sent < 0 {
                return Err(io::Error::last_os_error());
            }
            rest = rest.get_mut(sent as usize..).unwrap_or_default();
        }
        Ok(())
    }

    fn prepare(&mut self, run: &[(SocketAddrV4, &[u8])], segment: u16) {
        self.addresses.clear();
        self.slices.clear();
        self.controls.clear();
        self.headers.clear();
        for (to, bytes) in run {
            self.addresses.push(sockaddr(*to));
            self.slices.push(libc::iovec {
                iov_base: bytes.as_ptr().cast_mut().cast(),
                iov_len: bytes.len(),
            });
            self.controls.push(control(segment));
        }
        // Pointers only after the vectors stopped growing.
        for ((address, slice), control) in self
            .addresses
            .iter_mut()
            .zip(&mut self.slices)
            .zip(&mut self.controls)
        {
            // SAFETY: all-zero is a valid mmsghdr: null pointers and zero lengths.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            header.msg_hdr.msg_name = std::ptr::from_mut(address).cast();
            header.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in>() as libc::socklen_t;
            header.msg_hdr.msg_iov = slice;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_control = control.0.as_mut_ptr().cast();
            header.msg_hdr.msg_controllen = CONTROL_LEN as _;
            self.headers.push(header);
        }
    }
}

/// Makes a socket take datagrams one by one, as a client on another machine without `UDP_GRO` does.
///
/// # Errors
/// What the kernel says.
pub fn switch_off_gro(socket: impl AsFd) -> io::Result<()> {
    let off: libc::c_int = 0;
    // SAFETY: the option value is one int that lives through the call, its true size is passed.
    let result = unsafe {
        libc::setsockopt(
            socket.as_fd().as_raw_fd(),
            libc::SOL_UDP,
            libc::UDP_GRO,
            std::ptr::from_ref(&off).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn sockaddr(to: SocketAddrV4) -> libc::sockaddr_in {
    libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: to.port().to_be(),
        sin_addr: libc::in_addr {
            s_addr: u32::from(*to.ip()).to_be(),
        },
        sin_zero: [0; 8],
    }
}

/// `cmsghdr` (length, level, type) and the segment size.
fn control(segment: u16) -> Control {
    let mut control = Control([0; CONTROL_LEN]);
    let header = size_of::<libc::cmsghdr>();
    let length = header + size_of::<u16>();
    control.0[..size_of::<usize>()].copy_from_slice(&length.to_ne_bytes());
    control.0[8..12].copy_from_slice(&libc::SOL_UDP.to_ne_bytes());
    control.0[12..16].copy_from_slice(&libc::UDP_SEGMENT.to_ne_bytes());
    control.0[header..length].copy_from_slice(&segment.to_ne_bytes());
    control
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, UdpSocket};

    use super::*;

    #[test]
    fn a_run_arrives_cut_into_datagrams() {
        let (from, to) = (
            UdpSocket::bind("127.0.0.1:0").unwrap(),
            UdpSocket::bind("127.0.0.1:0").unwrap(),
        );
        let SocketAddr::V4(address) = to.local_addr().unwrap() else {
            panic!("IPv4 was asked for")
        };
        Messages::default()
            .send(&from, &[(address, b"aabbcc"), (address, b"dd")], 2)
            .unwrap();
        let mut buffer = [0; 16];
        let mut heard = Vec::new();
        for _ in 0..4 {
            let len = to.recv(&mut buffer).unwrap();
            heard.push(buffer[..len].to_vec());
        }
        assert_eq!(heard, [b"aa", b"bb", b"cc", b"dd"]);
    }
}
