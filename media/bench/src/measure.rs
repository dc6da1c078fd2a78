//! One run: everybody joins, media flows, a window of it is measured from outside.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rapat_io::udp::ReceiveBatch;
use rapat_transport::Certificate;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::figures::{Figures, percentile_ms};
use crate::participant::{Participant, Role, Shared};
use crate::scenario::Scenario;
use crate::server::{self, Counters};

/// Joins that are not done by then fail the run.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// Media flows so long before anything is counted: key frames asked for, caches warm.
const WARM_UP: Duration = Duration::from_secs(2);
/// After the window, so that packets under way are not called lost.
const SETTLE: Duration = Duration::from_millis(300);
/// Window in which the silent meeting's cost is measured.
const IDLE_WINDOW: Duration = Duration::from_secs(4);
/// Signalling and timers are looked at so often.
const TURN_EVERY: Duration = Duration::from_millis(5);
/// Longest wait for packets: bounds the error of the pace.
const WAIT_NS: i64 = 500_000;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// People and media.
    pub scenario: Scenario,
    /// Signalling address of the server.
    pub server: SocketAddr,
    /// Its process.
    pub pid: u32,
    /// Length of the measured window.
    pub window: Duration,
    /// Packets evenly spaced instead of whole frames in a burst.
    pub paced: bool,
    /// Receivers take joined datagrams (`UDP_GRO`), as the server itself does.
    pub gro: bool,
}

struct Crowd {
    shared: Shared,
    people: Vec<Participant>,
    batch: ReceiveBatch,
    paced: bool,
    /// Nobody publishes.
    silent: bool,
    /// Next packet (or frame) of each participant.
    due: Vec<Instant>,
    next_turn: Instant,
}

/// Runs to the end.
///
/// # Errors
/// The server refuses, closes, or media does not flow.
pub fn run(run: &Run) -> crate::Result<Figures> {
    let now = Instant::now();
    let shared = Shared {
        server: run.server,
        certificate: Certificate::generate(),
        room: format!("bench-{}", run.scenario.name),
        scenario: run.scenario,
        epoch: now,
        gro: run.gro,
    };
    let (people, due) = (Vec::new(), Vec::new());
    let mut crowd = Crowd {
        shared,
        people,
        batch: ReceiveBatch::new(),
        paced: run.paced,
        silent: false,
        due,
        next_turn: now,
    };
    let rss_before = crowd.assemble(run)?;
    crowd.spin(WARM_UP)?;
    crowd.measure(run, rss_before)
}

impl Crowd {
    /// Publishers first, then receivers one after the other. Gives the server's memory before these.
    fn assemble(&mut self, run: &Run) -> crate::Result<u64> {
        let scenario = run.scenario;
        let mutual = scenario.subscribers == 0;
        let mut rss_before = server::rss_kib(run.pid)?;
        for _ in 0..scenario.publishers {
            self.add(Role {
                publishes: true,
                receives: mutual,
            })?;
            self.until("a publisher is connected", Participant::is_publishing)?;
        }
        if !mutual {
            rss_before = server::rss_kib(run.pid)?;
        }
        for _ in 0..scenario.subscribers {
            self.add(Role {
                publishes: false,
                receives: true,
            })?;
            self.until("a subscriber decrypts media", |person| {
                person.join_time.is_some()
            })?;
        }
        let started = Instant::now();
        let tracks = scenario.tracks_per_receiver();
        let receivers = scenario.receivers();
        while self
            .people
            .iter()
            .rev()
            .take(receivers)
            .any(|person| person.reception.tracks() < tracks)
        {
            if started.elapsed() > JOIN_WITHIN {
                return Err("not every receiver gets every track".into());
            }
            self.step()?;
        }
        Ok(rss_before)
    }

    fn add(&mut self, role: Role) -> crate::Result<()> {
        let number = self.people.len();
        self.people
            .push(Participant::join(&self.shared, number, role)?);
        // Publishers start apart, as people do.
        let apart = self.shared.scenario.frame_interval() * (number as u32 % 10) / 10;
        self.due.push(Instant::now() + apart);
        Ok(())
    }

    /// Goes on until the newest participant is `ready`.
    fn until(&mut self, what: &str, ready: impl Fn(&Participant) -> bool) -> crate::Result<()> {
        let started = Instant::now();
        while !self.people.last().is_some_and(&ready) {
            if started.elapsed() > JOIN_WITHIN {
                return Err(format!(
                    "in {} s it did not happen that {what}",
                    JOIN_WITHIN.as_secs()
                )
                .into());
            }
            self.step()?;
        }
        Ok(())
    }

