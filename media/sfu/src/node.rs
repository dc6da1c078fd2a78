//! One worker's forwarding unit. Takes datagrams, commands and time; gives datagrams (in the
//! [`Arena`]) and events. Deterministic given its seed; owns no socket, thread or clock.
//!
//! Use: feed a batch with [`Node::handle_datagram`], call [`Node::handle_timeout`] when
//! [`Node::next_timeout`] has come, then flush [`Node::egress`] and drain [`Node::poll_event`].
//! Forwarding itself happens in `egress`, so that one batch's packets to one subscriber lie together.

use std::sync::Arc;
use std::time::Instant;

use rapat_transport::Certificate;

use crate::arena::{Arena, Path};
use crate::clock::Epoch;
use crate::command::Command;
use crate::event::Event;

/// What a node is made of.
#[derive(Clone)]
pub struct NodeConfig {
    /// DTLS identity, one per process.
    pub certificate: Arc<Certificate>,
    /// Seed of everything random in the node (sequence numbers). Secret where it matters: draw it
    /// from the system.
    pub seed: u64,
    /// Origin of time.
    pub epoch: Epoch,
}

/// Totals since start; the first three are gauges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeStats {
    /// Peers now.
    pub peers: u64,
    /// Up tracks now.
    pub up_tracks: u64,
    /// Down tracks now.
    pub down_tracks: u64,
    /// Datagrams taken.
    pub packets_in: u64,
    /// Datagrams written to the arena.
    pub packets_out: u64,
    /// Bytes of datagrams taken.
    pub bytes_in: u64,
    /// Bytes of datagrams written.
    pub bytes_out: u64,
    /// Datagrams that were not understood, not authentic, not bound to a track, or did not fit.
    pub packets_dropped: u64,
    /// NACK messages from subscribers.
    pub nacks_in: u64,
    /// Packets resent to subscribers.
    pub retransmitted: u64,
    /// PLIs sent to publishers.
    pub key_frame_requests: u64,
    /// Peers closed for a panic in their processing.
    pub panics: u64,
}

/// See the module.
pub struct Node {
    config: NodeConfig,
    arena: Arena,
}

impl Node {
    /// An empty node.
    pub fn new(config: NodeConfig) -> Self {
        Self { config, arena: Arena::new() }
    }

    /// Does what the control plane asks. Commands that name something unknown are ignored: it may
    /// just have gone.
    pub fn apply(&mut self, _now: Instant, _command: Command) {}

    /// Takes one datagram (a GRO bundle must be split before). Decrypts in place: the bytes are
    /// used up.
    pub fn handle_datagram(&mut self, _now: Instant, _path: Path, _datagram: &mut [u8]) {}

    /// Runs what is due. Calling early or late is harmless.
    pub fn handle_timeout(&mut self, _now: Instant) {}

    /// When [`Node::handle_timeout`] is wanted; `None` when nothing waits.
    pub fn next_timeout(&self) -> Option<Instant> {
        None
    }

    /// The next event, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Forwards what the batch brought and lends the send arena. The caller flushes it and calls
    /// [`Arena::clear`].
    pub fn egress(&mut self) -> &mut Arena {
        let _ = &self.config;
        &mut self.arena
    }

    /// Counters.
    pub fn stats(&self) -> NodeStats {
        NodeStats::default()
    }
}
