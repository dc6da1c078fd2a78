//! Who of a room with many open microphones is passed on: the loudest few. A gate in front of all
//! subscriptions, so that what is withheld costs nothing. Rooms below the limit have no floor.
//!
//! Microphones that are relayed from another node count like those of this one: each node decides
//! for its own subscribers, from the same levels.

use std::collections::HashMap;

use rapat_wire::session::Kind;

use super::voice::{HANG_OVER, Voice};
use crate::clock::{MILLI, Micros};
use crate::slab::{Key, Slab};
use crate::tables::Tables;
use crate::uptrack::UpTrack;

/// Microphones passed on at a time at most, whatever is configured: looked through per packet.
pub const MAX_PLACES: usize = 16;
/// Decibels by which a newcomer must be louder than whom it displaces; less would let two that are
/// equally loud tear each other apart.
const MARGIN: u8 = 3;
/// Decibels by which somebody must be louder, over some 600 ms, to become the dominant speaker.
const DOMINANCE: f32 = 1.4;
/// Who has sent nothing for so long beyond the hang-over has left the floor.
const GRACE: Micros = 100 * MILLI;

/// When microphones are withheld, and how many are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloorConfig {
    /// Microphones passed on, at least 1; more than [`MAX_PLACES`] count as that many.
    pub places: usize,
    /// Open microphones in a room up to which all are passed on.
    pub above: usize,
}

