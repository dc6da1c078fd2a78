//! A room with many open microphones: who is passed on, and what listeners see of it.

mod support;

use rapat_wire::session::{Ext, Kind};

use support::World;
use support::client::{Outgoing, Rtp};
use support::media::{OpusSource, declared, opus};
use support::pair::Pair;

/// Microphones of the room; more than the eight up to which all pass.
const MANY: usize = 12;
/// Of them passed on.
const PLACES: usize = 5;
/// Room noise and speech, −dBov.
const NOISE: u8 = 70;
const SPEECH: u8 = 25;

/// Every client but the last one has a microphone; the last one hears them all.
struct Room {
    world: World,
    microphones: Vec<OpusSource>,
    listener: usize,
    ssrcs: Vec<u32>,
}

impl Room {
    fn new(microphones: usize) -> Self {
        Self::of_rooms(microphones, 1)
    }

    /// The microphones are spread over so many rooms.
    fn of_rooms(microphones: usize, rooms: u64) -> Self {
        let mut world = World::new();
        let sources: Vec<_> = (0..microphones)
            .map(|index| {
                let (track, ssrc) = (index as u64 + 1, 900 + index as u32 * 10);
                world.room = track % rooms;
                let client = world.join();
                world.publish(client, track, Kind::Audio, opus(111), &declared(ssrc));
                OpusSource {
                    level: NOISE + index as u8,
                    ..OpusSource::new(client, track, ssrc, 111)
                }
            })
            .collect();
        let listener = world.join();
        let ssrcs = (1..=microphones as u64)
            .map(|track| world.subscribe(listener, track, Kind::Audio, opus(109)).0)
            .collect();
        Self {
            world,
            microphones: sources,
            listener,
            ssrcs,
        }
    }

    /// Everybody sends a packet every 20 ms.
    fn run(&mut self, packets: usize) {
        for _ in 0..packets {
            for microphone in &mut self.microphones {
                microphone.packet(&mut self.world);
            }
            self.world.run_ms(20);
        }
    }

    fn heard(&self, microphone: usize) -> Vec<&Rtp> {
        self.world.clients[self.listener].of(self.ssrcs[microphone])
    }

    /// Microphones of which something came since the last call.
    fn passed(&mut self) -> Vec<usize> {
        let of = |index: &usize| !self.heard(*index).is_empty();
        let passed = (0..self.microphones.len()).filter(of).collect();
        self.world.clients[self.listener].rtp.clear();
        passed
    }
}

