//! One peer connection of a client: its socket, ICE, DTLS and the SRTP keys. Signalling is its owner's matter.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use rapat_io::udp::UdpSocket;
use rapat_transport::{Certificate, Output, Transport};
use rapat_wire::demux::{PacketKind, classify};
use rapat_wire::session::IceCredentials;
use rapat_wire::srtp::{Opener, Profile, Sealer};
use rustix::net::SendFlags;

use crate::gso;
use crate::inbox::{self, Inbox};
use crate::publisher::Publisher;
use crate::sdp::Remote;

/// Kernel messages of one turn, so that a busy socket cannot starve the others.
const TURNS: usize = 4;

/// One connection.
pub struct Link {
    /// Its own port, as every connection of a browser has.
    pub socket: UdpSocket,
    ice: IceCredentials,
    transport: Transport,
    path: Option<SocketAddr>,
    keys: Option<(Sealer, Opener)>,
    has_remote: bool,
    is_connected: bool,
}

impl Link {
    /// A connection that knows nobody yet, from the address `from`. `name` makes its ICE credentials unique;
    /// `gro`: takes joined datagrams.
    ///
    /// # Errors
    /// Sockets cannot be had.
    pub fn open(
        certificate: &Certificate,
        name: &str,
        gro: bool,
        from: Ipv4Addr,
    ) -> crate::Result<Self> {
        let socket = UdpSocket::bind(SocketAddr::from((from, 0)))?;
        inbox::switch_on_stamps(&socket)?;
        if !gro {
            gso::switch_off_gro(&socket)?;
        }
        let ice = IceCredentials {
            ufrag: format!("bench{name}"),
            pwd: format!("benchmark-password-{name:0>8}"),
        };
        Ok(Self {
            socket,
            transport: Transport::client(Instant::now(), certificate, ice.clone()),
            ice,
            path: None,
            keys: None,
            has_remote: false,
            is_connected: false,
        })
    }

    /// Ours, for offers and answers.
    pub fn ice(&self) -> &IceCredentials {
        &self.ice
    }

    /// ICE and DTLS are done.
    pub fn is_connected(&self) -> bool {
        self.is_connected
    }

    /// The agreed SRTP profile; `None` before the handshake is done.
    pub fn profile(&self) -> Option<Profile> {
        self.keys.as_ref().map(|(sealer, _)| sealer.profile())
    }

    /// The other end; only the first time matters, as nothing here restarts ICE.
    ///
    /// # Errors
    /// The transport closed.
    pub fn set_remote(&mut self, remote: &Remote) -> crate::Result<()> {
        if std::mem::replace(&mut self.has_remote, true) {
            return Ok(());
        }
        let now = Instant::now();
        self.transport
            .set_remote(now, &remote.ice, &remote.fingerprint);
        if let Some(candidate) = remote.candidate.or(self.path) {
            self.path = None;
            self.add_candidate(candidate)?;
        }
        self.transport.open_channels(now);
        self.drain()
    }

    /// Where the other end can be reached; the first one is used.
    ///
    /// # Errors
    /// The transport closed.
    pub fn add_candidate(&mut self, candidate: SocketAddr) -> crate::Result<()> {
        if self.path.is_some() {
            return Ok(());
        }
        self.path = Some(candidate);
        if self.has_remote {
            self.transport
                .add_remote_candidate(Instant::now(), candidate);
        }
        self.drain()
    }

    /// Timers that are due.
    ///
    /// # Errors
    /// The transport closed.
    pub fn turn(&mut self, now: Instant) -> crate::Result<()> {
        if self.transport.next_timeout().is_none_or(|due| due > now) {
            return Ok(());
        }
        self.transport.handle_timeout(now);
        self.drain()
    }

    /// Takes what waits on the socket; `take` gets each SRTP and SRTCP datagram, still
    /// sealed, and when it came ([`inbox::now_ns`]).
    ///
    /// # Errors
    /// The transport closed.
    pub fn receive(
        &mut self,
        inbox: &mut Inbox,
        mut take: impl FnMut(PacketKind, u64, &mut [u8], &mut Opener),
    ) -> crate::Result<()> {
        for _ in 0..TURNS {
            if inbox.receive(&self.socket) == 0 {
                break;
            }
            inbox.for_each(
                |from, at_ns, datagram| match (classify(datagram), &mut self.keys) {
                    (kind @ (PacketKind::Rtp | PacketKind::Rtcp), Some((_, opener))) => {
                        take(kind, at_ns, datagram, opener);
                    }
                    (PacketKind::Stun | PacketKind::Dtls, _) => {
                        self.transport
                            .handle_datagram(Instant::now(), from, datagram);
                    }
                    _ => {}
                },
            );
        }
        if !self.is_connected {
            self.turn(Instant::now())?; // a handshake goes on at once, not with the next round of timers
        }
        self.drain()
    }

    fn drain(&mut self) -> crate::Result<()> {
        while let Some(output) = self.transport.poll() {
            match output {
                Output::Send { to, bytes } => send(&self.socket, &bytes, to),
                Output::Keys(keys) => self.keys = keys.client_contexts(),
                Output::Connected => self.is_connected = true,
                Output::Closed(reason) => {
                    return Err(format!("the transport closed: {reason:?}").into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends the next packet of `publisher`: whether it was the last of its frame. `None`: nothing can be sent.
    pub fn send_media(&self, publisher: &mut Publisher, now_ns: u64) -> Option<bool> {
        let ((sealer, _), path) = (self.keys.as_ref()?, self.path?);
        let (packet, last) = publisher.next(now_ns, sealer)?;
        send(&self.socket, packet, path);
        Some(last)
    }

    /// Seals and sends the compound in `buffer[..len]`.
    pub fn send_rtcp(&mut self, buffer: &mut [u8], len: usize) {
        let (Some((sealer, _)), Some(path)) = (&mut self.keys, self.path) else {
            return;
        };
        let sealed = sealer.seal_rtcp(buffer, len);
        if let Some(bytes) = sealed.and_then(|sealed| buffer.get(..sealed)) {
            send(&self.socket, bytes, path);
        }
    }
}

/// What the kernel does not take is lost, as on any network; the counts show it.
fn send(socket: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    let _ = rustix::net::sendto(socket, bytes, SendFlags::empty(), &to);
}
