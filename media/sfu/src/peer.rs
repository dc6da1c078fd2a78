//! One participant's transport as the node sees it: ICE, DTLS and SCTP (from `rapat-transport`),
//! the SRTP contexts made from its keys, verified addresses, and the tracks in both directions.

use rapat_transport::Transport;
use rapat_wire::srtp::{KeyingMaterial, Opener};

use crate::arena::Path;
use crate::bandwidth::Bandwidth;
use crate::bucket::Bucket;
use crate::clock::Micros;
use crate::ids::PeerId;
use crate::outlet::Outlet;
use crate::replay;
use crate::slab::Key;
use crate::sources::Sources;
use crate::twcc::Arrivals;

/// Addresses of one peer at a time: the current one and those it just left.
const MAX_PATHS: usize = 4;
/// Addresses from which STUN came that is not verified yet: candidates of a client with many networks.
const MAX_HINTS: usize = 8;
/// Data messages: chat, reactions and data tracks stay far below; above it a client floods the room.
const MESSAGES_PER_SECOND: u64 = 500;
/// A burst of a file-like transfer over the reliable channel.
const MESSAGES_BURST: u64 = 2_000;
/// Data bytes; a message is fanned out to everybody, so this times the room's size is our cost.
const DATA_BYTES_PER_SECOND: u64 = 2_000_000;
/// 4 s of it.
const DATA_BYTES_BURST: u64 = 8_000_000;

/// A publisher's clock that differs by more than this from before was set (2 s, 32.32).
const CLOCK_STEP: u64 = 2 << 32;

/// Timers of one peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TimerKind {
    /// ICE, DTLS, SCTP.
    Transport = 0,
    /// NACKs and key-frame requests to it.
    Repair,
    /// Transport-wide feedback to it.
    Feedback,
    /// Sender and receiver reports to it.
    Report,
    /// What each of its down tracks may have of its line.
    Bandwidth,
    /// Packets that wait for their turn, and probes.
    Pace,
    /// Its down tracks begin.
    Begin,
}

/// Number of [`TimerKind`]s.
pub const TIMER_KINDS: usize = 7;

impl TimerKind {
    /// By number.
    pub const ALL: [Self; TIMER_KINDS] = [
        Self::Transport,
        Self::Repair,
        Self::Feedback,
        Self::Report,
        Self::Bandwidth,
        Self::Pace,
        Self::Begin,
    ];
}

/// Nothing armed.
pub const UNARMED: u64 = u64::MAX;

/// See the module.
pub struct Peer {
    /// Its number at the control plane.
    pub id: PeerId,
    /// The room that it is in.
    pub room: u64,
    /// Our ufrag.
    pub ufrag: String,
    /// ICE, DTLS, SCTP. Ten kilobytes that a packet does not need: apart, so that peers lie close to each other.
    pub transport: Box<Transport>,
    /// `None` until DTLS is done.
    pub opener: Option<Opener>,
    /// The way out.
    pub outlet: Outlet,
    /// SSRCs it sends.
    pub sources: Sources,
    /// Keys of its up tracks.
    pub up: Vec<Key>,
    /// Keys of its down tracks.
    pub downs: Vec<Key>,
    /// Verified addresses, newest last.
    pub paths: Vec<Path>,
    /// For our SDES.
    pub cname: String,
    /// Sender SSRC of our RTCP that belongs to no down track.
    pub rtcp_ssrc: u32,
    /// Round trip from its receiver reports.
    pub rtt: Option<Micros>,
    /// Its line; `None` until it says something about it.
    pub bandwidth: Option<Box<Bandwidth>>,
    /// When it has surely got the answer to its last offer.
    pub informed_from: Micros,
    /// It has shown that its end of the handshake is done.
    pub is_settled: bool,
    /// What may be replayed to it.
    pub replays: Bucket,
    /// Arrivals to tell it about.
    pub arrivals: Arrivals,
    /// Tick at which each timer is armed, or [`UNARMED`].
    pub armed: [u64; TIMER_KINDS],
    /// Publisher's wall clock → ours: smallest (arrival − its NTP) seen, 32.32.
    pub clock_offset: Option<i64>,
    /// `outlet.bytes` at the last report event.
    pub reported_bytes: u64,
    hints: Vec<Path>,
    messages: Bucket,
    data_bytes: Bucket,
}

