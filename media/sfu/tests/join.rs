//! Who joins a running meeting: when the first picture can be decoded, and what that asks of publishers.

mod support;

use std::time::Duration;

use rapat_wire::codec::vp8::Descriptor;
use rapat_wire::rtcp::Item;
use rapat_wire::session::Kind;

use support::World;
use support::camera::{Camera, PLAIN, play};
use support::client::Rtp;
use support::media::{Vp8Source, declared, vp8};
use support::viewer::Viewer;

const TRACK: u64 = 7;
const SOURCE: u32 = 5_000;

/// A camera that somebody watches since long; gives also the watcher's SSRC.
fn running() -> (World, Vp8Source, u32) {
    let mut world = World::new();
    let (publisher, watcher) = (world.join(), world.join());
    world.publish(publisher, TRACK, Kind::Video, vp8(96), &declared(SOURCE));
    let (ssrc, _) = world.subscribe(watcher, TRACK, Kind::Video, vp8(120));
    let mut camera = Vp8Source::new(publisher, TRACK, SOURCE, 96, "");
    camera.stream(&mut world, 5, true);
    (world, camera, ssrc)
}

fn plis(world: &mut World) -> usize {
    world.count_rtcp(0, |item| matches!(item, Item::Pli { .. }))
}

fn is_key(rtp: &Rtp) -> bool {
    Descriptor::parse(&rtp.payload).is_some_and(|vp8| vp8.is_keyframe)
}

#[test]
fn who_joins_begins_at_once_with_the_last_key_frame_and_goes_on_without_a_seam() {
    let (mut world, mut camera, _) = running();
    plis(&mut world);
    let joiner = world.join();
    let (ssrc, _) = world.subscribe(joiner, TRACK, Kind::Video, vp8(122));
    world.run_ms(42);
    let replayed = world.clients[joiner].of(ssrc).len();
    assert_eq!(replayed, camera.sent.len(), "all since the key frame");
    let newest = camera.sent.last().unwrap().timestamp;
    camera.stream(&mut world, 10, false);
    assert_eq!(plis(&mut world), 0);
    let got = world.clients[joiner].of(ssrc);
    assert!(is_key(got[0]));
    assert_eq!(got.len(), camera.sent.len());
    for (step, (rtp, sent)) in got.iter().zip(&camera.sent).enumerate() {
        assert_eq!(rtp.index, got[0].index + step as u64);
        assert_eq!(rtp.payload[10..], sent.payload[10..]);
        assert_eq!(rtp.header.marker, sent.marker);
        let back = newest.wrapping_sub(sent.timestamp);
        let squeezed = if step < replayed { back - back / 32 } else { 0 };
        let timestamp = sent.timestamp.wrapping_add(squeezed);
        assert_eq!(
            rtp.header.timestamp, timestamp,
            "one per picture, none far back"
        );
    }
}

#[test]
fn the_parts_of_a_replay_that_got_lost_come_again_as_they_were() {
    let (mut world, mut camera, _) = running();
    let joiner = world.join();
    world.clients[joiner].loses = Box::new({
        let mut seen = 0;
        move |_| {
            seen += 1;
            seen == 5
        }
    });
    let (ssrc, rtx) = world.subscribe(joiner, TRACK, Kind::Video, vp8(122));
    camera.stream(&mut world, 2, false);
    let first = world.clients[joiner].of(ssrc)[0].header.seq;
    let lost = first.wrapping_add(4);
    world.clients[joiner].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[lost])));
    world.run_ms(2);
    let again = world.clients[joiner].of(rtx)[0].clone();
    let whole = world.clients[joiner].of(ssrc);
    let neighbour = whole
        .iter()
        .find(|rtp| rtp.header.seq == lost.wrapping_sub(1));
    assert_eq!(again.payload[..2], lost.to_be_bytes());
    assert_eq!(again.header.timestamp, neighbour.unwrap().header.timestamp);
}

