//! A simulcast camera that answers key-frame requests.

use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::Kind;

use super::World;
use super::media::{Vp8Source, rids, vp8};
use super::viewer::Viewer;

/// Time between frames: 30 a second.
const FRAME_MS: u64 = 33;
/// Payload of a packet at most.
const PACKET: usize = 1_150;
/// Frames between sender reports.
const REPORT_FRAMES: usize = 30;

/// How an encoder spends its bits.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Bytes of a frame on the average, low layer to high.
    bytes: [usize; 3],
    /// A key frame is so many times larger than the average.
    key_factor: usize,
    /// The frames of one period: temporal layer, whether the base layer is all it needs, and its size in
    /// percent of the average.
    period: &'static [(u8, bool, usize)],
    /// Time between frames in ticks of the clock.
    pub ticks: u32,
}

/// About 150, 500 and 1,700 kbit/s at 30 frames a second, without temporal layers.
pub const PLAIN: Style = Style {
    bytes: [590, 2_080, 6_900],
    key_factor: 4,
    period: &[(0, false, 100)],
    ticks: 3_000,
};

/// What the SDK's clients send at 20 frames a second: 160, 450 and 1,200 kbit/s, three temporal layers of 40, 60
/// and 100 %, and key frames of libvpx's limit.
pub const WEBCAM: Style = Style {
    bytes: [1_000, 2_800, 7_500],
    key_factor: 6,
    period: &[
        (0, false, 160),
        (2, true, 80),
        (1, true, 80),
        (2, false, 80),
    ],
    ticks: 4_500,
};

pub struct Camera {
    /// Low to high.
    pub layers: Vec<Vp8Source>,
    /// Key frames made so far.
    pub key_frames: usize,
    style: Style,
    frames: usize,
    wanted: bool,
}

impl Camera {
    /// Publishes a track of three layers.
    pub fn publish(world: &mut World, client: usize, track: u64, style: Style) -> Self {
        world.publish(client, track, Kind::Video, vp8(96), &rids(&["q", "h", "f"]));
        let base = track as u32 * 1_000;
        let layers = ["q", "h", "f"].into_iter().zip(1..).map(|(rid, n)| {
            let mut source = Vp8Source::new(client, track, base + n, 96, rid);
            source.ticks = style.ticks;
            source
        });
        Self {
            layers: layers.collect(),
            key_frames: 0,
            style,
            frames: 0,
            wanted: true,
        }
    }

    pub fn client(&self) -> usize {
        self.layers[0].client
    }

    /// The publisher's SSRC of a layer, which its pictures carry.
    pub fn source(&self, layer: usize) -> u32 {
        self.layers[layer].ssrc
    }

    /// The next picture of every layer. A key frame is one in all of them, as libvpx does it.
    pub fn frame(&mut self, world: &mut World) {
        if self.frames % REPORT_FRAMES == 0 {
            self.report(world);
        }
        let key = std::mem::take(&mut self.wanted);
        if key {
            self.frames = 0;
        }
        let (tid, sync, percent) = self.style.period[self.frames % self.style.period.len()];
        self.frames += 1;
        self.key_frames += usize::from(key);
        let mut number = self.layers[0].transport_seq;
        for (layer, average) in self.layers.iter_mut().zip(self.style.bytes) {
            let bytes = if key {
                average * self.style.key_factor
            } else {
                average * percent / 100
            };
            layer.packets = bytes.div_ceil(PACKET);
            layer.size = bytes.div_ceil(layer.packets);
            layer.temporal = (tid, sync);
            layer.transport_seq = number;
            layer.frame(world, key);
            number = layer.transport_seq;
        }
        self.layers[0].transport_seq = number;
    }

    fn report(&self, world: &mut World) {
        let ntp = rapat_wire::ntp::from_duration(world.now - world.start) + (1 << 40);
        let client = &mut world.clients[self.client()];
        for layer in self.layers.iter().filter(|layer| !layer.sent.is_empty()) {
            client.send_rtcp(|writer| {
                assert!(writer.sr(layer.ssrc, ntp, layer.timestamp, 1, 1, &[]));
            });
        }
    }

    /// Hears what the server wishes.
    pub fn listen(&mut self, world: &World) {
        for compound in &world.clients[self.client()].rtcp {
            for item in items(compound) {
                let Item::Pli { media, .. } = item else {
                    continue;
                };
                self.wanted |= self.layers.iter().any(|layer| layer.ssrc == media);
            }
        }
    }
}

/// Cameras send and viewers look, for so long.
pub fn play(world: &mut World, cameras: &mut [Camera], viewers: &mut [Viewer], ms: u64) {
    for _ in 0..ms / FRAME_MS {
        for camera in cameras.iter_mut() {
            camera.listen(world);
        }
        for camera in cameras.iter() {
            world.clients[camera.client()].rtcp.clear();
        }
        for camera in cameras.iter_mut() {
            camera.frame(world);
        }
        for _ in 0..FRAME_MS / 3 {
            world.run_ms(3);
            for viewer in viewers.iter_mut() {
                viewer.look(world);
            }
        }
    }
}
