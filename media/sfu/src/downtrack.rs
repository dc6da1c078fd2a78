//! One copy of a track to one subscriber: which layer it gets, under which numbers, and what was
//! sent, to answer its NACKs.

use rapat_wire::codec::vp8;
use rapat_wire::session::{Codec, CodecKey, DownSection, Kind, PayloadType};

use crate::arena::Arena;
use crate::clock::Micros;
use crate::ids::{DownTrackId, TrackId};
use crate::ladder::Point;
use crate::layers::{self, Decision, Selection};
use crate::nack::SentRing;
use crate::outlet::{Head, Outlet, Source};
use crate::random::Random;
use crate::rewrite::{Rewrite, Switch};
use crate::slab::Key;
use crate::uptrack::UpTrack;

/// Share of sent packets that may be repeats, in percent: above it repair feeds the congestion.
const RESEND_PERCENT: u64 = 20;
/// Repeats that may be saved up: one key frame's worth.
const RESEND_BURST: u64 = 100;

/// One repeat costs what 100 / `RESEND_PERCENT` sent packets earned.
const RESEND_COST: u64 = 100;

/// One packet of the batch with what was read from it once for all subscribers.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Bytes, header and payload.
    pub source: Source<'a>,
    /// Extended number at the publisher.
    pub seq: u64,
    /// Which layer.
    pub layer: u8,
    /// What the payload is.
    pub codec: CodecKey,
    /// A decoder can start here.
    pub entry: bool,
    /// VP8 only.
    pub vp8: Option<vp8::Descriptor>,
    /// RED only: the primary encoding, for subscribers without RED.
    pub primary: Option<&'a [u8]>,
    /// When it came.
    pub at: Micros,
    /// Absolute send time to stamp.
    pub abs_send_time: [u8; 3],
}

/// What a packet led to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// A datagram is in the arena.
    pub sent: bool,
    /// It is the first one of this down track.
    pub first: bool,
    /// The current layer changed: who listens to what must be told anew.
    pub switched: bool,
}

/// Payload types of the subscriber for one of the publisher's codecs, remembered for the next packet.
#[derive(Clone, Copy, Debug)]
struct PtMapping {
    codec: CodecKey,
    pt: Option<u8>,
    rtx_pt: Option<u8>,
    /// RED goes out as the primary encoding alone.
    unwrap_red: bool,
}

impl PtMapping {
    fn find(payloads: &[PayloadType], codec: CodecKey) -> Self {
        let exact = payloads.iter().find(|p| p.key == codec);
        // Another profile of the codec is better than a black tile: decoders take what they can.
        let same = exact.or_else(|| payloads.iter().find(|p| p.key.codec == codec.codec));
        let unwrap_red = same.is_none() && codec.codec == Codec::Red;
        let found = same.or_else(|| {
            payloads
                .iter()
                .find(|p| unwrap_red && p.key.codec == Codec::Opus)
        });
        Self {
            codec,
            pt: found.map(|p| p.pt),
            rtx_pt: found.and_then(|p| p.rtx_pt),
            unwrap_red,
        }
    }
}

/// See the module.
#[derive(Debug)]
pub struct DownTrack {
    /// Its number at the control plane.
    pub id: DownTrackId,
    /// Key of the subscriber.
    pub peer: Key,
    /// What it copies.
    pub track_id: TrackId,
    /// Key of that track; `None` while it is not here.
    pub track: Option<Key>,
    /// Audio or video.
    pub kind: Kind,
    /// `a=mid`.
    pub mid: String,
    /// What the subscriber decodes, as it numbers it.
    pub payloads: Vec<PayloadType>,
    /// Our SSRC.
    pub ssrc: u32,
    /// Our RTX SSRC.
    pub rtx_ssrc: u32,
    /// The control plane's wish.
    pub paused: bool,
    /// The control plane's wish.
    pub max_layer: u8,
    /// Among the subscriber's tracks: what is higher gets bandwidth first.
    pub priority: u8,
    /// What its bandwidth allows; `None`: nothing, it is paused. Set by [`crate::tables::Tables::allow`].
    pub allowed: Option<Point>,
    /// What it has and aims for.
    pub selection: Selection,
    /// Its receiver reports come: it knows the SSRC.
    pub acknowledged: bool,
    /// Packets of the main stream.
    pub packets: u32,
    /// Payload bytes of the main stream.
    pub octets: u32,
    /// Loss from its last receiver report, 0–255.
    pub fraction_lost: u8,
    mapping: Option<PtMapping>,
    rewrite: Rewrite,
    /// Video only; audio is not repaired.
    sent: Option<SentRing>,
    rtx_seq: u64,
    resend_credit: u64,
    /// Layer whose timeline the numbers follow; survives a pause.
    timeline: Option<u8>,
    was_live: bool,
}

