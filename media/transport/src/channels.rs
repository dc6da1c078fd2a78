//! The three data channels of a LiveKit client, known by their DCEP label (RFC 8832).

use rapat_wire::session::DataChannel;
use str0m::channel::{ChannelConfig, ChannelId, Reliability};

use crate::limits::CHANNELS_MAX;

/// Why a message could not be sent. Nothing of it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The client has not opened this channel (yet).
    NotOpen,
    /// Longer than 64,000 bytes.
    TooLong,
    /// The peer reads too slowly: its buffer is full. Drop a lossy message; close on a reliable one.
    Full,
    /// The transport is closed.
    Closed,
}

/// Which channel has which id.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    known: Vec<(DataChannel, ChannelId)>,
    opened: usize,
}

impl Channels {
    /// Remembers an opened channel; `None` when its label is not ours, it is a second one of its
    /// label (the newest wins then, without a second announcement), or there are too many.
    pub(crate) fn open(&mut self, id: ChannelId, label: &str) -> Option<DataChannel> {
        self.opened += 1;
        let channel = by_label(label)?;
        if self.opened > CHANNELS_MAX {
            return None;
        }
        let again = self.id(channel).is_some();
        self.known.retain(|(known, _)| *known != channel);
        self.known.push((channel, id));
        (!again).then_some(channel)
    }

    pub(crate) fn close(&mut self, id: ChannelId) {
        self.known.retain(|(_, known)| *known != id);
    }

    pub(crate) fn id(&self, channel: DataChannel) -> Option<ChannelId> {
        self.known
            .iter()
            .find(|(known, _)| *known == channel)
            .map(|(_, id)| *id)
    }

    pub(crate) fn channel(&self, id: ChannelId) -> Option<DataChannel> {
        self.known
            .iter()
            .find(|(_, known)| *known == id)
            .map(|(channel, _)| *channel)
    }
}

fn by_label(label: &str) -> Option<DataChannel> {
    match label {
        "_reliable" => Some(DataChannel::Reliable),
        "_lossy" => Some(DataChannel::Lossy),
        "_data_track" => Some(DataChannel::DataTrack),
        _ => None,
    }
}

/// How a client opens `channel`.
pub(crate) fn config(channel: DataChannel) -> ChannelConfig {
    let (label, ordered, reliability) = match channel {
        DataChannel::Reliable => ("_reliable", true, Reliability::Reliable),
        DataChannel::Lossy => (
            "_lossy",
            false,
            Reliability::MaxRetransmits { retransmits: 0 },
        ),
        DataChannel::DataTrack => (
            "_data_track",
            false,
            Reliability::MaxRetransmits { retransmits: 0 },
        ),
    };
    ChannelConfig {
        label: label.to_owned(),
        ordered,
        reliability,
        ..ChannelConfig::default()
    }
}
