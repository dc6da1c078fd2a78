//! Two clients meet through a running engine: real sockets and threads on the loopback device.

mod support;

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rapat_io::engine::{Engine, EngineConfig};
use rapat_io::error::{AnswerError, EngineError};
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};
use rapat_wire::sdp::SectionPlan;
use rapat_wire::session::DataChannel;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use support::{Audio, Client};

/// Bounds a failing test; a passing one takes what the handshake takes.
const DEADLINE: Duration = Duration::from_secs(30);
const SSRC: u32 = 0x1234;
const TRACK: u64 = 10;
const DOWN: u64 = 20;
/// Peers of one room per worker: the third one of a room is on another one than the first two.
const ROOM_PEERS: usize = 2;
/// Packets of a burst: what a client's default socket buffer holds twice over.
const BURST: u8 = 50;

/// An engine, its clients, and every event so far.
struct Meeting {
    engine: Engine,
    clients: Vec<Client>,
    events: Vec<Event>,
}

fn config(workers: u16) -> EngineConfig {
    let probe = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = probe.local_addr().unwrap().port();
    EngineConfig {
        port,
        bind: vec![[127, 0, 0, 1].into()],
        advertise: Vec::new(),
        workers,
        room_peers: Some(ROOM_PEERS),
        cache_bytes: None,
    }
}

/// Starts on free ports; between looking and binding another test may take one, hence the attempts.
fn start(workers: u16) -> (Engine, EngineConfig) {
    let attempt = |_| {
        let config = config(workers);
        Engine::start(&config).ok().map(|engine| (engine, config))
    };
    (0..50)
        .find_map(attempt)
        .expect("free ports on the loopback device")
}

