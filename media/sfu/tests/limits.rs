//! What strangers and greedy clients can do, and moderation.

mod support;

use rapat_sfu::arena::Path;
use rapat_sfu::command::Command;
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::PeerId;
use rapat_wire::rtcp::Item;
use rapat_wire::session::{DataChannel, Ext, Kind};

use support::World;
use support::client::Outgoing;
use support::media::{OpusSource, Vp8Source, declared, opus, rids, vp8};

#[test]
fn packets_from_an_address_that_stun_did_not_verify_are_dropped() {
    let mut world = World::new();
    let publisher = world.join();
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let mut datagram = world.clients[publisher].protect(&Outgoing {
        ssrc: 900,
        pt: 111,
        payload: &[1; 50],
        ..Outgoing::default()
    });
    let stranger = Path {
        socket: 0,
        address: "192.0.2.1:4000".parse().unwrap(),
    };
    let before = world.node.stats().packets_dropped;
    world
        .node
        .handle_datagram(world.now, stranger, &mut datagram);
    world
        .node
        .handle_datagram(world.now, stranger, &mut [22, 254, 253, 0, 0, 0]);
    assert_eq!(world.node.stats().packets_dropped, before + 2);
    assert!(world.node.egress().is_empty());
}

#[test]
fn replayed_and_forged_packets_are_dropped() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let packet = Outgoing {
        ssrc: 900,
        pt: 111,
        seq: 5,
        payload: &[1; 50],
        ..Outgoing::default()
    };
    let datagram = world.clients[publisher].protect(&packet);
    let mut forged = world.clients[publisher].protect(&Outgoing { seq: 6, ..packet });
    *forged.last_mut().unwrap() ^= 1;
    world.clients[publisher]
        .outbox
        .extend([datagram.clone(), datagram, forged]);
    world.run_ms(5);
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 1);
}

#[test]
fn ssrcs_beyond_the_limit_are_ignored_and_the_known_ones_go_on() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 1);
    let before = world.node.stats().packets_dropped;
    for stray in 10_000..10_500 {
        world.clients[publisher].send(&Outgoing {
            ssrc: stray,
            pt: 111,
            payload: &[1; 50],
            ..Outgoing::default()
        });
    }
    world.run_ms(1);
    assert_eq!(world.node.stats().packets_dropped, before + 500);
    microphone.stream(&mut world, 5);
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 6);
}

#[test]
fn a_client_that_floods_data_is_closed_for_abuse() {
    let mut world = World::new();
    let client = world.join();
    world.run_ms(500);
    for _ in 0..3_000 {
        let now = world.now;
        let _ = world.clients[client]
            .transport
            .send(now, DataChannel::Lossy, &[7; 20]);
        world.clients[client].settle();
        world.exchange();
    }
    world.run_ms(100);
    assert!(world.events.contains(&Event::Closed {
        peer: PeerId(1),
        reason: CloseReason::Abuse
    }));
    assert_eq!(world.node.stats().peers, 0);
}

#[test]
fn data_goes_up_as_an_event_and_down_to_those_named() {
    let mut world = World::new();
    let (first, second, third) = (world.join(), world.join(), world.join());
    world.run_ms(500);
    let now = world.now;
    world.clients[first]
        .transport
        .send(now, DataChannel::Reliable, b"hello")
        .unwrap();
    world.clients[first].settle();
    world.run_ms(50);
    let (peer, channel) = (PeerId(1), DataChannel::Reliable);
    assert!(world.events.contains(&Event::Data {
        peer,
        channel,
        payload: b"hello".to_vec()
    }));
    let peers = vec![PeerId(2), PeerId(99)];
    world.apply(Command::SendData {
        peers,
        channel: DataChannel::Lossy,
        payload: (*b"there").into(),
    });
    world.run_ms(50);
    assert_eq!(
        world.clients[second].messages,
        [(DataChannel::Lossy, b"there".to_vec())]
    );
    assert!(world.clients[third].messages.is_empty());
}

