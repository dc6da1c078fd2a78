//! What forwarding must know of a media packet: its layer, which quality points need it, and which
//! points a decoder can enter at it. Read once per packet, from the payload's descriptor or from the
//! dependency descriptor, so that fan-out is a look at a few bits.

use rapat_wire::codec::dd::{self, Indication, Structure};
use rapat_wire::codec::{self, vp8, vp9};
use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::{Codec, Ext};

use crate::ladder::{MAX_SPATIAL, POINTS, Point, Points};

/// What a packet opens, it opens for those who can decode it, or for those who have less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opens {
    /// Nothing.
    #[default]
    Nothing,
    /// Key frame: these points, to anybody.
    ToAll(Points),
    /// These points, to whoever gets this frame.
    ToReceivers(Points),
    /// This point, to whoever could get the one below it: VP8's layer synchronisation.
    FromBelow(Point),
}

/// What a packet's dependency descriptor says.
#[derive(Clone, Copy, Debug)]
pub struct Described {
    /// Running number of the frame.
    pub frame_number: u16,
    /// The rest of it.
    pub frame: dd::Frame,
    /// Decode targets in its structure.
    pub targets: u8,
    /// It carries the structure.
    pub has_structure: bool,
}

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// Its layer.
    pub own: Point,
    /// Points that need it.
    pub needed: Points,
    /// What can be entered here; on the first packet of a frame only.
    pub opens: Opens,
    /// First packet of the first frame of a picture.
    pub starts_picture: bool,
    /// Last packet of a frame of a layer.
    pub ends_frame: bool,
    /// No packet of the stream has a higher number.
    pub is_newest: bool,
    /// VP8 only.
    pub vp8: Option<vp8::Descriptor>,
    /// Where a dependency descriptor was understood.
    pub described: Option<Described>,
}

impl Marks {
    /// An audio packet: nothing but a start if it has a payload.
    pub const fn of_audio(has_payload: bool) -> Self {
        Self {
            own: Point::new(0, 0),
            needed: Points::ALL,
            opens: if has_payload {
                Opens::ToAll(Points::ALL)
            } else {
                Opens::Nothing
            },
            starts_picture: false,
            ends_frame: true,
            is_newest: true,
            vp8: None,
            described: None,
        }
    }

    /// True when a decoder can start here.
    pub const fn is_key(&self) -> bool {
        matches!(self.opens, Opens::ToAll(_))
    }
}

/// A packet to read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// What its payload is.
    pub codec: Codec,
    /// Header.
    pub header: &'a RtpHeader,
    /// Header and payload.
    pub packet: &'a [u8],
    /// Payload.
    pub body: &'a [u8],
    /// Which of its track's streams it came in, and of how many.
    pub stream: (u8, usize),
}

/// How one stream is layered, as its packets told so far.
#[derive(Debug, Default)]
pub struct Layering {
    /// From its dependency descriptors.
    structure: Option<Box<Structure>>,
    /// The decode target that serves each point.
    target_of: [u8; POINTS],
    /// Several spatial layers in this stream: then its own numbers count, else the stream's place.
    is_svc: bool,
    /// Timestamp of the newest packet.
    picture: Option<u32>,
}

/// Spatial layers that a key frame announces.
pub type Announced = Option<[bool; MAX_SPATIAL]>;

impl Layering {
    /// Reads a packet that came now. Also tells which spatial layers it announces, if it does.
    pub fn read(&mut self, reading: &Reading<'_>, is_newest: bool) -> (Marks, Announced) {
        let mut announced = None;
        if is_newest {
            announced = self.learn(reading);
        }
        let mut marks = self.peek(reading);
        marks.is_newest = is_newest;
        let timestamp = reading.header.timestamp;
        if is_newest {
            let before = self.picture.replace(timestamp);
            marks.starts_picture &= before != Some(timestamp);
        } else {
            marks.starts_picture = false;
        }
        (marks, announced)
    }

