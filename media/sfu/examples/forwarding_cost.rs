//! Prints what one forwarded packet costs in this crate and in the cipher, without sockets:
//! `cargo run --release -p rapat-sfu --example forwarding_cost`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use rapat_wire::session::Kind;

use support::World;
use support::client::Outgoing;
use support::media::{OpusSource, Vp8Source, declared, opus, vp8};

const FRAMES: usize = 300;

/// Time per forwarded packet, and per packet for sealing alone.
fn measure(subscribers: usize, video: bool) -> (Duration, Duration) {
    let mut world = World::new();
    let publisher = world.join();
    let (kind, ssrc) = if video {
        (Kind::Video, 5_000)
    } else {
        (Kind::Audio, 900)
    };
    let payloads = if video { vp8(96) } else { opus(111) };
    world.publish(publisher, 1, kind, payloads.clone(), &declared(ssrc));
    for _ in 0..subscribers {
        let subscriber = world.join();
        world.subscribe(subscriber, 1, kind, payloads.clone());
    }
    let (mut camera, mut microphone) = (
        Vp8Source::new(publisher, 1, ssrc, 96, ""),
        OpusSource::new(publisher, 1, ssrc, 111),
    );
    camera.packets = 4;
    if video {
        camera.stream(&mut world, 60, true);
    } else {
        microphone.stream(&mut world, 60);
    }
    let (mut spent, mut sent, mut len) = (Duration::ZERO, 0, 0);
    for _ in 0..FRAMES {
        if video {
            camera.frame(&mut world, false);
        } else {
            microphone.packet(&mut world);
        }
        let mut datagrams = std::mem::take(&mut world.clients[publisher].outbox);
        let (now, path) = (world.now, world.clients[publisher].path);
        let started = Instant::now();
        for datagram in &mut datagrams {
            world.node.handle_datagram(now, path, datagram);
        }
        let arena = world.node.egress();
        spent += started.elapsed();
        sent += arena.entries().len();
        len = arena
            .entries()
            .first()
            .map_or(len, |entry| usize::from(entry.len));
        arena.clear();
        world.run_ms(1);
    }
    (spent / sent as u32, sealing(&world, publisher, len))
}

fn sealing(world: &World, client: usize, len: usize) -> Duration {
    const ROUNDS: u32 = 100_000;
    let packet = world.clients[client].protect(&Outgoing {
        payload: &vec![1; len - 28],
        ..Outgoing::default()
    });
    let mut buffer = packet.clone();
    buffer.resize(2_000, 0);
    let sealer = world.clients[client].sealer.as_ref().expect("connected");
    let started = Instant::now();
    for round in 0..ROUNDS {
        std::hint::black_box(sealer.seal_rtp(&mut buffer, 12, len - 16, round));
    }
    started.elapsed() / ROUNDS
}

fn main() {
    for (video, name) in [(true, "video, 1,100 B"), (false, "audio, 80 B")] {
        for subscribers in [1, 10, 100] {
            let (all, seal) = measure(subscribers, video);
            println!(
                "{name}, {subscribers} subscribers: {all:?} per forwarded packet, of which {seal:?} the cipher"
            );
        }
    }
}
