//! What a node has for other nodes since it was last asked: one parcel each.

use rapat_wire::rtp::RtpHeader;

use super::message::{Message, Parcel};
use super::nodes::{MAX_NODES, NodeNumber, Nodes};
use crate::ids::TrackId;

/// See the module.
#[derive(Debug, Default)]
pub struct Outbox {
    /// By number of the node.
    parcels: Vec<Parcel>,
    /// Packets given, counted once per node.
    pub(crate) relayed: u64,
    /// Messages that found no room.
    pub(crate) dropped: u64,
}

impl Outbox {
    /// Copies a packet for every node of a set.
    pub(crate) fn push_packet(
        &mut self,
        nodes: Nodes,
        track: TrackId,
        layer: u8,
        seq: u64,
        header: &RtpHeader,
        packet: &[u8],
    ) {
        for node in nodes.iter() {
            let parcel = self.parcel(node);
            let fits = parcel.is_some_and(|p| p.push_packet(track, layer, seq, header, packet));
            self.relayed += u64::from(fits);
            self.dropped += u64::from(!fits);
        }
    }

    pub(crate) fn push(&mut self, node: NodeNumber, message: Message) {
        let fits = self.parcel(node).is_some_and(|parcel| parcel.push(message));
        self.dropped += u64::from(!fits);
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.parcels.iter().map(Parcel::memory).sum()
    }

    /// The parcels that are not empty. The caller takes what is in them or clears them.
    pub fn waiting(&mut self) -> impl Iterator<Item = (NodeNumber, &mut Parcel)> {
        let parcels = self.parcels.iter_mut().enumerate();
        parcels
            .filter(|(_, parcel)| !parcel.is_empty())
            .map(|(node, parcel)| (node as NodeNumber, parcel))
    }

    fn parcel(&mut self, node: NodeNumber) -> Option<&mut Parcel> {
        if node >= MAX_NODES {
            return None;
        }
        let at = usize::from(node);
        if at >= self.parcels.len() {
            self.parcels.resize_with(at + 1, Parcel::default);
        }
        self.parcels.get_mut(at)
    }
}
