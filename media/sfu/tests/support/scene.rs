//! People with cameras and microphones, and others that watch them over lines of some width.

use rapat_sfu::command::{Command, Wish};
use rapat_sfu::event::Event;
use rapat_sfu::ids::DownTrackId;
use rapat_wire::session::Kind;
use std::time::{Duration, Instant};

use super::World;
use super::camera::{Camera, PLAIN, Style};
use super::link::Link;
use super::media::{OpusSource, declared, red, vp8};
use super::reports::Reports;
use super::viewer::Viewer;

/// Time between two looks at the world; everything below is a multiple of it.
const STEP_MS: u64 = 3;
/// Ticks of a camera's clock in a step, so that 30 frames a second are every eleventh.
const TICKS_PER_STEP: u64 = 270;
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
    reports: Vec<Reports>,
    style: Style,
    steps: u64,
}

impl Scene {
    pub fn new() -> Self {
        Self::with(PLAIN)
    }

    /// With cameras of this style.
    pub fn with(style: Style) -> Self {
        Self {
            world: World::new(),
            cameras: Vec::new(),
            microphones: Vec::new(),
            viewers: Vec::new(),
            reports: Vec::new(),
            style,
            steps: 0,
        }
    }

    /// Somebody with a camera and a silent microphone comes in. Returns the number of both.
    pub fn enter(&mut self) -> usize {
        let (number, client) = (self.cameras.len(), self.world.join());
        let track = CAMERAS + number as u64;
        let camera = Camera::publish(&mut self.world, client, track, self.style);
        self.cameras.push(camera);
        let (track, ssrc) = (MICROPHONES + number as u64, 900_000 + number as u32);
        self.world
            .publish(client, track, Kind::Audio, red(111, 63), &declared(ssrc));
        let mut microphone = OpusSource::new(client, track, ssrc, 111);
        microphone.level = SILENT;
        self.microphones.push(microphone);
        number
    }

    /// What this one says has the packet before it in each packet, as the SDK does it: 28 kbit/s twice.
    pub fn speaks_redundantly(&mut self, number: usize) {
        let microphone = &mut self.microphones[number];
        (microphone.pt, microphone.prefix, microphone.size) = (63, &[0xef, 15, 0, 70, 111], 140);
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

    /// Changes the rate of a client's line, whose queue holds this much at it.
    pub fn set_rate(&mut self, client: usize, bps: u64, queue_ms: u64) {
        let link = self.link(client);
        (link.bps, link.queue) = (bps, (bps * queue_ms / 8_000) as usize);
    }

    /// A client subscribes to a camera. Returns the number of the viewer.
    pub fn watch(&mut self, client: usize, camera: usize) -> usize {
        let track = CAMERAS + camera as u64;
        let ssrcs = self.world.subscribe(client, track, Kind::Video, vp8(120));
        let mut viewer = Viewer::new(&self.world, client, ssrcs);
        self.reports
            .push(Reports::new(&self.world, client, ssrcs.0));
        // One feedback tells of all streams of a client.
        viewer.feedback = self.viewers.iter().all(|other| other.client != client);
        self.viewers.push(viewer);
        self.viewers.len() - 1
    }

    /// A client subscribes to a microphone. Returns the SSRC.
    pub fn listen(&mut self, client: usize, microphone: usize) -> u32 {
        let track = MICROPHONES + microphone as u64;
        let payloads = red(111, 63);
        let (ssrc, _) = self.world.subscribe(client, track, Kind::Audio, payloads);
        self.reports.push(Reports::new(&self.world, client, ssrc));
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
            if self.steps % (u64::from(self.style.ticks) / TICKS_PER_STEP) == 0 {
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
            for reports in &mut self.reports {
                reports.look(&mut self.world);
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
