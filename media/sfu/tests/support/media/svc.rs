//! A camera that sends one stream with three spatial and three temporal layers, in which spatial
//! layers build on each other in key pictures only (`L3T3_KEY`), as AV1 with dependency descriptors or
//! as VP9 with its own. Remembers what every frame needs, to tell what a decoder could show.

use std::collections::{HashMap, HashSet};

use rapat_wire::codec::dd;
use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::{Codec, CodecKey, Ext, PayloadType};

use super::super::World;
use super::super::client::{Outgoing, Rtp};

/// Temporal layers of four pictures.
const PATTERN: [u8; 4] = [0, 2, 1, 2];
/// Packets of a frame of each spatial layer.
const PACKETS: [usize; 3] = [1, 2, 4];

pub fn payloads(codec: Codec, pt: u8) -> Vec<PayloadType> {
    vec![PayloadType {
        key: CodecKey { codec, profile: 0 },
        pt,
        rtx_pt: Some(pt + 1),
    }]
}

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameFacts {
    pub spatial: u8,
    pub temporal: u8,
    /// The frame that it is predicted from.
    pub needs: Option<u32>,
}

pub struct SvcSource {
    client: usize,
    ssrc: u32,
    codec: Codec,
    mid: String,
    seq: u64,
    timestamp: u32,
    picture: u32,
    frame: u32,
    /// By spatial layer: latest frame of each temporal layer.
    latest: [[Option<u32>; 3]; 3],
    pub facts: HashMap<u32, FrameFacts>,
    /// How many spatial layers it sends.
    pub layers: u8,
    /// Keeps the packets of upper layers in `held` instead of sending them.
    pub hold_upper_layers: bool,
    pub held: Vec<Vec<u8>>,
    key_frames: usize,
}

/// Bits, first one first.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        self.0
            .extend((0..count).rev().map(|shift| value >> shift & 1 == 1));
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            let set = bits.iter().enumerate().filter(|(_, bit)| **bit);
            set.fold(0, |byte, (at, _)| byte | 0x80 >> at)
        };
        self.0.chunks(8).map(byte).collect()
    }
}

/// What a frame is to a decode target: 0 absent, 1 discardable, 2 switch.
fn indication(key: bool, own: (u8, u8), target: (u8, u8)) -> u32 {
    let of_target = if key {
        own.0 <= target.0
    } else {
        own.0 == target.0
    };
    match of_target && own.1 <= target.1 {
        false => 0,
        true if own.1 > 0 && own.1 == target.1 => 1,
        true => 2,
    }
}

/// The template structure: per spatial layer a key frame, T0, T1 and T2.
fn write_structure(bits: &mut Bits) {
    let templates =
        (0..3).flat_map(|s| [(s, 0, true), (s, 0, false), (s, 1, false), (s, 2, false)]);
    let templates: Vec<(u8, u8, bool)> = templates.collect();
    bits.put(0, 6);
    bits.put(8, 5);
    for _ in 0..3 {
        for next in [0, 1, 1] {
            bits.put(next, 2);
        }
        bits.put(2, 2);
    }
    // The last "next spatial layer" is none.
    let last = bits.0.len();
    bits.0[last - 1] = true;
    for (spatial, temporal, key) in &templates {
        for target in 0..9 {
            bits.put(
                indication(*key, (*spatial, *temporal), (target / 3, target % 3)),
                2,
            );
        }
    }
    bits.put(0, templates.len() as u32);
    bits.put(0, 3);
    bits.put(0, 1);
}

impl SvcSource {
    pub fn new(client: usize, track: u64, ssrc: u32, codec: Codec) -> Self {
        Self {
            client,
            ssrc,
            codec,
            mid: format!("u{track}"),
            seq: 500,
            timestamp: 77_000,
            picture: 0x7ff0,
            frame: 65_530,
            latest: [[None; 3]; 3],
            facts: HashMap::new(),
            layers: 3,
            hold_upper_layers: false,
            held: Vec::new(),
            key_frames: 0,
        }
    }

    /// Pictures that began anew so far.
    pub fn key_frames(&self) -> usize {
        self.key_frames
    }

    /// Sends `count` pictures 33 ms apart; a PLI makes the next one a key picture.
    pub fn stream(&mut self, world: &mut World, count: usize) {
        for _ in 0..count {
            let compounds = std::mem::take(&mut world.clients[self.client].rtcp);
            let asked = compounds
                .iter()
                .flat_map(|compound| items(compound))
                .any(|item| matches!(item, Item::Pli { .. }));
            self.picture(world, asked || self.facts.is_empty());
            world.run_ms(33);
        }
    }

    fn picture(&mut self, world: &mut World, key: bool) {
        if key {
            self.picture = self.picture.next_multiple_of(4);
            self.key_frames += 1;
        }
        let temporal = PATTERN[self.picture as usize % 4];
        for spatial in 0..self.layers {
            self.layer_frame(world, key, spatial, temporal);
        }
        self.picture += 1;
        self.timestamp += 3_000;
    }

