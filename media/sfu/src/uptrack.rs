//! One published track as it comes in: its layers, and per layer what came, what is missing, who
//! listens. Packets here are already authentic and decrypted.

use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{CodecKey, Kind, PayloadType, UpSection};

use crate::audio::gap::Gap;
use crate::audio::voice::Voice;
use crate::cache::{self, Cache};
use crate::clock::Micros;
use crate::hold::Patience;
use crate::ids::TrackId;
use crate::keyframe::KeyFrameWish;
use crate::ladder::{Ladder, MAX_SPATIAL, Point, Rung};
use crate::layers::{MAX_LAYERS, Place};
use crate::liveness::Liveness;
use crate::marks::Layering;
use crate::nack::Missing;
use crate::received::Received;
use crate::reception::Reception;
use crate::relay::nodes::Nodes;
use crate::relay::remote::Remote;
use crate::rewrite::ClockPoint;
use crate::slab::Key;
use crate::speakers::Loudness;

/// A frame rate that is at most so much of the wanted one is enough: cameras and encoders waver.
const RATE_TOLERANCE_PERCENT: u16 = 90;

/// RTP clock of a kind (RFC 7587 §4.1 for Opus; 90 kHz for all video).
pub const fn clock_rate(kind: Kind) -> u32 {
    match kind {
        Kind::Audio => 48_000,
        Kind::Video => 90_000,
    }
}

/// A down track that wants packets of a layer, and its peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Key of the down track.
    pub down: Key,
    /// Key of its peer.
    pub peer: Key,
}

/// One encoding.
#[derive(Debug)]
pub struct UpLayer {
    /// `a=rid`, or empty.
    pub rid: String,
    /// As declared in the offer.
    pub declared_ssrc: Option<u32>,
    /// As declared in the offer.
    pub declared_rtx: Option<u32>,
    /// The source that feeds the layer now.
    pub ssrc: Option<u32>,
    /// Recent packets.
    pub cache: Cache,
    /// Tells duplicates.
    pub received: Received,
    /// Waited-for packets; used when the client repairs.
    pub missing: Missing,
    /// Wish for a key frame.
    pub wish: KeyFrameWish,
    /// Number of the latest packet at which a decoder can start; video only.
    pub last_entry: Option<u64>,
    /// Statistics.
    pub reception: Reception,
    /// From its last sender report.
    pub clock: Option<ClockPoint>,
    /// How it is layered in itself.
    pub layering: Layering,
    /// Who gets its packets: kept in step with the down tracks by `tables`.
    pub listeners: Vec<Listener>,
    /// Other nodes that get its packets.
    pub relays: Nodes,
    /// Number of the last batch that has packets of this layer, and where in the cache they begin.
    pub batch: (u64, u64),
    /// Whether its frames come in bursts.
    pub patience: Patience,
    /// Its numbers since packets were withheld; audio only.
    pub gap: Option<Gap>,
}

impl UpLayer {
    fn new(rid: String) -> Self {
        Self {
            rid,
            declared_ssrc: None,
            declared_rtx: None,
            ssrc: None,
            cache: Cache::new(),
            received: Received::new(),
            missing: Missing::new(),
            wish: KeyFrameWish::default(),
            last_entry: None,
            reception: Reception::default(),
            clock: None,
            layering: Layering::default(),
            listeners: Vec::new(),
            relays: Nodes::default(),
            batch: (0, 0),
            patience: Patience::default(),
            gap: None,
        }
    }

    /// True when anybody gets its packets, here or elsewhere.
    pub fn is_wanted(&self) -> bool {
        !self.listeners.is_empty() || !self.relays.is_empty()
    }

    /// What nobody gets is neither waited for nor asked for.
    pub fn drop_idle_wishes(&mut self) {
        if !self.is_wanted() {
            self.wish.cancel();
            self.missing.clear();
        }
    }

    /// Another source feeds the layer from now on: its numbers have nothing to do with the old ones.
    pub fn restart(&mut self, ssrc: u32) {
        self.ssrc = Some(ssrc);
        self.cache.clear();
        self.received = Received::new();
        self.missing.clear();
        self.last_entry = None;
        self.reception = Reception::default();
        self.clock = None;
        self.gap = None;
        self.layering.restart();
    }
}

/// How a packet came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// By itself.
    Original,
    /// Unwrapped from RFC 4588.
    Repaired,
}

/// What to do after a packet was noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// It came before: drop it.
    pub duplicate: bool,
    /// Holes wait for NACKs.
    pub repair: bool,
}

/// One published track.
#[derive(Debug)]
pub struct UpTrack {
    /// Its number at the control plane.
    pub id: TrackId,
    /// Key of the publisher.
    pub peer: Key,
    /// Audio or video.
    pub kind: Kind,
    /// `a=mid`.
    pub mid: String,
    /// Payload types as the publisher numbers them.
    pub payloads: Vec<PayloadType>,
    /// The client repairs on NACK.
    pub nack: bool,
    /// Low → high, 1 to [`MAX_LAYERS`].
    pub layers: Vec<UpLayer>,
    /// Keys of all down tracks bound to it.
    pub downs: Vec<Key>,
    /// Other nodes that have subscribers of it.
    pub followers: Nodes,
    /// Set when its publisher is at another node; `peer` is nobody then.
    pub remote: Option<Box<Remote>>,
    /// Moderation: drop what comes.
    pub blocked: bool,
    /// Loudness, audio only.
    pub loudness: Loudness,
    /// How it counts among the microphones of its room, audio only.
    pub voice: Voice,
    /// Key of its room's floor, while that has one.
    pub floor: Option<Key>,
    /// What it offers and what that costs, video only.
    pub ladder: Ladder,
    /// Which of its spatial layers live.
    pub liveness: Liveness,
}

