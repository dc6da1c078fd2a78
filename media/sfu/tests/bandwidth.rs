//! Narrow, bloated and lossy lines: what a subscriber gets over them, and that nobody else notices.

mod support;

use std::time::Duration;

use rapat_wire::session::Kind;

use support::World;
use support::camera::{Camera, play};
use support::link::Link;
use support::media::vp8;
use support::viewer::Viewer;

const SECOND: u64 = 1_000;
/// A line with room for everything.
const WIDE: u64 = 8_000_000;

/// One camera and `count` viewers on wide lines.
fn meeting(count: usize) -> (World, Vec<Camera>, Vec<Viewer>) {
    let mut world = World::new();
    let publisher = world.join();
    let camera = Camera::publish(&mut world, publisher, 7);
    let viewers = (0..count).map(|_| {
        let client = world.join();
        let ssrcs = world.subscribe(client, 7, Kind::Video, vp8(120));
        world.clients[client].link = Some(Link::new(WIDE, 200_000, 20));
        Viewer::new(client, ssrcs)
    });
    let viewers = viewers.collect();
    (world, vec![camera], viewers)
}

fn link(world: &mut World, client: usize) -> &mut Link {
    world.clients[client].link.as_mut().unwrap()
}

#[test]
fn with_room_the_largest_picture_comes_at_once_and_stays() {
    let (mut world, mut cameras, mut viewers) = meeting(1);
    let start = world.now;
    play(&mut world, &mut cameras, &mut viewers, 10 * SECOND);
    let settled = viewers[0].settled_on(cameras[0].source(2), start).unwrap();
    assert!(settled < Duration::from_millis(500), "{settled:?}");
    assert!(viewers[0].longest_gap(start + settled, world.now) < Duration::from_millis(120));
}

#[test]
fn a_squeezed_line_gets_less_within_two_seconds_and_all_again_when_it_recovers() {
    let (mut world, mut cameras, mut viewers) = meeting(4);
    play(&mut world, &mut cameras, &mut viewers, 5 * SECOND);
    let cut_at = world.now;
    let squeezed = link(&mut world, 1);
    (squeezed.bps, squeezed.queue) = (250_000, 15_000);
    let before: Vec<usize> = viewers.iter().map(|viewer| viewer.pictures.len()).collect();
    play(&mut world, &mut cameras, &mut viewers, 15 * SECOND);
    let (low, high) = (cameras[0].source(0), cameras[0].source(2));
    let down = viewers[0]
        .settled_on(low, cut_at)
        .expect("a smaller picture");
    let freeze = viewers[0].longest_gap(cut_at, world.now);
    println!("down after {down:?}, longest freeze {freeze:?}");
    assert!(down < Duration::from_secs(2), "{down:?}");
    assert!(freeze < Duration::from_secs(1), "{freeze:?}");
    for (viewer, before) in viewers[1..].iter().zip(&before[1..]) {
        assert!(
            viewer.pictures[*before..]
                .iter()
                .all(|(_, source)| *source == high)
        );
        assert!(viewer.longest_gap(cut_at, world.now) < Duration::from_millis(120));
    }
    let healed_at = world.now;
    link(&mut world, 1).bps = WIDE;
    play(&mut world, &mut cameras, &mut viewers, 20 * SECOND);
    let up = viewers[0]
        .settled_on(high, healed_at)
        .expect("the large picture");
    println!("up after {up:?}");
    assert!(up < Duration::from_secs(15), "{up:?}");
}
