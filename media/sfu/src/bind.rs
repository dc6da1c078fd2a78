//! Puts a negotiated session in force: the difference between what a peer has and what the session
//! wants (a section that is missing is gone), and which track an SSRC feeds.

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{Ext, Kind, Session};

use crate::clock::Micros;
use crate::downtrack::DownTrack;
use crate::ids::{DownTrackId, TrackId};
use crate::peer::Peer;
use crate::random::Random;
use crate::slab::{Key, Slab};
use crate::sources::{Label, Role};
use crate::tables::Tables;
use crate::uptrack::UpTrack;

/// Applies everything but the transport's part.
pub fn apply(tables: &mut Tables, key: Key, session: &Session, random: &mut Random, now: Micros) {
    remove_missing(tables, key, session);
    if let Some(peer) = tables.peers.get_mut(key) {
        peer.outlet.exts = session.exts;
        let mut kinds = session.down.iter().map(|section| section.kind);
        peer.outlet.gets_pictures = kinds.any(|kind| kind == Kind::Video);
        peer.cname.clone_from(&session.cname);
    }
    for section in &session.up {
        match tables.track_keys.get(&TrackId(section.track)).copied() {
            Some(track) => update_track(tables, key, track, section, now),
            None => {
                tables.add_track(UpTrack::new(section, key, false), now);
            }
        }
    }
    for section in &session.down {
        if let Some(down) = tables.down_keys.get(&DownTrackId(section.down)).copied() {
            if let Some(down) = tables.downs.get_mut(down).filter(|down| down.peer == key) {
                down.update(section);
            }
        } else {
            let down = tables.add_down(DownTrack::new(section, key, random), now);
            if let Some(track) = tables.downs.get(down).and_then(|d| d.track) {
                tables.relist(track);
            }
        }
    }
    rebind_sources(tables, key);
}

/// Gives sources without a role the track that now has their mid: a client stops sending the Mid
/// extension once we reported on the SSRC, and may keep the SSRC for the next track in that section.
fn rebind_sources(tables: &mut Tables, key: Key) {
    let Some(peer) = tables.peers.get_mut(key) else {
        return;
    };
    let tracks = &tables.tracks;
    for source in peer
        .sources
        .iter_mut()
        .filter(|source| source.role == Role::Unbound)
    {
        source.retired = false;
        let Some(label) = &source.label else { continue };
        let found = peer.up.iter().find_map(|key| {
            let track = tracks.get(*key).filter(|track| track.mid == label.mid)?;
            let layer = track
                .layers
                .iter()
                .position(|layer| layer.rid == label.rid)?;
            Some((*key, layer as u8))
        });
        if let Some((track, layer)) = found {
            source.role = if label.repair {
                Role::Repair { track, layer }
            } else {
                Role::Media { track, layer }
            };
        }
    }
}

/// What to remember of a source with a role.
pub fn label(role: Role, tracks: &Slab<UpTrack>) -> Option<Label> {
    let (track, layer, repair) = match role {
        Role::Unbound => return None,
        Role::Media { track, layer } => (track, layer, false),
        Role::Repair { track, layer } => (track, layer, true),
    };
    let track = tracks.get(track)?;
    let rid = track.layers.get(layer as usize)?.rid.clone();
    Some(Label {
        mid: track.mid.clone(),
        rid,
        repair,
    })
}

fn update_track(
    tables: &mut Tables,
    peer: Key,
    key: Key,
    section: &rapat_wire::session::UpSection,
    now: Micros,
) {
    let Some(track) = tables
        .tracks
        .get_mut(key)
        .filter(|track| track.peer == peer)
    else {
        return;
    };
    track.update(section);
    tables.retarget_all(key, now);
}

fn remove_missing(tables: &mut Tables, key: Key, session: &Session) {
    let Some(peer) = tables.peers.get(key) else {
        return;
    };
    let kept_track = |id: TrackId| session.up.iter().any(|section| section.track == id.0);
    let kept_down = |id: DownTrackId| session.down.iter().any(|section| section.down == id.0);
    let gone = |track: &Key| tables.tracks.get(*track).is_none_or(|t| !kept_track(t.id));
    let tracks: Vec<Key> = peer.up.iter().copied().filter(gone).collect();
    let gone = |down: &Key| tables.downs.get(*down).is_none_or(|d| !kept_down(d.id));
    let downs: Vec<Key> = peer.downs.iter().copied().filter(gone).collect();
    for track in tracks {
        tables.remove_track(track);
    }
    for down in downs {
        tables.remove_down(down);
    }
}

/// Which layer a source feeds: by the SSRC that the offer declared, else by the Mid and Rid
/// extensions of this packet (RFC 9143 §9.2, RFC 8853 §5.5).
pub fn resolve(peer: &Peer, tracks: &Slab<UpTrack>, header: &RtpHeader, packet: &[u8]) -> Role {
    let up = || {
        peer.up
            .iter()
            .filter_map(|key| Some((*key, tracks.get(*key)?)))
    };
    for (key, track) in up() {
        for (index, layer) in track.layers.iter().enumerate() {
            if layer.declared_ssrc == Some(header.ssrc) {
                return Role::Media {
                    track: key,
                    layer: index as u8,
                };
            }
            if layer.declared_rtx == Some(header.ssrc) {
                return Role::Repair {
                    track: key,
                    layer: index as u8,
                };
            }
        }
    }
    let Some(mid) = header.exts.get(packet, Ext::Mid) else {
        return Role::Unbound;
    };
    let found = up().find(|(_, track)| track.mid.as_bytes() == mid);
    found.map_or(Role::Unbound, |(key, track)| {
        resolve_layer(key, track, header, packet)
    })
}

fn resolve_layer(key: Key, track: &UpTrack, header: &RtpHeader, packet: &[u8]) -> Role {
    let repair = track.repaired_pt(header.pt).is_some();
    if !repair && track.codec(header.pt).is_none() {
        return Role::Unbound;
    }
    let rid = header
        .exts
        .get(packet, if repair { Ext::RepairedRid } else { Ext::Rid });
    let layer = match rid {
        Some(rid) => track
            .layers
            .iter()
            .position(|layer| layer.rid.as_bytes() == rid),
        None => (track.layers.len() == 1).then_some(0),
    };
    match layer {
        Some(layer) if repair => Role::Repair {
            track: key,
            layer: layer as u8,
        },
        Some(layer) => Role::Media {
            track: key,
            layer: layer as u8,
        },
        None => Role::Unbound,
    }
}
