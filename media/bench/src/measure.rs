//! A steady meeting: everybody joins, media flows, a window of it is measured from outside.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rapat_transport::Certificate;
use rapat_wire::session::Kind;

use crate::affinity;
use crate::crowd::Crowd;
use crate::dialogue::Mode;
use crate::figures::{Figures, percentile_ms};
use crate::frames::Frames;
use crate::inbox;
use crate::participant::{Participant, Role, Shared};
use crate::scenario::Scenario;
use crate::server::{self, Counters};

/// Joins that make no progress for so long fail the run.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// Media flows so long before anything is counted: key frames asked for, caches warm.
const WARM_UP: Duration = Duration::from_secs(2);
/// After the window, so that packets under way are not called lost.
const SETTLE: Duration = Duration::from_millis(300);
/// Window in which the silent meeting's cost is measured.
const IDLE_WINDOW: Duration = Duration::from_secs(4);
/// Joins under way at a time: key frames are asked for once for all of them.
pub const JOINS_AT_A_TIME: usize = 10;
/// Loudest microphones that every server must forward; which and how many more is its choice.
const VOICES_MIN: usize = 5;

/// What to run, on which server.
#[derive(Clone, Debug)]
pub struct Run {
    /// People and media.
    pub scenario: Scenario,
    /// One or two connections a client.
    pub mode: Mode,
    /// Signalling address of the server.
    pub server: std::net::SocketAddr,
    /// Its process.
    pub pid: u32,
    /// Length of the measured window.
    pub window: Duration,
    /// Packets evenly spaced instead of whole frames in a burst.
    pub paced: bool,
    /// Receivers take joined datagrams (`UDP_GRO`), as the server itself does.
    pub gro: bool,
    /// See [`Shared::tokens`]; usually none.
    pub tokens: Arc<[String]>,
    /// Also measure what the same meeting costs when nobody sends.
    pub idle: bool,
}

impl Run {
    /// An empty crowd for this run.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn crowd(&self, doors: usize) -> crate::Result<Crowd> {
        let shared = Shared {
            server: self.server,
            certificate: Certificate::generate(),
            scenario: self.scenario,
            mode: self.mode,
            epoch_ns: inbox::now_ns(),
            gro: self.gro,
            tokens: self.tokens.clone(),
            camera: Frames::of(Kind::Video).into(),
            microphone: Frames::of(Kind::Audio).into(),
        };
        Crowd::new(shared, self.paced, doors)
    }
}

/// One window, as it looks from outside.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Its length in seconds.
    pub seconds: f64,
    /// CPU seconds of all of the server's threads.
    pub cpu: f64,
    /// CPU seconds of this program: near the length, it is the bottleneck itself.
    pub own_cpu: f64,
    /// CPU seconds that anybody else had meanwhile: how quiet the machine was.
    pub foreign_cpu: f64,
    /// Packets that publishers sent.
    pub sent: u64,
    /// Packets that receivers got.
    pub packets: u64,
    /// Gaps in sequence numbers.
    pub lost: u64,
    /// Could not be decrypted.
    pub unopened: u64,
    /// Delays of samples in ns.
    pub delays: Vec<u64>,
    /// Datagrams per message to the kernel; `None` when the server does not tell.
    pub mean_run: Option<f64>,
}

/// Runs to the end.
///
/// # Errors
/// The server refuses, closes, or media does not flow.
pub fn run(run: &Run) -> crate::Result<Figures> {
    let mut crowd = run.crowd(JOINS_AT_A_TIME)?;
    let rss_before = assemble(&mut crowd, run)?;
    crowd.spin(WARM_UP)?;
    let window = window(&mut crowd, run)?;
    let rss = server::rss_kib(run.pid)?;
    let idle = if run.idle {
        idle(&mut crowd, run.pid)?
    } else {
        0.0
    };
    let people = run.scenario.receivers() * run.scenario.rooms;
    Ok(Figures {
        rss_per_subscriber_kib: rss.saturating_sub(rss_before) as f64 / people as f64,
        join: times(&crowd, |person| person.join_time),
        picture: times(&crowd, |person| person.picture_time),
        idle_cpu_share: run.idle.then_some(idle),
        profile: crowd.people.last().and_then(Participant::profile),
        ..Figures::of(window, idle)
    })
}

