//! What one track offers: its quality points, and what each costs in bits per second.
//!
//! A *point* is a pair (spatial, temporal): what a subscriber can be given. Every packet says which
//! points need it ([`Points`]). With simulcast a spatial layer is one stream; with SVC one stream
//! carries them all, and a point may need packets of layers below it. Only the largest part of a
//! point's cost is measured here: the datagrams as they came, without what the subscriber's differ by.

use crate::clock::{MILLI, Micros, SECOND};
use crate::marks::{Marks, Opens};

/// Spatial layers of one track at most; higher ones belong to the highest.
pub const MAX_SPATIAL: usize = 3;
/// Temporal layers at most; higher ones belong to the highest.
pub const MAX_TEMPORAL: usize = 4;
/// Points of one track.
pub const POINTS: usize = MAX_SPATIAL * MAX_TEMPORAL;

/// Width of one measuring slice. Narrower would cost more memory, wider would make rates lag.
const SLICE: Micros = 250 * MILLI;
/// Slices of the window: together a second, so that a key frame weighs what it costs per second.
const SLICES: usize = 4;

/// A key frame's bytes count as this part of them: it is so much larger than others, and what a point costs
/// from here on is to be known. Counted whole, one would take the picture away that just began with it.
const KEY_FRAME_PART: u32 = 4;

/// One point: what a subscriber can be given. Ordered by picture size, then by frame rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// 0 = smallest picture.
    pub spatial: u8,
    /// 0 = lowest frame rate.
    pub temporal: u8,
}

impl Point {
    /// As much as there is.
    pub const TOP: Self = Self::new(u8::MAX, u8::MAX);

    /// A point; what is higher than the highest means the highest.
    pub const fn new(spatial: u8, temporal: u8) -> Self {
        let (s, t) = (MAX_SPATIAL as u8 - 1, MAX_TEMPORAL as u8 - 1);
        Self {
            spatial: if spatial < s { spatial } else { s },
            temporal: if temporal < t { temporal } else { t },
        }
    }

    /// No more than `limit` in either dimension.
    #[must_use]
    pub fn within(self, limit: Self) -> Self {
        Self {
            spatial: self.spatial.min(limit.spatial),
            temporal: self.temporal.min(limit.temporal),
        }
    }

    const fn index(self) -> usize {
        self.spatial as usize * MAX_TEMPORAL + self.temporal as usize
    }
}

/// A set of points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points(u16);

impl Points {
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self((1 << POINTS) - 1);

    /// Those of one spatial layer from a frame rate upward: what needs a frame of a layered stream.
    pub fn from_temporal(spatial: u8, temporal: u8) -> Self {
        let first = Point::new(spatial, temporal);
        (first.temporal..MAX_TEMPORAL as u8)
            .map(|temporal| Point { temporal, ..first })
            .collect()
    }

    /// True when the point is in the set.
    pub const fn contains(self, point: Point) -> bool {
        self.0 >> point.index() & 1 == 1
    }

    /// True for the empty set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In either.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In this one and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Lowest first.
    pub fn iter(self) -> impl Iterator<Item = Point> {
        (0..POINTS as u8)
            .map(|index| Point {
                spatial: index / MAX_TEMPORAL as u8,
                temporal: index % MAX_TEMPORAL as u8,
            })
            .filter(move |point| self.contains(*point))
    }
}

impl FromIterator<Point> for Points {
    fn from_iter<I: IntoIterator<Item = Point>>(points: I) -> Self {
        Self(
            points
                .into_iter()
                .fold(0, |set, point| set | 1 << point.index()),
        )
    }
}

/// One rung: a point that differs from the one below it, and its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// What the subscriber gets.
    pub point: Point,
    /// All datagrams that it needs, bits per second over the last second.
    pub bitrate_bps: u64,
    /// Pictures, rounded.
    pub frames_per_second: u16,
}

/// Measures one track.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// Bytes that each point needed, by slice.
    bytes: [[u32; POINTS]; SLICES],
    /// Frames of each point's own spatial layer, by slice.
    frames: [[u16; POINTS]; SLICES],
    /// Points that packets said to belong to, by slice.
    seen: [Points; SLICES],
    /// Spatial layers in the middle of a key frame.
    in_key_frame: [bool; MAX_SPATIAL],
    /// Number of the slice being filled.
    slice: u64,
    /// When measuring began, or began anew after a silence; `None` before the first packet.
    since: Option<Micros>,
    /// What was measured before that silence: it holds until a new second is measured.
    before: Option<Offer>,
    /// What the track's home measured, for one that is followed: here comes only what is wanted.
    told: Option<Offer>,
}

/// What a ladder says at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    rates: [u32; POINTS],
    frames: [u16; POINTS],
    points: Points,
}

