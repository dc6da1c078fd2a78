//! A packet of a layer's cache, read as it was when it came: to send it again, or to those who came later.

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{CodecKey, ExtMap};

use crate::downtrack::Packet;
use crate::marks::{Marks, Reading};
use crate::outlet::Source;
use crate::uptrack::UpTrack;

/// See the module.
pub struct Reread<'a> {
    bytes: &'a [u8],
    /// Its header.
    pub header: RtpHeader,
    payload: &'a [u8],
    codec: CodecKey,
    /// Its layer, who needs it, what it opens. As for a late packet: it starts no picture.
    pub marks: Marks,
    seq: u64,
    layer: u8,
}

impl<'a> Reread<'a> {
    /// `exts` are the publisher's extension ids, which hold for its whole session. `None`: the cache
    /// has it no more.
    pub fn of(track: &'a UpTrack, exts: &ExtMap, layer: u8, seq: u64) -> Option<Self> {
        let held = track.layers.get(usize::from(layer))?;
        let bytes = held.cache.get(seq)?;
        let header = RtpHeader::parse(bytes, exts)?;
        let payload = bytes.get(header.payload_range(bytes)?)?;
        let codec = track.codec(header.pt)?;
        let marks = held.layering.peek(&Reading {
            codec: codec.codec,
            header: &header,
            packet: bytes,
            body: payload,
            stream: (layer, track.layers.len()),
        });
        Some(Self {
            bytes,
            header,
            payload,
            codec,
            marks,
            seq,
            layer,
        })
    }

    /// Bytes of the packet as it came, decrypted.
    pub const fn size(&self) -> usize {
        self.bytes.len()
    }

    /// As the down tracks take it, sent now.
    pub const fn packet(&self, at: u64, abs_send_time: [u8; 3]) -> Packet<'_> {
        Packet {
            source: Source {
                bytes: self.bytes,
                header: &self.header,
                payload: self.payload,
                pad: 0,
            },
            seq: self.seq,
            layer: self.layer,
            codec: self.codec,
            marks: &self.marks,
            inner: None,
            at,
            abs_send_time,
            squeeze: None,
        }
    }
}
