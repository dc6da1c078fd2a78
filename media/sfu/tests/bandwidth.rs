//! Narrow, bloated and lossy lines: what a subscriber gets over them, and that nobody else notices.

mod support;

use std::time::Duration;

use rapat_wire::rtcp::Item;

use support::scene::Scene;

const SECOND: u64 = 1_000;
/// A line with room for everything, and its queue.
const WIDE: u64 = 8_000_000;
const QUEUE_MS: u64 = 200;

/// One camera and `count` viewers of it on wide lines; viewers and clients.
fn meeting(count: usize) -> (Scene, Vec<usize>) {
    let mut scene = Scene::new();
    let camera = scene.enter();
    let clients = (0..count).map(|_| {
        let client = scene.look_in(WIDE, QUEUE_MS, 20);
        scene.watch(client, camera);
        client
    });
    let clients = clients.collect();
    (scene, clients)
}

#[test]
fn with_room_the_largest_picture_comes_at_once_and_stays() {
    let (mut scene, _) = meeting(1);
    let start = scene.world.now;
    scene.play(10 * SECOND);
    let high = scene.cameras[0].source(2);
    let settled = scene.viewers[0].settled_on(high, start).unwrap();
    assert!(settled < Duration::from_millis(500), "{settled:?}");
    let gap = scene.viewers[0].longest_gap(start + settled, scene.world.now);
    assert!(gap < Duration::from_millis(120), "{gap:?}");
}

#[test]
fn a_squeezed_line_gets_less_within_two_seconds_and_all_again_when_it_recovers() {
    let (mut scene, clients) = meeting(4);
    scene.play(5 * SECOND);
    let cut_at = scene.world.now;
    let squeezed = scene.link(clients[0]);
    (squeezed.bps, squeezed.queue) = (250_000, 9_375);
    let before: Vec<usize> = scene.viewers.iter().map(|v| v.pictures.len()).collect();
    scene.play(15 * SECOND);
    let (low, high) = (scene.cameras[0].source(0), scene.cameras[0].source(2));
    let down = scene.viewers[0]
        .settled_on(low, cut_at)
        .expect("a smaller picture");
    let freeze = scene.viewers[0].longest_gap(cut_at, scene.world.now);
    assert!(down < Duration::from_secs(2), "{down:?}");
    assert!(freeze < Duration::from_secs(1), "{freeze:?}");
    for (viewer, before) in scene.viewers[1..].iter().zip(&before[1..]) {
        let mut since = viewer.pictures[*before..].iter();
        assert!(since.all(|(_, source)| *source == high));
        assert!(viewer.longest_gap(cut_at, scene.world.now) < Duration::from_millis(120));
    }
    let healed_at = scene.world.now;
    scene.link(clients[0]).bps = WIDE;
    scene.play(20 * SECOND);
    let up = scene.viewers[0]
        .settled_on(high, healed_at)
        .expect("the large picture");
    assert!(up < Duration::from_secs(15), "{up:?}");
    assert!(scene.pauses().is_empty(), "nothing was ever paused");
}

#[test]
fn random_loss_of_a_fifth_at_a_long_round_trip_does_not_make_the_picture_small_for_long() {
    let (mut scene, clients) = meeting(1);
    let link = scene.link(clients[0]);
    link.delay = Duration::from_millis(100);
    link.loses_percent = 20;
    scene.play(15 * SECOND);
    let bytes = scene.viewers[0].bytes;
    scene.play(15 * SECOND);
    let kbps = (scene.viewers[0].bytes - bytes) * 8 / 15_000;
    assert!(kbps > 1_000, "{kbps} of 1,700 kbit/s");
}

#[test]
fn repeats_to_a_hopeless_line_are_a_small_part_of_what_is_sent() {
    let (mut scene, clients) = meeting(1);
    scene.play(3 * SECOND);
    scene.link(clients[0]).loses_percent = 60;
    let before = scene.world.node.stats();
    scene.play(20 * SECOND);
    let after = scene.world.node.stats();
    let repeats = after.retransmitted - before.retransmitted;
    let sent = after.packets_out - before.packets_out;
    assert!(repeats > 0);
    // A fifth of what is not a repeat, and one key frame's worth saved up before.
    assert!(repeats <= sent / 5 + 100, "{repeats} of {sent}");
}

