//! RTCP that a node sends by itself: sender reports per down track, receiver reports, NACK, PLI and
//! transport-wide feedback to publishers.

use rapat_wire::rtcp::ReportBlock;

use crate::arena::Arena;
use crate::clock::{Epoch, MILLI, Micros, SECOND, ntp_to_ticks};
use crate::downtrack::DownTrack;
use crate::peer::Peer;
use crate::rewrite::ClockPoint;
use crate::slab::{Key, Slab};
use crate::tables::Tables;
use crate::uptrack::UpTrack;

/// Time between reports to one peer.
pub const INTERVAL: Micros = SECOND;
/// From the start or a switch of a stream to its sender report: enough for a burst of them to share one.
pub const SOON: Micros = 50 * MILLI;
/// How often repairs of a publisher are looked at while there are some.
pub const REPAIR_TICK: Micros = 10 * MILLI;
/// Report blocks per packet (5-bit count, RFC 3550 §6.4.1).
const MAX_BLOCKS: usize = 31;
/// Sender reports per compound: 28 bytes each, and an SDES item.
const SRS_PER_COMPOUND: usize = 20;
/// Numbers per NACK: at worst 4 bytes each, so that a message fits its buffer.
const MAX_LOST: usize = 256;

/// A moment of a down track's clock for a sender report: our wall clock now, its RTP clock now.
///
/// Both follow the publisher's sender report and one clock offset per publisher, so that audio and
/// video of one participant stay in sync. `None` before the publisher's first report.
fn clock_now(
    down: &DownTrack,
    track: &UpTrack,
    clock_offset: i64,
    epoch: &Epoch,
    now: Micros,
) -> Option<ClockPoint> {
    let stream = down.selection.current?.stream;
    let point = track.layers.get(stream as usize)?.clock?;
    let ntp = epoch.ntp(now);
    let then = point.ntp.wrapping_add_signed(clock_offset);
    let passed = ntp_to_ticks(ntp.wrapping_sub(then) as i64, track.clock_rate());
    let rtp = point
        .rtp
        .wrapping_add(passed as u32)
        .wrapping_add(down.ts_offset());
    Some(ClockPoint { ntp, rtp })
}

/// Sends a peer the sender reports of its down tracks and the receiver reports on its up tracks.
pub fn send_reports(tables: &mut Tables, key: Key, arena: &mut Arena, epoch: &Epoch, now: Micros) {
    send_sender_reports(tables, key, arena, epoch, now);
    let Some(peer) = tables.peers.get_mut(key) else {
        return;
    };
    let mut blocks = [ReportBlock::default(); MAX_BLOCKS];
    let mut count = 0;
    for track in &peer.up {
        let Some(track) = tables.tracks.get_mut(*track) else {
            continue;
        };
        for (stream, layer) in track.layers.iter_mut().enumerate() {
            let live = track.liveness.is_live_stream(stream as u8);
            let Some(ssrc) = layer.ssrc.filter(|_| live) else {
                continue;
            };
            let block = layer.reception.report_block(ssrc, now);
            if let (Some(block), Some(slot)) = (block, blocks.get_mut(count)) {
                *slot = block;
                count += 1;
            }
        }
    }
    if count > 0 {
        let (ssrc, cname) = (peer.rtcp_ssrc, &peer.cname);
        peer.outlet.send_rtcp(arena, |writer| {
            writer.rr(ssrc, &blocks[..count]);
            writer.sdes(ssrc, cname);
        });
    }
}

