//! One stream with many layers (VP9, AV1): which part of it a subscriber gets, and how that changes.

mod support;

use rapat_wire::rtcp::Item;
use rapat_wire::session::{Codec, Kind};

use support::World;
use support::client::Rtp;
use support::media::declared;
use support::media::svc::{FrameFacts, SvcSource, announced, payloads};

struct Room {
    world: World,
    camera: SvcSource,
    ssrc: u32,
}

/// Publisher 0, subscriber 1.
fn room(codec: Codec) -> Room {
    let mut world = World::new();
    let (publisher, subscriber) = (world.join(), world.join());
    world.publish(
        publisher,
        3,
        Kind::Video,
        payloads(codec, 96),
        &declared(5_000),
    );
    let (ssrc, _) = world.subscribe(subscriber, 3, Kind::Video, payloads(codec, 100));
    Room {
        world,
        camera: SvcSource::new(publisher, 3, 5_000, codec),
        ssrc,
    }
}

impl Room {
    fn stream(&mut self, pictures: usize) {
        self.camera.stream(&mut self.world, pictures);
    }

    fn got(&self) -> Vec<&Rtp> {
        self.world.clients[1].of(self.ssrc)
    }

    fn pictures(&self) -> Vec<FrameFacts> {
        let pictures = self.camera.pictures(&self.got());
        pictures.into_iter().map(|(_, facts)| facts).collect()
    }

    /// Spatial layer of the latest picture.
    fn spatial(&self) -> u8 {
        self.pictures().last().expect("something came").spatial
    }

    fn is_fluent(&self) {
        let pictures = self.camera.pictures(&self.got());
        for pair in pictures.windows(2) {
            assert_eq!(pair[1].0 - pair[0].0, 3_000, "no picture is missing");
        }
    }
}

const CODECS: [Codec; 2] = [Codec::Av1, Codec::Vp9];

#[test]
fn the_whole_stream_is_entered_at_its_first_key_picture() {
    for codec in CODECS {
        let mut room = room(codec);
        room.stream(20);
        assert_eq!(room.spatial(), 2, "{codec:?}");
        assert_eq!(room.pictures().len(), 20);
        assert_eq!(room.camera.key_frames(), 1, "no other one was needed");
        let deltas = room.got().into_iter().skip(7);
        let lower = deltas.filter(|rtp| room.camera.facts[&room.camera.frame_of(rtp)].spatial < 2);
        assert_eq!(
            lower.count(),
            0,
            "{codec:?}: lower layers serve key pictures only"
        );
    }
}

#[test]
fn the_spatial_layer_changes_up_and_down_at_key_pictures_and_no_picture_is_missing() {
    for codec in CODECS {
        let mut room = room(codec);
        room.stream(8);
        for layer in [0, 2, 1, 0, 1, 2] {
            room.world.set_down(1, 3, false, layer);
            room.stream(20);
            assert_eq!(room.spatial(), layer, "{codec:?}");
        }
        room.is_fluent();
        assert_eq!(room.camera.key_frames(), 7, "one for each change");
    }
}

#[test]
fn the_frame_rate_changes_at_once_and_without_a_key_picture() {
    for codec in CODECS {
        let mut room = room(codec);
        room.stream(60);
        for (fps, highest) in [(8, 0), (15, 1), (0, 2), (7, 0), (30, 2)] {
            room.world.set_fps(1, 3, fps);
            room.stream(8);
            let before = room.pictures().len();
            room.stream(24);
            let pictures = room.pictures();
            let since = &pictures[before..];
            let temporal = since.iter().map(|facts| facts.temporal).max();
            assert_eq!(temporal, Some(highest), "{codec:?} {fps}");
            assert_eq!(since.len(), 24 >> (2 - highest), "{codec:?} {fps}");
        }
        assert_eq!(room.camera.key_frames(), 1);
    }
}