    fn layer_frame(&mut self, world: &mut World, key: bool, spatial: u8, temporal: u8) {
        let (s, t) = (usize::from(spatial), usize::from(temporal));
        let needs = match (key, spatial) {
            (true, 0) => None,
            (true, _) => Some(self.frame.wrapping_sub(1)),
            // T0 on T0, T1 on T0, T2 on what is newer of both.
            (false, _) => self.latest[s][..t.clamp(1, 2)]
                .iter()
                .flatten()
                .max()
                .copied(),
        };
        if key {
            self.latest[s] = [None; 3];
        }
        self.latest[s][t] = Some(self.frame);
        let facts = FrameFacts {
            spatial,
            temporal,
            needs,
        };
        self.facts.insert(self.frame, facts);
        let count = PACKETS[s];
        for part in 0..count {
            let (start, end) = (part == 0, part + 1 == count);
            let payload = self.payload(key, spatial, temporal, start, end);
            let described = self.described(key, spatial, temporal, start, end);
            let mut exts: Vec<(Ext, &[u8])> = vec![(Ext::Mid, self.mid.as_bytes())];
            if self.codec == Codec::Av1 {
                exts.push((Ext::DependencyDescriptor, &described));
            }
            let packet = Outgoing {
                ssrc: self.ssrc,
                pt: 96,
                seq: self.seq,
                timestamp: self.timestamp,
                marker: end && spatial + 1 == self.layers,
                exts: &exts,
                payload: &payload,
                padding: 0,
            };
            let datagram = world.clients[self.client].protect(&packet);
            if self.hold_upper_layers && spatial > 0 {
                self.held.push(datagram);
            } else {
                world.clients[self.client].outbox.push(datagram);
            }
            self.seq += 1;
        }
        self.frame += 1;
    }

    fn described(&self, key: bool, spatial: u8, temporal: u8, start: bool, end: bool) -> Vec<u8> {
        let mut bits = Bits::default();
        bits.put(u32::from(start) << 1 | u32::from(end), 2);
        let within = if key { 0 } else { u32::from(temporal) + 1 };
        bits.put(u32::from(spatial) * 4 + within, 6);
        bits.put(self.frame & 0xffff, 16);
        if key && spatial == 0 && start {
            bits.put(0b10000, 5);
            write_structure(&mut bits);
            // Only what it sends is active.
            if self.layers < 3 {
                let mut masked = Bits::default();
                masked.0.extend_from_slice(&bits.0[..24]);
                masked.put(0b11000, 5);
                masked.0.extend_from_slice(&bits.0[29..]);
                masked.put((1 << (3 * self.layers)) - 1, 9);
                bits = masked;
            }
        }
        bits.bytes()
    }

    /// A descriptor, then the frame's number.
    fn payload(&self, key: bool, spatial: u8, temporal: u8, start: bool, end: bool) -> Vec<u8> {
        let mut payload = vec![0x10];
        if self.codec == Codec::Vp9 {
            let structure = key && spatial == 0 && start;
            let upper = spatial + 1 == self.layers || !key;
            payload[0] = 0xa0
                | u8::from(!key) << 6
                | u8::from(start) << 3
                | u8::from(end) << 2
                | u8::from(structure) << 1
                | u8::from(upper);
            let id = self.picture as u16 & 0x7fff | 0x8000;
            payload.extend_from_slice(&id.to_be_bytes());
            let on_lower = key && spatial > 0;
            payload.push(temporal << 5 | 0x10 | spatial << 1 | u8::from(on_lower));
            payload.push((self.picture / 4) as u8);
            if structure {
                payload.push((self.layers - 1) << 5);
            }
        }
        payload.extend_from_slice(&self.frame.to_be_bytes());
        payload.resize(600, 0);
        payload
    }

    /// The frame that a packet is part of.
    pub fn frame_of(&self, rtp: &Rtp) -> u32 {
        let at = match self.codec {
            Codec::Vp9 => 5 + usize::from(rtp.payload[0] >> 1 & 1),
            _ => 1,
        };
        u32::from_be_bytes(rtp.payload[at..at + 4].try_into().unwrap())
    }

    /// Checks that a subscriber's packets are a stream without holes, of which every frame can be
    /// decoded and every picture ends with a marker. Gives what each picture was: its time, and the
    /// best layer in it.
    pub fn pictures(&self, got: &[&Rtp]) -> Vec<(u32, FrameFacts)> {
        let mut decoded = HashSet::new();
        let mut pictures: Vec<(u32, FrameFacts)> = Vec::new();
        let mut ended = true;
        for (at, rtp) in got.iter().enumerate() {
            if let Some(before) = at.checked_sub(1).map(|before| got[before]) {
                assert_eq!(rtp.index, before.index + 1, "numbers without hole");
            }
            let (frame, timestamp) = (self.frame_of(rtp), rtp.header.timestamp);
            let facts = self.facts[&frame];
            if let Some(needed) = facts.needs {
                assert!(decoded.contains(&needed), "{facts:?} cannot be decoded");
            }
            decoded.insert(frame);
            let is_new = pictures
                .last()
                .is_none_or(|(before, _)| *before != timestamp);
            assert_eq!(
                ended, is_new,
                "a marker at the end of each picture, and only there"
            );
            ended = rtp.header.marker;
            match pictures.last_mut().filter(|_| !is_new) {
                Some(picture) => picture.1 = facts,
                None => pictures.push((timestamp, facts)),
            }
        }
        pictures
    }
}

/// The decode targets that a packet's descriptor announces, under the structure of [`SvcSource`].
pub fn announced(rtp: &Rtp) -> Option<u32> {
    let mut bits = Bits::default();
    bits.put(0x80, 8);
    bits.put(0, 16);
    bits.put(0b10000, 5);
    write_structure(&mut bits);
    let key = bits.bytes();
    let structure = dd::Descriptor::parse(&key)?.structure(&key)?;
    let bytes = rtp.described.as_ref()?;
    dd::Descriptor::parse(bytes)?
        .frame(bytes, &structure)?
        .active
}
