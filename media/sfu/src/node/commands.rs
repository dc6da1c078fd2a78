//! One small handler per [`Command`].

use std::sync::Arc;
use std::time::Instant;

use rapat_transport::{SendError, Transport};
use rapat_wire::session::{DataChannel, IceCredentials, Session};

use super::{Node, transport};
use crate::bind;
use crate::command::{Command, Wish};
use crate::event::CloseReason;
use crate::ids::{DownTrackId, PeerId, TrackId};
use crate::peer::{Peer, TimerKind};

pub(super) fn apply(node: &mut Node, now: Instant, command: Command) {
    match command {
        Command::AddPeer {
            peer,
            room,
            local_ice,
        } => add_peer(node, now, peer, room, local_ice),
        Command::Negotiated { peer, session } => negotiated(node, now, peer, &session),
        Command::RemovePeer { peer } => remove_peer(node, now, peer),
        Command::SetDownTrack { down, wish } => set_down_track(node, down, wish),
        Command::SetTrack { track, blocked } => set_track(node, track, blocked),
        Command::SendData {
            peers,
            channel,
            payload,
        } => send_data(node, now, &peers, channel, &payload),
        #[cfg(feature = "faults")]
        Command::PlantFault { peer } => node.panic_on = Some(peer),
        Command::FollowTrack { described } => node.follow(*described),
        Command::UnfollowTrack { track } => node.unfollow(track),
        Command::RequestKeyFrame { track } => request_key_frames(node, track),
    }
}

fn add_peer(node: &mut Node, now: Instant, id: PeerId, room: u64, local_ice: IceCredentials) {
    if node.tables.peer_keys.contains_key(&id) {
        return;
    }
    let ufrag = local_ice.ufrag.clone();
    let transport = Transport::server(now, &node.config.certificate, local_ice);
    let rtcp_ssrc = (node.random.next() as u32).max(1);
    let mut peer = Peer::new(id, ufrag.clone(), transport, rtcp_ssrc);
    peer.room = room;
    let key = node.tables.peers.insert(peer);
    node.tables.peer_keys.insert(id, key);
    node.ufrags.insert(ufrag, key);
    transport::settle(node, now, key);
    super::timers::start(node);
}

fn negotiated(node: &mut Node, now: Instant, id: PeerId, session: &Session) {
    let Some(&key) = node.tables.peer_keys.get(&id) else {
        return;
    };
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    if peer.ufrag != session.local_ice.ufrag {
        let old = std::mem::replace(&mut peer.ufrag, session.local_ice.ufrag.clone());
        node.ufrags.remove(&old);
        peer.transport.restart_ice(session.local_ice.clone());
        node.ufrags.insert(session.local_ice.ufrag.clone(), key);
    }
    peer.transport
        .set_remote(now, &session.remote_ice, &session.fingerprint);
    bind::apply(&mut node.tables, key, session, &mut node.random, node.now);
    transport::settle(node, now, key);
    let tracks = node
        .tables
        .peers
        .get(key)
        .map(|peer| tracks_of(node, peer))
        .unwrap_or_default();
    for track in tracks {
        node.tables.relist(track);
        if let Some(publisher) = node.tables.tracks.get(track).map(|t| t.peer) {
            node.arm(publisher, TimerKind::Repair, node.now);
        }
    }
    node.inform(key);
}

/// Every track that a peer publishes or receives.
fn tracks_of(node: &Node, peer: &Peer) -> Vec<crate::slab::Key> {
    let received = peer
        .downs
        .iter()
        .filter_map(|down| node.tables.downs.get(*down)?.track);
    peer.up.iter().copied().chain(received).collect()
}

fn remove_peer(node: &mut Node, now: Instant, id: PeerId) {
    let Some(&key) = node.tables.peer_keys.get(&id) else {
        return;
    };
    if let Some(peer) = node.tables.peers.get_mut(key) {
        peer.transport.close(now);
    }
    transport::settle(node, now, key);
    node.forget(key);
}

fn set_down_track(node: &mut Node, id: DownTrackId, wish: Wish) {
    let Some(&key) = node.tables.down_keys.get(&id) else {
        return node.tables.wish_down_early(id, wish);
    };
    if let Some(down) = node.tables.downs.get_mut(key) {
        down.wish = wish;
    }
    node.retarget(key);
}

fn set_track(node: &mut Node, id: TrackId, blocked: bool) {
    let Some(&key) = node.tables.track_keys.get(&id) else {
        return node.tables.wish_track_early(id, blocked);
    };
    let Some(track) = node.tables.tracks.get_mut(key) else {
        return;
    };
    if std::mem::replace(&mut track.blocked, blocked) == blocked {
        return;
    }
    track
        .layers
        .iter_mut()
        .for_each(|layer| layer.missing.clear());
    node.retarget_all(key);
    request_key_frames(node, id);
}

fn request_key_frames(node: &mut Node, id: TrackId) {
    let Some(&key) = node.tables.track_keys.get(&id) else {
        return;
    };
    let layers = node
        .tables
        .tracks
        .get(key)
        .map_or(0, |track| track.layers.len());
    for layer in 0..layers {
        node.request_key_frame(key, layer as u8, false);
    }
}

fn send_data(
    node: &mut Node,
    now: Instant,
    peers: &[PeerId],
    channel: DataChannel,
    payload: &Arc<[u8]>,
) {
    for id in peers {
        let Some(&key) = node.tables.peer_keys.get(id) else {
            continue;
        };
        node.guard(key, |node| {
            let Some(peer) = node.tables.peers.get_mut(key) else {
                return;
            };
            let sent = peer.transport.send(now, channel, payload);
            if sent == Err(SendError::Full) && channel == DataChannel::Reliable {
                // A reader that lets a megabyte pile up would get a stream with a hole.
                node.close(key, CloseReason::Abuse);
            } else {
                transport::settle(node, now, key);
            }
        });
    }
}
