//! Who begins in the middle of a running stream gets what came since its last key frame at once: no
//! wait for the next one, and a storm of joins costs the publisher no key frames.
//!
//! The pictures are squeezed in time, so that a player shows the newest and goes on from there. Numbers
//! are whole: what is missing in the cache is a hole that the subscriber asks for like any other.

use rapat_wire::session::Kind;

use crate::batch::Sink;
use crate::clock::{MILLI, Micros};
use crate::downtrack::Packet;
use crate::event::Event;
use crate::relay::remote::exts_of;
use crate::reread::Reread;
use crate::rewrite::Squeeze;
use crate::slab::Key;
use crate::tables::Tables;
use crate::uptrack::{UpLayer, UpTrack};

/// Age of a key frame that is still begun with; it bounds what a decoder must catch up with. Less would
/// leave joins in a storm without one between two key frames, which are [`crate::keyframe`]'s interval apart.
const MAX_AGE: Micros = 600 * MILLI;
/// Age from which somebody who will begin soon has a new key frame asked for: it comes while the
/// connection is still being made.
const SOON_TOO_OLD: Micros = 300 * MILLI;
/// Packets of one replay; more take longer over a usual line than the next key frame does.
const MAX_PACKETS: u64 = 128;
/// Bytes of replays that a subscriber gets per second, and at a time. The burst is what a line of
/// 10 Mbit/s carries in 150 ms; the rest of many tiles begins with key frames, as they come.
pub const BYTES_PER_SECOND: u64 = 256 << 10;
/// See [`BYTES_PER_SECOND`].
pub const BYTES_BURST: u64 = 192 << 10;

/// True when a subscriber that begins with this layer soon will find a young key frame in the cache.
pub fn is_ready(layer: &UpLayer, now: Micros) -> bool {
    layer.wish.age(now).is_some_and(|age| age < SOON_TOO_OLD) && span(layer).is_some()
}

/// First and last number since the last key frame; `None`: gone from the cache, or too many.
fn span(layer: &UpLayer) -> Option<(u64, u64)> {
    let (first, last) = (layer.last_entry?, layer.received.highest()?);
    let count = last.checked_sub(first)?;
    (count < MAX_PACKETS && layer.cache.get(first).is_some()).then_some((first, last))
}

/// Sends a subscriber what its down track, which has nothing yet, can begin with. False: nothing is
/// there, or it is not ready; a key frame must come.
pub fn begin(tables: &mut Tables, down_key: Key, out: &mut Sink<'_>) -> bool {
    send(tables, down_key, out).is_some()
}

fn send(tables: &mut Tables, down_key: Key, out: &mut Sink<'_>) -> Option<()> {
    let down = tables.downs.get_mut(down_key)?;
    let is_new = down.kind == Kind::Video && down.selection.current.is_none();
    let place = down.selection.target.filter(|_| is_new && down.decodes())?;
    let (track_key, peer_key) = (down.track?, down.peer);
    let track = tables.tracks.get(track_key).filter(|t| !t.blocked)?;
    let exts = exts_of(track, &tables.peers)?;
    let packets = collect(track, &exts, place.stream, out.now)?;
    let peer = tables.peers.get_mut(peer_key)?;
    let bytes: usize = packets.iter().map(Reread::size).sum();
    let may_send = peer.outlet.is_ready() && peer.outlet.pacer.carries(bytes);
    if !may_send || !peer.replays.take(bytes as u64, out.now) {
        return None;
    }
    peer.outlet.now = out.now;
    let squeeze = Squeeze {
        first: packets.first()?.header.timestamp,
        newest: packets.last()?.header.timestamp,
    };
    for packet in &packets {
        let packet = Packet {
            squeeze: Some(squeeze),
            ..packet.packet(out.now, out.abs_send_time)
        };
        let outcome = down.forward(&packet, track, &mut peer.outlet, out.arena);
        if outcome.first {
            out.events.push_back(Event::DownTrackLive { down: down.id });
        }
        out.report_soon |= outcome.switched;
        if outcome.switched {
            out.switched.push(track_key);
        }
    }
    out.waits = peer.outlet.pacer.is_waiting();
    down.selection.current.map(|_| ())
}

/// Everything since the last key frame, oldest first. Its parameter sets may come before it.
fn collect<'a>(
    track: &'a UpTrack,
    exts: &rapat_wire::session::ExtMap,
    stream: u8,
    now: Micros,
) -> Option<Vec<Reread<'a>>> {
    let layer = track.layers.get(usize::from(stream))?;
    layer.wish.age(now).filter(|age| *age <= MAX_AGE)?;
    let (entry, last) = span(layer)?;
    let read = |seq| Reread::of(track, exts, stream, seq);
    let picture = read(entry)?.header.timestamp;
    let belongs = |seq: &u64| read(*seq).is_some_and(|packet| packet.header.timestamp == picture);
    let first = (0..entry).rev().take_while(belongs).last().unwrap_or(entry);
    let mut packets: Vec<_> = (first..=last).filter_map(read).collect();
    let mut before = None;
    for packet in &mut packets {
        packet.marks.is_newest = true;
        packet.marks.starts_picture &=
            before.replace(packet.header.timestamp) != Some(packet.header.timestamp);
    }
    Some(packets)
}
