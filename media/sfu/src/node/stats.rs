//! What a node counts and what it holds now.

use super::Node;

/// Totals since start; the first five are gauges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeStats {
    /// Peers now.
    pub peers: u64,
    /// Up tracks now.
    pub up_tracks: u64,
    /// Down tracks now.
    pub down_tracks: u64,
    /// Bytes that caches of published packets hold: see [`super::NodeConfig::cache_limit`].
    pub cache_bytes: u64,
    /// Bytes for what is being sent, and lists of what was.
    pub buffer_bytes: u64,
    /// What is known of subscribers' lines now.
    pub lines: LineStats,
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
    /// Peers closed, and messages of other nodes lost, for a panic in their processing.
    pub panics: u64,
    /// Packets given to other nodes, counted once per node.
    pub relayed: u64,
}

/// What is known of the lines of a node's subscribers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineStats {
    /// Peers that say something about theirs.
    pub known: u64,
    /// What these carry together, bits per second.
    pub bps: u64,
    /// Down tracks that a line has no room for.
    pub paused: u64,
}

impl Node {
    /// Counters.
    pub fn stats(&self) -> NodeStats {
        let (mut packets_out, mut bytes_out) = (self.stats.packets_out, self.stats.bytes_out);
        for (_, peer) in self.tables.peers.iter() {
            packets_out += peer.outlet.packets;
            bytes_out += peer.outlet.bytes;
        }
        let up_tracks = self.tables.tracks.iter().filter(|(_, t)| !t.is_remote());
        let outbox = &self.tables.outbox;
        let sent: usize = self
            .tables
            .downs
            .iter()
            .map(|(_, down)| down.memory())
            .sum();
        let lines = self.tables.peers.iter();
        let lines: usize = lines.map(|(_, peer)| peer.outlet.memory()).sum();
        NodeStats {
            peers: self.tables.peers.len() as u64,
            up_tracks: up_tracks.count() as u64,
            down_tracks: self.tables.downs.len() as u64,
            cache_bytes: self.tables.cache_bytes() as u64,
            buffer_bytes: (self.arena.memory() + outbox.memory() + sent + lines) as u64,
            lines: self.lines(),
            packets_out,
            bytes_out,
            packets_dropped: self.stats.packets_dropped + self.arena.dropped() + outbox.dropped,
            relayed: outbox.relayed,
            ..self.stats
        }
    }

    fn lines(&self) -> LineStats {
        let mut lines = LineStats::default();
        let peers = self.tables.peers.iter();
        for bps in peers.filter_map(|(_, peer)| peer.line_bps(self.now)) {
            lines.known += 1;
            lines.bps += bps;
        }
        let downs = self.tables.downs.iter();
        lines.paused = downs.filter(|(_, down)| down.allowed.is_none()).count() as u64;
        lines
    }
}