#[test]
fn a_blocked_track_is_dropped_at_the_door_and_resumes_at_a_key_frame() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 7, Kind::Video, vp8(96), &declared(5_000));
    let (ssrc, _) = world.subscribe(subscriber, 7, Kind::Video, vp8(96));
    let mut camera = Vp8Source::new(publisher, 7, 5_000, 96, "");
    camera.stream(&mut world, 10, true);
    world.set_blocked(7, true);
    camera.stream(&mut world, 30, false);
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 30);
    world.count_rtcp(publisher, |_| true);
    world.set_blocked(7, false);
    camera.stream(&mut world, 10, false);
    assert!(world.count_rtcp(publisher, |item| matches!(item, Item::Pli { .. })) >= 1);
    camera.stream(&mut world, 10, true);
    let got = world.clients[subscriber].of(ssrc);
    assert_eq!(got.len(), 60);
    assert!(
        got.iter()
            .enumerate()
            .all(|(step, rtp)| rtp.index == got[0].index + step as u64),
        "without a gap"
    );
}

#[test]
fn a_muted_camera_that_comes_back_is_asked_for_a_key_frame() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 7, Kind::Video, vp8(96), &declared(5_000));
    world.subscribe(subscriber, 7, Kind::Video, vp8(96));
    let mut camera = Vp8Source::new(publisher, 7, 5_000, 96, "");
    camera.stream(&mut world, 10, true);
    world.run_ms(5_000);
    world.count_rtcp(publisher, |_| true);
    world.events.clear();
    camera.stream(&mut world, 2, false);
    assert!(
        world
            .events
            .iter()
            .any(|event| matches!(event, Event::LayerLive { .. }))
    );
    assert_eq!(
        world.count_rtcp(publisher, |item| matches!(item, Item::Pli { .. })),
        1
    );
}

#[test]
fn removing_a_peer_removes_its_tracks_and_subscriptions() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let stats = world.node.stats();
    assert_eq!((stats.peers, stats.up_tracks, stats.down_tracks), (2, 1, 1));
    world.apply(Command::RemovePeer { peer: PeerId(1) });
    let stats = world.node.stats();
    assert_eq!(
        (stats.peers, stats.up_tracks, stats.down_tracks),
        (1, 0, 1),
        "the subscription waits"
    );
    world.apply(Command::RemovePeer { peer: PeerId(2) });
    assert_eq!(world.node.stats().down_tracks, 0);
    world.run_ms(1_000);
    assert!(
        !world
            .events
            .iter()
            .any(|event| matches!(event, Event::Closed { .. })),
        "it was asked for"
    );
}

#[test]
fn a_subscription_negotiated_before_its_track_starts_when_the_track_comes() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.set_down(subscriber, 1, true, 0);
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 5);
    assert!(
        world.clients[subscriber].of(ssrc).is_empty(),
        "paused before it was known"
    );
    world.set_down(subscriber, 1, false, 0);
    microphone.stream(&mut world, 5);
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 5);
}

#[test]
fn a_new_ssrc_on_the_same_section_takes_the_layer_over() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 7, Kind::Video, vp8(96), &rids(&[""]));
    let (ssrc, _) = world.subscribe(subscriber, 7, Kind::Video, vp8(96));
    let mut first = Vp8Source::new(publisher, 7, 5_000, 96, "");
    first.stream(&mut world, 5, true);
    let mut second = Vp8Source::new(publisher, 7, 6_500, 96, "");
    second.stream(&mut world, 5, false);
    assert_eq!(
        world.clients[subscriber].of(ssrc).len(),
        15,
        "another encoder: wait for its key frame"
    );
    let late = first.make_frame(true);
    first.send(&mut world.clients[publisher], &late[0]);
    second.stream(&mut world, 5, true);
    let got = world.clients[subscriber].of(ssrc);
    assert_eq!(got.len(), 30);
    assert!(
        got.iter()
            .enumerate()
            .all(|(step, rtp)| rtp.index == got[0].index + step as u64)
    );
}

#[test]
fn a_section_that_gets_another_track_keeps_the_ssrc_without_a_new_mid() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &rids(&[""]));
    OpusSource::new(publisher, 1, 900, 111).stream(&mut world, 3);
    // The client unpublishes and publishes again in the same section; it has stopped sending the mid.
    world.clients[publisher].session.up[0].track = 2;
    world.negotiate(publisher);
    let (ssrc, _) = world.subscribe(subscriber, 2, Kind::Audio, opus(111));
    for seq in 200..205 {
        let exts: &[(Ext, &[u8])] = &[];
        world.clients[publisher].send(&Outgoing {
            ssrc: 900,
            pt: 111,
            seq,
            exts,
            payload: &[1; 9],
            ..Outgoing::default()
        });
        world.run_ms(20);
    }
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 5);
}
