//! Which layer of a track a subscriber should get, and what to do with a packet while it gets
//! another one.

use crate::ladder::{MAX_SPATIAL, Point, Points};
use crate::marks::{Marks, Opens};

/// Streams of one track at most.
pub const MAX_LAYERS: usize = MAX_SPATIAL;

/// The spatial layer to aim for: the highest live one not above `wish`, else the lowest live one.
/// While none is live (before the first packet, or all muted), `current` or the wish itself stays.
pub fn choose(live: &[bool], wish: u8, current: Option<u8>) -> Option<u8> {
    let top = live.len().checked_sub(1)?;
    let wish = usize::from(wish).min(top);
    let below = (0..=wish).rev().find(|layer| live[*layer]);
    let chosen = below.or_else(|| (wish..=top).find(|layer| live[*layer]));
    Some(chosen.map_or_else(|| current.unwrap_or(wish as u8), |layer| layer as u8))
}

/// A point, and the stream of the track that carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the stream.
    pub stream: u8,
    /// What of it.
    pub point: Point,
}

/// What a subscriber has and wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What is forwarded. `None`: nothing has been since the start or the last pause.
    pub current: Option<Place>,
    /// What is wanted. `None`: paused.
    pub target: Option<Place>,
    /// Points of the current stream that the subscriber could decode: it has got whatever they need.
    intact: Points,
    /// What was forwarded before the last change within the stream, and the number at which it ended.
    before: Option<(u64, Point)>,
}

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Of a stream that is not for this subscriber now.
    Ignore,
    /// Of the current stream, but not needed: its number is to be closed up.
    LeaveOut,
    /// Goes on.
    Forward,
    /// The packet begins what the target waited for: switch to its stream, then forward.
    Switch,
}

impl Selection {
    /// Decides on a packet of a stream.
    pub fn decide(&mut self, stream: u8, seq: u64, marks: &Marks) -> Decision {
        let Some(target) = self.target else {
            return Decision::Ignore;
        };
        match self.current.filter(|current| current.stream == stream) {
            Some(current) => self.go_on(current, target, seq, marks),
            None => self.enter(stream, target, marks),
        }
    }

    /// Nothing starts without a key frame, and only of the target itself: a step in between would
    /// cost the subscriber two key frames.
    fn enter(&mut self, stream: u8, target: Place, marks: &Marks) -> Decision {
        match marks.opens {
            Opens::ToAll(points) if target.stream == stream && points.contains(target.point) => {
                self.current = Some(target);
                (self.intact, self.before) = (points, None);
                Decision::Switch
            }
            _ => Decision::Ignore,
        }
    }

    fn go_on(&mut self, current: Place, target: Place, seq: u64, marks: &Marks) -> Decision {
        if !marks.is_newest {
            // It belongs to what was forwarded when it should have come.
            let before = self.before.filter(|(end, _)| seq < *end);
            let point = before.map_or(current.point, |(_, point)| point);
            return decision(marks.needed.contains(point));
        }
        match marks.opens {
            Opens::ToAll(points) => self.intact = points,
            Opens::FromBelow(point) if self.intact.contains(below(point)) => {
                self.intact = self.intact.with([point].into_iter().collect());
            }
            _ => {}
        }
        let mut point = current.point;
        if marks.starts_picture && target.stream == current.stream {
            point = self
                .best_within(target.point)
                .filter(|best| {
                    // On the way up every step is a gain; on the way down only the whole way is wanted.
                    *best > point || point.within(target.point) != point
                })
                .unwrap_or(point);
        }
        if point != current.point {
            self.before = Some((seq, current.point));
            self.current = Some(Place { point, ..current });
        }
        let forwarded = marks.needed.contains(point);
        match marks.opens {
            Opens::ToReceivers(points) if forwarded => self.intact = self.intact.with(points),
            _ if !forwarded => self.intact = self.intact.without(marks.needed),
            _ => {}
        }
        decision(forwarded)
    }

    /// The best point within a limit that the subscriber could decode from here on.
    fn best_within(&self, limit: Point) -> Option<Point> {
        if self.intact.contains(limit) {
            return Some(limit); // nothing within it is better
        }
        self.intact
            .iter()
            .filter(|point| point.within(limit) == *point)
            .max()
    }

    /// What was or is forwarded of the current stream at a number.
    pub fn needs(&self, seq: u64, marks: &Marks) -> bool {
        let before = self.before.filter(|(end, _)| seq < *end);
        let point = before
            .map(|(_, point)| point)
            .or(self.current.map(|c| c.point));
        point.is_some_and(|point| marks.needed.contains(point))
    }

    /// True when the target's key frame has yet to come. More or fewer frames per second need none.
    pub fn waits(&self) -> bool {
        let picture = |place: Place| (place.stream, place.point.spatial);
        self.target.is_some() && self.current.map(picture) != self.target.map(picture)
    }

    /// True when packets of this stream are of interest.
    pub fn listens_to(&self, stream: u8) -> bool {
        let is_it = |place: Option<Place>| place.is_some_and(|place| place.stream == stream);
        self.target.is_some() && (is_it(self.target) || is_it(self.current))
    }

    /// The stream that is forwarded, else the one that is wanted.
    pub fn stream(&self) -> Option<u8> {
        self.current.or(self.target).map(|place| place.stream)
    }
}

const fn decision(forwarded: bool) -> Decision {
    if forwarded {
        Decision::Forward
    } else {
        Decision::LeaveOut
    }
}

/// One temporal layer less.
const fn below(point: Point) -> Point {
    Point::new(point.spatial, point.temporal.saturating_sub(1))
}

#[cfg(test)]
mod tests;
