//! One copy of a track to one subscriber: which layer it gets, under which numbers, and what was
//! sent, to answer its NACKs.

use rapat_wire::codec::dd;
use rapat_wire::session::{CodecKey, DownSection, Ext, Kind, PayloadType};

use crate::arena::Arena;
use crate::audio::forms::{self, Form};
use crate::audio::recovery::Inner;
use crate::audio::redundancy::Redundancy;
use crate::audio::sealed::Sealed;
use crate::bandwidth::repair::Repair;
use crate::clock::Micros;
use crate::command::Wish;
use crate::ids::{DownTrackId, TrackId};
use crate::ladder::Point;
use crate::layers::{self, Decision, Selection};
use crate::mapping::Mapping;
use crate::marks::Marks;
use crate::nack::SentRing;
use crate::outlet::{Head, Outlet, Source};
use crate::random::Random;
use crate::rewrite::{Rewrite, Squeeze, Switch};
use crate::slab::Key;
use crate::uptrack::UpTrack;

mod repeat;

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
    /// Its layer, who needs it, what it opens.
    pub marks: &'a Marks,
    /// RED only: the encoding in it for subscribers without RED.
    pub inner: Option<(Inner, &'a [u8])>,
    /// When it came.
    pub at: Micros,
    /// Absolute send time to stamp.
    pub abs_send_time: [u8; 3],
    /// Set when it is sent later than it came, with others.
    pub squeeze: Option<Squeeze>,
}

