//! A publisher's RTP packet, from the datagram to the batch: authenticate, find its layer, unwrap
//! RTX, note it, read from the payload what every subscriber needs to know, cache it.

use rapat_wire::rtp::{FIXED_HEADER_LEN, RtpHeader};
use rapat_wire::session::{Codec, Ext, Kind};
use rapat_wire::srtp::ReplayWindow;

use crate::audio::gap::Gap;
use crate::audio::recovery::{self, Recovered, Recoveries};
use crate::batch::{Batch, Pending};
use crate::bind;
use crate::clock::Micros;
use crate::marks::{Marks, Reading};
use crate::peer::Peer;
use crate::relay::message::RelayedPacket;
use crate::slab::{Key, Slab};
use crate::sources::Role;
use crate::tables::Tables;
use crate::uptrack::{Arrival, UpLayer, UpTrack};

/// Number of the original packet at the start of an RTX payload (RFC 4588 §4).
const RTX_PREFIX: usize = 2;

/// Why a packet goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// Not RTP, not authentic, replayed, or from an SSRC beyond the limits.
    Refused,
    /// Authentic, but not for forwarding: a probe, a duplicate, an unknown or blocked track.
    Unused,
}

/// What the node must do after a packet was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// This spatial layer of this track lives from now on, or which ones live changed with it.
    pub became_live: Option<(Key, u8)>,
    /// The layer got a new source: its subscribers must begin again.
    pub restarted: Option<(Key, u8)>,
    /// Something waits for a NACK or PLI.
    pub repair: bool,
    /// Transport-wide feedback is to be sent.
    pub feedback: bool,
}

/// An authentic packet in the clear.
struct Opened {
    header: RtpHeader,
    len: usize,
    index: u64,
    role: Role,
}

/// Authenticates one datagram and finds its layer. `taken` is valid in any case.
pub fn take<'a>(
    tables: &mut Tables,
    key: Key,
    datagram: &'a mut [u8],
    now: Micros,
    taken: &mut Taken,
) -> Result<Media<'a>, Rejected> {
    let peer = tables.peers.get_mut(key).ok_or(Rejected::Refused)?;
    let wire_len = datagram.len();
    let opened = open(peer, &tables.tracks, datagram, now).ok_or(Rejected::Refused)?;
    let packet = datagram.get_mut(..opened.len).ok_or(Rejected::Refused)?;
    if let Some([high, low]) = opened.header.exts.get(packet, Ext::TransportCc) {
        peer.arrivals.record(u16::from_be_bytes([*high, *low]), now);
        taken.feedback = true;
    }
    match opened.role {
        Role::Unbound => Err(Rejected::Unused),
        Role::Media { track, layer } => {
            let state = tables.tracks.get_mut(track).ok_or(Rejected::Unused)?;
            if let Some(old) = adopt_source(state, layer, opened.header.ssrc) {
                peer.sources.retire(old);
                taken.restarted = Some((track, layer));
            }
            let (header, seq) = (opened.header, opened.index);
            Ok(Media {
                track,
                layer,
                header,
                seq,
                how: Arrival::Original,
                packet,
                wire_len,
            })
        }
        Role::Repair { track, layer } => {
            let state = tables.tracks.get(track).ok_or(Rejected::Unused)?;
            let (packet, seq) =
                unwrap_rtx(state, layer, packet, &opened.header).ok_or(Rejected::Unused)?;
            let header = RtpHeader::parse(packet, &peer.outlet.exts).ok_or(Rejected::Unused)?;
            Ok(Media {
                track,
                layer,
                header,
                seq,
                how: Arrival::Repaired,
                packet,
                wire_len,
            })
        }
    }
}

/// As [`take`] for a packet of a followed track, which its home has authenticated.
pub fn take_relayed<'a>(
    tables: &mut Tables,
    track: Key,
    packet: &RelayedPacket,
    bytes: &'a [u8],
    taken: &mut Taken,
) -> Result<Media<'a>, Rejected> {
    let state = tables.tracks.get_mut(track).ok_or(Rejected::Unused)?;
    let (layer, header) = (packet.layer, packet.header);
    if adopt_source(state, layer, header.ssrc).is_some() {
        taken.restarted = Some((track, layer));
    }
    Ok(Media {
        track,
        layer,
        header,
        seq: packet.seq,
        how: Arrival::Original,
        packet: bytes,
        wire_len: bytes.len(),
    })
}