#[test]
fn sound_goes_on_when_there_is_no_room_for_pictures_and_they_come_back() {
    let (mut scene, clients) = meeting(1);
    let ssrc = scene.listen(clients[0], 0);
    scene.play(3 * SECOND);
    let link = scene.link(clients[0]);
    (link.bps, link.queue) = (110_000, 10_000);
    scene.play(6 * SECOND);
    let calm = scene.world.now;
    scene.play(10 * SECOND);
    let (came, late) = scene.sound(clients[0], ssrc, calm);
    assert!(came > 0.97, "{came}");
    assert!(late < Duration::from_millis(400), "{late:?}");
    assert_eq!(scene.pauses(), [true], "and stayed so");
    assert_eq!(scene.world.node.stats().lines.paused, 1);
    scene.link(clients[0]).bps = WIDE;
    scene.play(20 * SECOND);
    assert_eq!(scene.pauses(), [true, false]);
    let (at, _) = scene.viewers[0].pictures.last().unwrap();
    assert!(scene.world.now - *at < Duration::from_millis(200));
}

#[test]
fn sound_alone_is_not_numbered_and_all_is_from_the_first_picture_on() {
    let mut scene = Scene::new();
    let person = scene.enter();
    let client = scene.look_in(WIDE, QUEUE_MS, 20);
    let ssrc = scene.listen(client, person);
    let numbered = |scene: &Scene| {
        let sound = scene.world.clients[client].of(ssrc).into_iter();
        let (with, without): (Vec<_>, Vec<_>) = sound.partition(|rtp| rtp.transport_seq.is_some());
        (with.len(), without.len())
    };
    scene.play(SECOND);
    let (with, without) = numbered(&scene);
    assert!(with == 0 && without > 30, "{with}, {without}");
    scene.watch(client, person);
    scene.play(SECOND);
    assert!(numbered(&scene).0 > 30);
}

#[test]
fn looking_for_more_room_delays_sound_little() {
    let (mut scene, clients) = meeting(1);
    let ssrc = scene.listen(clients[0], 0);
    let link = scene.link(clients[0]);
    (link.bps, link.queue) = (500_000, 60_000);
    scene.play(10 * SECOND);
    let from = scene.world.now;
    scene.play(30 * SECOND);
    let rtx = scene.viewers[0].rtx_ssrc;
    let padding = scene.world.clients[clients[0]].of(rtx).into_iter();
    let probes = padding.filter(|rtp| rtp.at > from).count();
    assert!(probes > 20, "it did look: {probes}");
    let (came, late) = scene.sound(clients[0], ssrc, from);
    assert!(came > 0.995, "{came}");
    assert!(late < Duration::from_millis(250), "{late:?}");
}

#[test]
fn a_client_that_says_its_estimate_itself_gets_what_it_says() {
    let (mut scene, clients) = meeting(1);
    scene.viewers[0].feedback = false;
    scene.play(3 * SECOND);
    let from = scene.world.now;
    let ssrc = scene.viewers[0].ssrc;
    for _ in 0..6 {
        scene.world.clients[clients[0]]
            .send_rtcp(|writer| assert!(writer.remb(1, 300_000, &[ssrc])));
        scene.play(SECOND);
    }
    let low = scene.cameras[0].source(0);
    let down = scene.viewers[0].settled_on(low, from).unwrap();
    assert!(down < Duration::from_secs(2), "{down:?}");
    let stats = scene.world.node.stats();
    assert_eq!((stats.lines.known, stats.lines.bps), (1, 300_000));
    assert_eq!(
        scene
            .world
            .count_rtcp(clients[0], |item| matches!(item, Item::Bye { .. })),
        0
    );
}
