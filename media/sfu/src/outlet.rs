//! The way out to one client: key, address and extension ids. Writes a packet into the arena and
//! seals it there.

use rapat_wire::codec::vp8;
use rapat_wire::rtcp::Writer;
use rapat_wire::rtp::{Form, HeaderWriter, RtpHeader};
use rapat_wire::session::{Ext, ExtMap};
use rapat_wire::srtp::Sealer;

use crate::arena::{Arena, Path};
use crate::bandwidth::history::History;
use crate::bandwidth::pacer::Pacer;
use crate::cache::MAX_PACKET;
use crate::clock::Micros;

/// Room for the largest packet out: other extension ids, a wider VP8 descriptor, the RTX number, the tag.
const MAX_DATAGRAM: usize = MAX_PACKET + 64;
/// P bit of the first header byte, RFC 3550 §5.1.
const PADDING_BIT: u8 = 0x20;
/// Room for one RTCP compound: an Ethernet frame's worth.
const MAX_RTCP: usize = 1280;
/// Extensions that pass from publisher to subscriber as they are, under the subscriber's ids.
const PASSED: [Ext; 3] = [Ext::AudioLevel, Ext::AbsCaptureTime, Ext::VideoOrientation];

/// A publisher's packet, decrypted.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The whole packet.
    pub bytes: &'a [u8],
    /// Its header.
    pub header: &'a RtpHeader,
    /// Its payload without padding.
    pub payload: &'a [u8],
    /// Bytes of padding to send behind it.
    pub pad: u8,
}

impl Source<'_> {
    /// The same packet without payload.
    #[must_use]
    pub const fn emptied(&self) -> Self {
        Self {
            payload: &[],
            pad: 0,
            ..*self
        }
    }
}

/// What the subscriber's packet says instead.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Payload type as the subscriber numbers it.
    pub pt: u8,
    /// Marker bit.
    pub marker: bool,
    /// Extended number: the upper part is the rollover counter.
    pub seq: u64,
    /// Timestamp.
    pub timestamp: u32,
    /// Our SSRC.
    pub ssrc: u32,
    /// Present while the subscriber may not know the SSRC yet.
    pub mid: Option<&'a [u8]>,
    /// RFC 4588: number of the packet that this one repeats.
    pub original_seq: Option<u16>,
    /// Replaces the payload's descriptor.
    pub vp8: Option<vp8::Descriptor>,
    /// Dependency descriptor.
    pub described: Option<&'a [u8]>,
    /// Playout delay. The publisher's is not passed on: it knows nothing of the line.
    pub playout_delay: Option<[u8; 3]>,
    /// May wait in the pacer behind others: not sound, not repeats.
    pub can_wait: bool,
}

/// One packet of a batch for one of the peer's down tracks.
#[derive(Clone, Copy, Debug)]
pub struct Queued {
    /// Index in the batch.
    pub packet: u32,
    /// Key of the down track.
    pub down: u32,
}

/// See the module.
#[derive(Default)]
pub struct Outlet {
    /// `None` until DTLS is done.
    pub sealer: Option<Sealer>,
    /// Verified, nominated address; `None` until ICE is done.
    pub path: Option<Path>,
    /// When the client can surely open media: video begins no sooner, or its key frame would be lost.
    pub media_from: Micros,
    /// The client's extension ids.
    pub exts: ExtMap,
    /// There are pictures among what it gets: all of it carries transport-wide numbers. Sound alone leaves
    /// nothing to share out, and the feedback would cost as much as the sound.
    pub gets_pictures: bool,
    /// What the current batch has for it; empty between batches.
    pub queue: Vec<Queued>,
    /// Time of what is sent next; whoever is about to send sets it.
    pub now: Micros,
    /// What was sent under which transport-wide number.
    pub sent: History,
    /// What waits because the line is full.
    pub pacer: Pacer,
    /// Datagrams and bytes sent since start.
    pub packets: u64,
    /// See `packets`.
    pub bytes: u64,
}

impl Outlet {
    /// True when media can be sent.
    pub const fn is_ready(&self) -> bool {
        self.sealer.is_some() && self.path.is_some()
    }

    /// Sends one RTP packet. False: not ready, or no room.
    pub fn send_rtp(
        &mut self,
        arena: &mut Arena,
        source: &Source<'_>,
        head: &Head<'_>,
        abs_send_time: [u8; 3],
    ) -> bool {
        let (Some(sealer), Some(path)) = (&self.sealer, self.path) else {
            return false;
        };
        let Some(room) = arena.reserve(MAX_DATAGRAM) else {
            return false;
        };
        let seq = self.sent.next_seq();
        let is_numbered = self.gets_pictures && self.exts.id(Ext::TransportCc).is_some();
        let stamps = Stamps {
            abs_send_time,
            transport_seq: is_numbered.then_some(seq.to_be_bytes()),
        };
        let Some(len) =
            write_packet(room, &self.exts, source, head, &stamps).and_then(|(header_len, len)| {
                sealer.seal_rtp(room, header_len, len, (head.seq >> 16) as u32)
            })
        else {
            return false;
        };
        let waits = head.can_wait && self.pacer.must_wait(len, self.now);
        if waits {
            let sealed = room.get(..len).unwrap_or_default();
            self.pacer.push(sealed, seq, head.ssrc);
        } else {
            arena.commit(path, len);
            if !head.can_wait {
                self.pacer.spend(len);
            }
        }
        if is_numbered {
            self.sent.record(len, self.now);
            if waits {
                self.sent.hold(self.now);
            }
        }
        self.packets += 1;
        self.bytes += len as u64;
        true
    }