impl<'a> Packet<'a> {
    fn with_payload(&self, payload: &'a [u8]) -> Self {
        let source = Source {
            payload,
            ..self.source
        };
        Self { source, ..*self }
    }
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
    /// The control plane's wish; to be put in force by [`DownTrack::retarget`].
    pub wish: Wish,
    /// What its bandwidth allows; `None`: nothing, it is paused. Set by [`crate::tables::Tables::allow`].
    pub allowed: Option<Point>,
    /// Its share was decided on at least once.
    pub judged: bool,
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
    /// What its losses are answered with; audio only.
    pub redundancy: Redundancy,
    mapping: Option<Mapping>,
    rewrite: Rewrite,
    /// Video only.
    sent: Option<SentRing>,
    /// Audio only, from the first time on that the subscriber asks for some of it again.
    sealed: Option<Box<Sealed>>,
    rtx_seq: u64,
    resend_credit: u64,
    /// How what its line loses is repaired.
    repair: Repair,
    /// What the subscriber was told to expect of a stream with several layers.
    told: Option<Point>,
    /// Stream whose timeline the numbers follow; survives a pause.
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
            wish: Wish::default(),
            allowed: Some(Point::TOP),
            judged: false,
            selection: Selection::default(),
            acknowledged: false,
            packets: 0,
            octets: 0,
            fraction_lost: 0,
            redundancy: Redundancy::default(),
            mapping: None,
            rewrite: Rewrite::new(random.first_seq()),
            sent: (section.kind == Kind::Video).then(SentRing::new),
            sealed: None,
            rtx_seq: random.first_seq(),
            resend_credit: repeat::BURST * repeat::COST,
            repair: Repair::default(),
            told: None,
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
        (!self.wish.paused).then(|| Point::new(self.wish.max_layer, u8::MAX))
    }

    /// True when what it gets depends on measured frame rates.
    pub const fn follows_rates(&self) -> bool {
        self.wish.max_fps > 0 && !self.wish.paused
    }

    /// What is both wanted and allowed.
    fn limit(&self, track: &UpTrack, now: Micros) -> Option<Point> {
        let limit = self.wanted()?.within(self.allowed?);
        Some(match self.wish.max_fps {
            0 => limit,
            fps => track.slowest_within(limit, fps, now),
        })
    }

    /// Chooses the target anew; `None`: its track is gone. True when it changed.
    pub fn retarget(&mut self, track: Option<(&UpTrack, Micros)>) -> bool {
        let before = self.selection;
        self.selection.target = track.and_then(|(track, now)| {
            let limit = self.limit(track, now)?;
            let live = &track.liveness.live()[..track.spatial_layers()];
            let held = before.current.or(before.target);
            let held = held.map(|place| place.point.spatial);
            let spatial = layers::choose(live, limit.spatial, held)?;
            Some(track.place(Point { spatial, ..limit }))
        });
        if self.selection.target.is_none() || track.is_some_and(|(track, _)| track.blocked) {
            self.selection.current = None;
        }
        self.selection != before
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

    /// Bytes of memory that it holds to answer NACKs.
    pub fn memory(&self) -> usize {
        let sealed = self.sealed.as_ref().map_or(0, |sealed| sealed.memory());
        self.sent.as_ref().map_or(0, SentRing::memory) + sealed
    }

    /// Tells the round trip of the subscriber.
    pub fn set_rtt(&mut self, rtt: Micros) {
        if let Some(sent) = &mut self.sent {
            sent.set_rtt(rtt);
        }
    }

    /// Outgoing timestamp = incoming + this, for what comes now of the current layer.
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
        let begins = self.kind == Kind::Video && self.selection.current.is_none();
        if !outlet.is_ready() || (begins && outlet.now < outlet.media_from) {
            return outcome;
        }
        let mapping = self.map(packet.codec);
        let Some(mut pt) = mapping.pt else {
            return outcome;
        };
        let (mut room, mut other, mut packet) = (None, None, packet);
        if self.kind == Kind::Audio {
            match forms::of(packet, &mapping, self.redundancy.level(), track, &mut room) {
                Form::AsIs => {}
                Form::Nothing => return outcome,
                Form::Other { pt: as_pt, payload } => {
                    pt = as_pt;
                    packet = other.insert(packet.with_payload(payload));
                }
            }
        }
        let decision = self
            .selection
            .decide(packet.layer, packet.seq, packet.marks);
        match decision {
            Decision::Ignore => return outcome,
            Decision::LeaveOut => {
                self.leave_out(packet, pt, outlet, arena);
                return outcome;
            }
            Decision::Forward => {}
            Decision::Switch => {
                self.switch(packet, track);
                outcome.switched = true;
            }
        }
        if packet.source.payload.is_empty() {
            self.leave_out(packet, pt, outlet, arena);
            return outcome;
        }
        let Some(seq) = self.rewrite.map_seq(packet.seq) else {
            return outcome;
        };
        let mut room;
        let described = if packet.marks.described.is_some() {
            room = [0; dd::MAX_LEN];
            self.describe(packet, track, &mut room)
        } else {
            None
        };
        outcome.sent = self.send(packet, pt, seq, described, outcome.switched, outlet, arena);
        outcome.first = outcome.sent && !std::mem::replace(&mut self.was_live, true);
        outcome
    }

    /// Closes up the number of a packet that the subscriber does not need. When later numbers are
    /// already given, an empty packet stands for it: decoders would wait for it, and ask.
    fn leave_out(&mut self, packet: &Packet<'_>, pt: u8, outlet: &mut Outlet, arena: &mut Arena) {
        if self.rewrite.skip(packet.seq) {
            if let Some(vp8) = &packet.marks.vp8 {
                self.rewrite.skip_vp8(vp8);
            }
        } else if let Some(seq) = self.rewrite.map_seq(packet.seq) {
            let source = packet.source.emptied();
            let head = Head {
                pt,
                marker: false,
                seq,
                timestamp: self.timestamp(packet),
                ssrc: self.ssrc,
                mid: None,
                original_seq: None,
                vp8: None,
                described: None,
                playout_delay: None,
                can_wait: self.kind == Kind::Video,
            };
            outlet.send_rtp(arena, &source, &head, packet.abs_send_time);
        }
    }

    /// The dependency descriptor as this subscriber is to get it, written to `room` where it differs.
    fn describe<'a>(
        &mut self,
        packet: &Packet<'a>,
        track: &UpTrack,
        room: &'a mut [u8; dd::MAX_LEN],
    ) -> Option<&'a [u8]> {
        let header = packet.source.header;
        let bytes = header
            .exts
            .get(packet.source.bytes, Ext::DependencyDescriptor)?;
        let said = packet.marks.described.as_ref()?;
        let number = self.rewrite.map_frame(said.frame_number);
        // Who gets less than the whole is told so where it begins: decoders wait for no more then.
        let point = self.selection.current?.point;
        let changed = self.told != Some(point) && packet.marks.starts_picture;
        if said.has_structure || changed {
            self.told = Some(point);
            let layering = &track.layers.get(packet.layer as usize)?.layering;
            let mut active = layering.targets_within(point);
            active &= said.frame.active.unwrap_or(u32::MAX);
            let len = dd::announce(bytes, &said.frame, said.targets, active, number, room)?;
            return room.get(..len);
        }
        if number == said.frame_number {
            return Some(bytes);
        }
        let len = dd::renumber(bytes, number, room)?;
        room.get(..len)
    }

    /// The last packet that the subscriber gets of a picture ends it.
    fn marker(&self, packet: &Packet<'_>, switched: bool) -> bool {
        if self.kind == Kind::Audio {
            // A talk spurt begins after a pause (RFC 3551 §4.1).
            return packet.source.header.marker || switched;
        }
        let spatial = self.selection.current.map(|place| place.point.spatial);
        packet.source.header.marker
            || (packet.marks.ends_frame && spatial == Some(packet.marks.own.spatial))
    }

    fn timestamp(&self, packet: &Packet<'_>) -> u32 {
        self.rewrite.peek_timestamp(packet.source.header.timestamp)
    }

    #[allow(clippy::too_many_arguments)] // each is another fact about one packet
    fn send(
        &mut self,
        packet: &Packet<'_>,
        pt: u8,
        seq: u64,
        described: Option<&[u8]>,
        switched: bool,
        outlet: &mut Outlet,
        arena: &mut Arena,
    ) -> bool {
        self.earn_repeats();
        let head = Head {
            pt,
            marker: self.marker(packet, switched),
            seq,
            timestamp: self
                .rewrite
                .map_timestamp(packet.source.header.timestamp, packet.at),
            ssrc: self.ssrc,
            mid: (!self.acknowledged).then_some(self.mid.as_bytes()),
            original_seq: None,
            vp8: packet
                .marks
                .vp8
                .map(|descriptor| self.rewrite.map_vp8(descriptor)),
            described,
            playout_delay: self.playout_delay(packet.marks.starts_picture),
            can_wait: self.kind == Kind::Video,
        };
        if let Some(sent) = &mut self.sent {
            sent.record(seq as u16, packet.seq as u16, self.rewrite.epoch());
        }
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(packet.source.payload.len() as u32);
        let sent = outlet.send_rtp(arena, &packet.source, &head, packet.abs_send_time);
        if sent && self.sealed.is_some() {
            self.keep_sound(seq as u16, arena);
        }
        sent
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
            vp8: packet.marks.vp8,
            frame: packet.marks.described.map(|said| said.frame_number),
            squeeze: packet.squeeze,
        });
        self.timeline = Some(packet.layer);
    }

    /// How the subscriber numbers a codec.
    fn map(&mut self, codec: CodecKey) -> Mapping {
        match self.mapping.filter(|mapping| mapping.codec == codec) {
            Some(mapping) => mapping,
            None => *self.mapping.insert(Mapping::find(&self.payloads, codec)),
        }
    }
}