#[test]
fn decoders_are_told_which_decode_targets_they_get() {
    let mut room = room(Codec::Av1);
    room.world.set_down(1, 3, false, 1);
    room.stream(60);
    assert_eq!(announced(room.got()[0]), Some(0b000_111_111));
    assert!(room.got()[1..].iter().all(|rtp| announced(rtp).is_none()));
    let before = room.got().len();
    room.world.set_fps(1, 3, 8);
    room.world.set_down(1, 3, false, 0);
    room.stream(20);
    let told: Vec<u32> = room.got()[before..]
        .iter()
        .filter_map(|rtp| announced(rtp))
        .collect();
    assert_eq!(told.last(), Some(&0b000_000_111));
    let numbers = room.got();
    let numbers = numbers.iter().map(|rtp| {
        let described = rtp.described.as_ref().unwrap();
        (
            room.camera.frame_of(rtp) as u16,
            u16::from_be_bytes([described[1], described[2]]),
        )
    });
    for (sent, got) in numbers {
        assert_eq!(sent, got, "references are differences of frame numbers");
    }
}

#[test]
fn a_layer_that_the_publisher_stops_is_left_for_the_best_one_that_lives() {
    for codec in CODECS {
        let mut room = room(codec);
        room.stream(20);
        room.camera.layers = 2;
        room.stream(60);
        assert_eq!(room.spatial(), 1, "{codec:?}");
        let pictures = room.camera.pictures(&room.got());
        let longest = pictures.windows(2).map(|pair| pair[1].0 - pair[0].0).max();
        assert!(
            longest < Some(110_000),
            "{codec:?}: seen as dead after a second"
        );
        room.camera.layers = 3;
        room.world
            .apply(rapat_sfu::command::Command::RequestKeyFrame {
                track: rapat_sfu::ids::TrackId(3),
            });
        room.stream(20);
        assert_eq!(room.spatial(), 2, "{codec:?}");
    }
}

#[test]
fn a_pause_ends_with_a_key_picture() {
    for codec in CODECS {
        let mut room = room(codec);
        room.stream(10);
        room.world.set_down(1, 3, true, 2);
        room.stream(10);
        assert_eq!(room.pictures().len(), 10);
        room.world.set_down(1, 3, false, 2);
        room.stream(10);
        assert!(room.pictures().len() >= 18, "{codec:?}");
        assert_eq!(room.camera.key_frames(), 2);
    }
}

#[test]
fn subscribers_of_one_stream_get_different_layers_and_one_key_picture_serves_them_all() {
    let mut room = room(Codec::Av1);
    let others: Vec<u32> = (0..4)
        .map(|layer| {
            let subscriber = room.world.join();
            room.world.set_down(subscriber, 3, false, layer);
            room.world
                .subscribe(subscriber, 3, Kind::Video, payloads(Codec::Av1, 110))
                .0
        })
        .collect();
    room.stream(20);
    for (at, ssrc) in others.iter().enumerate() {
        let got = room.world.clients[at + 2].of(*ssrc);
        let pictures = room.camera.pictures(&got);
        assert_eq!(pictures.len(), 20);
        assert_eq!(usize::from(pictures.last().unwrap().1.spatial), at.min(2));
    }
    assert_eq!(room.camera.key_frames(), 1);
}

#[test]
fn what_is_lost_on_the_way_in_and_not_needed_is_made_up_by_an_empty_packet() {
    let mut room = room(Codec::Av1);
    room.world.set_down(1, 3, false, 0);
    room.stream(8);
    // Of the next picture everything of the upper layers is late, and comes after the one behind it.
    let before = room.got().len();
    room.camera.hold_upper_layers = true;
    room.stream(1);
    room.camera.hold_upper_layers = false;
    room.stream(1);
    let mut late = std::mem::take(&mut room.camera.held);
    room.world.clients[0].outbox.append(&mut late);
    room.stream(3);
    let got = room.got();
    let empty = got[before..]
        .iter()
        .filter(|rtp| rtp.payload.is_empty())
        .count();
    assert_eq!(
        empty, 6,
        "the numbers of the six late packets were already spent"
    );
    let mut indices: Vec<u64> = got.iter().map(|rtp| rtp.index).collect();
    indices.sort_unstable();
    assert!(
        indices.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "no hole stays"
    );
    let plis = room
        .world
        .count_rtcp(0, |item| matches!(item, Item::Pli { .. }));
    assert_eq!(plis, 0);
}
