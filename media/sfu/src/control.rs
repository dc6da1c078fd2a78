//! RTCP that a client sends, item by item: its reports as publisher (SR) and as subscriber (RR,
//! NACK, PLI, FIR, REMB). Everything is terminated here; nothing is passed on as it is.

use rapat_wire::ntp;
use rapat_wire::rtcp::{DlrrBlock, Item, NackPairs, ReportBlock, TransportCc, items};
use rapat_wire::session::Kind;

use crate::clock::{Epoch, Micros};
use crate::relay::remote::exts_of;
use crate::reread::Reread;
use crate::rewrite::ClockPoint;
use crate::slab::Key;
use crate::sources::Role;
use crate::tables::Tables;

/// Numbers looked at per message: the whole ring of a down track.
const MAX_NACKED: usize = 1024;

/// What RTCP processing needs besides the tables.
pub struct Desk<'a> {
    /// Where resent packets go.
    pub arena: &'a mut crate::arena::Arena,
    /// Time.
    pub now: Micros,
    /// Time.
    pub epoch: Epoch,
    /// Publishers that have a key-frame wish or NACK to look after.
    pub repair: &'a mut Vec<Key>,
    /// Messages.
    pub nacks_in: &'a mut u64,
    /// Packets.
    pub retransmitted: &'a mut u64,
    /// What the compound said about the peer's line.
    pub line: Line,
}

/// What a compound said about the line to a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Nothing.
    Silent,
    /// It carries what goes over it.
    Fine,
    /// It carries less than goes over it now.
    Over,
}

impl Line {
    const fn of(is_over: bool) -> Self {
        if is_over { Self::Over } else { Self::Fine }
    }
}

/// Handles one decrypted compound of a peer.
pub fn handle(tables: &mut Tables, key: Key, compound: &[u8], desk: &mut Desk<'_>) {
    for item in items(compound) {
        match item {
            Item::SenderReport {
                ssrc,
                ntp,
                rtp,
                blocks,
                ..
            } => {
                on_sender_report(tables, key, ssrc, ClockPoint { ntp, rtp }, desk);
                blocks.for_each(|block| on_report_block(tables, key, &block, desk));
            }
            Item::ReceiverReport { blocks, .. } => {
                blocks.for_each(|block| on_report_block(tables, key, &block, desk));
            }
            Item::Nack { media, pairs, .. } => on_nack(tables, key, media, pairs, desk),
            Item::Pli { media, .. } => on_key_frame_wish(tables, key, media, desk),
            Item::Fir { entries, .. } => {
                entries.for_each(|(media, _)| on_key_frame_wish(tables, key, media, desk));
            }
            Item::Remb { bitrate_bps, .. } => on_remb(tables, key, bitrate_bps, desk),
            Item::TransportCc(packet) => on_transport_feedback(tables, key, packet, desk),
            Item::Rrtr { ssrc, ntp } => on_reference_time(tables, key, ssrc, ntp, desk),
            Item::Bye { ssrcs } => ssrcs.for_each(|ssrc| on_bye(tables, key, ssrc)),
            _ => {}
        }
    }
}

fn on_sender_report(tables: &mut Tables, key: Key, ssrc: u32, point: ClockPoint, desk: &Desk<'_>) {
    let Some(peer) = tables.peers.get_mut(key) else {
        return;
    };
    let Role::Media { track, layer } = peer.sources.role(ssrc) else {
        return;
    };
    let offset = desk.epoch.ntp(desk.now).wrapping_sub(point.ntp) as i64;
    peer.note_clock_offset(offset);
    let layer = tables
        .tracks
        .get_mut(track)
        .and_then(|t| t.layers.get_mut(layer as usize));
    if let Some(layer) = layer {
        layer.clock = Some(point);
        layer.reception.on_sender_report(point.ntp, desk.now);
    }
    tables.tell_followers(track, desk.now);
}