impl Ladder {
    /// A packet came, `len` bytes long.
    pub fn note(&mut self, marks: &Marks, len: usize, now: Micros) {
        if self.told.is_some() {
            return;
        }
        self.turn_to(now);
        let at = self.slice as usize % SLICES;
        self.seen[at] = self.seen[at].with([marks.own].into_iter().collect());
        let counted = self.counted(marks, len as u32);
        for point in marks.needed.iter() {
            let bytes = &mut self.bytes[at][point.index()];
            *bytes = bytes.saturating_add(counted);
            let frames = &mut self.frames[at][point.index()];
            let ends = marks.ends_frame && point.spatial == marks.own.spatial;
            *frames = frames.saturating_add(u16::from(ends));
        }
    }

    /// What of a packet's length counts.
    fn counted(&mut self, marks: &Marks, len: u32) -> u32 {
        let Some(in_key_frame) = self.in_key_frame.get_mut(marks.own.spatial as usize) else {
            return len;
        };
        if marks.starts_picture || matches!(marks.opens, Opens::ToAll(_)) {
            *in_key_frame = matches!(marks.opens, Opens::ToAll(_));
        }
        if *in_key_frame {
            len / KEY_FRAME_PART
        } else {
            len
        }
    }

    fn turn_to(&mut self, now: Micros) {
        let slice = now / SLICE;
        let began = *self.since.get_or_insert(now);
        if slice >= self.slice + SLICES as u64 {
            // Nothing came for a whole window: a mute, or the start.
            if began < now {
                self.before = Some(self.measured((self.slice + 1) * SLICE));
            }
            (self.bytes, self.frames, self.seen) = Default::default();
            (self.slice, self.since) = (slice, Some(now));
        }
        while self.slice < slice {
            self.slice += 1;
            let at = self.slice as usize % SLICES;
            (self.bytes[at], self.frames[at]) = ([0; POINTS], [0; POINTS]);
            self.seen[at] = Points::NONE;
        }
        if self.since.is_some_and(|since| now >= since + SECOND) {
            self.before = None;
        }
    }

    fn measured(&self, now: Micros) -> Offer {
        let window = self.slice.saturating_sub(SLICES as u64 - 1) * SLICE;
        let begin = window.max(self.since.unwrap_or(0));
        let span = now
            .saturating_sub(begin)
            .clamp(SLICE, SLICE * SLICES as u64);
        let per_second = |sum: u64| (sum * SECOND + span / 2) / span;
        Offer {
            rates: std::array::from_fn(|index| {
                let bytes = self.bytes.iter().map(|slice| u64::from(slice[index]));
                u32::try_from(per_second(bytes.sum::<u64>() * 8)).unwrap_or(u32::MAX)
            }),
            frames: std::array::from_fn(|index| {
                let frames = self.frames.iter().map(|slice| u64::from(slice[index]));
                u16::try_from(per_second(frames.sum())).unwrap_or(u16::MAX)
            }),
            points: self
                .seen
                .iter()
                .fold(Points::NONE, |all, seen| all.with(*seen)),
        }
    }

    /// What the track offers, lowest first; empty before its first packet. `live` are its live
    /// spatial layers. While it is muted this is what it offered before.
    pub fn rungs(&self, live: [bool; MAX_SPATIAL], now: Micros) -> impl Iterator<Item = Rung> {
        let offer = self.told.unwrap_or_else(|| self.offer(now));
        offer
            .points
            .iter()
            .filter(move |point| live[point.spatial as usize])
            .map(move |point| Rung {
                point,
                bitrate_bps: u64::from(offer.rates[point.index()]),
                frames_per_second: offer.frames[point.index()],
            })
    }

    /// What was measured, for another node's [`Ladder::follow`].
    pub fn offer(&self, now: Micros) -> Offer {
        let now = now.min((self.slice + 1) * SLICE);
        let mut offer = self.measured(now);
        if let Some(before) = self.before {
            offer.points = offer.points.with(before.points);
            for index in 0..POINTS {
                offer.rates[index] = offer.rates[index].max(before.rates[index]);
                offer.frames[index] = offer.frames[index].max(before.frames[index]);
            }
        }
        offer
    }