impl DownTrack {
    /// A subscription that has sent nothing yet.
    pub fn new(section: &DownSection, peer: Key, random: &mut Random) -> Self {
        Self {
            id: DownTrackId(section.down),
            peer,
            track_id: TrackId(section.track),
            track: None,
            kind: section.kind,
            mid: section.mid.clone(),
            payloads: section.payloads.clone(),
            ssrc: section.ssrc,
            rtx_ssrc: section.rtx_ssrc,
            paused: false,
            max_layer: u8::MAX,
            priority: 0,
            allowed: Some(Point::TOP),
            selection: Selection::default(),
            acknowledged: false,
            packets: 0,
            octets: 0,
            fraction_lost: 0,
            mapping: None,
            rewrite: Rewrite::new(random.first_seq()),
            sent: (section.kind == Kind::Video).then(SentRing::new),
            rtx_seq: random.first_seq(),
            resend_credit: RESEND_BURST * RESEND_COST,
            timeline: None,
            was_live: false,
        }
    }

    /// Applies a newer description.
    pub fn update(&mut self, section: &DownSection) {
        self.mid.clone_from(&section.mid);
        self.payloads.clone_from(&section.payloads);
        self.mapping = None;
    }

    /// The most that is wanted of it, whatever the bandwidth; `None`: it is paused by the control plane.
    pub fn wanted(&self) -> Option<Point> {
        (!self.paused).then(|| Point::new(self.max_layer, u8::MAX))
    }

    /// Chooses the target anew. True when it changed.
    pub fn retarget(&mut self, track: Option<&UpTrack>) -> bool {
        let before = self.selection;
        self.selection.target = match track {
            Some(track) => self.limit().and_then(|limit| {
                layers::choose(
                    &track.live()[..track.layers.len()],
                    limit.spatial,
                    before.current.or(before.target),
                )
            }),
            None => None,
        };
        if self.selection.target.is_none() || track.is_some_and(|t| t.blocked) {
            self.selection.current = None;
        }
        self.selection != before
    }

    /// What is both wanted and allowed.
    fn limit(&self) -> Option<Point> {
        Some(self.wanted()?.within(self.allowed?))
    }

    /// The source restarted under the same layer: begin again at its next entry.
    pub fn restart(&mut self) {
        self.selection.current = None;
        self.timeline = None;
    }

    /// False when the publisher's codec turned out to be none of the subscriber's.
    pub fn decodes(&self) -> bool {
        self.mapping.is_none_or(|mapping| mapping.pt.is_some())
    }

    /// Tells the round trip of the subscriber.
    pub fn set_rtt(&mut self, rtt: Micros) {
        if let Some(sent) = &mut self.sent {
            sent.set_rtt(rtt);
        }
    }

    /// Outgoing timestamp = incoming + this, for the current layer.
    pub const fn ts_offset(&self) -> u32 {
        self.rewrite.ts_offset()
    }

    /// Copies a packet of its track to the subscriber, if it is one that it should get.
    pub fn forward(
        &mut self,
        packet: &Packet<'_>,
        track: &UpTrack,
        outlet: &mut Outlet,
        arena: &mut Arena,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        if !outlet.is_ready() {
            return outcome;
        }
        let Some((pt, unwrap_red)) = self.map_pt(packet.codec) else {
            return outcome;
        };
        let unwrapped;
        let packet = match packet.primary.filter(|_| unwrap_red) {
            Some(payload) => {
                unwrapped = Packet {
                    source: Source {
                        payload,
                        ..packet.source
                    },
                    ..*packet
                };
                &unwrapped
            }
            None => packet,
        };
        match self.selection.decide(packet.layer, packet.entry) {
            Decision::Drop => return outcome,
            Decision::Forward => {}
            Decision::Switch => {
                self.switch(packet, track);
                outcome.switched = true;
            }
        }
        let Some(seq) = self.out_seq(packet) else {
            return outcome;
        };
        outcome.sent = self.send(packet, pt, seq, outcome.switched, outlet, arena);
        outcome.first = outcome.sent && !std::mem::replace(&mut self.was_live, true);
        outcome
    }

    /// Numbers of padding-only packets are compacted away, unless later ones are already spent.
    fn out_seq(&mut self, packet: &Packet<'_>) -> Option<u64> {
        if packet.source.payload.is_empty() && self.rewrite.skip(packet.seq) {
            return None;
        }
        self.rewrite.map_seq(packet.seq)
    }

