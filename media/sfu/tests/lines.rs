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