    /// Measures nothing any more and offers this.
    pub fn follow(&mut self, offer: Offer) {
        self.told = Some(offer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: [bool; MAX_SPATIAL] = [true; MAX_SPATIAL];

    fn rungs(ladder: &Ladder, now: Micros) -> Vec<(u8, u8, u64)> {
        let all = ladder.rungs(LIVE, now);
        all.map(|rung| {
            (
                rung.point.spatial,
                rung.point.temporal,
                rung.bitrate_bps / 1000,
            )
        })
        .collect()
    }

    /// 30 frames/s of 1,000 bytes, every second one of the upper temporal layer.
    fn stream(ladder: &mut Ladder, spatial: u8, from: Micros, frames: u64) {
        for frame in 0..frames {
            let own = Point::new(spatial, (frame % 2) as u8);
            let marks = Marks {
                own,
                needed: Points::from_temporal(own.spatial, own.temporal),
                ends_frame: true,
                ..Marks::default()
            };
            ladder.note(&marks, 1_000, from + frame * 33_333);
        }
    }

    #[test]
    fn every_point_costs_what_it_needs() {
        let mut ladder = Ladder::default();
        assert!(rungs(&ladder, 0).is_empty());
        stream(&mut ladder, 1, 0, 60);
        let measured = rungs(&ladder, 60 * 33_333);
        assert_eq!(measured.len(), 2, "{measured:?}");
        assert!((110..=130).contains(&measured[0].2), "{measured:?}");
        assert!((230..=250).contains(&measured[1].2), "{measured:?}");
        let rates = ladder.rungs(LIVE, 60 * 33_333);
        let rates: Vec<u16> = rates.map(|rung| rung.frames_per_second).collect();
        assert!(
            (14..=16).contains(&rates[0]) && (28..=31).contains(&rates[1]),
            "{rates:?}"
        );
        let dead = ladder.rungs([true, false, true], 60 * 33_333);
        assert_eq!(dead.count(), 0);
    }

    #[test]
    fn a_layer_that_stops_leaves_and_the_first_slice_is_not_blown_up() {
        let mut ladder = Ladder::default();
        stream(&mut ladder, 0, 0, 1);
        assert_eq!(
            rungs(&ladder, 1),
            [(0, 0, 32)],
            "one packet in a quarter second"
        );
        stream(&mut ladder, 0, 0, 90);
        stream(&mut ladder, 1, 3 * SECOND, 60);
        assert!(rungs(&ladder, 5 * SECOND).iter().all(|rung| rung.0 == 1));
    }

    #[test]
    fn after_a_mute_the_old_rates_hold_until_new_ones_are_measured() {
        let mut ladder = Ladder::default();
        stream(&mut ladder, 0, 0, 60);
        stream(&mut ladder, 2, 0, 60);
        let muted = rungs(&ladder, 60 * SECOND);
        assert_eq!(muted.len(), 4);
        stream(&mut ladder, 0, 60 * SECOND, 2);
        assert_eq!(
            rungs(&ladder, 60 * SECOND + 66_666).len(),
            4,
            "the others come"
        );
        stream(&mut ladder, 0, 61 * SECOND, 31);
        assert!(
            rungs(&ladder, 62 * SECOND + 66_666)
                .iter()
                .all(|rung| rung.0 == 0)
        );
    }

    #[test]
    fn a_key_frame_hardly_raises_what_a_point_costs() {
        let (mut ladder, own) = (Ladder::default(), Point::new(0, 0));
        let usual = Marks {
            own,
            needed: Points::from_temporal(0, 0),
            starts_picture: true,
            ..Marks::default()
        };
        for frame in 0..60 {
            let opens = Opens::ToAll(usual.needed);
            let opens = if frame == 40 { opens } else { usual.opens };
            ladder.note(&Marks { opens, ..usual }, 1_000, frame * 33_333);
            for _ in 0..if frame == 40 { 5 } else { 0 } {
                let marks = Marks {
                    starts_picture: false,
                    ..usual
                };
                ladder.note(&marks, 1_000, frame * 33_333);
            }
        }
        let cost = rungs(&ladder, 60 * 33_333)[0].2;
        assert!((235..=255).contains(&cost), "{cost}");
    }

    #[test]
    fn points_beyond_the_limits_mean_the_highest() {
        assert_eq!(Point::new(7, 9), Point::TOP);
        assert_eq!(Points::from_temporal(2, 1).iter().count(), 3);
        assert_eq!(Points::ALL.iter().count(), POINTS);
        assert!(Points::ALL.without(Points::ALL).is_empty());
        assert_eq!(Point::TOP.within(Point::new(1, 0)), Point::new(1, 0));
    }

    #[test]
    fn a_follower_offers_what_its_home_measured_whatever_comes_to_it() {
        let (mut home, mut follower) = (Ladder::default(), Ladder::default());
        stream(&mut home, 0, 0, 40);
        stream(&mut home, 2, 0, 40);
        follower.follow(home.offer(SECOND));
        stream(&mut follower, 0, 0, 5);
        assert_eq!(rungs(&follower, 9 * SECOND), rungs(&home, SECOND));
        assert!(rungs(&follower, 0).len() == 4);
    }
}
