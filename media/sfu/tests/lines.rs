//! What the bench shows of real clients on bad lines, in virtual time: a speaker with the SDK's simulcast, and
//! listeners behind their lines.

mod support;

use std::time::Duration;

use support::camera::WEBCAM;
use support::scene::Scene;

const SECOND: u64 = 1_000;
/// A line with room for everything, and its queue.
const WIDE: u64 = 100_000_000;
const CUT: u64 = 250_000;
const QUEUE_MS: u64 = 300;

/// A speaker and `count` who listen and watch on wide lines.
fn meeting(count: usize, delay_ms: u64) -> (Scene, Vec<usize>) {
    let mut scene = Scene::with(WEBCAM);
    let speaker = scene.enter();
    scene.speaks_redundantly(speaker);
    let clients = (0..count).map(|_| {
        let client = scene.look_in(WIDE, QUEUE_MS, delay_ms);
        scene.listen(client, speaker);
        scene.watch(client, speaker);
        client
    });
    let clients = clients.collect();
    (scene, clients)
}

#[test]
fn a_cut_to_250_kbit_costs_the_others_nothing_and_the_one_no_second() {
    let (mut scene, clients) = meeting(4, 0);
    scene.play(18 * SECOND);
    let (cut_at, keys) = (scene.world.now, scene.cameras[0].key_frames);
    scene.set_rate(clients[0], CUT, QUEUE_MS);
    scene.play(15 * SECOND);
    let (low, high) = (scene.cameras[0].source(0), scene.cameras[0].source(2));
    let viewer = &scene.viewers[0];
    let smaller = viewer.settled_on(low, cut_at).expect("a smaller picture");
    assert!(smaller < Duration::from_millis(1_200), "{smaller:?}");
    let still = viewer.longest_gap(cut_at, scene.world.now);
    assert!(still < Duration::from_millis(800), "{still:?}");
    let frozen = viewer.frozen(cut_at, scene.world.now);
    assert!(frozen < 0.1, "{frozen}");
    // Each key frame is one for everybody.
    assert_eq!(scene.cameras[0].key_frames - keys, 1);
    let healed_at = scene.world.now;
    scene.set_rate(clients[0], WIDE, QUEUE_MS);
    scene.play(15 * SECOND);
    let viewer = &scene.viewers[0];
    let larger = viewer
        .settled_on(high, healed_at)
        .expect("the large picture");
    assert!(larger < Duration::from_secs(8), "{larger:?}");
    let still = viewer.longest_gap(healed_at, scene.world.now);
    assert!(still < Duration::from_millis(300), "{still:?}");
    assert_eq!(scene.cameras[0].key_frames - keys, 2);
    for other in &scene.viewers[1..] {
        let gap = other.longest_gap(cut_at, scene.world.now);
        assert!(gap < Duration::from_millis(110), "{gap:?}");
        let mut shown = other.pictures.iter().filter(|(at, _)| *at > cut_at);
        assert!(shown.all(|(_, source)| *source == high));
    }
    assert!(scene.pauses().is_empty());
}

/// Share of a minute in which the picture stood still on a line that loses so much, 100 ms there and back;
/// nearly all pictures that were shown were large. `holds_back`: the player does what the server asks for.
fn frozen(percent: u64, holds_back: bool) -> f64 {
    let (mut scene, clients) = meeting(1, 0);
    scene.viewers[0].holds_back = holds_back;
    scene.play(2 * SECOND);
    let line = scene.link(clients[0]);
    (line.loses_percent, line.delay) = (percent, Duration::from_millis(100));
    scene.play(4 * SECOND);
    let from = scene.world.now;
    scene.play(60 * SECOND);
    let (viewer, high) = (&scene.viewers[0], scene.cameras[0].source(2));
    let shown = viewer.pictures.iter().filter(|(at, _)| *at >= from);
    let small = shown.clone().filter(|(_, source)| *source != high).count();
    assert!(
        small * 10 < shown.count(),
        "{percent} %: {small} small ones"
    );
    viewer.frozen(from, scene.world.now)
}

#[test]
fn chance_loss_stops_no_picture_that_is_held_back_until_its_repeats_have_come() {
    let all = [5, 10, 20, 30].map(|percent| frozen(percent, true));
    assert!(all.iter().all(|share| *share < 0.01), "{all:?}");
}

#[test]
fn players_that_hold_nothing_back_stand_still_only_where_a_repeat_was_lost_too() {
    let all = [5, 10, 20, 30].map(|percent| frozen(percent, false));
    let most = [0.04, 0.04, 0.12, 0.25];
    let mut pairs = all.iter().zip(most);
    assert!(pairs.all(|(share, most)| *share < most), "{all:?}");
}

#[test]
fn on_a_narrow_line_that_loses_repairs_are_part_of_what_it_carries() {
    let (mut scene, clients) = meeting(1, 50);
    scene.play(4 * SECOND);
    scene.set_rate(clients[0], 600_000, QUEUE_MS);
    scene.link(clients[0]).loses_percent = 10;
    scene.play(15 * SECOND);
    let from = scene.world.now;
    scene.play(30 * SECOND);
    let viewer = &scene.viewers[0];
    let frozen = viewer.frozen(from, scene.world.now);
    assert!(frozen < 0.1, "{frozen}");
    let still = viewer.longest_gap(from, scene.world.now);
    assert!(still < Duration::from_secs(2), "{still:?}");
}

#[test]
fn a_moment_of_congestion_on_a_line_that_loses_is_got_over() {
    let (mut scene, clients) = meeting(1, 100);
    scene.link(clients[0]).loses_percent = 30;
    scene.play(10 * SECOND);
    let from = scene.world.now;
    scene.set_rate(clients[0], 600_000, QUEUE_MS);
    scene.play(SECOND / 2);
    scene.set_rate(clients[0], WIDE, QUEUE_MS);
    scene.play(30 * SECOND);
    let viewer = &scene.viewers[0];
    let still = viewer.longest_gap(from, scene.world.now);
    assert!(still < Duration::from_secs(2), "{still:?}");
    let large = viewer.settled_on(scene.cameras[0].source(2), from + Duration::from_secs(2));
    assert!(
        large.is_some_and(|large| large < Duration::from_secs(15)),
        "{large:?}"
    );
}