#[test]
fn behind_an_old_key_frame_a_new_one_is_asked_for_while_the_connection_is_being_made() {
    let (mut world, mut camera, _) = running();
    camera.stream(&mut world, 12, false);
    plis(&mut world);
    let joiner = world.enter();
    let (ssrc, _) = world.subscribe(joiner, TRACK, Kind::Video, vp8(122));
    world
        .node
        .handle_timeout(world.now + Duration::from_millis(2));
    let asked = world.clients[0].path;
    let sent = world.node.egress().entries();
    assert!(sent.iter().any(|entry| entry.path == asked));
    camera.stream(&mut world, 1, true);
    assert_eq!(plis(&mut world), 1);
    while !world.is_connected(joiner) {
        camera.stream(&mut world, 1, false);
    }
    world.run_ms(42);
    assert!(is_key(world.clients[joiner].of(ssrc)[0]));
    assert_eq!(plis(&mut world), 0, "the one that came is young enough");
}

#[test]
fn who_resumes_begins_with_the_last_key_frame_too_and_time_goes_on() {
    let (mut world, mut camera, ssrc) = running();
    let watcher = 1;
    let before = world.clients[watcher].of(ssrc).last().unwrap().header;
    let other = world.join();
    world.subscribe(other, TRACK, Kind::Video, vp8(122));
    world.set_down(watcher, TRACK, true, u8::MAX);
    camera.stream(&mut world, 3, false);
    world.set_down(watcher, TRACK, false, u8::MAX);
    world.run_ms(2);
    camera.stream(&mut world, 1, false);
    let got = world.clients[watcher].of(ssrc);
    let mut last = before;
    let resumed: Vec<_> = got
        .iter()
        .skip_while(|rtp| rtp.header.seq != before.seq)
        .collect();
    for rtp in resumed.iter().skip(1) {
        assert_eq!(rtp.header.seq, last.seq.wrapping_add(1));
        let step = rtp.header.timestamp.wrapping_sub(last.timestamp);
        assert!(step < 90_000, "{step}");
        last = rtp.header;
    }
    assert!(is_key(resumed[1]));
}

#[test]
fn a_stream_that_is_too_much_for_a_replay_begins_with_a_new_key_frame() {
    let (mut world, mut camera, _) = running();
    camera.packets = 60;
    camera.stream(&mut world, 3, false);
    plis(&mut world);
    let joiner = world.join();
    let (ssrc, _) = world.subscribe(joiner, TRACK, Kind::Video, vp8(122));
    world.run_ms(52);
    assert!(world.clients[joiner].of(ssrc).is_empty());
    assert_eq!(plis(&mut world), 1);
}

#[test]
fn in_a_storm_of_joins_everybody_sees_a_picture_with_the_connection() {
    let mut world = World::new();
    let publisher = world.join();
    let mut cameras = [Camera::publish(&mut world, publisher, TRACK, PLAIN)];
    let first = world.join();
    let subscribed = world.subscribe(first, TRACK, Kind::Video, vp8(120));
    let mut viewer = [Viewer::new(&world, first, subscribed)];
    play(&mut world, &mut cameras, &mut viewer, 2_000);
    let begun = world.now;
    let (mut asked, mut waited) = (0, Vec::new());
    for _ in 0..40 {
        let came = world.now;
        let joiner = world.enter();
        let subscribed = world.subscribe(joiner, TRACK, Kind::Video, vp8(120));
        let mut viewer = [Viewer::new(&world, joiner, subscribed)];
        while viewer[0].pictures.is_empty() {
            asked += plis_and_answer(&mut world, &mut cameras, &mut viewer);
        }
        waited.push(viewer[0].pictures[0].0 - came);
        while world.now < came + Duration::from_millis(50) {
            asked += plis_and_answer(&mut world, &mut cameras, &mut viewer);
        }
    }
    waited.sort_unstable();
    let late = waited[waited.len() * 95 / 100];
    assert!(late <= Duration::from_millis(100), "{waited:?}");
    let most = (world.now - begun).as_millis() / 300 + 1;
    assert!(asked as u128 <= most, "{asked} of at most {most}");
}

/// One frame's time; how many key frames were asked for in it.
fn plis_and_answer(world: &mut World, cameras: &mut [Camera], viewers: &mut [Viewer]) -> usize {
    let count = |world: &World| {
        let items = world.clients[0].rtcp.iter();
        let items = items.flat_map(|compound| rapat_wire::rtcp::items(compound));
        items
            .filter(|item| matches!(item, Item::Pli { .. }))
            .count()
    };
    let asked = count(world);
    play(world, cameras, viewers, 33);
    asked
}