/// Authenticates and decrypts in place. Nothing is stored for a packet that fails.
fn open(
    peer: &mut Peer,
    tracks: &Slab<UpTrack>,
    datagram: &mut [u8],
    now: Micros,
) -> Option<Opened> {
    let opener = peer.opener.as_ref()?;
    let header = RtpHeader::parse(datagram, &peer.outlet.exts)?;
    let known = peer.sources.find(header.ssrc);
    let mut window = match known {
        Some(at) => peer.sources.get_mut(at)?.window,
        None if peer.sources.may_try(now) => ReplayWindow::new(),
        None => return None,
    };
    let index = window.index_of(header.seq);
    if !window.is_fresh(index) {
        return None;
    }
    let len = opener.open_rtp(datagram, header.header_len, index)?;
    window.accept(index);
    let at = match known {
        Some(at) => at,
        None => peer.sources.add(header.ssrc, window, now)?,
    };
    let source = peer.sources.get_mut(at)?;
    let (mut role, is_new) = (source.role, source.role == Role::Unbound && !source.retired);
    let mut label = None;
    if is_new {
        role = bind::resolve(peer, tracks, &header, datagram.get(..len)?);
        label = bind::label(role, tracks);
    }
    let source = peer.sources.get_mut(at)?;
    (source.window, source.role, source.at) = (window, role, now);
    if label.is_some() {
        source.label = label;
    }
    Some(Opened {
        header,
        len,
        index,
        role,
    })
}

/// Lets a layer follow its newest SSRC; returns the one that it had before, if another.
fn adopt_source(track: &mut UpTrack, layer: u8, ssrc: u32) -> Option<u32> {
    let state = track.layers.get_mut(layer as usize)?;
    let old = state.ssrc.filter(|old| *old != ssrc);
    if state.ssrc != Some(ssrc) {
        state.restart(ssrc);
    }
    old
}

/// Turns an RTX packet into the one it repeats, in place. `None`: padding only, or nothing known of
/// the original stream yet.
fn unwrap_rtx<'a>(
    track: &UpTrack,
    layer: u8,
    packet: &'a mut [u8],
    header: &RtpHeader,
) -> Option<(&'a mut [u8], u64)> {
    let layer = track.layers.get(layer as usize)?;
    let (ssrc, highest) = (layer.ssrc?, layer.received.highest()?);
    let pt = track.repaired_pt(header.pt)?;
    let payload = header.payload_range(packet)?;
    let original: [u8; RTX_PREFIX] = *packet.get(payload)?.first_chunk()?;
    packet.copy_within(..header.header_len, RTX_PREFIX);
    let packet = packet.get_mut(RTX_PREFIX..)?;
    let fixed: &mut [u8; FIXED_HEADER_LEN] = packet.first_chunk_mut()?;
    fixed[1] = (fixed[1] & 0x80) | pt;
    fixed[2..4].copy_from_slice(&original);
    fixed[8..12].copy_from_slice(&ssrc.to_be_bytes());
    Some((
        packet,
        rapat_wire::seq::nearest(highest, u16::from_be_bytes(original)),
    ))
}

/// A media packet in the clear and where it belongs.
pub struct Media<'a> {
    track: Key,
    layer: u8,
    header: RtpHeader,
    seq: u64,
    how: Arrival,
    packet: &'a [u8],
    wire_len: usize,
}

impl<'a> Media<'a> {
    /// Notes that it came and reads it. `taken` is valid in any case.
    pub fn read(
        self,
        tables: &mut Tables,
        now: Micros,
        taken: &mut Taken,
    ) -> Result<Ready<'a>, Rejected> {
        let track = tables.tracks.get_mut(self.track).ok_or(Rejected::Unused)?;
        let payload = self
            .header
            .payload_range(self.packet)
            .ok_or(Rejected::Refused)?;
        let codec = track.codec(self.header.pt).ok_or(Rejected::Unused)?;
        let noted = track.note(
            self.layer,
            &self.header,
            self.seq,
            self.wire_len,
            self.how,
            now,
        );
        taken.repair |= noted.repair;
        if noted.duplicate {
            return Err(Rejected::Unused);
        }
        let body = self.packet.get(payload.clone()).ok_or(Rejected::Refused)?;
        let reading = Reading {
            codec: codec.codec,
            header: &self.header,
            packet: self.packet,
            body,
            stream: (self.layer, track.layers.len()),
        };
        let (marks, became_live) = inspect(track, &reading, self.seq, self.wire_len, now);
        if became_live {
            taken.became_live = Some((self.track, marks.own.spatial));
        }
        if track.blocked {
            return Err(Rejected::Unused);
        }
        let layer = track.layers.get_mut(usize::from(self.layer));
        let redundant = layer
            .filter(|_| codec.codec == Codec::Red)
            .and_then(|layer| recovery::read(body, payload.start, self.seq, &mut layer.received));
        let (inner, recoveries) = redundant.unzip();
        let pending = Pending {
            track: self.track,
            layer: self.layer,
            seq: self.seq,
            header: self.header,
            position: 0,
            len: self.packet.len() as u16,
            payload: (payload.start as u16, payload.end as u16),
            codec,
            marks,
            inner,
            pad: 0,
            at: now,
            is_of_newest_frame: marks.is_newest && track.kind == Kind::Video,
        };
        Ok(Ready {
            pending,
            recoveries: recoveries.unwrap_or_default(),
            packet: self.packet,
        })
    }
}

