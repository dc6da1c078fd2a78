//! A frame whose packets come one by one goes to each subscriber as one run of equal datagrams.

mod support;

use std::time::Duration;

use rapat_sfu::arena::Path;
use rapat_wire::session::Kind;

use support::World;
use support::media::{OpusSource, Sent, Vp8Source, declared, opus, vp8};

const GAP: Duration = Duration::from_micros(100);

/// Publisher 0 and subscribers 1, 2 of video track 7, whose stream is under way.
fn room() -> (World, Vp8Source) {
    let mut world = World::new();
    let publisher = world.join();
    world.publish(publisher, 7, Kind::Video, vp8(96), &declared(5_000));
    for _ in 0..2 {
        let subscriber = world.join();
        world.subscribe(subscriber, 7, Kind::Video, vp8(120));
    }
    let mut camera = Vp8Source::new(publisher, 7, 5_000, 96, "");
    camera.stream(&mut world, 3, true);
    world.run_ms(120); // the first sender reports are out
    (world, camera)
}

/// The publisher's next packet reaches the node; what the node sends on: receiver and size.
fn deliver(world: &mut World, camera: &mut Vp8Source, packet: &Sent) -> Vec<(Path, u16)> {
    camera.send(&mut world.clients[camera.client], packet);
    feed(world)
}

fn feed(world: &mut World) -> Vec<(Path, u16)> {
    hand_in(world);
    flush(world)
}

fn hand_in(world: &mut World) {
    let client = &mut world.clients[0];
    for mut datagram in std::mem::take(&mut client.outbox) {
        world
            .node
            .handle_datagram(world.now, client.path, &mut datagram);
    }
}

/// A whole frame reaches the node; nothing of it has left.
fn hand_in_frame(world: &mut World, camera: &mut Vp8Source) {
    for packet in camera.make_frame(false) {
        camera.send(&mut world.clients[camera.client], &packet);
    }
    hand_in(world);
}

fn flush(world: &mut World) -> Vec<(Path, u16)> {
    let arena = world.node.egress();
    let sent = arena.entries().iter().map(|e| (e.path, e.len)).collect();
    arena.clear();
    sent
}

#[test]
fn a_frame_waits_for_its_marker_and_leaves_as_one_run_per_subscriber() {
    let (mut world, mut camera) = room();
    let frame = camera.make_frame(false);
    assert_eq!(deliver(&mut world, &mut camera, &frame[0]), []);
    world.now += GAP;
    assert_eq!(deliver(&mut world, &mut camera, &frame[1]), []);
    world.now += GAP;
    let sent = deliver(&mut world, &mut camera, &frame[2]);
    let runs: Vec<_> = sent.chunk_by(|a, b| a == b).map(<[_]>::len).collect();
    assert_eq!(runs, [3, 3], "one path and one size each");
}

#[test]
fn a_frame_whose_rest_is_late_leaves_when_the_node_asks_to_be_woken() {
    let (mut world, mut camera) = room();
    let frame = camera.make_frame(false);
    assert_eq!(deliver(&mut world, &mut camera, &frame[0]), []);
    let due = world.node.next_timeout().unwrap();
    assert!(due > world.now && due <= world.now + Duration::from_millis(1));
    world.now = due;
    world.node.handle_timeout(due);
    assert_eq!(flush(&mut world).len(), 2);
}

#[test]
fn a_publisher_that_spaces_its_packets_is_soon_forwarded_at_once() {
    let (mut world, mut camera) = room();
    for _ in 0..2 {
        for packet in camera.make_frame(false) {
            deliver(&mut world, &mut camera, &packet);
            world.run_ms(6);
        }
    }
    let frame = camera.make_frame(false);
    assert_eq!(deliver(&mut world, &mut camera, &frame[0]).len(), 2);
}

#[test]
fn sound_alone_never_waits() {
    let (mut world, _) = room();
    world.publish(0, 8, Kind::Audio, opus(111), &declared(900));
    world.subscribe(1, 8, Kind::Audio, opus(111));
    let mut microphone = OpusSource::new(0, 8, 900, 111);
    microphone.packet(&mut world);
    assert_eq!(feed(&mut world).len(), 1);
}

#[test]
fn a_large_fan_out_leaves_in_parts_with_every_subscriber_whole_in_one() {
    let (mut world, mut camera) = room();
    hand_in_frame(&mut world, &mut camera);
    let mut parts = Vec::new();
    while let Some(part) = part(&mut world) {
        parts.push(part);
    }
    assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    assert!(
        parts
            .iter()
            .all(|part| part.iter().all(|to| *to == part[0]))
    );
    assert_ne!(parts[0][0], parts[1][0]);
}

/// Receivers of the next part.
fn part(world: &mut World) -> Option<Vec<Path>> {
    let arena = world.node.egress_up_to(1);
    let to: Vec<Path> = arena.entries().iter().map(|entry| entry.path).collect();
    arena.clear();
    (!to.is_empty()).then_some(to)
}

#[test]
fn what_comes_between_two_parts_lets_the_rest_go_first() {
    let (mut world, mut camera) = room();
    hand_in_frame(&mut world, &mut camera);
    assert_eq!(part(&mut world).map(|part| part.len()), Some(3));
    let next = camera.make_frame(false);
    assert_eq!(
        deliver(&mut world, &mut camera, &next[0]).len(),
        3,
        "the other subscriber's"
    );
}
