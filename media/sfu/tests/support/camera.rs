//! A simulcast camera that answers key-frame requests.

use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::Kind;

use super::World;
use super::media::{Vp8Source, rids, vp8};
use super::viewer::Viewer;

/// Time between frames: 30 a second.
const FRAME_MS: u64 = 33;
/// A key frame has so many times the packets of another.
const KEY_FACTOR: usize = 4;

pub struct Camera {
    /// Low to high.
    pub layers: Vec<Vp8Source>,
    wanted: Vec<bool>,
}

impl Camera {
    /// Publishes a track with layers of about 150, 500 and 1,700 kbit/s.
    pub fn publish(world: &mut World, client: usize, track: u64) -> Self {
        world.publish(client, track, Kind::Video, vp8(96), &rids(&["q", "h", "f"]));
        let base = track as u32 * 1_000;
        let sizes = [("q", 1, 590), ("h", 2, 1_040), ("f", 6, 1_150)];
        let layers = sizes.into_iter().zip(1..).map(|((rid, packets, size), n)| {
            let mut source = Vp8Source::new(client, track, base + n, 96, rid);
            (source.packets, source.size) = (packets, size);
            source
        });
        Self {
            layers: layers.collect(),
            wanted: vec![true; 3],
        }
    }

    pub fn client(&self) -> usize {
        self.layers[0].client
    }

    /// The publisher's SSRC of a layer, which its pictures carry.
    pub fn source(&self, layer: usize) -> u32 {
        self.layers[layer].ssrc
    }

    /// The next picture of every layer.
    pub fn frame(&mut self, world: &mut World) {
        let mut number = self.layers[0].transport_seq;
        for (layer, wanted) in self.layers.iter_mut().zip(&mut self.wanted) {
            let key = std::mem::take(wanted);
            let packets = layer.packets;
            layer.packets *= if key { KEY_FACTOR } else { 1 };
            layer.transport_seq = number;
            layer.frame(world, key);
            number = layer.transport_seq;
            layer.packets = packets;
        }
        self.layers[0].transport_seq = number;
    }

    /// Hears what the server wishes.
    pub fn listen(&mut self, world: &World) {
        let client = self.client();
        for compound in &world.clients[client].rtcp {
            for item in items(compound) {
                let Item::Pli { media, .. } = item else {
                    continue;
                };
                if let Some(at) = self.layers.iter().position(|layer| layer.ssrc == media) {
                    self.wanted[at] = true;
                }
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
