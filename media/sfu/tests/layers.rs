//! Simulcast: which layer a subscriber gets, and how it changes.

mod support;

use rapat_sfu::event::Event;
use rapat_sfu::ids::TrackId;
use rapat_wire::codec::vp8::Descriptor;
use rapat_wire::rtcp::Item;
use rapat_wire::session::Kind;

use support::World;
use support::client::Rtp;
use support::media::{Vp8Source, rids, vp8};

const SSRCS: [u32; 3] = [7_000, 8_000, 9_000];

struct Room {
    world: World,
    layers: Vec<Vp8Source>,
    ssrc: u32,
}

/// Publisher 0 with layers q, h, f known by rid only; subscriber 1.
fn room() -> Room {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(publisher, 3, Kind::Video, vp8(96), &rids(&["q", "h", "f"]));
    let (ssrc, _) = world.subscribe(subscriber, 3, Kind::Video, vp8(100));
    let layers = ["q", "h", "f"]
        .iter()
        .zip(SSRCS)
        .map(|(rid, ssrc)| Vp8Source::new(publisher, 3, ssrc, 96, rid));
    Room {
        layers: layers.collect(),
        world,
        ssrc,
    }
}

impl Room {
    /// One frame of every layer in `which`; `key` picks those with a key frame.
    fn frames(&mut self, which: &[usize], key: &[usize]) {
        for layer in which {
            self.layers[*layer].frame(&mut self.world, key.contains(layer));
        }
        self.world.run_ms(33);
    }

    fn got(&self) -> Vec<&Rtp> {
        self.world.clients[1].of(self.ssrc)
    }

    /// Which layer the last packet came from: payloads end in the source's SSRC.
    fn last_layer(&self) -> usize {
        let last = self
            .got()
            .last()
            .copied()
            .expect("something came")
            .payload
            .clone();
        SSRCS
            .iter()
            .position(|ssrc| last.ends_with(&ssrc.to_be_bytes()))
            .expect("from some layer")
    }

    fn assert_seamless(&self) {
        let got = self.got();
        let mut picture = None;
        for pair in got.windows(2) {
            assert_eq!(pair[1].index, pair[0].index + 1, "numbers without gap");
            let step = pair[1]
                .header
                .timestamp
                .wrapping_sub(pair[0].header.timestamp);
            assert!(step < 180_000, "time goes on, by {step}");
        }
        for rtp in &got {
            let id = Descriptor::parse(&rtp.payload).unwrap().picture_id.unwrap();
            assert!(
                picture.is_none_or(|p: u16| id.wrapping_sub(p) & 0x7fff <= 1),
                "picture ids without gap"
            );
            picture = Some(id);
        }
    }
}

#[test]
fn layer_switch_waits_for_a_key_frame() {
    let mut room = room();
    room.world.set_down(1, 3, false, 0);
    room.frames(&[0, 1, 2], &[0, 1, 2]);
    room.frames(&[0, 1, 2], &[]);
    assert_eq!(room.last_layer(), 0);
    room.world.count_rtcp(0, |_| true);
    room.world.set_down(1, 3, false, 2);
    for _ in 0..5 {
        room.frames(&[0, 1, 2], &[]);
        assert_eq!(
            room.last_layer(),
            0,
            "goes on until the target can be entered"
        );
    }
    let plis = room.world.count_rtcp(
        0,
        |item| matches!(item, Item::Pli { media, .. } if *media == SSRCS[2]),
    );
    assert_eq!(plis, 1);
    room.frames(&[0, 1, 2], &[2]);
    room.frames(&[0, 1, 2], &[]);
    assert_eq!(room.last_layer(), 2);
    room.assert_seamless();
    // In the frame of the switch both layers were forwarded: the low one came before the key frame.
    assert_eq!(room.got().len(), 10 * 3);
}

#[test]
fn the_highest_live_layer_is_taken_as_layers_appear() {
    let mut room = room();
    room.frames(&[0], &[0]);
    assert_eq!(room.last_layer(), 0);
    room.frames(&[0, 1], &[1]);
    assert_eq!(room.last_layer(), 1);
    room.frames(&[0, 1, 2], &[2]);
    assert_eq!(room.last_layer(), 2);
    room.assert_seamless();
    for layer in 0..3 {
        assert!(room.world.events.contains(&Event::LayerLive {
            track: TrackId(3),
            layer
        }));
    }
}