fn down_by_ssrc(tables: &Tables, key: Key, ssrc: u32) -> Option<Key> {
    let peer = tables.peers.get(key)?;
    peer.downs
        .iter()
        .copied()
        .find(|down| tables.downs.get(*down).is_some_and(|d| d.ssrc == ssrc))
}

fn on_report_block(tables: &mut Tables, key: Key, block: &ReportBlock, desk: &Desk<'_>) {
    let rtt = ntp::round_trip(
        desk.epoch.ntp(desk.now),
        block.last_sr,
        block.delay_since_last_sr,
    );
    let rtt = rtt.map(|rtt| rtt.as_micros() as Micros);
    let Some(down_key) = down_by_ssrc(tables, key, block.ssrc) else {
        return;
    };
    if let (Some(peer), Some(rtt)) = (tables.peers.get_mut(key), rtt) {
        peer.rtt = Some(rtt);
    }
    if let Some(down) = tables.downs.get_mut(down_key) {
        down.acknowledged = true;
        down.fraction_lost = block.fraction_lost;
        down.redundancy.on_report(block.fraction_lost);
        if let Some(rtt) = rtt {
            down.set_rtt(rtt);
        }
    }
}

fn on_key_frame_wish(tables: &mut Tables, key: Key, ssrc: u32, desk: &mut Desk<'_>) {
    if let Some(down) = down_by_ssrc(tables, key, ssrc) {
        want_key_frame(tables, down, desk);
    }
}

/// A subscriber cannot show what comes without a key frame.
fn want_key_frame(tables: &mut Tables, down: Key, desk: &mut Desk<'_>) {
    let Some(down) = tables.downs.get(down) else {
        return;
    };
    let Some(layer) = down.selection.stream() else {
        return;
    };
    let Some(track) = down.track.and_then(|track| tables.tracks.get_mut(track)) else {
        return;
    };
    if let Some(state) = track.layers.get_mut(layer as usize) {
        state.wish.want(desk.now, down.selection.waits());
        desk.repair.push(track.peer);
    }
}

fn on_remb(tables: &mut Tables, key: Key, bitrate_bps: u64, desk: &mut Desk<'_>) {
    if let Some(peer) = tables.peers.get_mut(key) {
        let line = peer.bandwidth.get_or_insert_default();
        let is_over = line.on_remb(bitrate_bps, desk.now);
        desk.line = desk.line.max(Line::of(is_over));
    }
}

fn on_transport_feedback(tables: &mut Tables, key: Key, packet: &[u8], desk: &mut Desk<'_>) {
    let (Some(peer), Some(feedback)) = (tables.peers.get_mut(key), TransportCc::parse(packet))
    else {
        return;
    };
    let line = peer.bandwidth.get_or_insert_default();
    let is_over = line.on_feedback(&feedback, &mut peer.outlet.sent, peer.rtt, desk.now);
    if peer.outlet.pacer.is_pacing() {
        peer.outlet.pacer.set(line.pace(desk.now), desk.now);
    }
    desk.line = desk.line.max(Line::of(is_over));
}

/// Answers at once, so the delay is 0 (RFC 3611 §4.5): a client that only receives learns its round trip.
fn on_reference_time(tables: &mut Tables, key: Key, ssrc: u32, ntp: u64, desk: &mut Desk<'_>) {
    let Some(peer) = tables.peers.get_mut(key) else {
        return;
    };
    let block = DlrrBlock {
        ssrc,
        last_rr: ntp::middle(ntp),
        delay_since_last_rr: 0,
    };
    let sender = peer.rtcp_ssrc;
    peer.outlet.send_rtcp(desk.arena, |writer| {
        let _ = writer.rr(sender, &[]) && writer.dlrr(sender, &[block]);
    });
}

