//! The node's side of [`crate::bandwidth`]: when a subscriber's line is looked at, what its tracks ask
//! of it, what follows from a decision, and the packets of a probe.

use rapat_wire::session::Kind;

use super::Node;
use crate::bandwidth::allocator::{Class, Demand};
use crate::bandwidth::repair::Repair;
use crate::bandwidth::{PERIOD, PROBE_LENGTH, TICK};
use crate::clock::next_on_grid;
use crate::control::{self, Desk, Line};
use crate::event::Event;
use crate::ladder::Point;
use crate::peer::{Peer, TimerKind};
use crate::slab::Key;
use crate::tables::Tables;

/// Priority of shared screens; above it is what clients rank themselves, below it are faces
/// (`subscription.py`).
const PREFERRED_PRIORITY: u8 = 100;
/// Bytes around a sound packet's payload on the line: RTP with extensions, SRTP tag, UDP, IP.
const AUDIO_OVERHEAD: u64 = 64;
/// Largest padding of one packet (RFC 3550 §5.1: its length is a byte).
const MAX_PADDING: u64 = 255;
/// Header and tag of a padding packet.
const PADDING_OVERHEAD: u64 = 70;
/// From so many bytes a tick on, repeats of whole packets are padding that costs fewer packets.
const REPEAT_FROM: u64 = 1_500;
/// Packets of padding in one tick; a tick's worth at 40 Mbit/s.
const MAX_PER_TICK: u64 = 24;

/// A peer said something about its line.
pub(super) fn after_word(node: &mut Node, key: Key, line: Line) {
    match line {
        Line::Silent => {}
        Line::Fine => node.arm(key, TimerKind::Bandwidth, next_on_grid(node.now + PERIOD)),
        Line::Over => allocate(node, key),
    }
}

/// Decides what each of a peer's tracks may have, and does what follows.
pub(super) fn allocate(node: &mut Node, key: Key) {
    let now = node.now;
    let mut demands = std::mem::take(&mut node.scratch.demands);
    let audio = gather(&node.tables, key, now, &mut demands);
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    let sent = (peer.outlet.packets, peer.outlet.bytes);
    let Some(line) = &mut peer.bandwidth else {
        return;
    };
    line.note_audio(audio, now);
    let was_over = line.is_far_over(now);
    let outcome = line.allocate(&mut demands, now);
    peer.outlet.pacer.set(line.pace(now), now);
    let is_narrow = line.is_narrow(now);
    let repair = line.repair(peer.rtt, now);
    // What waits counts as sent although it has not left: nothing is probed with it.
    let is_free = !peer.outlet.pacer.is_waiting();
    let probe = outcome.filter(|_| is_free);
    let probe = probe.and_then(|outcome| line.probe(&outcome, sent, now));
    if let Some(number) = probe {
        peer.outlet.sent.mark(number, now + PROBE_LENGTH);
    }
    for demand in &demands {
        let decided = outcome.map_or(Some(Point::TOP), |_| demand.decided());
        apply(node, demand.down, decided, was_over);
        if let Some(down) = node.tables.downs.get_mut(demand.down) {
            down.set_repair(repair);
        }
    }
    demands.clear();
    node.scratch.demands = demands;
    tell_sound(&mut node.tables, key, is_narrow, repair);
    if probe.is_some() || is_waiting(node, key) {
        node.arm(key, TimerKind::Pace, now + TICK);
    }
    // What is lowered must be raised some day even if no word comes.
    if outcome.is_some_and(|outcome| outcome.wanted_bps.is_some()) {
        node.arm(key, TimerKind::Bandwidth, next_on_grid(now + PERIOD));
    }
}

fn is_waiting(node: &Node, key: Key) -> bool {
    let peer = node.tables.peers.get(key);
    peer.is_some_and(|peer| peer.outlet.pacer.is_waiting())
}

/// What a peer's video tracks ask for; returns the bytes of sound that it was sent since the start.
fn gather(tables: &Tables, key: Key, now: u64, demands: &mut Vec<Demand>) -> u64 {
    let mut audio = 0;
    let downs = tables.peers.get(key).map_or(&[][..], |peer| &peer.downs);
    for &down_key in downs {
        let Some(down) = tables.downs.get(down_key) else {
            continue;
        };
        if down.kind == Kind::Audio {
            audio += u64::from(down.octets) + AUDIO_OVERHEAD * u64::from(down.packets);
            continue;
        }
        let track = down.track.and_then(|track| tables.tracks.get(track));
        let (Some(track), Some(wanted)) = (track, down.wanted()) else {
            continue;
        };
        if track.liveness.is_silent() || track.blocked {
            continue;
        }
        let class = if down.wish.priority >= PREFERRED_PRIORITY {
            Class::Preferred
        } else if is_heard(tables, track.peer) {
            Class::Speaker
        } else {
            Class::Crowd
        };
        let mut demand = Demand::new(down_key, class, down.wish.priority, wanted.spatial);
        (demand.allowed, demand.fresh) = (down.allowed, !down.judged);
        demand.offer(
            track
                .rungs(now)
                .filter(|rung| rung.point.within(wanted) == rung.point),
        );
        if demand.is_empty() {
            // Only larger pictures live than are wanted: the smallest of them.
            demand.offer(track.rungs(now).take(1));
        }
        if !demand.is_empty() {
            demands.push(demand);
        }
    }
    audio
}