#[test]
fn in_a_small_room_everybody_passes() {
    let mut room = Room::new(8);
    room.run(100);
    room.passed();
    room.run(50);
    assert_eq!(room.passed(), [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn in_a_large_room_the_loudest_pass_and_a_new_voice_from_its_first_packet() {
    let mut room = Room::new(MANY);
    for speaker in [2, 4, 6, 8, 10] {
        room.microphones[speaker].level = SPEECH;
    }
    room.run(100);
    room.passed();
    room.run(50);
    assert_eq!(room.passed(), [2, 4, 6, 8, 10]);
    room.microphones[2].level = NOISE;
    room.run(25);
    room.passed();
    room.microphones[11].level = SPEECH;
    room.run(1);
    assert!(room.passed().contains(&11));
    room.run(1);
    assert_eq!(room.passed(), [4, 6, 8, 10, 11]);
}

#[test]
fn numbers_have_no_hole_time_goes_on_and_the_marker_tells_of_the_pause() {
    let mut room = Room::new(MANY);
    let withheld = MANY - 1;
    room.run(100);
    assert!(
        room.heard(withheld).len() < 60,
        "after a second it was withheld"
    );
    room.microphones[withheld].level = SPEECH;
    let resumed = room.microphones[withheld].timestamp;
    room.run(20);
    let heard = room.heard(withheld);
    let first = heard[0];
    for pair in heard.windows(2) {
        assert_eq!(pair[1].index, pair[0].index + 1);
    }
    // Both clocks run as the publisher's does.
    let offset = |rtp: &Rtp| rtp.header.timestamp.wrapping_sub(first.header.timestamp);
    let marked: Vec<_> = heard.iter().filter(|rtp| rtp.header.marker).collect();
    let starts: Vec<_> = marked.iter().map(|rtp| offset(rtp)).collect();
    assert_eq!(starts, [0, resumed.wrapping_sub(7_000)]);
}

#[test]
fn muted_microphones_do_not_make_a_large_room() {
    let mut room = Room::new(MANY);
    for muted in 0..5 {
        room.microphones[muted].level = 127;
    }
    room.run(100);
    room.passed();
    room.run(10);
    assert_eq!(room.passed().len(), MANY);
}

#[test]
fn when_microphones_close_everybody_passes_again() {
    let mut room = Room::new(MANY);
    room.run(100);
    room.passed();
    room.run(50);
    assert_eq!(room.passed().len(), PLACES);
    for index in PLACES..MANY - 1 {
        room.world.set_blocked(index as u64 + 1, true);
        room.microphones[index].level = 127;
    }
    room.run(100);
    room.passed();
    room.run(10);
    assert_eq!(room.passed(), [0, 1, 2, 3, 4, 11]);
}

#[test]
fn rooms_do_not_compete_with_each_other() {
    let mut room = Room::of_rooms(MANY, 2);
    room.run(100);
    room.passed();
    room.run(10);
    assert_eq!(room.passed().len(), MANY, "six in each");
}

#[test]
fn who_tells_no_level_is_never_withheld() {
    let mut room = Room::new(MANY);
    let untold = MANY - 1;
    let (client, ssrc) = (
        room.microphones[untold].client,
        room.microphones[untold].ssrc,
    );
    let mid = room.microphones[untold].mid.clone();
    room.microphones.truncate(untold);
    for packet in 0..200 {
        room.world.clients[client].send(&Outgoing {
            ssrc,
            pt: 111,
            seq: 100 + packet,
            timestamp: packet as u32 * 960,
            exts: &[(Ext::Mid, mid.as_bytes())],
            payload: &[1; 80],
            ..Outgoing::default()
        });
        room.run(1);
    }
    assert_eq!(room.heard(untold).len(), 200);
    assert!(room.heard(untold - 1).len() < 60, "others are");
}

/// A room over two nodes: all microphones at one, a listener at each.
struct Wide {
    pair: Pair,
    microphones: Vec<OpusSource>,
    here: Vec<u32>,
    away: Vec<u32>,
}

impl Wide {
    fn new() -> Self {
        let mut pair = Pair::new();
        let microphones: Vec<_> = (0..MANY)
            .map(|index| {
                let (track, ssrc) = (index as u64 + 1, 900 + index as u32 * 10);
                let client = pair.home.join();
                pair.home
                    .publish(client, track, Kind::Audio, opus(111), &declared(ssrc));
                pair.follow(client, track);
                OpusSource {
                    level: NOISE + index as u8,
                    ..OpusSource::new(client, track, ssrc, 111)
                }
            })
            .collect();
        let listen = |world: &mut World| -> Vec<u32> {
            let listener = world.join();
            let tracks = 1..=MANY as u64;
            tracks
                .map(|track| world.subscribe(listener, track, Kind::Audio, opus(109)).0)
                .collect()
        };
        let (here, away) = (listen(&mut pair.home), listen(&mut pair.away));
        pair.meet();
        Self {
            pair,
            microphones,
            here,
            away,
        }
    }

    fn run(&mut self, packets: usize) {
        for _ in 0..packets {
            for microphone in &mut self.microphones {
                microphone.packet(&mut self.pair.home);
            }
            self.pair.run_ms(20);
        }
    }

    /// Microphones of which something came since the last call, at each node.
    fn passed(&mut self) -> [Vec<usize>; 2] {
        let sides = [
            (&mut self.pair.home, &self.here),
            (&mut self.pair.away, &self.away),
        ];
        sides.map(|(world, ssrcs)| {
            let listener = world.clients.last_mut().unwrap();
            let came = std::mem::take(&mut listener.rtp);
            let of = |index: &usize| came.iter().any(|rtp| rtp.header.ssrc == ssrcs[*index]);
            (0..MANY).filter(of).collect()
        })
    }
}

#[test]
fn both_halves_of_a_room_over_two_nodes_hear_the_same_voices() {
    let mut room = Wide::new();
    for speaker in [1, 3, 5, 7, 9] {
        room.microphones[speaker].level = SPEECH;
    }
    room.run(100);
    room.passed();
    room.run(50);
    let loudest = vec![1, 3, 5, 7, 9];
    assert_eq!(room.passed(), [loudest.clone(), loudest]);
    room.microphones[1].level = NOISE;
    room.run(25);
    room.passed();
    room.microphones[10].level = SPEECH;
    room.run(1);
    let heard = room.passed();
    assert!(heard.iter().all(|heard| heard.contains(&10)), "{heard:?}");
}