impl Default for FloorConfig {
    fn default() -> Self {
        // Nobody follows more than five voices at once; up to eight people a room is a conversation in
        // which nothing may be lost.
        Self {
            places: 5,
            above: 8,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Place {
    track: Key,
    peak: u8,
    /// Until when the peak counts unless a packet comes.
    until: Micros,
}

/// The floor of one room.
#[derive(Debug)]
struct Floor {
    room: u64,
    places: [Option<Place>; MAX_PLACES],
    /// The track that spoke loudest of late, and its level 0–1.
    dominant: Option<(Key, f32)>,
}

impl Floor {
    const fn new(room: u64) -> Self {
        Self {
            room,
            places: [None; MAX_PLACES],
            dominant: None,
        }
    }

    fn is_dominant(&self, track: Key) -> bool {
        self.dominant.is_some_and(|(dominant, _)| dominant == track)
    }

    /// True when a packet of this track goes on; takes a place for it if it deserves one.
    fn admits(&mut self, track: Key, voice: &Voice, places: usize, now: Micros) -> bool {
        let own = Place {
            track,
            peak: voice.peak(),
            until: now + HANG_OVER + GRACE,
        };
        let holds = |place: &&mut Option<Place>| place.is_some_and(|place| place.track == track);
        if let Some(place) = self.places.iter_mut().find(holds) {
            *place = Some(own);
            return true;
        }
        let is_dominant = self.is_dominant(track);
        let dominant = self.dominant.map(|(track, _)| track);
        let value = |place: &Option<Place>| match place {
            Some(place) if Some(place.track) == dominant => u8::MAX,
            Some(place) if now < place.until => place.peak.saturating_add(MARGIN),
            _ => 0,
        };
        let weakest = self.places.iter_mut().take(places).min_by_key(|p| value(p));
        let Some(weakest) = weakest.filter(|p| is_dominant || own.peak > value(p)) else {
            return false;
        };
        *weakest = Some(own);
        true
    }

    fn forget(&mut self, track: Key) {
        for place in &mut self.places {
            *place = place.filter(|place| place.track != track);
        }
        self.dominant = self.dominant.filter(|(dominant, _)| *dominant != track);
    }
}

/// The floors of a node.
#[derive(Debug, Default)]
pub struct Floors {
    config: FloorConfig,
    rooms: Slab<Floor>,
    /// Open microphones by room at the last survey.
    open: HashMap<u64, usize>,
}

impl Floors {
    /// None yet.
    pub fn new(config: FloorConfig) -> Self {
        let places = config.places.clamp(1, MAX_PLACES);
        Self {
            config: FloorConfig { places, ..config },
            ..Self::default()
        }
    }

    /// True when a packet of this track goes on. Who tells no level cannot be ranked and does.
    pub fn admits(&mut self, floor: Key, track: Key, voice: &Voice, now: Micros) -> bool {
        let places = self.config.places;
        let floor = self.rooms.get_mut(floor).filter(|_| voice.tells_level());
        floor.is_none_or(|floor| floor.admits(track, voice, places, now))
    }

    /// A track was this loud (0–1) over the last period of `speakers`.
    pub fn on_level(&mut self, floor: Key, track: Key, level: f32) {
        let Some(floor) = self.rooms.get_mut(floor) else {
            return;
        };
        let (dominant, held) = floor.dominant.unwrap_or((track, 0.0));
        if dominant == track || level > held * DOMINANCE {
            floor.dominant = (level > 0.0).then_some((track, level));
        }
    }

    /// A track ends.
    pub fn forget(&mut self, floor: Option<Key>, track: Key) {
        if let Some(floor) = floor.and_then(|floor| self.rooms.get_mut(floor)) {
            floor.forget(track);
        }
    }

    /// Opens and closes floors by what was counted. One microphone less than the limit closes a floor,
    /// so that one at the limit does not open and close it all the time.
    fn settle(&mut self) {
        for key in self.rooms.key_range() {
            let room = self.rooms.get(key).map(|floor| floor.room);
            let open = room.and_then(|room| self.open.get(&room)).copied();
            if open.unwrap_or(0) < self.config.above {
                self.rooms.remove(key);
            }
        }
        for (room, open) in &self.open {
            let has_one = self.rooms.iter().any(|(_, floor)| floor.room == *room);
            if *open > self.config.above && !has_one {
                self.rooms.insert(Floor::new(*room));
            }
        }
    }

    fn of_room(&self, room: u64) -> Option<Key> {
        let mut rooms = self.rooms.iter();
        rooms
            .find(|(_, floor)| floor.room == room)
            .map(|(key, _)| key)
    }
}

impl Tables {
    /// Counts open microphones and opens or closes floors. To be called some times a second.
    pub fn survey_floors(&mut self, now: Micros) {
        self.floors.open.clear();
        for (_, track) in self.tracks.iter() {
            if track.kind == Kind::Audio && track.voice.is_open(now) {
                if let Some(room) = self.room_of(track) {
                    *self.floors.open.entry(room).or_default() += 1;
                }
            }
        }
        self.floors.settle();
        for key in self.tracks.key_range() {
            let audio = self.tracks.get(key).filter(|t| t.kind == Kind::Audio);
            let Some((room, was)) = audio.map(|t| (self.room_of(t), t.floor)) else {
                continue;
            };
            let floor = room.and_then(|room| self.floors.of_room(room));
            if let Some(track) = self.tracks.get_mut(key).filter(|_| was != floor) {
                track.floor = floor;
            }
        }
    }

    /// Its publisher's, or that of any subscriber when the publisher is elsewhere.
    fn room_of(&self, track: &UpTrack) -> Option<u64> {
        if let Some(publisher) = self.peers.get(track.peer) {
            return Some(publisher.room);
        }
        let subscriber = self.downs.get(*track.downs.first()?)?.peer;
        Some(self.peers.get(subscriber)?.room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: Micros = 20 * MILLI;

    /// A floor with two places, and voices that say how loud they are.
    struct Stage {
        floor: Floor,
        voices: [Voice; 4],
        now: Micros,
    }

    impl Stage {
        fn new() -> Self {
            Self {
                floor: Floor::new(1),
                voices: [Voice::default(); 4],
                now: 1_000 * MILLI,
            }
        }

        /// Who passes when each speaks at this level (−dBov; 127 = sends nothing) for so long.
        fn hear(&mut self, levels: [u8; 4], packets: u64) -> Vec<usize> {
            let mut passed = Vec::new();
            for _ in 0..packets {
                passed.clear();
                self.now += PACKET;
                for (track, level) in levels.iter().enumerate().filter(|(_, level)| **level < 127) {
                    self.voices[track].on_packet(Some(&[*level]), self.now);
                    let voice = &self.voices[track];
                    if self.floor.admits(track as Key, voice, 2, self.now) {
                        passed.push(track);
                    }
                }
            }
            passed
        }
    }

    #[test]
    fn the_loudest_pass_and_a_louder_newcomer_does_from_its_first_packet() {
        let mut stage = Stage::new();
        assert_eq!(stage.hear([60, 40, 30, 70], 50), [1, 2]);
        assert_eq!(stage.hear([20, 40, 30, 70], 1), [0, 2]);
        assert_eq!(
            stage.hear([39, 40, 30, 70], 50),
            [0, 2],
            "equally loud is no reason"
        );
    }

    #[test]
    fn a_pause_between_words_costs_nobody_the_place() {
        let mut stage = Stage::new();
        assert_eq!(stage.hear([30, 30, 50, 127], 50), [0, 1]);
        assert_eq!(stage.hear([90, 30, 50, 127], 14), [0, 1]);
        assert_eq!(stage.hear([90, 30, 50, 127], 5), [1, 2]);
    }

    #[test]
    fn who_sends_nothing_more_leaves_the_place_to_anybody() {
        let mut stage = Stage::new();
        assert_eq!(stage.hear([10, 30, 90, 127], 50), [0, 1]);
        assert_eq!(stage.hear([127, 30, 90, 127], 21), [1, 2]);
    }

    #[test]
    fn the_dominant_speaker_always_passes() {
        let mut stage = Stage::new();
        stage.floor.dominant = Some((3, 0.5));
        assert_eq!(stage.hear([10, 30, 20, 80], 50), [0, 3]);
    }

    #[test]
    fn dominance_changes_hands_when_somebody_is_clearly_louder() {
        let mut floors = Floors::new(FloorConfig::default());
        let floor = floors.rooms.insert(Floor::new(1));
        let mut dominant_after = |track, level| {
            floors.on_level(floor, track, level);
            floors.rooms.get(floor)?.dominant.map(|(track, _)| track)
        };
        assert_eq!(dominant_after(7, 0.3), Some(7));
        assert_eq!(dominant_after(8, 0.35), Some(7));
        assert_eq!(dominant_after(8, 0.5), Some(8));
        assert_eq!(dominant_after(8, 0.0), None, "fell silent");
    }
}