fn on_bye(tables: &mut Tables, key: Key, ssrc: u32) {
    let Some(peer) = tables.peers.get(key) else {
        return;
    };
    let Role::Media { track, layer } = peer.sources.role(ssrc) else {
        return;
    };
    if let Some(track) = tables.tracks.get_mut(track) {
        track.liveness.end(layer);
    }
}

fn on_nack(tables: &mut Tables, key: Key, media: u32, pairs: NackPairs<'_>, desk: &mut Desk<'_>) {
    *desk.nacks_in += 1;
    let Some(down) = down_by_ssrc(tables, key, media) else {
        return;
    };
    let kind = tables.downs.get(down).map(|down| down.kind);
    let resend = if kind == Some(Kind::Audio) {
        resend_sound
    } else {
        resend_picture
    };
    for out_seq in pairs.take(MAX_NACKED) {
        if resend(tables, key, down, out_seq, desk).is_some() {
            *desk.retransmitted += 1;
        }
    }
}

/// Resends one packet of sound as it left before. `None`: as below.
fn resend_sound(
    tables: &mut Tables,
    key: Key,
    down: Key,
    out_seq: u16,
    desk: &mut Desk<'_>,
) -> Option<()> {
    let (down, peer) = (tables.downs.get_mut(down)?, tables.peers.get_mut(key)?);
    peer.outlet.now = desk.now;
    let sent = down.resend_sound(out_seq, peer.rtt, &mut peer.outlet, desk.arena);
    sent.then_some(())
}

/// Resends one packet from the publisher's cache. `None`: not known, not allowed, no room.
fn resend_picture(
    tables: &mut Tables,
    key: Key,
    down: Key,
    out_seq: u16,
    desk: &mut Desk<'_>,
) -> Option<()> {
    let down_track = tables.downs.get_mut(down)?;
    let track = tables.tracks.get(down_track.track?)?;
    let stream = down_track.selection.current?.stream;
    let layer = track.layers.get(stream as usize)?;
    let highest = layer.received.highest()?;
    let entry = layer.last_entry;
    let lost = down_track.despair(out_seq, highest);
    if lost.is_some_and(|seq| entry.is_none_or(|entry| seq >= entry)) {
        want_key_frame(tables, down, desk);
    }
    let down_track = tables.downs.get_mut(down)?;
    let in_seq = down_track.resendable(out_seq, highest, entry, desk.now)?;
    let copies = down_track.copies();
    send_again(tables, key, down, in_seq, desk)?;
    for _ in 1..copies {
        if tables.downs.get_mut(down)?.may_repeat_again() {
            send_again(tables, key, down, in_seq, desk)?;
            *desk.retransmitted += 1;
        }
    }
    Some(())
}

/// Sends the packet again that came `back` packets ago, asked for or not: padding that may even help.
pub fn repeat(
    tables: &mut Tables,
    key: Key,
    down: Key,
    back: u64,
    desk: &mut Desk<'_>,
) -> Option<()> {
    let down_track = tables.downs.get(down)?;
    let track = tables.tracks.get(down_track.track?)?;
    let stream = down_track.selection.current?.stream;
    let highest = track.layers.get(stream as usize)?.received.highest()?;
    send_again(tables, key, down, highest.checked_sub(back)?, desk)
}

fn send_again(
    tables: &mut Tables,
    key: Key,
    down: Key,
    in_seq: u64,
    desk: &mut Desk<'_>,
) -> Option<()> {
    let down = tables.downs.get_mut(down)?;
    let track = tables.tracks.get(down.track?)?;
    let layer_index = down.selection.current?.stream;
    let exts = exts_of(track, &tables.peers)?;
    let reread = Reread::of(track, &exts, layer_index, in_seq)?;
    let packet = reread.packet(desk.now, desk.epoch.abs_send_time(desk.now));
    let outlet = &mut tables.peers.get_mut(key)?.outlet;
    outlet.now = desk.now;
    down.resend(&packet, outlet, desk.arena).then_some(())
}
