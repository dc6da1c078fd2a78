//! Counts heap allocations while packets flow. Its own binary: it replaces the allocator.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use rapat_sfu::relay::message::Parcel;
use rapat_wire::rtcp::ReportBlock;
use rapat_wire::session::Kind;

use support::World;
use support::client::Outgoing;
use support::media::{OpusSource, Vp8Source, declared, opus, red, vp8};
use support::pair::{HOME, Pair};
use support::scene::Scene;

struct Counting;

thread_local! {
    static COUNT: Cell<Option<u64>> = const { Cell::new(None) };
}

fn note() {
    COUNT.with(|count| count.set(count.get().map(|n| n + 1)));
}

// SAFETY: every call goes to the system allocator unchanged; the counter is thread-local and does not
// allocate (const-initialised, without destructor).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations made by `work`.
fn allocations(work: impl FnOnce()) -> u64 {
    COUNT.with(|count| count.set(Some(0)));
    work();
    COUNT.with(|count| count.replace(None)).unwrap_or(0)
}

const SUBSCRIBERS: usize = 5;

/// A room with one camera and one microphone, running long enough for every buffer to have its size.
fn warm_room() -> (World, Vp8Source) {
    let mut world = World::new();
    let publisher = world.join();
    world.publish(publisher, 1, Kind::Video, vp8(96), &declared(5_000));
    world.publish(publisher, 2, Kind::Audio, opus(111), &declared(900));
    for _ in 0..SUBSCRIBERS {
        let subscriber = world.join();
        world.subscribe(subscriber, 1, Kind::Video, vp8(96));
        world.subscribe(subscriber, 2, Kind::Audio, opus(111));
    }
    let mut camera = Vp8Source::new(publisher, 1, 5_000, 96, "");
    camera.stream(&mut world, 120, true);
    (world, camera)
}

#[test]
fn forwarding_allocates_nothing() {
    let (mut world, mut camera) = warm_room();
    let mut sent = 0;
    let mut total = 0;
    for frame in 0..200_u64 {
        let mut datagrams = Vec::new();
        for packet in camera.make_frame(false) {
            camera.send(&mut world.clients[0], &packet);
        }
        datagrams.append(&mut world.clients[0].outbox);
        let audio = Outgoing {
            ssrc: 900,
            pt: 111,
            seq: 1_000 + frame,
            payload: &[3; 80],
            ..Outgoing::default()
        };
        if frame > 20 {
            datagrams.push(world.clients[0].protect(&audio));
        }
        let (now, path) = (world.now, world.clients[0].path);
        let node = &mut world.node;
        let made = allocations(|| {
            for datagram in &mut datagrams {
                node.handle_datagram(now, path, datagram);
            }
            let arena = node.egress();
            sent += arena.entries().len();
            arena.clear();
        });
        // The first packets of the microphone make its cache and its place in the tables.
        if frame > 40 {
            total += made;
        }
        world.run_ms(33);
    }
    assert!(sent >= 200 * 3 * SUBSCRIBERS);
    assert_eq!(total, 0, "allocations while {sent} packets were forwarded");
}

#[test]
fn giving_packets_to_another_node_allocates_nothing_on_either() {
    let mut pair = Pair::new();
    let publisher = pair.home.join();
    pair.home
        .publish(publisher, 1, Kind::Video, vp8(96), &declared(5_000));
    pair.follow(publisher, 1);
    for _ in 0..SUBSCRIBERS {
        let subscriber = pair.away.join();
        pair.away.subscribe(subscriber, 1, Kind::Video, vp8(96));
    }
    pair.meet();
    let mut camera = Vp8Source::new(publisher, 1, 5_000, 96, "");
    let mut parcel = Parcel::default();
    let (mut sent, mut total) = (0, 0);
    for frame in 0..200 {
        for packet in camera.make_frame(frame == 0) {
            camera.send(&mut pair.home.clients[0], &packet);
        }
        let mut datagrams = std::mem::take(&mut pair.home.clients[0].outbox);
        let (now, path) = (pair.home.now, pair.home.clients[0].path);
        let (home, away) = (&mut pair.home.node, &mut pair.away.node);
        let made = allocations(|| {
            for datagram in &mut datagrams {
                home.handle_datagram(now, path, datagram);
            }
            for (_, waiting) in home.relays() {
                std::mem::swap(&mut parcel, waiting);
            }
            for part in parcel.parts(32) {
                away.handle_relay(now, HOME, &part);
            }
            parcel.clear();
            sent += away.egress().entries().len();
            away.egress().clear();
        });
        if frame > 120 {
            total += made;
        }
        pair.home.run_ms(33);
        pair.away.run_ms(33);
        pair.carry_back();
    }
    assert!(sent >= 150 * 3 * SUBSCRIBERS, "{sent}");
    assert_eq!(total, 0, "allocations while {sent} packets were forwarded");
}

