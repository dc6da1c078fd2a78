//! Events as the tuples of `rapat_sfu.pyi`.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use rapat_sfu::event::{CloseReason, Event, PeerReport, TrackReport};
use rapat_wire::session::DataChannel;

/// `(track, expected, lost, jitter_ms, bitrate_bps)`.
type TrackRow = (u64, u32, u32, f32, u32);
/// `(peer, loss, rtt_ms, line_bps, sent_bps)`.
type PeerRow = (u64, f32, f32, u64, u32);

/// One event as a tuple.
pub fn to_tuple(py: Python<'_>, event: Event) -> PyResult<Bound<'_, PyTuple>> {
    match event {
        Event::Connected { peer } => ("connected", peer.0).into_pyobject(py),
        Event::Disconnected { peer } => ("disconnected", peer.0).into_pyobject(py),
        Event::ChannelOpen { peer, channel } => {
            ("channel_open", peer.0, channel_name(channel)).into_pyobject(py)
        }
        Event::Data {
            peer,
            channel,
            payload,
        } => (
            "data",
            peer.0,
            channel_name(channel),
            PyBytes::new(py, &payload),
        )
            .into_pyobject(py),
        Event::LayerLive { track, layer } => ("layer_live", track.0, layer).into_pyobject(py),
        Event::DownTrackLive { down } => ("down_track_live", down.0).into_pyobject(py),
        Event::DownTrackPaused { down, paused } => {
            ("down_track_paused", down.0, paused).into_pyobject(py)
        }
        Event::AudioLevels { levels } => {
            let levels: Vec<(u64, f32)> = levels
                .into_iter()
                .map(|(track, level)| (track.0, level))
                .collect();
            ("audio_levels", levels).into_pyobject(py)
        }
        Event::Reports { tracks, peers } => {
            let tracks: Vec<TrackRow> = tracks.iter().map(track_row).collect();
            let peers: Vec<PeerRow> = peers.iter().map(peer_row).collect();
            ("reports", tracks, peers).into_pyobject(py)
        }
        Event::Closed { peer, reason } => ("closed", peer.0, reason_name(reason)).into_pyobject(py),
    }
}

fn track_row(report: &TrackReport) -> TrackRow {
    (
        report.track.0,
        report.expected,
        report.lost,
        report.jitter_ms,
        report.bitrate_bps,
    )
}

fn peer_row(report: &PeerReport) -> PeerRow {
    (
        report.peer.0,
        report.loss,
        report.rtt_ms,
        report.line_bps,
        report.sent_bps,
    )
}

fn channel_name(channel: DataChannel) -> &'static str {
    match channel {
        DataChannel::Reliable => "reliable",
        DataChannel::Lossy => "lossy",
        DataChannel::DataTrack => "data_track",
    }
}

fn reason_name(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::IceTimeout => "ice_timeout",
        CloseReason::DtlsFailed => "dtls_failed",
        CloseReason::ByClient => "by_client",
        CloseReason::Abuse => "abuse",
        CloseReason::Fault => "fault",
    }
}
