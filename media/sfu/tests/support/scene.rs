//! People with cameras and microphones, and others that watch them over lines of some width.

use rapat_sfu::command::{Command, Wish};
use rapat_sfu::event::Event;
use rapat_sfu::ids::DownTrackId;
use rapat_wire::session::Kind;
use std::time::{Duration, Instant};

use super::World;
use super::camera::Camera;
use super::link::Link;
use super::media::{OpusSource, declared, opus, vp8};
use super::viewer::Viewer;

/// Time between two looks at the world; everything below is a multiple of it.
const STEP_MS: u64 = 3;
/// Steps between frames: 30 a second.
const FRAME_STEPS: u64 = 11;
/// Steps between packets of sound.
const SOUND_STEPS: u64 = 7;
/// Tracks of cameras and of microphones are numbered from here.
const CAMERAS: u64 = 10;
const MICROPHONES: u64 = 50;
/// −dBov of somebody who does not speak.
const SILENT: u8 = 127;

pub struct Scene {
    pub world: World,
    pub cameras: Vec<Camera>,
    pub microphones: Vec<OpusSource>,
    pub viewers: Vec<Viewer>,
    steps: u64,
}

impl Scene {
    pub fn new() -> Self {
        Self {
            world: World::new(),
            cameras: Vec::new(),
            microphones: Vec::new(),
            viewers: Vec::new(),
            steps: 0,
        }
    }

    /// Somebody with a camera and a silent microphone comes in. Returns the number of both.
    pub fn enter(&mut self) -> usize {
        let (number, client) = (self.cameras.len(), self.world.join());
        let track = CAMERAS + number as u64;
        self.cameras
            .push(Camera::publish(&mut self.world, client, track));
        let (track, ssrc) = (MICROPHONES + number as u64, 900_000 + number as u32);
        self.world
            .publish(client, track, Kind::Audio, opus(111), &declared(ssrc));
        let mut microphone = OpusSource::new(client, track, ssrc, 111);
        microphone.level = SILENT;
        self.microphones.push(microphone);
        number
    }

    /// Somebody comes in who only looks, over a line of this rate whose queue holds this much at it.
    pub fn look_in(&mut self, bps: u64, queue_ms: u64, delay_ms: u64) -> usize {
        let client = self.world.join();
        let queue = bps * queue_ms / 8_000;
        self.world.clients[client].link = Some(Link::new(bps, queue as usize, delay_ms));
        client
    }

    pub fn link(&mut self, client: usize) -> &mut Link {
        self.world.clients[client].link.as_mut().unwrap()
    }

    /// A client subscribes to a camera. Returns the number of the viewer.
    pub fn watch(&mut self, client: usize, camera: usize) -> usize {
        let track = CAMERAS + camera as u64;
        let ssrcs = self.world.subscribe(client, track, Kind::Video, vp8(120));
        let mut viewer = Viewer::new(client, ssrcs);
        // One feedback tells of all streams of a client.
        viewer.feedback = self.viewers.iter().all(|other| other.client != client);
        self.viewers.push(viewer);
        self.viewers.len() - 1
    }

    /// A client subscribes to a microphone. Returns the SSRC.
    pub fn listen(&mut self, client: usize, microphone: usize) -> u32 {
        let track = MICROPHONES + microphone as u64;
        let (ssrc, _) = self.world.subscribe(client, track, Kind::Audio, opus(111));
        ssrc
    }

    /// What the client wishes of a camera, by priority.
    pub fn prefer(&mut self, client: usize, camera: usize, priority: u8) {
        let down = DownTrackId(client as u64 * 1000 + CAMERAS + camera as u64);
        let wish = Wish {
            priority,
            ..Wish::default()
        };
        self.world.apply(Command::SetDownTrack { down, wish });
    }

    /// Everybody sends and looks, for so long.
    pub fn play(&mut self, ms: u64) {
        for _ in 0..ms / STEP_MS {
            if self.steps % FRAME_STEPS == 0 {
                self.film();
            }
            if self.steps % SOUND_STEPS == 0 {
                for microphone in &mut self.microphones {
                    microphone.packet(&mut self.world);
                }
            }
            self.world.run_ms(STEP_MS);
            for viewer in &mut self.viewers {
                viewer.look(&mut self.world);
            }
            self.steps += 1;
        }
    }

    fn film(&mut self) {
        for camera in &mut self.cameras {
            camera.listen(&self.world);
        }
        for camera in &mut self.cameras {
            self.world.clients[camera.client()].rtcp.clear();
            camera.frame(&mut self.world);
        }
    }

    /// Pauses and resumptions that clients are to be told of so far.
    pub fn pauses(&self) -> Vec<bool> {
        let events = self.world.events.iter();
        let paused = events.filter_map(|event| match event {
            Event::DownTrackPaused { paused, .. } => Some(*paused),
            _ => None,
        });
        paused.collect()
    }

    /// Share of the sound since then that came, and by how much the latest packet came later than the
    /// earliest one, apart from when they were sent.
    pub fn sound(&self, client: usize, ssrc: u32, from: Instant) -> (f64, Duration) {
        let came = self.world.clients[client].of(ssrc);
        let came: Vec<_> = came.into_iter().filter(|rtp| rtp.at >= from).collect();
        let (Some(first), Some(last)) = (came.first(), came.last()) else {
            return (0.0, Duration::ZERO);
        };
        let sent = last.index - first.index + 1;
        let step = Duration::from_millis(STEP_MS * SOUND_STEPS);
        let late = came.iter().map(|rtp| {
            let behind = step * (rtp.index - first.index) as u32;
            (rtp.at - from + Duration::from_secs(60)).saturating_sub(behind)
        });
        let (earliest, latest) = (late.clone().min().unwrap(), late.max().unwrap());
        (
            came.len() as f64 / sent as f64,
            latest.saturating_sub(earliest),
        )
    }
}