fn receive() -> SectionPlan {
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

fn send(down: u64) -> SectionPlan {
    let (stream_id, track_id) = ("PA_a|TR_b".to_owned(), "TR_b".to_owned());
    SectionPlan::Send {
        mid: "0".to_owned(),
        down,
        track: TRACK,
        stream_id,
        track_id,
    }
}

impl Meeting {
    /// Peer 1 publishes audio, peer 2 subscribes to it; both connected, channels open.
    fn new() -> Self {
        Self::with_subscribers(1)
    }

    /// Peer 1 publishes audio, peers 2, 3 … subscribe to it; all connected, channels open.
    fn with_subscribers(count: u64) -> Self {
        let mut meeting = Self::empty(1);
        meeting.join(1, Audio::Sends(SSRC), &receive());
        for n in 0..count {
            meeting.join(2 + n, Audio::Receives, &send(DOWN + n));
        }
        meeting.until_connected();
        meeting
    }

    /// Runs until all clients are connected and have their channels.
    fn until_connected(&mut self) {
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
    fn empty(workers: u16) -> Self {
        Self::of(start(workers).0)
    }

    fn of(engine: Engine) -> Self {
        Self {
            engine,
            clients: Vec::new(),
            events: Vec::new(),
        }
    }

    fn join(&mut self, peer: u64, audio: Audio, plan: &SectionPlan) {
        self.join_room(peer, 7, audio, std::slice::from_ref(plan));
    }

    fn join_room(&mut self, peer: u64, room: u64, audio: Audio, plan: &[SectionPlan]) {
        self.engine.add_peer(PeerId(peer), room).unwrap();
        let mut client = Client::new(&format!("client{peer}"));
        let answer = self.engine.answer(PeerId(peer), &client.offer(audio), plan);
        client.accept(&answer.unwrap());
        self.clients.push(client);
    }

    /// Runs clients and engine until `done`.
    fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
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
                "not reached: {what}; events: {:?}",
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

#[test]
fn a_published_packet_reaches_the_subscriber_sealed_with_its_own_keys() {
    let mut meeting = Meeting::new();
    for n in 0..20_u8 {
        meeting.clients[0].send_audio(SSRC, &[n; 80]);
    }
    meeting.until("20 packets came", |meeting| {
        meeting.clients[1].packets.len() == 20
    });
    for (n, (_, payload)) in meeting.clients[1].packets.iter().enumerate() {
        assert_eq!(*payload, [n as u8; 80]);
    }
    meeting.until("both ends are live", |meeting| {
        let layer = Event::LayerLive {
            track: TrackId(TRACK),
            layer: 0,
        };
        let down = Event::DownTrackLive {
            down: DownTrackId(DOWN),
        };
        meeting.events.contains(&layer) && meeting.events.contains(&down)
    });
    meeting.engine.shutdown();
    let stats = meeting.engine.stats();
    assert_eq!(stats.node.peers, 0, "shutdown closes everybody");
    assert!(stats.node.packets_in >= 20 && stats.node.packets_out >= 20);
    assert_eq!((stats.node.panics, meeting.engine.lost_events()), (0, 0));
}

#[test]
fn a_burst_reaches_every_subscriber_whole_and_in_order() {
    let mut meeting = Meeting::with_subscribers(8);
    for n in 0..BURST {
        meeting.clients[0].send_audio(SSRC, &[n; 900]);
    }
    meeting.until("everybody has the burst", |meeting| {
        meeting
            .clients
            .iter()
            .skip(1)
            .all(|client| client.packets.len() == usize::from(BURST))
    });
    for client in meeting.clients.iter().skip(1) {
        let firsts: Vec<u8> = client
            .packets
            .iter()
            .map(|(_, payload)| payload[0])
            .collect();
        assert_eq!(firsts, (0..BURST).collect::<Vec<u8>>());
    }
    meeting.engine.shutdown();
    let stats = meeting.engine.stats();
    assert_eq!(stats.node.packets_dropped, 0, "{stats:?}");
}

#[test]
fn a_blocked_track_is_silent_until_it_is_unblocked() {
    let mut meeting = Meeting::new();
    meeting.engine.set_track(TrackId(TRACK), true).unwrap();
    // The marker tells when the worker has taken the order: orders and marker keep their order.
    meeting
        .engine
        .send_data(&[PeerId(1)], DataChannel::Reliable, b"blocked")
        .unwrap();
    meeting.until("the order is taken", |meeting| {
        !meeting.clients[0].messages.is_empty()
    });
    meeting.clients[0].send_audio(SSRC, b"unheard");
    meeting.clients[0].send_message(DataChannel::Reliable, b"after it");
    meeting.until("the packet is handled", |meeting| {
        meeting
            .events
            .iter()
            .any(|event| matches!(event, Event::Data { .. }))
    });
    meeting.engine.set_track(TrackId(TRACK), false).unwrap();
    meeting
        .engine
        .send_data(&[PeerId(1)], DataChannel::Reliable, b"unblocked")
        .unwrap();
    meeting.until("the order is taken", |meeting| {
        meeting.clients[0].messages.len() == 2
    });
    meeting.clients[0].send_audio(SSRC, b"heard");
    meeting.until("a packet came", |meeting| {
        !meeting.clients[1].packets.is_empty()
    });
    assert_eq!(meeting.clients[1].packets[0].1, b"heard");
}

#[test]
fn data_goes_both_ways() {
    let mut meeting = Meeting::new();
    meeting.clients[0].send_message(DataChannel::Reliable, b"up");
    let (peer, channel) = (PeerId(1), DataChannel::Reliable);
    let up = Event::Data {
        peer,
        channel,
        payload: b"up".to_vec(),
    };
    meeting.until("the message came up", |meeting| {
        meeting.events.contains(&up)
    });
    let all = [PeerId(1), PeerId(2), PeerId(99)];
    meeting
        .engine
        .send_data(&all, DataChannel::Lossy, b"down")
        .unwrap();
    meeting.until("everybody has it", |meeting| {
        let down = (DataChannel::Lossy, b"down".to_vec());
        meeting
            .clients
            .iter()
            .all(|client| client.messages.contains(&down))
    });
}

#[test]
fn a_client_that_says_goodbye_is_closed_and_forgotten() {
    let mut meeting = Meeting::new();
    meeting.clients[1].close();
    let closed = Event::Closed {
        peer: PeerId(2),
        reason: CloseReason::ByClient,
    };
    meeting.until("it is told", |meeting| meeting.events.contains(&closed));
    let answer = meeting.engine.answer(PeerId(2), "v=0\r\n", &[]);
    assert!(matches!(answer, Err(AnswerError::NoPeer)));
}

#[test]
fn no_event_follows_a_removed_peer() {
    let mut meeting = Meeting::new();
    meeting.clients[0].send_message(DataChannel::Reliable, b"late");
    meeting.engine.remove_peer(PeerId(1)).unwrap();
    meeting.events.clear();
    meeting
        .engine
        .send_data(&[PeerId(2)], DataChannel::Reliable, b"marker")
        .unwrap();
    meeting.until("the marker came", |meeting| {
        !meeting.clients[1].messages.is_empty()
    });
    let of_peer_1 = |event: &&Event| rapat_io::events::peer_of(event) == Some(PeerId(1));
    assert_eq!(meeting.events.iter().find(of_peer_1), None);
}

#[test]
fn all_workers_share_one_port_and_datagrams_find_the_right_one() {
    // Rooms alternate between the workers, and the kernel deals the clients' addresses out by a hash:
    // of so many clients some are given to the wrong worker.
    let mut meeting = Meeting::empty(4);
    for room in 0..16 {
        meeting.join_room(1 + room, room, Audio::Receives, &[]);
    }
    meeting.until_connected();
    let ports: Vec<u16> = meeting.clients.iter().map(Client::server_port).collect();
    assert!(ports.iter().all(|port| *port == ports[0]), "{ports:?}");
    meeting.engine.shutdown();
    let stats = meeting.engine.stats();
    assert!(stats.handed_over > 0, "{stats:?}");
    assert_eq!(stats.node.packets_dropped, 0, "{stats:?}");
}

/// Firsts of the payloads that a client got.
fn firsts(client: &Client) -> Vec<u8> {
    let payloads = client.packets.iter().map(|(_, payload)| payload[0]);
    payloads.collect()
}

#[test]
fn a_room_that_spilled_over_to_another_worker_is_still_one_room() {
    // Two of the room per worker: the publisher is alone on the third one.
    let mut meeting = Meeting::empty(3);
    for n in 0..4 {
        meeting.join(1 + n, Audio::Receives, &send(DOWN + n));
    }
    meeting.join(5, Audio::Sends(SSRC), &receive());
    meeting.until_connected();
    for n in 0..BURST {
        meeting.clients[4].send_audio(SSRC, &[n; 200]);
    }
    meeting.until("everybody has the burst", |meeting| {
        let all = |client: &Client| client.packets.len() == usize::from(BURST);
        meeting.clients[..4].iter().all(all)
    });
    for client in &meeting.clients[..4] {
        assert_eq!(firsts(client), (0..BURST).collect::<Vec<u8>>());
    }
    // A late one, on the publisher's own worker, and one that goes.
    meeting.join(6, Audio::Receives, &send(DOWN + 5));
    meeting.until_connected();
    meeting.engine.remove_peer(PeerId(1)).unwrap();
    meeting.engine.remove_peer(PeerId(2)).unwrap();
    // The marker tells when the workers have taken the orders.
    let left = [3, 4, 5, 6].map(PeerId);
    let (engine, channel) = (&meeting.engine, DataChannel::Reliable);
    engine.send_data(&left, channel, b"marker").unwrap();
    meeting.until("the orders are taken", |meeting| {
        let mut left = meeting.clients[2..].iter();
        left.all(|client| !client.messages.is_empty())
    });
    meeting.clients[4].send_audio(SSRC, b"x");
    meeting.until("the others have it", |meeting| {
        let has_it = |n: usize| firsts(&meeting.clients[n]).last() == Some(&b'x');
        has_it(2) && has_it(3) && has_it(5)
    });
    meeting.engine.shutdown();
    let stats = meeting.engine.stats();
    // The burst to two workers; the last packet to one, or to two if it overtook the word of the other.
    let crossed = 2 * u64::from(BURST);
    assert!((crossed + 1..=crossed + 2).contains(&stats.node.relayed));
    assert_eq!(stats.node.panics, 0);
}

#[test]
fn a_track_is_blocked_on_every_worker() {
    let mut meeting = Meeting::empty(2);
    meeting.join(1, Audio::Sends(SSRC), &receive());
    for n in 0..3 {
        meeting.join(2 + n, Audio::Receives, &send(DOWN + n));
    }
    meeting.until_connected();
    let all = [1, 2, 3, 4].map(PeerId);
    for (blocked, text) in [(true, &b"blocked"[..]), (false, &b"unblocked"[..])] {
        let (engine, channel) = (&meeting.engine, DataChannel::Reliable);
        engine.set_track(TrackId(TRACK), blocked).unwrap();
        engine.send_data(&all, channel, text).unwrap();
        meeting.until("the orders are taken", |meeting| {
            let has_text = |client: &Client| client.messages.iter().any(|(_, m)| m == text);
            meeting.clients.iter().all(has_text)
        });
        meeting.clients[0].send_audio(SSRC, text);
        meeting.clients[0].send_message(channel, text);
        let (peer, payload) = (PeerId(1), text.to_vec());
        let after_it = Event::Data {
            peer,
            channel,
            payload,
        };
        meeting.until("the packet is handled", |meeting| {
            meeting.events.contains(&after_it)
        });
    }
    meeting.until("a packet came", |meeting| {
        let mut receivers = meeting.clients[1..].iter();
        receivers.all(|client| !client.packets.is_empty())
    });
    for client in &meeting.clients[1..] {
        assert_eq!(client.packets.len(), 1);
        assert_eq!(client.packets[0].1, b"unblocked");
    }
}

#[test]
fn a_worker_without_memory_refuses_new_tracks_and_goes_on_with_the_others() {
    // One audio cache and no more.
    let limits = |_| {
        let limits = EngineConfig {
            cache_bytes: Some(44_000),
            ..config(1)
        };
        Engine::start(&limits).ok()
    };
    let mut meeting = Meeting::of((0..50).find_map(limits).unwrap());
    meeting.join(1, Audio::Sends(SSRC), &receive());
    meeting.join(2, Audio::Receives, &send(DOWN));
    meeting.until_connected();
    meeting.clients[0].send_audio(SSRC, b"one");
    meeting.until("its cache is seen", |meeting| {
        meeting.clients[1].packets.len() == 1 && meeting.engine.stats().node.cache_bytes > 40_000
    });
    meeting.engine.add_peer(PeerId(3), 7).unwrap();
    let mut plan = receive();
    if let SectionPlan::Receive { track, .. } = &mut plan {
        *track += 1;
    }
    let offer = Client::new("third").offer(Audio::Sends(9));
    let refused = meeting.engine.answer(PeerId(3), &offer, &[plan]);
    assert!(matches!(refused, Err(AnswerError::NoMemory { worker: 0 })));
    let offer = meeting.clients[0].offer(Audio::Sends(SSRC));
    let again = meeting.engine.answer(PeerId(1), &offer, &[receive()]);
    assert!(again.is_ok(), "a track that is there stays");
    meeting.clients[0].send_audio(SSRC, b"two");
    meeting.until("the next packet comes", |meeting| {
        meeting.clients[1].packets.len() == 2
    });
}

#[test]
fn a_stopped_engine_takes_nothing_and_frees_its_port() {
    for workers in [1, 2] {
        stops_and_frees_its_port(workers);
    }
}

fn stops_and_frees_its_port(workers: u16) {
    let (mut engine, config) = start(workers);
    let taken = Engine::start(&config).err().unwrap();
    assert!(matches!(taken, EngineError::Bind { .. }));
    engine.add_peer(PeerId(1), 7).unwrap();
    assert!(matches!(
        engine.add_peer(PeerId(1), 7),
        Err(EngineError::PeerInUse)
    ));
    engine.shutdown();
    engine.shutdown();
    assert!(matches!(
        engine.add_peer(PeerId(2), 7),
        Err(EngineError::ShutDown)
    ));
    Engine::start(&config).unwrap();
}
