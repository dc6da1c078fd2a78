//! What nodes say to each other, and the parcel that carries it.

use rapat_wire::rtp::RtpHeader;

use crate::ids::TrackId;
use crate::ladder::{MAX_SPATIAL, Offer};
use crate::layers::MAX_LAYERS;
use crate::rewrite::ClockPoint;

/// Bytes of one parcel. What a home node takes in between two flushes stays far below; beyond it
/// packets are dropped and counted.
const MAX_BYTES: usize = 2 << 20;
/// Messages of one parcel: [`MAX_BYTES`] of the smallest audio packets.
const MAX_MESSAGES: usize = 16_384;

/// One message.
#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// Home to follower: a decrypted packet.
    Packet(RelayedPacket),
    /// Home to follower: everything else about the track.
    State(Box<TrackState>),
    /// Follower to home: follows, and wants these layers.
    Demand {
        /// Which.
        track: TrackId,
        /// Bit *n* = layer *n*.
        layers: u8,
    },
    /// Follower to home: follows no more.
    Leave {
        /// Which.
        track: TrackId,
    },
    /// Follower to home: somebody there waits for a key frame.
    KeyFrame {
        /// Which.
        track: TrackId,
        /// Of which layer.
        layer: u8,
        /// Number of the last key frame's first packet that came there.
        seen: Option<u64>,
    },
}

impl Message {
    pub fn track(&self) -> TrackId {
        match self {
            Self::Packet(RelayedPacket { track, .. })
            | Self::Demand { track, .. }
            | Self::Leave { track }
            | Self::KeyFrame { track, .. } => *track,
            Self::State(state) => state.track,
        }
    }
}

/// A packet in a parcel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RelayedPacket {
    pub track: TrackId,
    pub layer: u8,
    /// Extended number.
    pub seq: u64,
    /// As parsed with the publisher's extension ids.
    pub header: RtpHeader,
    start: u32,
    len: u16,
}

/// What a follower must know besides the packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TrackState {
    pub track: TrackId,
    /// Spatial layers that live.
    pub live: [bool; MAX_SPATIAL],
    /// Nothing comes at all.
    pub silent: bool,
    /// From the last sender report of each layer.
    pub clocks: [Option<ClockPoint>; MAX_LAYERS],
    /// Publisher's wall clock → ours.
    pub clock_offset: Option<i64>,
    /// What its layers cost.
    pub offer: Offer,
}

/// What one node has for another one: to be moved there and given to
/// [`crate::node::Node::handle_relay`].
#[derive(Debug, Default)]
pub struct Parcel {
    messages: Vec<Message>,
    bytes: Vec<u8>,
}

/// Part of a parcel, small enough to be handled at once.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    pub(crate) messages: &'a [Message],
    bytes: &'a [u8],
}

impl<'a> Part<'a> {
    pub(crate) fn bytes_of(&self, packet: &RelayedPacket) -> Option<&'a [u8]> {
        let start = packet.start as usize;
        self.bytes.get(start..start + usize::from(packet.len))
    }
}

impl Parcel {
    /// True when there is nothing to carry.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Bytes of its packets.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.messages.capacity() * size_of::<Message>()
    }

    /// What is lost when it is dropped.
    pub fn count(&self) -> u64 {
        self.messages.len() as u64
    }

    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.messages.clear();
        self.bytes.clear();
    }

    /// The parcel in order, in parts of at most `limit` (≥ 1) messages.
    pub fn parts(&self, limit: usize) -> impl Iterator<Item = Part<'_>> {
        self.messages.chunks(limit).map(|messages| Part {
            messages,
            bytes: &self.bytes,
        })
    }

    /// False: no room.
    pub(crate) fn push(&mut self, message: Message) -> bool {
        let has_room = self.messages.len() < MAX_MESSAGES;
        if has_room {
            self.messages.push(message);
        }
        has_room
    }

    /// False: no room.
    pub(crate) fn push_packet(
        &mut self,
        track: TrackId,
        layer: u8,
        seq: u64,
        header: &RtpHeader,
        packet: &[u8],
    ) -> bool {
        let (start, Ok(len)) = (self.bytes.len(), u16::try_from(packet.len())) else {
            return false;
        };
        let relayed = RelayedPacket {
            track,
            layer,
            seq,
            header: *header,
            start: start as u32,
            len,
        };
        let fits = start + packet.len() <= MAX_BYTES && self.push(Message::Packet(relayed));
        if fits {
            self.bytes.extend_from_slice(packet);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapat_wire::rtp::ExtSpans;

    fn header() -> RtpHeader {
        RtpHeader {
            marker: false,
            padding: false,
            pt: 96,
            seq: 1,
            timestamp: 0,
            ssrc: 1,
            header_len: 12,
            exts: ExtSpans::default(),
        }
    }

    #[test]
    fn packets_are_found_again_in_every_part() {
        let mut parcel = Parcel::default();
        for n in 0..5_u8 {
            assert!(parcel.push_packet(TrackId(1), 0, u64::from(n), &header(), &[n; 20]));
        }
        let mut found = Vec::new();
        for part in parcel.parts(2) {
            assert!(part.messages.len() <= 2);
            for message in part.messages {
                let Message::Packet(packet) = message else {
                    panic!("only packets")
                };
                found.push(part.bytes_of(packet).unwrap()[0]);
            }
        }
        assert_eq!(found, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_full_parcel_refuses_and_forgets_with_clear() {
        let mut parcel = Parcel::default();
        let push =
            |parcel: &mut Parcel| parcel.push_packet(TrackId(1), 0, 0, &header(), &[0; 1200]);
        while push(&mut parcel) {}
        assert!(parcel.bytes() <= MAX_BYTES);
        parcel.clear();
        assert!(parcel.is_empty() && push(&mut parcel));
    }
}