    fn send(
        &mut self,
        packet: &Packet<'_>,
        pt: u8,
        seq: u64,
        switched: bool,
        outlet: &mut Outlet,
        arena: &mut Arena,
    ) -> bool {
        let head = Head {
            pt,
            // A talk spurt begins after a pause (RFC 3551 §4.1); video markers end frames, untouched.
            marker: packet.source.header.marker || (switched && self.kind == Kind::Audio),
            seq,
            timestamp: self
                .rewrite
                .map_timestamp(packet.source.header.timestamp, packet.at),
            ssrc: self.ssrc,
            mid: (!self.acknowledged).then_some(self.mid.as_bytes()),
            original_seq: None,
            vp8: packet
                .vp8
                .map(|descriptor| self.rewrite.map_vp8(descriptor)),
        };
        if let Some(sent) = &mut self.sent {
            sent.record(seq as u16, packet.seq as u16, self.rewrite.epoch());
        }
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(packet.source.payload.len() as u32);
        self.resend_credit = (self.resend_credit + RESEND_PERCENT).min(RESEND_BURST * RESEND_COST);
        outlet.send_rtp(arena, &packet.source, &head, packet.abs_send_time)
    }

    fn switch(&mut self, packet: &Packet<'_>, track: &UpTrack) {
        let clock = |layer: u8| track.layers.get(layer as usize).and_then(|l| l.clock);
        let same_source = self.timeline == Some(packet.layer);
        let clocks = self
            .timeline
            .filter(|_| !same_source)
            .and_then(clock)
            .zip(clock(packet.layer));
        self.rewrite.switch(&Switch {
            in_seq: packet.seq,
            timestamp: packet.source.header.timestamp,
            now: packet.at,
            clock_rate: track.clock_rate(),
            clocks,
            same_source,
            vp8: packet.vp8,
        });
        self.timeline = Some(packet.layer);
        self.selection.current = Some(packet.layer);
    }

    /// The subscriber's payload type, and whether RED must be unwrapped. `None`: it cannot decode this.
    fn map_pt(&mut self, codec: CodecKey) -> Option<(u8, bool)> {
        let mapping = match self.mapping.filter(|m| m.codec == codec) {
            Some(mapping) => mapping,
            None => *self.mapping.insert(PtMapping::find(&self.payloads, codec)),
        };
        Some((mapping.pt?, mapping.unwrap_red))
    }

    /// The extended number at the publisher of a packet to resend under RTX; `None`: do not resend.
    ///
    /// Without an RTX payload type nothing is resent: the same number with another absolute send time
    /// would be two plaintexts under one nonce.
    pub fn resendable(&mut self, out_seq: u16, highest_in: u64, now: Micros) -> Option<u64> {
        self.mapping.and_then(|m| m.rtx_pt)?;
        if self.resend_credit < RESEND_COST {
            return None;
        }
        let (sent, epoch) = (self.sent.as_mut()?, self.rewrite.epoch());
        if !sent.knows(out_seq, epoch) {
            // Never sent, but it has its number: it came before the key frame's first packet did.
            sent.record(out_seq, self.rewrite.unmap(out_seq)? as u16, epoch);
        }
        let in_seq = sent.take(out_seq, epoch, now)?;
        self.resend_credit -= RESEND_COST;
        Some(rapat_wire::seq::nearest(highest_in, in_seq))
    }

    /// Sends a cached packet again under the RTX SSRC (RFC 4588).
    pub fn resend(&mut self, packet: &Packet<'_>, outlet: &mut Outlet, arena: &mut Arena) -> bool {
        let Some(pt) = self.mapping.and_then(|m| m.rtx_pt) else {
            return false;
        };
        let Some(original) = self.rewrite.map_late(packet.seq) else {
            return false;
        };
        let head = Head {
            pt,
            marker: packet.source.header.marker,
            seq: self.rtx_seq,
            timestamp: packet
                .source
                .header
                .timestamp
                .wrapping_add(self.rewrite.ts_offset()),
            ssrc: self.rtx_ssrc,
            mid: (!self.acknowledged).then_some(self.mid.as_bytes()),
            original_seq: Some(original as u16),
            vp8: packet
                .vp8
                .map(|descriptor| self.rewrite.peek_vp8(descriptor)),
        };
        self.rtx_seq += 1;
        outlet.send_rtp(arena, &packet.source, &head, packet.abs_send_time)
    }
}