impl Peer {
    /// What its line is believed to carry, bits per second; `None`: it never said anything about it.
    pub fn line_bps(&self, now: Micros) -> Option<u64> {
        self.bandwidth.as_ref()?.estimate(now)
    }

    /// A peer that has seen nothing yet.
    pub fn new(id: PeerId, ufrag: String, transport: Transport, rtcp_ssrc: u32) -> Self {
        Self {
            id,
            room: 0,
            ufrag,
            transport: Box::new(transport),
            opener: None,
            outlet: Outlet::default(),
            sources: Sources::new(),
            up: Vec::new(),
            downs: Vec::new(),
            paths: Vec::new(),
            cname: String::new(),
            rtcp_ssrc,
            rtt: None,
            bandwidth: None,
            informed_from: 0,
            is_settled: false,
            replays: Bucket::new(replay::BYTES_PER_SECOND, replay::BYTES_BURST),
            arrivals: Arrivals::new(),
            armed: [UNARMED; TIMER_KINDS],
            clock_offset: None,
            reported_bytes: 0,
            hints: Vec::new(),
            messages: Bucket::new(MESSAGES_PER_SECOND, MESSAGES_BURST),
            data_bytes: Bucket::new(DATA_BYTES_PER_SECOND, DATA_BYTES_BURST),
        }
    }

    /// True when a replay would be of use to it.
    pub fn may_begin(&self, now: Micros) -> bool {
        let from = self.outlet.media_from.max(self.informed_from);
        self.outlet.is_ready() && from <= now
    }

    /// Remembers on which socket an address talks to us, before it is verified.
    pub fn hint(&mut self, path: Path) {
        if self.hints.last() == Some(&path) {
            return;
        }
        self.hints.retain(|hint| hint.address != path.address);
        if self.hints.len() == MAX_HINTS {
            self.hints.remove(0);
        }
        self.hints.push(path);
    }

    /// The full path of an address that talked to us.
    pub fn path_of(&self, address: std::net::SocketAddr) -> Option<Path> {
        self.hints
            .iter()
            .chain(&self.paths)
            .rev()
            .find(|path| path.address == address)
            .copied()
    }

    /// Adds a verified path and makes it the one to send on. Returns the one that it displaced.
    pub fn verify(&mut self, path: Path) -> Option<Path> {
        self.outlet.path = Some(path);
        self.paths.retain(|known| *known != path);
        self.paths.push(path);
        (self.paths.len() > MAX_PATHS).then(|| self.paths.remove(0))
    }

    /// Makes the SRTP contexts; we are the DTLS server. False: the keys do not fit the profile.
    ///
    /// New keys come with a new handshake only; all stream numbers may go on, since a nonce belongs
    /// to its key.
    pub fn install_keys(&mut self, keys: &KeyingMaterial) -> bool {
        let Some((sealer, opener)) = keys.server_contexts() else {
            return false;
        };
        (self.outlet.sealer, self.opener) = (Some(sealer), Some(opener));
        true
    }

    /// Notes (arrival − the publisher's NTP) of a sender report, 32.32. The smallest one had the least
    /// delay on its way; a large step means that the publisher's clock was set.
    pub fn note_clock_offset(&mut self, offset: i64) {
        let held = self
            .clock_offset
            .filter(|held| held.abs_diff(offset) < CLOCK_STEP);
        self.clock_offset = Some(held.map_or(offset, |held| held.min(offset)));
    }

    /// Counts a data message against its limits. False: it floods.
    pub fn admit_message(&mut self, len: usize, now: Micros) -> bool {
        self.messages.take(1, now) && self.data_bytes.take(len as u64, now)
    }
}