/// A packet that only needs its place in cache and batch.
pub struct Ready<'a> {
    pending: Pending,
    recoveries: Recoveries,
    packet: &'a [u8],
}

impl Ready<'_> {
    /// True when storing it would overwrite what the batch has yet to send.
    pub fn must_wait(&self, tables: &Tables, batch: &Batch) -> bool {
        let layer = tables
            .tracks
            .get(self.pending.track)
            .and_then(|t| t.layers.get(self.pending.layer as usize));
        layer.is_some_and(|layer| batch.is_full(layer, self.packet.len()))
    }

    /// Stores it, if anybody wants it. False: too large, or no memory.
    pub fn store(mut self, tables: &mut Tables, batch: &mut Batch) -> bool {
        let (key, floors) = (self.pending.track, &mut tables.floors);
        let Some(track) = tables.tracks.get_mut(key) else {
            return false;
        };
        let is_heard = track
            .floor
            .is_none_or(|floor| floors.admits(floor, key, &track.voice, self.pending.at));
        let (capacity, video) = (track.cache_bytes(), track.kind == Kind::Video);
        let Some(layer) = track.layers.get_mut(self.pending.layer as usize) else {
            return false;
        };
        let (seq, at) = (self.pending.seq, self.pending.at);
        if self.pending.marks.is_key() && video {
            layer.wish.on_key_frame(at);
            layer.last_entry = layer.last_entry.max(Some(seq));
        }
        if !layer.relays.is_empty() {
            let (id, index, header) = (track.id, self.pending.layer, &self.pending.header);
            let outbox = &mut tables.outbox;
            outbox.push_packet(layer.relays, id, index, seq, header, self.packet);
        }
        if layer.listeners.is_empty() {
            return true;
        }
        if !is_heard || layer.gap.is_some() {
            let Some(seq) = self.number(layer, is_heard) else {
                return true;
            };
            self.pending.seq = seq;
        }
        let seq = self.pending.seq;
        let (cache, left) = (&mut layer.cache, &mut tables.memory_left);
        let Some(position) = cache.push(seq, self.packet, at, capacity, left) else {
            return false;
        };
        self.pending.position = position;
        for recovered in self.recoveries.iter().flatten() {
            batch.push(self.pending.recovered(recovered), layer);
        }
        batch.push(self.pending, layer);
        true
    }

    /// Numbers it and what it makes good anew, in a track of which packets are withheld. `None`: this
    /// one is, or it is too late.
    fn number(&mut self, layer: &mut UpLayer, is_heard: bool) -> Option<u64> {
        let seq = self.pending.seq;
        let gap = layer
            .gap
            .get_or_insert_with(|| Gap::behind(seq.saturating_sub(1)));
        if !is_heard {
            gap.withhold(seq);
            return None;
        }
        for slot in &mut self.recoveries {
            *slot = slot.and_then(|recovered| {
                let seq = gap.pass(recovered.seq)?.seq;
                Some(Recovered { seq, ..recovered })
            });
        }
        let passed = gap.pass(seq)?;
        self.pending.header.marker |= passed.resumes;
        Some(passed.seq)
    }
}

/// Reads what all subscribers need to know of a packet. True beside it: which layers live changed.
/// Loudness and the cost of the layers are taken down on the way.
fn inspect(
    track: &mut UpTrack,
    reading: &Reading<'_>,
    seq: u64,
    wire_len: usize,
    now: Micros,
) -> (Marks, bool) {
    let stream = reading.stream.0;
    if track.kind == Kind::Audio {
        if let Some(level) = reading.header.exts.get(reading.packet, Ext::AudioLevel) {
            track.loudness.on_packet(level);
        }
        let level = reading.header.exts.get(reading.packet, Ext::AudioLevel);
        track.voice.on_packet(level, now);
        let marks = Marks::of_audio(!reading.body.is_empty());
        return (marks, track.liveness.note(marks.own, stream, now));
    }
    let Some(layer) = track.layers.get_mut(usize::from(stream)) else {
        return (Marks::default(), false);
    };
    let is_newest = layer.received.highest() == Some(seq);
    let (marks, announced) = layer.layering.read(reading, is_newest);
    let mut changed = announced.is_some_and(|layers| track.liveness.announce(layers, stream, now));
    // A packet that nobody can place belongs to no layer.
    if !marks.needed.is_empty() {
        changed |= track.liveness.note(marks.own, stream, now);
        track.ladder.note(&marks, wire_len, now);
    }
    (marks, changed)
}