impl UpTrack {
    /// A track that has received nothing yet.
    pub fn new(section: &UpSection, peer: Key, blocked: bool) -> Self {
        let mut track = Self {
            id: TrackId(section.track),
            peer,
            kind: section.kind,
            mid: String::new(),
            payloads: Vec::new(),
            nack: false,
            layers: Vec::new(),
            downs: Vec::new(),
            followers: Nodes::default(),
            remote: None,
            blocked,
            loudness: Loudness::default(),
            voice: Voice::default(),
            floor: None,
            ladder: Ladder::default(),
            liveness: Liveness::default(),
        };
        track.update(section);
        track
    }

    /// Applies a newer description; layers that stay keep their state.
    pub fn update(&mut self, section: &UpSection) {
        self.mid.clone_from(&section.mid);
        self.payloads.clone_from(&section.payloads);
        self.nack = section.nack;
        self.layers
            .truncate(section.layers.len().clamp(1, MAX_LAYERS));
        for (index, layer) in section.layers.iter().take(MAX_LAYERS).enumerate() {
            if index == self.layers.len() {
                self.layers.push(UpLayer::new(layer.rid.clone()));
            }
            let held = &mut self.layers[index];
            held.rid.clone_from(&layer.rid);
            (held.declared_ssrc, held.declared_rtx) = (layer.ssrc, layer.rtx_ssrc);
        }
        if self.layers.is_empty() {
            self.layers.push(UpLayer::new(String::new()));
        }
    }

    /// RTP clock.
    pub const fn clock_rate(&self) -> u32 {
        clock_rate(self.kind)
    }

    /// What a payload type carries; `None` when it was not negotiated.
    pub fn codec(&self, pt: u8) -> Option<CodecKey> {
        self.payloads.iter().find(|p| p.pt == pt).map(|p| p.key)
    }

    /// The media payload type that an RTX payload type repairs (`apt`).
    pub fn repaired_pt(&self, rtx_pt: u8) -> Option<u8> {
        self.payloads
            .iter()
            .find(|p| p.rtx_pt == Some(rtx_pt))
            .map(|p| p.pt)
    }

    /// Where a point is carried.
    pub fn place(&self, point: Point) -> Place {
        Place {
            stream: self.liveness.stream_of(point.spatial, self.layers.len()),
            point,
        }
    }

    /// Number of spatial layers: its streams, or as many as came in them.
    pub fn spatial_layers(&self) -> usize {
        let live = self.liveness.live();
        let highest = live.iter().rposition(|live| *live).map_or(0, |at| at + 1);
        highest.max(self.layers.len()).min(MAX_SPATIAL)
    }

    /// The points that it offers now and their bit rates, lowest first.
    pub fn rungs(&self, now: Micros) -> impl Iterator<Item = Rung> {
        self.ladder.rungs(self.liveness.live(), now)
    }

    /// The point within a limit that has as few frames per second as are enough.
    pub fn slowest_within(&self, limit: Point, fps: u8, now: Micros) -> Point {
        let live = self.liveness.live();
        let mut spatial = limit.spatial;
        while spatial > 0 && !live[usize::from(spatial)] {
            spatial -= 1;
        }
        let enough = u16::from(fps) * RATE_TOLERANCE_PERCENT / 100;
        let mut rungs = self.rungs(now).filter(|rung| rung.point.spatial == spatial);
        let found = rungs.find(|rung| rung.frames_per_second >= enough);
        found.map_or(limit, |rung| Point {
            temporal: rung.point.temporal,
            ..limit
        })
    }

    /// Size of a layer's cache at its first packet.
    pub const fn cache_bytes(&self) -> usize {
        match self.kind {
            Kind::Audio => cache::AUDIO_BYTES,
            Kind::Video => cache::VIDEO_BYTES,
        }
    }

    /// Notes that a packet of a layer came: statistics, holes, liveness. `len` is the datagram's.
    pub fn note(
        &mut self,
        layer: u8,
        header: &RtpHeader,
        seq: u64,
        len: usize,
        how: Arrival,
        now: Micros,
    ) -> Noted {
        let (rate, nack) = (self.clock_rate(), self.nack && !self.blocked);
        let Some(layer) = self.layers.get_mut(layer as usize) else {
            return Noted {
                duplicate: true,
                ..Noted::default()
            };
        };
        // What nobody gets is not worth the publisher's bandwidth.
        let nack = nack && layer.is_wanted();
        let before = layer.received.highest();
        if !layer.received.insert(seq) {
            return Noted {
                duplicate: true,
                ..Noted::default()
            };
        }
        match how {
            Arrival::Original => layer
                .reception
                .on_packet(seq, header.timestamp, len, now, rate),
            Arrival::Repaired => layer.reception.on_repaired(seq, len),
        }
        match before {
            Some(highest)
                if seq > highest + 1
                    && nack
                    && !layer.missing.on_gap(highest, seq, now)
                    && self.kind == Kind::Video =>
            {
                layer.wish.want(now, true);
            }
            Some(highest) if seq < highest => layer.missing.on_late(seq),
            _ => {}
        }
        Noted {
            duplicate: false,
            repair: !layer.missing.is_empty() || layer.wish.due(0).is_some(),
        }
    }

    /// Finds layers that fell silent. True when the choice of layers changed.
    pub fn expire_layers(&mut self, now: Micros) -> bool {
        let expired = self.liveness.expire(now);
        for (layer, dead) in self.layers.iter_mut().zip(expired.streams) {
            if dead {
                layer.missing.clear();
            }
        }
        expired.changed
    }
}
