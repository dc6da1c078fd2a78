//! Between a peer's `rapat_transport::Transport` and the node: one small handler per output.

use std::net::SocketAddr;
use std::time::Instant;

use rapat_transport::{CloseReason as TransportEnd, Output};
use rapat_wire::session::DataChannel;
use rapat_wire::srtp::KeyingMaterial;

use super::Node;
use crate::arena::Path;
use crate::clock::{GRID, MILLI, Micros, next_on_grid};
use crate::event::{CloseReason, Event};
use crate::peer::TimerKind;
use crate::report;
use crate::slab::Key;

/// From our end of the handshake to the first replay, unless the client proves sooner that its end is
/// done too. What comes before that it cannot open, and would have to ask for again.
const SETTLING: Micros = 100 * MILLI;
/// From an answer to the first replay of what it promises: the answer goes over the control plane's
/// connection and must be put in force, else clients drop what comes under unknown numbers.
const ANSWERING: Micros = 40 * MILLI;
/// First byte of a DTLS record with application data (RFC 6347 §4.1): nobody sends one before the
/// handshake is done. Clients do at once, to set up their data channels.
const APPLICATION_DATA: u8 = 23;

impl Node {
    pub(super) fn take_transport(&mut self, now: Instant, key: Key, path: Path, datagram: &[u8]) {
        let Some(peer) = self.tables.peers.get_mut(key) else {
            return;
        };
        peer.hint(path);
        peer.transport.handle_datagram(now, path.address, datagram);
        settle(self, now, key);
        if datagram.first() == Some(&APPLICATION_DATA) {
            self.trust(key);
        }
    }

    /// The client can open media from now on.
    fn trust(&mut self, key: Key) {
        let peer = self.tables.peers.get_mut(key);
        if let Some(peer) = peer.filter(|peer| !peer.is_settled) {
            (peer.is_settled, peer.outlet.media_from) = (true, self.now);
            let at = peer.informed_from.max(self.now);
            self.arm(key, TimerKind::Begin, at);
        }
    }

    /// The client is being told what it will get: replays of tracks that are new to it wait until it knows.
    pub(super) fn inform(&mut self, key: Key) {
        if let Some(peer) = self.tables.peers.get_mut(key) {
            let at = self.now + ANSWERING;
            peer.informed_from = at;
            self.arm(key, TimerKind::Begin, at);
        }
    }
}

/// Acts on everything the transport wants and arms its timer. To be called after every change of it.
pub(super) fn settle(node: &mut Node, now: Instant, key: Key) {
    while let Some(output) = node
        .tables
        .peers
        .get_mut(key)
        .and_then(|peer| peer.transport.poll())
    {
        match output {
            Output::Send { to, bytes } => on_send(node, key, to, &bytes),
            Output::Path(address) => on_path(node, key, address),
            Output::Keys(keys) => on_keys(node, key, &keys),
            Output::Connected => on_connected(node, key),
            Output::Disconnected => tell(node, key, |peer| Event::Disconnected { peer }),
            Output::ChannelOpen { channel } => {
                tell(node, key, |peer| Event::ChannelOpen { peer, channel });
            }
            Output::Message { channel, payload } => on_message(node, key, channel, payload),
            Output::Closed(end) => return node.close(key, reason(end)),
        }
    }
    let next = node
        .tables
        .peers
        .get(key)
        .and_then(|peer| peer.transport.next_timeout());
    if let Some(next) = next {
        let at = node.config.epoch.micros(next.max(now));
        node.arm(key, TimerKind::Transport, on_grid_if_far(node.now, at));
    }
}

/// Handshakes and retransmissions are on time; what is far away (silence, heartbeats) can wait for
/// the others.
const fn on_grid_if_far(now: Micros, at: Micros) -> Micros {
    if at > now + 2 * GRID {
        next_on_grid(at)
    } else {
        at
    }
}

fn tell(node: &mut Node, key: Key, event: impl FnOnce(crate::ids::PeerId) -> Event) {
    if let Some(peer) = node.tables.peers.get(key) {
        node.events.push_back(event(peer.id));
    }
}

fn on_send(node: &mut Node, key: Key, to: SocketAddr, bytes: &[u8]) {
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    if let Some(path) = peer.path_of(to) {
        node.arena.push(path, bytes);
        peer.outlet.packets += 1;
        peer.outlet.bytes += bytes.len() as u64;
    }
}

fn on_path(node: &mut Node, key: Key, address: SocketAddr) {
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    let Some(path) = peer.path_of(address) else {
        return;
    };
    if let Some(displaced) = peer.verify(path) {
        node.paths.remove(&displaced);
        node.note_path(displaced, false);
    }
    if node.paths.insert(path, key) != Some(key) {
        node.note_path(path, true);
    }
}

fn on_keys(node: &mut Node, key: Key, keys: &KeyingMaterial) {
    let installed = node
        .tables
        .peers
        .get_mut(key)
        .is_some_and(|peer| peer.install_keys(keys));
    if !installed {
        node.close(key, CloseReason::DtlsFailed);
    }
}

fn on_connected(node: &mut Node, key: Key) {
    tell(node, key, |peer| Event::Connected { peer });
    let first = next_on_grid(node.now + report::INTERVAL);
    node.arm(key, TimerKind::Report, first);
    // Its subscriptions can be served from then on.
    let at = node.now + SETTLING;
    if let Some(peer) = node.tables.peers.get_mut(key) {
        (peer.is_settled, peer.outlet.media_from) = (false, at);
    }
    node.arm(key, TimerKind::Begin, at);
}

fn on_message(node: &mut Node, key: Key, channel: DataChannel, payload: Vec<u8>) {
    let now = node.now;
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    if !peer.admit_message(payload.len(), now) {
        return node.close(key, CloseReason::Abuse);
    }
    let peer = peer.id;
    node.events.push_back(Event::Data {
        peer,
        channel,
        payload,
    });
}

const fn reason(end: TransportEnd) -> CloseReason {
    match end {
        TransportEnd::IceTimeout => CloseReason::IceTimeout,
        TransportEnd::DtlsFailed => CloseReason::DtlsFailed,
        TransportEnd::ByClient => CloseReason::ByClient,
        TransportEnd::Abuse => CloseReason::Abuse,
    }
}
