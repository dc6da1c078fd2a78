//! What only a look inside can show: a panic in one peer's step.

use rapat_wire::session::Kind;

use crate::event::{CloseReason, Event};
use crate::ids::PeerId;
use support::World;
use support::media::{OpusSource, declared, opus};
use support::pair::Pair;

// Shared with the integration tests.
#[path = "../../tests/support/mod.rs"]
mod support;

/// Publisher 0 and subscribers 1, 2 of audio track 1.
fn room() -> (World, OpusSource, [u32; 2]) {
    let mut world = World::new();
    let publisher = world.join();
    world.publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    let ssrcs = [(); 2].map(|()| {
        let subscriber = world.join();
        world.subscribe(subscriber, 1, Kind::Audio, opus(111)).0
    });
    (world, OpusSource::new(publisher, 1, 900, 111), ssrcs)
}

#[test]
fn a_panic_while_sending_to_one_subscriber_ends_it_and_nobody_else() {
    let (mut world, mut microphone, ssrcs) = room();
    microphone.stream(&mut world, 5);
    world.node.panic_on = Some(PeerId(2));
    microphone.stream(&mut world, 5);
    assert!(world.events.contains(&Event::Closed {
        peer: PeerId(2),
        reason: CloseReason::Fault
    }));
    assert_eq!(world.clients[1].of(ssrcs[0]).len(), 5);
    assert_eq!(
        world.clients[2].of(ssrcs[1]).len(),
        10,
        "its room-mate misses nothing"
    );
    let stats = world.node.stats();
    assert_eq!((stats.panics, stats.peers, stats.down_tracks), (1, 2, 1));
}

#[test]
fn a_panic_on_a_publishers_packet_ends_the_publisher_and_its_track() {
    let (mut world, mut microphone, ssrcs) = room();
    microphone.stream(&mut world, 5);
    world.node.panic_on = Some(PeerId(1));
    microphone.stream(&mut world, 5);
    assert!(world.events.contains(&Event::Closed {
        peer: PeerId(1),
        reason: CloseReason::Fault
    }));
    assert_eq!(
        (
            world.clients[1].of(ssrcs[0]).len(),
            world.node.stats().peers
        ),
        (5, 2)
    );
    // The room goes on: somebody else publishes the next track.
    world.node.panic_on = None;
    world.publish(1, 2, Kind::Audio, opus(111), &declared(901));
    let (ssrc, _) = world.subscribe(2, 2, Kind::Audio, opus(111));
    OpusSource::new(1, 2, 901, 111).stream(&mut world, 5);
    assert_eq!(world.clients[2].of(ssrc).len(), 5);
}

#[test]
fn a_panic_on_a_relayed_packet_costs_that_packet_and_nobody() {
    let mut pair = Pair::new();
    let publisher = pair.home.join();
    pair.home
        .publish(publisher, 1, Kind::Audio, opus(111), &declared(900));
    pair.follow(publisher, 1);
    let subscriber = pair.away.join();
    let (ssrc, _) = pair.away.subscribe(subscriber, 1, Kind::Audio, opus(111));
    pair.meet();
    let mut microphone = OpusSource::new(publisher, 1, 900, 111);
    for step in 0..10 {
        pair.away.node.panic_on_relayed = step == 5;
        microphone.packet(&mut pair.home);
        pair.run_ms(20);
    }
    assert_eq!(pair.away.clients[subscriber].of(ssrc).len(), 9);
    let stats = pair.away.node.stats();
    assert_eq!((stats.panics, stats.peers, stats.down_tracks), (1, 1, 1));
}