    /// Sends a sealed datagram again, as it left before. False: not ready, or no room.
    pub fn send_sealed(&mut self, arena: &mut Arena, datagram: &[u8]) -> bool {
        let Some(path) = self.path else {
            return false;
        };
        let room = arena.reserve(datagram.len());
        let Some(room) = room.and_then(|room| room.get_mut(..datagram.len())) else {
            return false;
        };
        room.copy_from_slice(datagram);
        arena.commit(path, datagram.len());
        self.pacer.spend(datagram.len());
        self.packets += 1;
        self.bytes += datagram.len() as u64;
        true
    }

    /// Bytes of memory that it holds for what was sent and what waits.
    pub fn memory(&self) -> usize {
        self.sent.memory() + self.pacer.memory()
    }

    /// Sends what has waited and is due.
    pub fn release(&mut self, arena: &mut Arena, now: Micros) {
        if let Some(path) = self.path {
            self.pacer.release(arena, path, &mut self.sent, now);
        }
    }

    /// Sends one RTCP compound that `fill` writes. False: not ready, nothing written, or no room.
    pub fn send_rtcp(&mut self, arena: &mut Arena, fill: impl FnOnce(&mut Writer<'_>)) -> bool {
        let (Some(sealer), Some(path)) = (&mut self.sealer, self.path) else {
            return false;
        };
        let Some(room) = arena.reserve(MAX_RTCP + 32) else {
            return false;
        };
        let mut writer = Writer::new(&mut room[..MAX_RTCP]);
        fill(&mut writer);
        let written = writer.finish();
        if written == 0 {
            return false;
        }
        let Some(len) = sealer.seal_rtcp(room, written) else {
            return false;
        };
        arena.commit(path, len);
        self.packets += 1;
        self.bytes += len as u64;
        true
    }
}

/// What is written anew into every packet.
struct Stamps {
    abs_send_time: [u8; 3],
    /// `None`: nobody counts.
    transport_seq: Option<[u8; 2]>,
}

/// Writes header and payload; returns (header length, packet length).
fn write_packet(
    room: &mut [u8],
    exts: &ExtMap,
    source: &Source<'_>,
    head: &Head<'_>,
    stamps: &Stamps,
) -> Option<(usize, usize)> {
    let (mut header_len, is_complete) =
        write_head(room, exts, source, head, stamps, Form::OneByte)?;
    if !is_complete && exts.allow_mixed {
        // Rare: a long dependency descriptor, a high id.
        (header_len, _) = write_head(room, exts, source, head, stamps, Form::TwoByte)?;
    }
    let mut at = header_len;
    if let Some(original) = head.original_seq {
        room.get_mut(at..at + 2)?
            .copy_from_slice(&original.to_be_bytes());
        at += 2;
    }
    let mut rest = source.payload;
    if let Some(descriptor) = &head.vp8 {
        rest = source.payload.get(descriptor.len..)?;
        at += descriptor.write(room.get_mut(at..)?)?;
    }
    room.get_mut(at..at + rest.len())?.copy_from_slice(rest);
    at += rest.len();
    if source.pad > 0 {
        // RFC 3550 §5.1: the last byte counts all of them, itself too.
        let padding = room.get_mut(at..at + usize::from(source.pad))?;
        padding.fill(0);
        *padding.last_mut()? = source.pad;
        at += usize::from(source.pad);
        *room.first_mut()? |= PADDING_BIT;
    }
    Some((header_len, at))
}

/// Writes the header; returns its length, and whether every extension has its place in it.
fn write_head(
    room: &mut [u8],
    exts: &ExtMap,
    source: &Source<'_>,
    head: &Head<'_>,
    stamps: &Stamps,
    form: Form,
) -> Option<(usize, bool)> {
    let mut writer = HeaderWriter::new(room, form)?;
    writer.fixed(
        head.pt,
        head.marker,
        head.seq as u16,
        head.timestamp,
        head.ssrc,
    );
    if let Some(id) = exts.id(Ext::AbsSendTime) {
        writer.stamp(id, stamps.abs_send_time);
    }
    if let (Some(id), Some(seq)) = (exts.id(Ext::TransportCc), stamps.transport_seq) {
        writer.stamp(id, seq);
    }
    if let (Some(id), Some(delay)) = (exts.id(Ext::PlayoutDelay), head.playout_delay) {
        writer.stamp(id, delay);
    }
    let given = [
        (Ext::Mid, head.mid),
        (Ext::DependencyDescriptor, head.described),
    ];
    for (ext, value) in given {
        if let (Some(value), Some(id)) = (value, exts.id(ext)) {
            writer.element(id, value);
        }
    }
    for ext in PASSED {
        if let (Some(span), Some(id)) = (source.header.exts.span(ext), exts.id(ext)) {
            writer.element(id, source.bytes.get(span)?);
        }
    }
    writer.finish()
}