fn send_sender_reports(
    tables: &mut Tables,
    key: Key,
    arena: &mut Arena,
    epoch: &Epoch,
    now: Micros,
) {
    let mut from = 0;
    loop {
        let Some(peer) = tables.peers.get(key) else {
            return;
        };
        let mut reports = [(0, ClockPoint { ntp: 0, rtp: 0 }, 0, 0); SRS_PER_COMPOUND];
        let mut count = 0;
        for down in peer.downs.iter().skip(from) {
            if count == SRS_PER_COMPOUND {
                break;
            }
            from += 1;
            if let Some((down, point)) = reportable(tables, *down, epoch, now) {
                reports[count] = (down.ssrc, point, down.packets, down.octets);
                count += 1;
            }
        }
        if count == 0 {
            return;
        }
        let Some(peer) = tables.peers.get_mut(key) else {
            return;
        };
        let cname = &peer.cname;
        peer.outlet.send_rtcp(arena, |writer| {
            for (ssrc, point, packets, octets) in &reports[..count] {
                writer.sr(*ssrc, point.ntp, point.rtp, *packets, *octets, &[]);
            }
            writer.sdes(reports[0].0, cname);
        });
    }
}

fn reportable<'a>(
    tables: &'a Tables,
    down: Key,
    epoch: &Epoch,
    now: Micros,
) -> Option<(&'a DownTrack, ClockPoint)> {
    let down = tables.downs.get(down).filter(|down| down.packets > 0)?;
    let track = tables.tracks.get(down.track?)?;
    let point = clock_now(down, track, tables.clock_offset_of(track)?, epoch, now)?;
    Some((down, point))
}

/// What a look at a publisher's repairs came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Repairs {
    /// PLIs sent.
    pub key_frame_requests: u64,
    /// When to look again.
    pub next: Option<Micros>,
}

/// Sends a publisher the NACKs and PLIs that are due.
pub fn send_repairs(
    tables: &mut Tables,
    key: Key,
    arena: &mut Arena,
    lost: &mut Vec<u16>,
    now: Micros,
) -> Repairs {
    let mut repairs = Repairs::default();
    let Some(peer) = tables.peers.get_mut(key) else {
        return repairs;
    };
    let (sender, rtt) = (peer.rtcp_ssrc, peer.rtt);
    for track in &peer.up {
        let Some(track) = tables.tracks.get_mut(*track) else {
            continue;
        };
        let wants_video = track.kind == rapat_wire::session::Kind::Video;
        for (index, layer) in track.layers.iter_mut().enumerate() {
            lost.clear();
            if layer.missing.take_due(now, rtt, lost) && wants_video {
                layer.wish.want(now, false);
            }
            let Some(media) = layer.ssrc else { continue };
            let pli = layer.is_wanted() && layer.wish.take_due(index as u8, now);
            if pli || !lost.is_empty() {
                lost.truncate(MAX_LOST);
                peer.outlet.send_rtcp(arena, |writer| {
                    let _ = pli && writer.pli(sender, media);
                    let _ = lost.is_empty() || writer.nack(sender, media, lost);
                });
                repairs.key_frame_requests += u64::from(pli);
            }
            let wish_due = layer.wish.due(index as u8).filter(|_| layer.is_wanted());
            let due = [layer.missing.next_due(), wish_due, repairs.next];
            repairs.next = due.into_iter().flatten().min();
        }
    }
    repairs.next = repairs.next.map(|due| due.max(now + REPAIR_TICK));
    repairs
}

/// Sends a publisher its transport-wide feedback. False: there was nothing to tell.
pub fn send_feedback(peer: &mut Peer, tracks: &Slab<UpTrack>, arena: &mut Arena) -> bool {
    let ssrcs = peer.up.iter().filter_map(|track| {
        tracks
            .get(*track)?
            .layers
            .iter()
            .find_map(|layer| layer.ssrc)
    });
    let media = ssrcs.max().unwrap_or(0);
    let (sender, arrivals) = (peer.rtcp_ssrc, &mut peer.arrivals);
    let mut any = false;
    loop {
        let mut written = false;
        peer.outlet.send_rtcp(arena, |writer| {
            written = arrivals.write(sender, media, writer);
        });
        any |= written;
        if !written {
            return any;
        }
    }
}