/// Publishers first, room after room, then receivers. Gives the server's memory before these.
///
/// # Errors
/// Somebody cannot join, or does not get what the scenario promises.
pub fn assemble(crowd: &mut Crowd, run: &Run) -> crate::Result<u64> {
    let scenario = run.scenario;
    let before = server::rss_kib(run.pid)?;
    crowd.admit(
        publishers(scenario, 0..scenario.rooms),
        JOINS_AT_A_TIME,
        JOIN_WITHIN,
        Participant::is_publishing,
    )?;
    let rss = if scenario.is_mutual() {
        before
    } else {
        server::rss_kib(run.pid)?
    };
    let receivers = subscribers(scenario.subscribers * scenario.rooms, scenario.rooms);
    crowd.admit(receivers, JOINS_AT_A_TIME, JOIN_WITHIN, |person| {
        person.join_time.is_some()
    })?;
    until_all_hear(crowd, scenario)?;
    Ok(rss)
}

/// The publishers of some rooms.
pub fn publishers(scenario: Scenario, rooms: std::ops::Range<usize>) -> impl Iterator<Item = Role> {
    rooms.flat_map(move |room| {
        (0..scenario.publishers).map(move |_| Role {
            room,
            publishes: true,
            receives: scenario.is_mutual(),
        })
    })
}

/// People who only receive, spread over `rooms`.
pub fn subscribers(count: usize, rooms: usize) -> impl Iterator<Item = Role> {
    (0..count).map(move |number| Role {
        room: number % rooms,
        publishes: false,
        receives: true,
    })
}

/// Waits until every receiver got a packet of each track that it must get.
///
/// # Errors
/// Somebody does not.
pub fn until_all_hear(crowd: &mut Crowd, scenario: Scenario) -> crate::Result<()> {
    let voices = scenario.tracks_per_receiver(Kind::Audio).min(VOICES_MIN);
    let tracks = scenario.tracks_per_receiver(Kind::Video) + voices;
    let started = Instant::now();
    let deaf = |crowd: &Crowd| {
        let receivers = crowd.people.iter().filter(|person| person.role.receives);
        receivers
            .filter(|person| person.reception.tracks() < tracks)
            .count()
    };
    while deaf(crowd) > 0 {
        if started.elapsed() > JOIN_WITHIN {
            return Err(format!("{} receivers do not get every track", deaf(crowd)).into());
        }
        crowd.step()?;
    }
    Ok(())
}

/// Measures one window of what flows now.
///
/// # Errors
/// The server closes or ends.
pub fn window(crowd: &mut Crowd, run: &Run) -> crate::Result<Window> {
    let sent = |crowd: &Crowd| -> u64 { crowd.people.iter().map(|person| person.sent).sum() };
    for person in &mut crowd.people {
        person.reception.restart();
    }
    let counters = Counters::read(run.server);
    let (cpu, sent_before, started) = (server::cpu_seconds(run.pid)?, sent(crowd), Instant::now());
    let (own, machine) = (affinity::process_cpu(), server::machine_seconds()?);
    crowd.spin(run.window)?;
    let mut window = Window {
        cpu: server::cpu_seconds(run.pid)? - cpu,
        seconds: started.elapsed().as_secs_f64(),
        sent: sent(crowd) - sent_before,
        own_cpu: affinity::process_cpu().saturating_sub(own).as_secs_f64(),
        ..Window::default()
    };
    window.foreign_cpu =
        (server::machine_seconds()? - machine - window.cpu - window.own_cpu).max(0.0);
    let receptions = || crowd.people.iter().map(|person| &person.reception);
    window.packets = receptions().map(|reception| reception.packets).sum();
    window.mean_run = Counters::read(run.server)
        .zip(counters)
        .and_then(|(after, before)| after.mean_run(&before));
    crowd.spin(SETTLE)?;
    for person in &mut crowd.people {
        window.lost += person.reception.lost();
        window.unopened += person.reception.unopened;
        window
            .delays
            .append(&mut std::mem::take(&mut person.reception.delays_ns));
    }
    Ok(window)
}

/// Share of a core that the server uses while everybody is there and nobody sends.
fn idle(crowd: &mut Crowd, pid: u32) -> crate::Result<f64> {
    crowd.silent = true;
    crowd.spin(SETTLE)?;
    let (cpu, started) = (server::cpu_seconds(pid)?, Instant::now());
    crowd.spin(IDLE_WINDOW)?;
    Ok((server::cpu_seconds(pid)? - cpu) / started.elapsed().as_secs_f64())
}

/// p50 and p95 in ms of a time that some participants have.
pub fn times(crowd: &Crowd, of: impl Fn(&Participant) -> Option<Duration>) -> (f64, f64) {
    let receivers = crowd.people.iter().filter(|person| person.role.receives);
    let mut all: Vec<u64> = receivers
        .filter_map(of)
        .map(|time| time.as_nanos() as u64)
        .collect();
    (percentile_ms(&mut all, 0.50), percentile_ms(&mut all, 0.95))
}
