//! What happens when a timer fires: one small handler per kind, for a peer or for the whole node.

use std::time::Instant;

use super::{Node, bandwidth, relay, transport};
use crate::clock::{MILLI, Micros, SECOND, nearest_on_grid, next_on_grid};
use crate::event::{Event, PeerReport, TrackReport};
use crate::peer::{TimerKind, UNARMED};
use crate::slab::Key;
use crate::wheel::Timer;
use crate::{report, speakers};

/// Owner of the timers that belong to no peer.
pub(super) const NODE: u32 = u32::MAX;
/// How often layers are looked at for silence; adds to the time after which one counts as dead.
const LIVENESS_PERIOD: Micros = 100 * MILLI;
/// How often reports go to the control plane.
const REPORT_PERIOD: Micros = 5 * SECOND;

/// Timers of the node; they run while there are peers.
const SPEAKERS: u8 = 0;
const LIVENESS: u8 = 1;
const REPORTS: u8 = 2;

/// Starts the node's own timers with its first peer.
pub(super) fn start(node: &mut Node) {
    if node.tables.peers.len() == 1 && !node.timers_run {
        node.timers_run = true;
        for (kind, period) in [
            (SPEAKERS, speakers::PERIOD),
            (LIVENESS, LIVENESS_PERIOD),
            (REPORTS, REPORT_PERIOD),
        ] {
            node.wheel.arm(NODE, kind, next_on_grid(node.now + period));
        }
    }
}

pub(super) fn expire(node: &mut Node, now: Instant, timer: Timer) {
    if timer.owner == NODE {
        return match timer.kind {
            relay::REPEAT | relay::WISHES => relay::expire(node, timer),
            kind => expire_node(node, kind),
        };
    }
    let key = timer.owner;
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    let Some(armed) = peer.armed.get_mut(timer.kind as usize) else {
        return;
    };
    if *armed != timer.tick {
        return;
    }
    *armed = UNARMED;
    let Some(kind) = TimerKind::ALL.get(timer.kind as usize) else {
        return;
    };
    node.guard(key, |node| match kind {
        TimerKind::Transport => run_transport(node, now, key),
        TimerKind::Repair => run_repairs(node, key),
        TimerKind::Feedback => run_feedback(node, key),
        TimerKind::Report => run_reports(node, key),
        TimerKind::Bandwidth => bandwidth::allocate(node, key),
        TimerKind::Pace => bandwidth::pace(node, key),
        TimerKind::Begin => run_beginnings(node, key),
    });
}

fn run_transport(node: &mut Node, now: Instant, key: Key) {
    if let Some(peer) = node.tables.peers.get_mut(key) {
        peer.transport.handle_timeout(now);
    }
    transport::settle(node, now, key);
}

fn run_repairs(node: &mut Node, key: Key) {
    let (arena, lost) = (&mut node.arena, &mut node.scratch.lost);
    let repairs = report::send_repairs(&mut node.tables, key, arena, lost, node.now);
    node.stats.key_frame_requests += repairs.key_frame_requests;
    if let Some(next) = repairs.next {
        node.arm(key, TimerKind::Repair, next);
    }
}

fn run_feedback(node: &mut Node, key: Key) {
    let Some(peer) = node.tables.peers.get_mut(key) else {
        return;
    };
    // Armed again by the next packet: a silent publisher costs nothing.
    report::send_feedback(peer, &node.tables.tracks, &mut node.arena);
}

fn run_beginnings(node: &mut Node, key: Key) {
    let peer = node.tables.peers.get(key);
    let from = peer.map_or(0, |peer| peer.outlet.media_from.max(peer.informed_from));
    if from > node.now {
        node.arm(key, TimerKind::Begin, from);
    } else {
        node.begin_all(key);
    }
}

fn run_reports(node: &mut Node, key: Key) {
    report::send_reports(
        &mut node.tables,
        key,
        &mut node.arena,
        &node.config.epoch,
        node.now,
    );
    let next = nearest_on_grid(node.now + report::INTERVAL);
    node.arm(key, TimerKind::Report, next);
}

