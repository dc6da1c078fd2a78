//! Forwards the same frames every time, for a counter of instructions (`scripts/forwarding-cost`):
//! `forwarding_count video|audio` prints how many packets the counted function forwarded.
//!
//! Everything before it (handshakes, first key frame) is set-up. No sockets, no clock in the counted part.

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;

use rapat_sfu::arena::Path;
use rapat_wire::session::Kind;

use support::World;
use support::media::{OpusSource, Vp8Source, declared, opus, vp8};

/// Enough that what each frame costs once is spread as in a small meeting, few enough for an emulated CPU.
const SUBSCRIBERS: usize = 8;
/// Frames before anything is counted: key frame, first reports.
const WARM_UP: usize = 60;
/// Frames, or packets of sound, that are counted.
const FRAMES: usize = 40;
/// Packets of a frame, as a 720p camera sends.
const PACKETS: usize = 4;

/// What is counted: one datagram's way through the node, and the frame's way out of it.
#[inline(never)]
#[unsafe(no_mangle)]
#[allow(clippy::no_mangle_with_rust_abi)] // a name for the counter to find; nobody links it
fn counted_forwarding(world: &mut World, path: Path, datagrams: &mut [Vec<u8>]) -> usize {
    let now = world.now;
    for datagram in datagrams {
        world.node.handle_datagram(now, path, datagram);
    }
    let arena = world.node.egress();
    let sent = arena.entries().len();
    black_box(arena.entries());
    arena.clear();
    sent
}

fn main() {
    let video = std::env::args().nth(1).as_deref() != Some("audio");
    let mut world = World::new();
    let publisher = world.join();
    let (kind, ssrc, payloads) = if video {
        (Kind::Video, 5_000, vp8(96))
    } else {
        (Kind::Audio, 900, opus(111))
    };
    world.publish(publisher, 1, kind, payloads.clone(), &declared(ssrc));
    for _ in 0..SUBSCRIBERS {
        let subscriber = world.join();
        world.subscribe(subscriber, 1, kind, payloads.clone());
    }
    let mut camera = Vp8Source::new(publisher, 1, ssrc, 96, "");
    let mut microphone = OpusSource::new(publisher, 1, ssrc, 111);
    camera.packets = PACKETS;
    if video {
        camera.stream(&mut world, WARM_UP, true);
    } else {
        microphone.stream(&mut world, WARM_UP);
    }
    let mut sent = 0;
    for _ in 0..FRAMES {
        if video {
            camera.frame(&mut world, false);
        } else {
            microphone.packet(&mut world);
        }
        let mut datagrams = std::mem::take(&mut world.clients[publisher].outbox);
        let path = world.clients[publisher].path;
        sent += counted_forwarding(&mut world, path, &mut datagrams);
        world.run_ms(1);
    }
    println!("{sent}");
}