#[test]
fn a_dead_layer_is_left_for_the_best_one_that_lives() {
    let mut room = room();
    room.frames(&[0, 1, 2], &[0, 1, 2]);
    assert_eq!(room.last_layer(), 2);
    let before = room.got().len();
    for _ in 0..45 {
        room.frames(&[0, 1], &[]);
    }
    assert_eq!(room.got().len(), before, "nothing can be entered yet");
    let plis = room.world.count_rtcp(
        0,
        |item| matches!(item, Item::Pli { media, .. } if *media == SSRCS[1]),
    );
    assert!(plis >= 1, "asked as soon as the layer counted as dead");
    room.frames(&[0, 1], &[1]);
    assert_eq!(room.last_layer(), 1);
    room.assert_seamless();
    room.world.events.clear();
    room.frames(&[0, 1, 2], &[2]);
    assert!(
        room.world.events.contains(&Event::LayerLive {
            track: TrackId(3),
            layer: 2
        }),
        "alive again"
    );
    assert_eq!(room.last_layer(), 2);
}

#[test]
fn two_subscribers_of_one_track_get_different_layers() {
    let mut room = room();
    let second = room.world.join();
    let (other, _) = room.world.subscribe(second, 3, Kind::Video, vp8(101));
    room.world.set_down(1, 3, false, 2);
    room.world.set_down(second, 3, false, 0);
    for _ in 0..10 {
        room.frames(&[0, 1, 2], &[0, 1, 2]);
    }
    assert_eq!(room.last_layer(), 2);
    let low = room.world.clients[second].of(other);
    assert!(
        low.iter()
            .all(|rtp| rtp.payload.ends_with(&SSRCS[0].to_be_bytes()))
    );
}

#[test]
fn a_paused_down_track_gets_nothing_and_goes_on_without_a_gap() {
    let mut room = room();
    room.frames(&[0, 1, 2], &[0, 1, 2]);
    room.world.set_down(1, 3, true, 2);
    let before = room.got().len();
    for _ in 0..20 {
        room.frames(&[0, 1, 2], &[]);
    }
    assert_eq!(room.got().len(), before);
    room.world.count_rtcp(0, |_| true);
    room.world.set_down(1, 3, false, 2);
    room.frames(&[0, 1, 2], &[]);
    assert_eq!(room.got().len(), before, "a decoder cannot start here");
    assert_eq!(
        room.world
            .count_rtcp(0, |item| matches!(item, Item::Pli { media: 9_000, .. })),
        1
    );
    room.frames(&[0, 1, 2], &[2]);
    assert_eq!(room.got().len(), before + 3);
    room.assert_seamless();
    let (paused, resumed) = (
        room.got()[before - 1].header.timestamp,
        room.got()[before].header.timestamp,
    );
    let ticks = resumed.wrapping_sub(paused);
    assert!(
        (60_000..70_000).contains(&ticks),
        "the pause was 22 frames long: {ticks}"
    );
}

#[test]
fn no_packet_of_a_left_layer_is_resent() {
    let mut room = room();
    room.world.set_down(1, 3, false, 0);
    room.frames(&[0, 1, 2], &[0, 1, 2]);
    let old = room.got()[1].header.seq;
    room.world.set_down(1, 3, false, 2);
    room.frames(&[0, 1, 2], &[2]);
    let (ssrc, new) = (room.ssrc, room.got().last().unwrap().header.seq);
    room.world.clients[1].send_rtcp(|writer| assert!(writer.nack(1, ssrc, &[old, new])));
    room.world.run_ms(2);
    assert_eq!(room.world.node.stats().retransmitted, 1);
}

#[test]
fn switches_under_loss_and_reordering_never_repeat_a_number() {
    let mut room = room();
    let mut random = 12_345_u64;
    let mut dice = move |sides: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % sides
    };
    for round in 0..150 {
        if dice(4) == 0 {
            room.world.set_down(1, 3, dice(6) == 0, dice(3) as u8);
        }
        let mut flight = Vec::new();
        for (index, layer) in room.layers.iter_mut().enumerate() {
            flight.extend(
                layer
                    .make_frame(round % 7 == 0)
                    .into_iter()
                    .map(|packet| (index, packet)),
            );
        }
        while !flight.is_empty() {
            let (layer, packet) = flight.remove(dice(flight.len().min(4) as u64) as usize);
            if dice(10) > 0 {
                room.layers[layer].send(&mut room.world.clients[0], &packet);
            }
        }
        room.world.run_ms(33);
    }
    // The client authenticates each packet under the guessed rollover counter and counts repeats.
    assert_eq!(room.world.clients[1].duplicates, 0);
    assert!(room.got().len() > 150);
}