fn expire_node(node: &mut Node, kind: u8) {
    if node.tables.peers.len() == 0 {
        node.timers_run = false;
        return;
    }
    let period = match kind {
        SPEAKERS => {
            tell_levels(node);
            speakers::PERIOD
        }
        LIVENESS => {
            expire_layers(node);
            node.tables.count_memory(node.config.cache_limit);
            LIVENESS_PERIOD
        }
        _ => {
            tell_reports(node);
            REPORT_PERIOD
        }
    };
    node.wheel
        .arm(NODE, kind, nearest_on_grid(node.now + period));
}

fn tell_levels(node: &mut Node) {
    let floors = &mut node.tables.floors;
    let audible = node.tables.tracks.iter_mut().filter_map(|(key, track)| {
        let level = track.loudness.take()?;
        if let Some(floor) = track.floor {
            floors.on_level(floor, key, level);
        }
        // Of a followed track its home tells.
        (!track.is_remote()).then_some((track.id, level))
    });
    let levels: Vec<_> = audible.collect();
    if !levels.is_empty() {
        node.events.push_back(Event::AudioLevels { levels });
    }
}

fn expire_layers(node: &mut Node) {
    node.tables.survey_floors(node.now);
    for key in node.tables.tracks.key_range() {
        let Some(track) = node.tables.tracks.get_mut(key) else {
            continue;
        };
        let publisher = track.peer;
        // A followed track's home tells.
        let was_silent = track.liveness.is_silent();
        let has_changed = !track.is_remote() && track.expire_layers(node.now);
        if has_changed || was_silent != track.liveness.is_silent() {
            node.tables.tell_followers(key, node.now);
        }
        if has_changed || node.tables.follows_rates(key) {
            node.retarget_all(key);
        }
        if node.tables.renew_wishes(key, node.now) {
            node.arm(publisher, TimerKind::Repair, node.now);
        }
    }
}

fn tell_reports(node: &mut Node) {
    let tracks: Vec<_> = node
        .tables
        .tracks
        .iter_mut()
        .filter(|(_, track)| !track.is_remote())
        .map(|(_, track)| track_report(track))
        .collect();
    let mut peers = Vec::with_capacity(node.tables.peers.len());
    for (_, peer) in node.tables.peers.iter_mut() {
        let losses = peer
            .downs
            .iter()
            .filter_map(|down| Some(node.tables.downs.get(*down)?.fraction_lost));
        let bytes =
            peer.outlet.bytes - std::mem::replace(&mut peer.reported_bytes, peer.outlet.bytes);
        peers.push(PeerReport {
            peer: peer.id,
            loss: f32::from(losses.max().unwrap_or(0)) / 256.0,
            rtt_ms: peer.rtt.map_or(0.0, |rtt| rtt as f32 / MILLI as f32),
            line_bps: peer.line_bps(node.now).unwrap_or(0),
            sent_bps: per_second(bytes),
        });
    }
    node.events.push_back(Event::Reports { tracks, peers });
}

fn track_report(track: &mut crate::uptrack::UpTrack) -> TrackReport {
    let rate = track.clock_rate();
    let mut report = TrackReport {
        track: track.id,
        expected: 0,
        lost: 0,
        jitter_ms: 0.0,
        bitrate_bps: 0,
    };
    let mut bytes = 0;
    for layer in &mut track.layers {
        let period = layer.reception.take_period();
        report.expected += period.expected;
        report.lost += period.lost;
        report.jitter_ms = report.jitter_ms.max(layer.reception.jitter_ms(rate));
        bytes += period.bytes;
    }
    report.bitrate_bps = per_second(bytes);
    report
}

/// Bytes of one report period as bits per second.
fn per_second(bytes: u64) -> u32 {
    u32::try_from(bytes * 8 * SECOND / REPORT_PERIOD).unwrap_or(u32::MAX)
}
