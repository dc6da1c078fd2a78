//! What a client says to a server and hears from it, whatever the protocol: the part that its media does not see.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::BorrowedFd;
use std::time::Duration;

use rapat_transport::Certificate;
use rapat_wire::session::Kind;

use crate::link::Link;
use crate::reception::Reception;
use crate::scenario::Scenario;

/// How often clients ping a server that does not say how often it wants to hear from them.
pub const PING_EVERY: Duration = Duration::from_secs(5);

/// Protocol, and how many peer connections a client has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// `LiveKit`, one for both directions.
    Single,
    /// `LiveKit`, one for each direction.
    Dual,
    /// Galène: one for each stream.
    Galene,
    /// Janus's `VideoRoom`: one to publish, one for everything that comes.
    Janus,
}

impl Mode {
    /// Address from which clients send. Janus answers on the interface whose address it offers, never through
    /// loopback: its clients take the address that the route to it has.
    pub fn from(self) -> Ipv4Addr {
        match self {
            Self::Janus => Ipv4Addr::UNSPECIFIED,
            Self::Single | Self::Dual | Self::Galene => Ipv4Addr::LOCALHOST,
        }
    }
}

/// A track that the client publishes.
#[derive(Clone, Copy, Debug)]
pub struct Offered {
    /// Sound or pictures.
    pub kind: Kind,
    /// Its packets'.
    pub ssrc: u32,
}

/// Everything about a join that does not change.
pub struct Join<'a> {
    /// Signalling address.
    pub server: SocketAddr,
    /// That others made; `None`: one for the room and identity here.
    pub token: Option<&'a str>,
    /// Room.
    pub room: &'a str,
    /// Own name in it.
    pub identity: &'a str,
    /// Protocol.
    pub mode: Mode,
    /// Wants others' tracks.
    pub receives: bool,
    /// What those tracks are.
    pub scenario: Scenario,
    /// Of all connections.
    pub certificate: &'a Certificate,
}

/// What a dialogue may change.
pub struct Parts<'a> {
    /// On which the client publishes; with one connection also receives.
    pub publishing: &'a mut Link,
    /// On which it receives: none with one connection, one with two (and with Janus), one for each stream that Galène may send.
    pub receiving: &'a mut [Link],
    /// Learns what was negotiated.
    pub reception: &'a mut Reception,
}

/// One client's dialogue.
pub trait Dialogue: Send {
    /// The socket on which messages come.
    fn socket(&self) -> BorrowedFd<'_>;

    /// The server agreed to all our tracks.
    fn is_published(&self) -> bool;

    /// How often the server wants to hear from us.
    fn ping_every(&self) -> Duration {
        PING_EVERY
    }

    /// Takes all messages that wait.
    ///
    /// # Errors
    /// The server ended the session, or said what we cannot use.
    fn turn(&mut self, parts: &mut Parts<'_>) -> crate::Result<()>;

    /// Keeps the session alive.
    ///
    /// # Errors
    /// The connection is gone.
    fn ping(&mut self, now_ms: i64) -> crate::Result<()>;

    /// Says goodbye.
    ///
    /// # Errors
    /// The connection is gone already.
    fn leave(&mut self) -> crate::Result<()>;
}
