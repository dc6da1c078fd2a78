//! A bad network: loss in both directions, addresses that change, clients that vanish.

mod support;

use rapat_sfu::arena::Path;
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::PeerId;
use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::Kind;

use support::World;
use support::client::Outgoing;
use support::media::{OpusSource, Vp8Source, declared, opus, vp8};

const RTX: u32 = 5_001;

/// The publisher answers the NACKs it got, as libwebrtc does.
fn answer_nacks(world: &mut World, camera: &Vp8Source, rtx_seq: &mut u64) {
    let compounds = std::mem::take(&mut world.clients[0].rtcp);
    for compound in &compounds {
        for item in items(compound) {
            let Item::Nack { pairs, .. } = item else {
                continue;
            };
            for seq in pairs {
                let Some(sent) = camera.sent.iter().rev().find(|sent| sent.seq as u16 == seq)
                else {
                    continue;
                };
                let payload = [&seq.to_be_bytes()[..], &sent.payload].concat();
                let (timestamp, marker) = (sent.timestamp, sent.marker);
                world.clients[0].send(&Outgoing {
                    ssrc: RTX,
                    pt: 97,
                    seq: *rtx_seq,
                    timestamp,
                    marker,
                    payload: &payload,
                    ..Outgoing::default()
                });
                *rtx_seq += 1;
            }
        }
    }
}

/// Extended numbers that the subscriber has, from the main stream and from RTX.
fn numbers(world: &World, ssrc: u32, rtx_ssrc: u32) -> Vec<u64> {
    let main = world.clients[1].of(ssrc);
    let Some(first) = main.first().map(|rtp| rtp.index) else {
        return Vec::new();
    };
    let osn = |payload: &[u8]| u16::from_be_bytes([payload[0], payload[1]]);
    let repaired = world.clients[1]
        .of(rtx_ssrc)
        .into_iter()
        .map(|rtp| rapat_wire::seq::nearest(first, osn(&rtp.payload)));
    let mut all: Vec<u64> = main.iter().map(|rtp| rtp.index).chain(repaired).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[test]
fn five_percent_loss_on_both_links_is_repaired_without_a_key_frame() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 7, Kind::Video, vp8(96), &declared(5_000));
    let (ssrc, rtx_ssrc) = world.subscribe(subscriber, 7, Kind::Video, vp8(120));
    let mut camera = Vp8Source::new(publisher, 7, 5_000, 96, "");
    let (mut rtx_seq, mut count) = (1, 0_u32);
    camera.stream(&mut world, 1, true);
    world.clients[subscriber].loses = Box::new(move |_| {
        count += 1;
        count % 20 == 7
    });
    let mut up = 0_u32;
    for step in 0..300 {
        let frame = camera.make_frame(false);
        for packet in &frame {
            up += 1;
            if up % 20 != 3 {
                camera.send(&mut world.clients[publisher], packet);
            }
        }
        for _ in 0..3 {
            world.run_ms(11);
            answer_nacks(&mut world, &camera, &mut rtx_seq);
        }
        if step % 2 == 1 {
            let have = numbers(&world, ssrc, rtx_ssrc);
            let wanted = have[0]..*have.last().unwrap();
            let lost: Vec<u16> = wanted
                .filter(|n| have.binary_search(n).is_err())
                .map(|n| n as u16)
                .collect();
            if !lost.is_empty() {
                world.clients[subscriber].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &lost)));
            }
        }
    }
    let have = numbers(&world, ssrc, rtx_ssrc);
    let settled = have.iter().filter(|n| **n < have[0] + 880).count();
    assert_eq!(
        settled, 880,
        "every packet but those of the last second came"
    );
    assert_eq!(world.clients[subscriber].duplicates, 0);
    assert_eq!(world.node.stats().key_frame_requests, 0);
}

#[test]
fn media_follows_a_client_to_its_new_address() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 50);
    world.clients[subscriber].path = Path {
        socket: 1,
        address: "10.9.9.9:999".parse().unwrap(),
    };
    world.clients[subscriber].rtp.clear();
    microphone.stream(&mut world, 300);
    let got = world.clients[subscriber].of(ssrc);
    assert!(
        got.len() > 100,
        "the next connectivity check moves it: {}",
        got.len()
    );
    assert!(
        !world
            .events
            .iter()
            .any(|event| matches!(event, Event::Closed { .. }))
    );
}

#[test]
fn a_client_that_vanishes_is_disconnected_and_then_closed() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    world.clients.truncate(1);
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 400);
    assert!(
        world
            .events
            .contains(&Event::Disconnected { peer: PeerId(2) })
    );
    assert_eq!(world.node.stats().peers, 2);
    microphone.stream(&mut world, 500);
    assert!(world.events.contains(&Event::Closed {
        peer: PeerId(2),
        reason: CloseReason::IceTimeout
    }));
    assert_eq!(
        (world.node.stats().peers, world.node.stats().down_tracks),
        (1, 0)
    );
}

#[test]
fn a_restart_of_ice_keeps_media_and_keys() {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let (ssrc, _) = world.subscribe(subscriber, 1, Kind::Audio, opus(111));
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    microphone.stream(&mut world, 10);
    let (ours, theirs) = (
        support::client::ice("restarted-client"),
        support::client::ice("restarted-server"),
    );
    let now = world.now;
    let client = &mut world.clients[subscriber];
    client.session.ice_restart = true;
    (client.session.local_ice, client.session.remote_ice) = (theirs.clone(), ours.clone());
    client.transport.restart_ice(ours);
    let server = client.server_fingerprint.clone();
    client.transport.set_remote(now, &theirs, &server);
    world.negotiate(subscriber);
    world.clients[subscriber].path = Path {
        socket: 0,
        address: "10.9.9.8:998".parse().unwrap(),
    };
    microphone.stream(&mut world, 400);
    world.clients[subscriber].rtp.clear();
    microphone.stream(&mut world, 50);
    assert_eq!(world.clients[subscriber].of(ssrc).len(), 50);
    assert!(
        !world
            .events
            .iter()
            .any(|event| matches!(event, Event::Closed { .. }))
    );
}