/// Tells a peer's microphones whether the line is too narrow for redundancy, and how many repeats there may be.
fn tell_sound(tables: &mut Tables, key: Key, is_narrow: bool, repair: Repair) {
    let downs = tables.peers.get(key).map_or(&[][..], |peer| &peer.downs);
    for down in downs {
        let down = tables.downs.get_mut(*down);
        if let Some(down) = down.filter(|down| down.kind == Kind::Audio) {
            down.redundancy.withhold(is_narrow);
            down.set_repair(Repair {
                percent: repair.percent,
                ..Repair::default()
            });
        }
    }
}

/// True when a publisher's microphone is heard.
fn is_heard(tables: &Tables, publisher: Key) -> bool {
    let tracks = tables.peers.get(publisher).map_or(&[][..], |peer| &peer.up);
    let mut tracks = tracks.iter().filter_map(|track| tables.tracks.get(*track));
    tracks.any(|track| track.loudness.is_heard())
}

/// Puts a decision in force. `cut` = the line carries far less than goes over it: what is too much
/// stops now, not with the next key frame, so that the key frame gets through.
fn apply(node: &mut Node, key: Key, decided: Option<Point>, cut: bool) {
    let Some(down) = node.tables.downs.get_mut(key) else {
        return;
    };
    down.judged = true;
    let (id, before) = (down.id, down.allowed);
    let changed = node.tables.allow(key, decided, node.now);
    if before.is_some() != decided.is_some() {
        let paused = decided.is_none();
        let event = Event::DownTrackPaused { down: id, paused };
        node.events.push_back(event);
    }
    let Some(track) = changed else {
        return;
    };
    if let Some(down) = node.tables.downs.get_mut(key) {
        let selection = &mut down.selection;
        let lowered = selection.target.map(|place| place.stream) < selection.stream();
        if cut && lowered {
            selection.current = None;
            let (ssrc, peer) = (down.ssrc, down.peer);
            if let Some(peer) = node.tables.peers.get_mut(peer) {
                peer.outlet.pacer.discard(ssrc);
            }
        }
    }
    node.tables.relist(track);
    if let Some(publisher) = node.tables.tracks.get(track).map(|track| track.peer) {
        node.arm(publisher, TimerKind::Repair, node.now);
    }
    node.begin(key);
}

/// Sends what waited for its turn, and what a probe wants.
pub(super) fn pace(node: &mut Node, key: Key) {
    let now = node.now;
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    peer.outlet.now = now;
    peer.outlet.release(&mut node.arena, now);
    let owed = padding(peer, now);
    send_padding(node, key, owed.unwrap_or(0));
    if owed.is_some() || is_waiting(node, key) {
        node.arm(key, TimerKind::Pace, now + TICK);
    }
}

fn padding(peer: &mut Peer, now: u64) -> Option<u64> {
    let sent = (peer.outlet.packets, peer.outlet.bytes);
    peer.bandwidth.as_mut()?.padding(sent, now)
}

/// Sends about `owed` bytes that no decoder sees: repeats of recent packets, else empty ones.
fn send_padding(node: &mut Node, key: Key, owed: u64) {
    let Some(down) = padded_track(&node.tables, key) else {
        return;
    };
    let abs_send_time = node.config.epoch.abs_send_time(node.now);
    let mut left = owed;
    for back in 0..MAX_PER_TICK {
        if left == 0 {
            break;
        }
        let before = sent_bytes(&node.tables, key);
        let repeated = left >= REPEAT_FROM && repeat(node, key, down, back);
        if !repeated {
            let len = left.saturating_sub(PADDING_OVERHEAD).clamp(1, MAX_PADDING) as u8;
            let Some(peer) = node.tables.peers.get_mut(key) else {
                return;
            };
            let Some(down) = node.tables.downs.get_mut(down) else {
                return;
            };
            if !down.pad(len, &mut peer.outlet, &mut node.arena, abs_send_time) {
                return;
            }
        }
        left = left.saturating_sub(sent_bytes(&node.tables, key) - before);
    }
}

fn sent_bytes(tables: &Tables, key: Key) -> u64 {
    tables.peers.get(key).map_or(0, |peer| peer.outlet.bytes)
}

/// A track of the peer with RTX; one that is sent is better than one that is paused.
fn padded_track(tables: &Tables, key: Key) -> Option<Key> {
    let downs = tables.peers.get(key)?.downs.iter().copied();
    downs
        .filter_map(|key| Some((key, tables.downs.get(key)?)))
        .filter(|(_, down)| down.kind == Kind::Video && down.has_rtx())
        .max_by_key(|(_, down)| down.selection.current.is_some())
        .map(|(key, _)| key)
}

fn repeat(node: &mut Node, key: Key, down: Key, back: u64) -> bool {
    let mut desk = Desk {
        arena: &mut node.arena,
        now: node.now,
        epoch: node.config.epoch,
        repair: &mut node.scratch.repair,
        nacks_in: &mut node.stats.nacks_in,
        retransmitted: &mut node.stats.retransmitted,
        line: Line::Silent,
    };
    control::repeat(&mut node.tables, key, down, back, &mut desk).is_some()
}