/// Twelve microphones, of which five pass and the loudest is redundant; a listener that loses much.
#[test]
fn a_large_room_with_loss_allocates_nothing() {
    let mut world = World::new();
    let mut microphones: Vec<_> = (1..=12_u64)
        .map(|track| {
            let (client, ssrc) = (world.join(), 900 + 10 * track as u32);
            world.publish(client, track, Kind::Audio, red(111, 63), &declared(ssrc));
            let microphone = OpusSource::new(client, track, ssrc, 111);
            match track {
                // 40 bytes that are 960 ticks old, and the primary.
                1 => OpusSource {
                    pt: 63,
                    prefix: &[0xef, 0x0f, 0, 40, 111],
                    ..microphone
                },
                _ => microphone,
            }
        })
        .collect();
    let listener = world.join();
    for track in 1..=12 {
        let (ssrc, _) = world.subscribe(listener, track, Kind::Audio, red(111, 63));
        let block = ReportBlock {
            ssrc,
            fraction_lost: 60,
            ..ReportBlock::default()
        };
        world.clients[listener].send_rtcp(|writer| assert!(writer.rr(7, &[block])));
    }
    let (mut total, mut sent) = (0, 0);
    for round in 0..200 {
        let mut datagrams = Vec::new();
        for (index, microphone) in microphones.iter_mut().enumerate() {
            microphone.level = if index == 0 { 20 } else { 40 + index as u8 };
            let client = microphone.client;
            microphone.packet(&mut world);
            let path = world.clients[client].path;
            let outbox = &mut world.clients[client].outbox;
            datagrams.extend(outbox.drain(..).map(|datagram| (path, datagram)));
        }
        let (now, node) = (world.now, &mut world.node);
        let made = allocations(|| {
            for (path, datagram) in &mut datagrams {
                node.handle_datagram(now, *path, datagram);
            }
            let arena = node.egress();
            sent += arena.entries().len();
            arena.clear();
        });
        if round > 120 {
            total += made;
        }
        world.run_ms(20);
    }
    assert!((1_000..2_000).contains(&sent), "five of twelve: {sent}");
    assert_eq!(total, 0);
}

#[test]
fn the_counter_counts() {
    assert_eq!(
        allocations(|| drop(std::hint::black_box(vec![1_u8; 10]))),
        1
    );
}

#[test]
fn a_resend_allocates_nothing() {
    let (mut world, mut camera) = warm_room();
    camera.stream(&mut world, 1, false);
    let ssrc = 0x1000_0000 + 1_001;
    let seqs: Vec<u16> = world.clients[1]
        .of(ssrc)
        .iter()
        .rev()
        .take(3)
        .map(|rtp| rtp.header.seq)
        .collect();
    let mut total = 0;
    for (round, seq) in seqs.iter().enumerate() {
        world.clients[1].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[*seq])));
        let mut datagram = world.clients[1].outbox.pop().unwrap();
        let (now, path) = (world.now, world.clients[1].path);
        let node = &mut world.node;
        let made = allocations(|| node.handle_datagram(now, path, &mut datagram));
        if round > 0 {
            total += made;
        }
    }
    assert_eq!((total, world.node.stats().retransmitted), (0, 3));
}

#[test]
fn packets_of_strangers_allocate_nothing() {
    let (mut world, _) = warm_room();
    let mut forged = world.clients[0].protect(&Outgoing {
        ssrc: 5,
        pt: 96,
        payload: &[1; 900],
        ..Outgoing::default()
    });
    *forged.last_mut().unwrap() ^= 1;
    let stranger = rapat_sfu::arena::Path {
        socket: 0,
        address: "192.0.2.7:9".parse().unwrap(),
    };
    let (now, path) = (world.now, world.clients[0].path);
    let node = &mut world.node;
    let made = allocations(|| {
        for _ in 0..100 {
            node.handle_datagram(now, path, &mut forged);
            node.handle_datagram(now, stranger, &mut forged);
        }
    });
    assert_eq!(made, 0);
}

/// A line that carries a third of what there is: pictures are chosen by their cost, and wait for their turn.
#[test]
fn pacing_allocates_nothing() {
    let mut scene = Scene::new();
    let camera = scene.enter();
    let client = scene.look_in(600_000, 200, 20);
    scene.watch(client, camera);
    scene.play(8_000);
    let (mut total, mut at_once, mut later) = (0, 0, 0);
    for _ in 0..30 {
        scene.cameras[camera].frame(&mut scene.world);
        let publisher = scene.cameras[camera].client();
        let mut datagrams = std::mem::take(&mut scene.world.clients[publisher].outbox);
        let path = scene.world.clients[publisher].path;
        let (now, node) = (scene.world.now, &mut scene.world.node);
        total += allocations(|| {
            for datagram in &mut datagrams {
                node.handle_datagram(now, path, datagram);
            }
            at_once += node.egress().entries().len();
        });
        node.egress().clear();
        for _ in 0..33 {
            scene.world.now += Duration::from_millis(1);
            let (now, node) = (scene.world.now, &mut scene.world.node);
            total += allocations(|| {
                node.handle_timeout(now);
                later += node.egress().entries().len();
            });
            node.egress().clear();
        }
    }
    assert!(
        at_once > 20 && later > 20,
        "{at_once} at once, {later} later"
    );
    assert_eq!(total, 0, "allocations while {later} packets were paced");
}