    /// The source changed: what it said is void.
    pub fn restart(&mut self) {
        (self.is_svc, self.picture) = (false, None);
        self.structure = None;
    }

    /// Takes in what a key frame says about the whole stream.
    fn learn(&mut self, reading: &Reading<'_>) -> Announced {
        match reading.codec {
            Codec::Vp9 | Codec::Av1 => {}
            _ => return None,
        }
        if let Some(bytes) = extension(reading) {
            let descriptor = dd::Descriptor::parse(bytes)?;
            let structure = descriptor.structure(bytes)?;
            let frame = descriptor.frame(bytes, &structure)?;
            self.adopt(structure);
            return Some(self.active(frame.active));
        }
        let vp9 = (reading.codec == Codec::Vp9).then(|| vp9::Descriptor::parse(reading.body))??;
        let layers = vp9.spatial_layers?;
        self.is_svc = layers > 1;
        self.is_svc
            .then(|| std::array::from_fn(|spatial| spatial < usize::from(layers)))
    }

    fn adopt(&mut self, structure: Structure) {
        self.is_svc = structure.spatial_layers() > 1;
        for (index, point) in Points::ALL.iter().enumerate() {
            let below = structure.targets().iter().enumerate().filter(|(_, layer)| {
                (!self.is_svc || layer.spatial <= point.spatial) && layer.temporal <= point.temporal
            });
            let best = below.max_by_key(|(_, layer)| **layer).map(|(at, _)| at);
            self.target_of[index] = best.unwrap_or(0) as u8;
        }
        match &mut self.structure {
            Some(held) => **held = structure,
            None => self.structure = Some(Box::new(structure)),
        }
    }

    /// Spatial layers of which some decode target is active.
    fn active(&self, mask: Option<u32>) -> [bool; MAX_SPATIAL] {
        let mut spatial = [false; MAX_SPATIAL];
        let targets = self.structure.iter().flat_map(|held| held.targets());
        for (target, layer) in targets.enumerate() {
            if mask.is_none_or(|mask| mask >> target & 1 == 1) {
                spatial[usize::from(layer.spatial).min(MAX_SPATIAL - 1)] = true;
            }
        }
        spatial
    }

    /// Decode targets that a subscriber with this point gets, bit n = target n.
    pub fn targets_within(&self, point: Point) -> u32 {
        let targets = self.structure.iter().flat_map(|held| held.targets());
        targets.enumerate().fold(0, |mask, (target, layer)| {
            let within = (!self.is_svc || layer.spatial <= point.spatial)
                && layer.temporal <= point.temporal;
            mask | u32::from(within) << target
        })
    }

    /// Reads a packet without learning from it, to send it again.
    pub fn peek(&self, reading: &Reading<'_>) -> Marks {
        let described = self.structure.as_deref().zip(extension(reading));
        let (stream, streams) = reading.stream;
        let place = if self.is_svc || streams == 1 {
            None
        } else {
            Some(stream)
        };
        match reading.codec {
            Codec::Opus | Codec::Red => Marks::of_audio(!reading.body.is_empty()),
            Codec::Vp8 => of_vp8(reading),
            Codec::H264 => of_single(reading, codec::h264::is_keyframe(reading.body)),
            Codec::Vp9 | Codec::Av1 => match described {
                Some((structure, bytes)) => self
                    .of_described(structure, bytes, place)
                    .unwrap_or_default(),
                None if reading.codec == Codec::Vp9 => of_vp9(reading, place),
                None => of_single(reading, codec::av1::is_keyframe(reading.body)),
            },
        }
    }

