//! Made-up media: Opus-like audio, VP8-like video with valid descriptors.

pub mod svc;

use rapat_wire::codec::vp8;
use rapat_wire::session::{Codec, CodecKey, Ext, PayloadType, UpLayer};

use super::World;
use super::client::{Client, Outgoing};

pub fn opus(pt: u8) -> Vec<PayloadType> {
    vec![PayloadType {
        key: CodecKey {
            codec: Codec::Opus,
            profile: 0,
        },
        pt,
        rtx_pt: None,
    }]
}

/// Opus and redundant audio.
pub fn red(opus_pt: u8, red_pt: u8) -> Vec<PayloadType> {
    let key = CodecKey {
        codec: Codec::Red,
        profile: 0,
    };
    let mut payloads = opus(opus_pt);
    payloads.push(PayloadType {
        key,
        pt: red_pt,
        rtx_pt: None,
    });
    payloads
}

pub fn vp8(pt: u8) -> Vec<PayloadType> {
    vec![PayloadType {
        key: CodecKey {
            codec: Codec::Vp8,
            profile: 0,
        },
        pt,
        rtx_pt: Some(pt + 1),
    }]
}

/// A layer whose SSRCs the offer declares.
pub fn declared(ssrc: u32) -> Vec<UpLayer> {
    vec![UpLayer {
        rid: String::new(),
        ssrc: Some(ssrc),
        rtx_ssrc: Some(ssrc + 1),
    }]
}

/// Simulcast layers known by rid only.
pub fn rids(rids: &[&str]) -> Vec<UpLayer> {
    rids.iter()
        .map(|rid| UpLayer {
            rid: (*rid).to_owned(),
            ssrc: None,
            rtx_ssrc: None,
        })
        .collect()
}

/// A camera layer: numbers its packets, frames and key frames as libwebrtc does.
pub struct Vp8Source {
    pub client: usize,
    pub ssrc: u32,
    pub pt: u8,
    pub mid: String,
    pub rid: String,
    pub seq: u64,
    pub timestamp: u32,
    pub picture_id: u16,
    pub tl0: u8,
    pub key: u8,
    pub transport_seq: u16,
    pub sent: Vec<Sent>,
    /// Packets per frame.
    pub packets: usize,
    /// Bytes of a payload.
    pub size: usize,
    /// Temporal layer of the next frame, and whether it needs nothing but the base layer.
    pub temporal: (u8, bool),
    /// Time between frames in ticks of the clock.
    pub ticks: u32,
}

/// What was sent, to send again or to compare.
#[derive(Clone, Debug)]
pub struct Sent {
    pub seq: u64,
    pub timestamp: u32,
    pub marker: bool,
    pub payload: Vec<u8>,
}

impl Vp8Source {
    pub fn new(client: usize, track: u64, ssrc: u32, pt: u8, rid: &str) -> Self {
        Self {
            client,
            ssrc,
            pt,
            mid: format!("u{track}"),
            rid: rid.to_owned(),
            seq: u64::from(ssrc % 1000) + 10,
            timestamp: ssrc.wrapping_mul(2_654_435_761),
            picture_id: (ssrc % 0x7fff) as u16,
            tl0: ssrc as u8,
            key: ssrc as u8 % 32,
            transport_seq: 0,
            sent: Vec::new(),
            packets: 3,
            size: 1100,
            temporal: (0, false),
            ticks: 3_000,
        }
    }

    /// Makes the next frame's packets without sending them.
    pub fn make_frame(&mut self, key_frame: bool) -> Vec<Sent> {
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.tl0 = self.tl0.wrapping_add(u8::from(self.temporal.0 == 0));
        self.key = (self.key + u8::from(key_frame)) % 32;
        let mut frame = Vec::new();
        for part in 0..self.packets {
            let descriptor = vp8::Descriptor {
                start_of_partition: part == 0,
                picture_id: Some(self.picture_id),
                is_15bit: true,
                tl0_pic_idx: Some(self.tl0),
                tid: Some(self.temporal.0),
                layer_sync: self.temporal.1,
                key_idx: Some(self.key),
                ..vp8::Descriptor::default()
            };
            let mut payload = vec![0; self.size];
            let len = descriptor.write(&mut payload).unwrap();
            payload[len] = u8::from(!key_frame);
            payload[len + 1..].fill(self.seq as u8);
            payload[self.size - 4..].copy_from_slice(&self.ssrc.to_be_bytes());
            let marker = part + 1 == self.packets;
            frame.push(Sent {
                seq: self.seq,
                timestamp: self.timestamp,
                marker,
                payload,
            });
            self.seq += 1;
        }
        self.timestamp = self.timestamp.wrapping_add(self.ticks);
        self.sent.extend_from_slice(&frame);
        frame
    }

    pub fn send(&mut self, client: &mut Client, packet: &Sent) {
        let twcc = self.transport_seq.to_be_bytes();
        self.transport_seq = self.transport_seq.wrapping_add(1);
        let mut exts: Vec<(Ext, &[u8])> =
            vec![(Ext::Mid, self.mid.as_bytes()), (Ext::TransportCc, &twcc)];
        if !self.rid.is_empty() {
            exts.push((Ext::Rid, self.rid.as_bytes()));
        }
        client.send(&Outgoing {
            ssrc: self.ssrc,
            pt: self.pt,
            seq: packet.seq,
            timestamp: packet.timestamp,
            marker: packet.marker,
            exts: &exts,
            payload: &packet.payload,
            padding: 0,
        });
    }

    /// Makes and sends a frame.
    pub fn frame(&mut self, world: &mut World, key_frame: bool) {
        for packet in self.make_frame(key_frame) {
            let client = self.client;
            self.send(&mut world.clients[client], &packet);
        }
    }

    /// Sends `count` frames, 33 ms apart, the first one a key frame if asked.
    pub fn stream(&mut self, world: &mut World, count: usize, key_frame_first: bool) {
        for index in 0..count {
            self.frame(world, key_frame_first && index == 0);
            world.run_ms(33);
        }
    }
}

/// A microphone.
pub struct OpusSource {
    pub client: usize,
    pub ssrc: u32,
    pub pt: u8,
    pub mid: String,
    pub seq: u64,
    pub timestamp: u32,
    /// −dBov.
    pub level: u8,
    /// Before what it says: headers of redundant audio.
    pub prefix: &'static [u8],
    /// Bytes of what it says.
    pub size: usize,
}

impl OpusSource {
    pub fn new(client: usize, track: u64, ssrc: u32, pt: u8) -> Self {
        Self {
            client,
            ssrc,
            pt,
            mid: format!("u{track}"),
            seq: 100,
            timestamp: 7_000,
            level: 20,
            prefix: &[],
            size: 80,
        }
    }

    pub fn packet(&mut self, world: &mut World) {
        let payload = [self.prefix, &vec![self.seq as u8; self.size]].concat();
        let level = [self.level];
        world.clients[self.client].send(&Outgoing {
            ssrc: self.ssrc,
            pt: self.pt,
            seq: self.seq,
            timestamp: self.timestamp,
            exts: &[(Ext::Mid, self.mid.as_bytes()), (Ext::AudioLevel, &level)],
            payload: &payload,
            ..Outgoing::default()
        });
        self.seq += 1;
        self.timestamp = self.timestamp.wrapping_add(960);
    }

    /// Sends `count` packets, 20 ms apart.
    pub fn stream(&mut self, world: &mut World, count: usize) {
        for _ in 0..count {
            self.packet(world);
            world.run_ms(20);
        }
    }
}
