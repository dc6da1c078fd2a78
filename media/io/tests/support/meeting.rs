//! A running engine and its clients in one room after the other: real sockets on the loopback device.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rapat_io::engine::{Engine, EngineConfig};
use rapat_sfu::audio::floor::FloorConfig;
use rapat_sfu::event::Event;
use rapat_sfu::ids::PeerId;
use rapat_wire::sdp::SectionPlan;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{Audio, Client};

/// Bounds a failing test; a passing one takes what the handshake takes.
const DEADLINE: Duration = Duration::from_secs(30);
pub const SSRC: u32 = 0x1234;
pub const TRACK: u64 = 10;
pub const DOWN: u64 = 20;
/// Peers of one room per worker: the third one of a room is on another one than the first two.
const ROOM_PEERS: usize = 2;
/// Packets of a burst: what a client's default socket buffer holds twice over.
pub const BURST: u8 = 50;

/// An engine, its clients, and every event so far.
pub struct Meeting {
    pub engine: Engine,
    pub clients: Vec<Client>,
    pub events: Vec<Event>,
}

pub fn config(workers: u16) -> EngineConfig {
    let probe = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = probe.local_addr().unwrap().port();
    EngineConfig {
        port,
        bind: vec![[127, 0, 0, 1].into()],
        advertise: Vec::new(),
        workers,
        room_peers: Some(ROOM_PEERS),
        cache_bytes: None,
        floor: FloorConfig::default(),
    }
}

/// Starts on free ports; between looking and binding another test may take one, hence the attempts.
pub fn start(workers: u16) -> (Engine, EngineConfig) {
    let attempt = |_| {
        let config = config(workers);
        Engine::start(&config).ok().map(|engine| (engine, config))
    };
    (0..50)
        .find_map(attempt)
        .expect("free ports on the loopback device")
}

pub fn receive() -> SectionPlan {
    let (mid, track) = ("0".to_owned(), TRACK);
    SectionPlan::Receive {
        mid,
        track,
        rids: None,
        codecs: None,
        dtx: false,
        stereo: false,
        red: false,
    }
}

pub fn send(down: u64) -> SectionPlan {
    let (stream_id, track_id) = ("PA_a|TR_b".to_owned(), "TR_b".to_owned());
    SectionPlan::Send {
        mid: "0".to_owned(),
        down,
        track: TRACK,
        stream_id,
        track_id,
        red: true,
    }
}

impl Meeting {
    /// Peer 1 publishes audio, peer 2 subscribes to it; both connected, channels open.
    pub fn new() -> Self {
        Self::with_subscribers(1)
    }

    /// Peer 1 publishes audio, peers 2, 3 … subscribe to it; all connected, channels open.
    pub fn with_subscribers(count: u64) -> Self {
        let mut meeting = Self::empty(1);
        meeting.join(1, Audio::Sends(SSRC), &receive());
        for n in 0..count {
            meeting.join(2 + n, Audio::Receives, &send(DOWN + n));
        }
        meeting.until_connected();
        meeting
    }

    /// Runs until all clients are connected and have their channels.
    pub fn until_connected(&mut self) {
        self.until("all are connected", |meeting| {
            let is_told = |peer| {
                let connected = Event::Connected { peer: PeerId(peer) };
                meeting.events.contains(&connected)
            };
            let is_ready = |client: &Client| client.is_connected && client.open.len() == 3;
            let count = meeting.clients.len() as u64;
            (1..=count).all(is_told) && meeting.clients.iter().all(is_ready)
        });
    }

    /// Nobody there yet.
    pub fn empty(workers: u16) -> Self {
        Self::of(start(workers).0)
    }

    pub fn of(engine: Engine) -> Self {
        Self {
            engine,
            clients: Vec::new(),
            events: Vec::new(),
        }
    }

    pub fn join(&mut self, peer: u64, audio: Audio, plan: &SectionPlan) {
        self.join_room(peer, 7, audio, std::slice::from_ref(plan));
    }

    pub fn join_room(&mut self, peer: u64, room: u64, audio: Audio, plan: &[SectionPlan]) {
        self.engine.add_peer(PeerId(peer), room).unwrap();
        let mut client = Client::new(&format!("client{peer}"));
        let answer = self.engine.answer(PeerId(peer), &client.offer(audio), plan);
        client.accept(&answer.unwrap());
        self.clients.push(client);
    }

    /// Runs clients and engine until `done`.
    pub fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        loop {
            for client in &mut self.clients {
                client.step();
            }
            self.events.extend(self.engine.drain(512));
            if done(self) {
                return;
            }
            assert!(
                started.elapsed() < DEADLINE,
                "not reached: {what}; packets: {:?}; {:?}; events: {:?}",
                self.clients
                    .iter()
                    .map(|client| client.packets.len())
                    .collect::<Vec<_>>(),
                self.engine.stats(),
                self.events
            );
            self.wait();
        }
    }

    fn wait(&self) {
        let due = self.clients.iter().filter_map(Client::next_timeout).min();
        let timeout = due
            .map_or(DEADLINE, |due| {
                due.saturating_duration_since(Instant::now())
            })
            .min(DEADLINE);
        let timeout = Timespec {
            tv_sec: timeout.as_secs() as i64,
            tv_nsec: i64::from(timeout.subsec_nanos()),
        };
        let mut fds: Vec<PollFd<'_>> = Vec::new();
        let sockets = self.clients.iter().map(|client| client.socket.as_fd());
        for fd in sockets.chain([self.engine.event_fd() as BorrowedFd<'_>]) {
            fds.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
        }
        poll(&mut fds, Some(&timeout)).unwrap();
    }
}
