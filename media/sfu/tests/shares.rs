//! Who gets how much of a line that does not carry everything.

mod support;

use std::time::Duration;

use support::scene::Scene;

const SECOND: u64 = 1_000;
const QUEUE_MS: u64 = 300;
const DELAY_MS: u64 = 20;
/// What a client says of a shared screen.
const SCREEN: u8 = 100;

/// −dBov of somebody who speaks, and of somebody who does not.
const LOUD: u8 = 20;
const SILENT: u8 = 127;

/// Layer 0–2 that a viewer was shown last, and has been for a second.
fn layer(scene: &Scene, viewer: usize, camera: usize) -> Option<usize> {
    let from = scene.world.now.checked_sub(Duration::from_secs(2))?;
    let shown = &scene.viewers[viewer];
    (0..3).find(|layer| {
        let source = scene.cameras[camera].source(*layer);
        shown.settled_on(source, from).is_some() && shown.pictures.last().unwrap().1 == source
    })
}

#[test]
fn each_line_decides_for_itself_alone() {
    let mut scene = Scene::new();
    let camera = scene.enter();
    let lines = [250_000, 900_000, 8_000_000];
    let viewers = lines.map(|bps| {
        let client = scene.look_in(bps, QUEUE_MS, DELAY_MS);
        scene.watch(client, camera)
    });
    // Away from the moments when the narrower ones try more: they do so ever more rarely.
    scene.play(26 * SECOND);
    let layers = viewers.map(|viewer| layer(&scene, viewer, camera));
    assert_eq!(layers, [Some(0), Some(1), Some(2)]);
}

#[test]
fn a_shared_screen_comes_before_a_face() {
    let mut scene = Scene::new();
    let (face, screen) = (scene.enter(), scene.enter());
    let client = scene.look_in(2_600_000, QUEUE_MS, DELAY_MS);
    let viewers = [scene.watch(client, face), scene.watch(client, screen)];
    scene.prefer(client, screen, SCREEN);
    scene.play(30 * SECOND);
    assert_eq!(layer(&scene, viewers[1], screen), Some(2));
    let shown = layer(&scene, viewers[0], face);
    assert!(matches!(shown, Some(0 | 1)), "{shown:?}");
}

#[test]
fn a_newcomer_is_seen_on_a_full_line_and_nobody_vanishes_for_it() {
    let mut scene = Scene::new();
    let faces = [scene.enter(), scene.enter()];
    let client = scene.look_in(1_300_000, QUEUE_MS, DELAY_MS);
    for face in faces {
        scene.watch(client, face);
    }
    scene.play(15 * SECOND);
    let third = scene.enter();
    scene.play(SECOND);
    let came = scene.world.now;
    let newcomer = scene.watch(client, third);
    scene.play(15 * SECOND);
    let (first, _) = scene.viewers[newcomer].pictures[0];
    assert!(first - came < Duration::from_secs(1), "{:?}", first - came);
    let gaps = scene
        .viewers
        .iter()
        .map(|v| v.longest_gap(first, scene.world.now));
    let longest = gaps.max().unwrap();
    assert!(longest < Duration::from_secs(1), "{longest:?}");
    assert!(scene.pauses().is_empty());
}

#[test]
fn the_speaker_comes_before_the_crowd_and_the_next_one_takes_over() {
    let mut scene = Scene::new();
    let people = [scene.enter(), scene.enter(), scene.enter()];
    let client = scene.look_in(2_900_000, QUEUE_MS, DELAY_MS);
    let viewers = people.map(|person| scene.watch(client, person));
    for speaker in [1, 2] {
        for person in people {
            let is_it = person == speaker;
            scene.microphones[person].level = if is_it { LOUD } else { SILENT };
        }
        scene.play(15 * SECOND);
        let from = scene.world.now;
        scene.play(10 * SECOND);
        let layers = people.map(|person| layer(&scene, viewers[person], person));
        assert_eq!(layers[speaker], Some(2), "{layers:?}");
        let mut others = people.into_iter().filter(|person| *person != speaker);
        assert!(others.all(|person| layers[person] < Some(2)), "{layers:?}");
        let gaps = viewers.map(|viewer| scene.viewers[viewer].longest_gap(from, scene.world.now));
        assert!(
            gaps.iter().all(|gap| *gap < Duration::from_secs(2)),
            "{gaps:?}"
        );
    }
}
