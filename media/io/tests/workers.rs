//! Several workers behind one port: rooms that spill over, memory at its limit, a fault in one peer.

mod support;

use rapat_io::engine::{Engine, EngineConfig};
use rapat_io::error::AnswerError;
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::{PeerId, TrackId};
use rapat_wire::sdp::SectionPlan;
use rapat_wire::session::DataChannel;
use support::meeting::{BURST, DOWN, Meeting, SSRC, TRACK, config, receive, send};
use support::{Audio, Client};

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

/// Sends a message to peers and runs until they have it: their workers have carried out all orders before it.
fn tell(meeting: &mut Meeting, peers: &[u64], text: &[u8]) {
    let to: Vec<PeerId> = peers.iter().map(|peer| PeerId(*peer)).collect();
    let channel = DataChannel::Reliable;
    meeting.engine.send_data(&to, channel, text).unwrap();
    meeting.until("the message has come", |meeting| {
        let has_text = |peer: &u64| {
            let mut messages = meeting.clients[*peer as usize - 1].messages.iter();
            messages.any(|(_, message)| message == text)
        };
        peers.iter().all(has_text)
    });
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
    // What a worker sends its peers leaves it after its word to other workers: they follow the publisher then.
    tell(&mut meeting, &[1, 2, 3, 4], b"follow");
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
    tell(&mut meeting, &[3, 4, 5, 6], b"left");
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
fn a_panic_in_one_peer_costs_its_room_no_packet_on_any_worker() {
    // Publisher and first subscriber on one worker, two more on the other.
    for broken in [2, 3] {
        let mut meeting = Meeting::empty(2);
        meeting.join(1, Audio::Sends(SSRC), &receive());
        for n in 0..3 {
            meeting.join(2 + n, Audio::Receives, &send(DOWN + n));
        }
        meeting.until_connected();
        let mut next = 0_u8;
        let mut burst = |meeting: &mut Meeting| {
            for n in next..next + 10 {
                meeting.clients[0].send_audio(SSRC, &[n; 80]);
            }
            next += 10;
        };
        burst(&mut meeting);
        meeting.engine.plant_fault(PeerId(broken)).unwrap();
        // The order is given before these are sent, so it is in force before they are looked at.
        burst(&mut meeting);
        let fault = Event::Closed {
            peer: PeerId(broken),
            reason: CloseReason::Fault,
        };
        meeting.until("the broken one is closed", |meeting| {
            meeting.events.contains(&fault)
        });
        burst(&mut meeting);
        let others = [1, 2, 3].into_iter().filter(|n| *n as u64 + 1 != broken);
        for n in others {
            meeting.until("the others have all", |meeting| {
                meeting.clients[n].packets.len() >= 30
            });
            assert_eq!(firsts(&meeting.clients[n]), (0..30).collect::<Vec<u8>>());
        }
        meeting.engine.shutdown();
        assert_eq!(meeting.engine.stats().node.panics, 1);
    }
}