    fn spin(&mut self, span: Duration) -> crate::Result<()> {
        let end = Instant::now() + span;
        while Instant::now() < end {
            self.step()?;
        }
        Ok(())
    }

    fn step(&mut self) -> crate::Result<()> {
        self.publish();
        let mut fds: Vec<PollFd<'_>> = self
            .people
            .iter()
            .map(|person| PollFd::new(&person.socket, PollFlags::IN))
            .collect();
        let wait = Timespec {
            tv_sec: 0,
            tv_nsec: WAIT_NS,
        };
        poll(&mut fds, Some(&wait))?;
        let readable: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
        for (person, _) in self
            .people
            .iter_mut()
            .zip(readable)
            .filter(|(_, readable)| *readable)
        {
            person.receive(&self.shared, &mut self.batch)?;
        }
        let now = Instant::now();
        if now >= self.next_turn {
            self.next_turn = now + TURN_EVERY;
            for person in &mut self.people {
                person.turn(&self.shared)?;
            }
        }
        Ok(())
    }

    fn publish(&mut self) {
        let scenario = self.shared.scenario;
        let per_step = if self.paced {
            scenario.packets_per_frame() as u32
        } else {
            1
        };
        let interval = scenario.frame_interval() / per_step;
        for (person, due) in self.people.iter_mut().zip(&mut self.due) {
            let now = Instant::now();
            if self.silent || !person.is_publishing() || *due > now {
                continue;
            }
            // A generator that fell behind does not make up for it in one burst.
            *due = (*due + interval).max(now.checked_sub(interval).unwrap_or(now));
            while !person.publish(self.shared.epoch.elapsed().as_nanos() as u64) && !self.paced {}
        }
    }

    /// Share of a core that the server uses while everybody is there and nobody sends.
    fn idle(&mut self, pid: u32) -> crate::Result<f64> {
        self.silent = true;
        self.spin(SETTLE)?;
        let (cpu, started) = (server::cpu_seconds(pid)?, Instant::now());
        self.spin(IDLE_WINDOW)?;
        Ok((server::cpu_seconds(pid)? - cpu) / started.elapsed().as_secs_f64())
    }

    fn sent(&self) -> u64 {
        self.people.iter().map(|person| person.sent).sum()
    }

    fn measure(&mut self, run: &Run, rss_before: u64) -> crate::Result<Figures> {
        for person in &mut self.people {
            person.reception.restart();
        }
        let counters = Counters::read(run.server);
        let (cpu, sent, started) = (server::cpu_seconds(run.pid)?, self.sent(), Instant::now());
        self.spin(run.window)?;
        let (cpu, seconds) = (
            server::cpu_seconds(run.pid)? - cpu,
            started.elapsed().as_secs_f64(),
        );
        let (sent, rss) = (self.sent() - sent, server::rss_kib(run.pid)?);
        let packets: u64 = self
            .people
            .iter()
            .map(|person| person.reception.packets)
            .sum();
        let mean_run = Counters::read(run.server)
            .zip(counters)
            .and_then(|(after, before)| after.mean_run(&before));
        self.spin(SETTLE)?;
        let idle = self.idle(run.pid)?;
        let mut delays: Vec<u64> = self
            .people
            .iter_mut()
            .flat_map(|person| std::mem::take(&mut person.reception.delays_ns))
            .collect();
        let mut joins: Vec<u64> = self
            .people
            .iter()
            .filter_map(|person| person.join_time)
            .map(|time| time.as_nanos() as u64)
            .collect();
        Ok(Figures {
            offered_pps: sent as f64 / seconds,
            forwarded_pps: packets as f64 / seconds,
            packets_per_cpu_second: packets as f64 / cpu.max(f64::EPSILON),
            cpu_seconds: cpu,
            idle_cpu_share: idle,
            marginal_packets_per_cpu_second: packets as f64
                / (cpu - idle * seconds).max(f64::EPSILON),
            mean_run_length: mean_run,
            delay_p50: percentile_ms(&mut delays, 0.50),
            delay_p99: percentile_ms(&mut delays, 0.99),
            rss_per_subscriber_kib: rss.saturating_sub(rss_before) as f64
                / run.scenario.receivers() as f64,
            join_p50: percentile_ms(&mut joins, 0.50),
            join_p95: percentile_ms(&mut joins, 0.95),
            lost: self
                .people
                .iter()
                .map(|person| person.reception.lost())
                .sum(),
            unopened: self
                .people
                .iter()
                .map(|person| person.reception.unopened)
                .sum(),
            profile: self.people.last().and_then(Participant::profile),
        })
    }
}
