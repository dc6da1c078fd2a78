//! Two clients meet through a running engine: real sockets and threads on the loopback device.

mod support;

use rapat_io::engine::Engine;
use rapat_io::error::{AnswerError, EngineError};
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};
use rapat_wire::session::DataChannel;
use support::meeting::{BURST, DOWN, Meeting, SSRC, TRACK, start};

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