    /// `None`: not understood; nobody could decode it.
    fn of_described(
        &self,
        structure: &Structure,
        bytes: &[u8],
        place: Option<u8>,
    ) -> Option<Marks> {
        let descriptor = dd::Descriptor::parse(bytes)?;
        let frame = descriptor.frame(bytes, structure)?;
        let among = |wanted: fn(Indication) -> bool| -> Points {
            Points::ALL
                .iter()
                .zip(self.target_of)
                .filter(|(point, target)| {
                    place.is_none_or(|place| place == point.spatial)
                        && wanted(frame.indications.of(usize::from(*target)))
                })
                .map(|(point, _)| point)
                .collect()
        };
        let opened = among(|indication| indication == Indication::Switch);
        // In a key picture only the lowest frame stands alone.
        let is_key = descriptor.has_structure && frame.layer.spatial == 0;
        let opens = match (descriptor.start_of_frame, is_key) {
            (false, _) => Opens::Nothing,
            (true, true) => Opens::ToAll(opened),
            (true, false) => Opens::ToReceivers(opened),
        };
        Some(Marks {
            own: Point::new(place.unwrap_or(frame.layer.spatial), frame.layer.temporal),
            needed: among(|indication| indication != Indication::NotPresent),
            opens,
            starts_picture: descriptor.start_of_frame,
            ends_frame: descriptor.end_of_frame,
            described: Some(Described {
                frame_number: descriptor.frame_number,
                frame,
                targets: structure.target_count(),
                has_structure: descriptor.has_structure,
            }),
            ..Marks::default()
        })
    }
}

fn extension<'a>(reading: &Reading<'a>) -> Option<&'a [u8]> {
    let exts = &reading.header.exts;
    exts.get(reading.packet, Ext::DependencyDescriptor)
}

/// A stream without layers that can be told apart.
fn of_single(reading: &Reading<'_>, is_key: bool) -> Marks {
    let own = Point::new(reading.stream.0, 0);
    let all = Points::from_temporal(own.spatial, 0);
    Marks {
        own,
        needed: all,
        opens: if is_key {
            Opens::ToAll(all)
        } else {
            Opens::Nothing
        },
        starts_picture: true,
        ends_frame: reading.header.marker,
        ..Marks::default()
    }
}

fn of_vp8(reading: &Reading<'_>) -> Marks {
    let Some(vp8) = vp8::Descriptor::parse(reading.body) else {
        // Padding, which has its place in every point.
        return of_single(reading, false);
    };
    let own = Point::new(reading.stream.0, vp8.tid.unwrap_or(0));
    let starts = vp8.start_of_partition && vp8.pid == 0;
    let opens = match (vp8.is_keyframe, starts && vp8.layer_sync) {
        (true, _) => Opens::ToAll(Points::from_temporal(own.spatial, 0)),
        (false, true) if own.temporal > 0 => Opens::FromBelow(own),
        _ => Opens::Nothing,
    };
    Marks {
        own,
        needed: Points::from_temporal(own.spatial, own.temporal),
        opens,
        starts_picture: starts,
        ends_frame: reading.header.marker,
        vp8: Some(vp8),
        ..Marks::default()
    }
}

/// RFC 9628 §4.2. `place`: the stream's place, where it has one spatial layer only.
fn of_vp9(reading: &Reading<'_>, place: Option<u8>) -> Marks {
    let Some(vp9) = vp9::Descriptor::parse(reading.body) else {
        return of_single(reading, false);
    };
    let spatial = place.unwrap_or_else(|| vp9.sid.unwrap_or(0));
    let own = Point::new(spatial, vp9.tid.unwrap_or(0));
    let highest = if place.is_some() || vp9.not_reference_for_upper {
        own.spatial
    } else {
        MAX_SPATIAL as u8 - 1
    };
    let points = |temporal: u8| {
        (own.spatial..=highest).fold(Points::NONE, |all, spatial| {
            all.with(Points::from_temporal(spatial, temporal))
        })
    };
    let opens = if vp9.is_keyframe() {
        Opens::ToAll(points(0))
    } else if vp9.start_of_frame && vp9.switching_up {
        Opens::ToReceivers(Points::from_temporal(own.spatial, own.temporal))
    } else {
        Opens::Nothing
    };
    Marks {
        own,
        needed: points(own.temporal),
        opens,
        starts_picture: vp9.start_of_frame,
        ends_frame: vp9.end_of_frame,
        ..Marks::default()
    }
}
