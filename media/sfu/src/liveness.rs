//! Which spatial layers of a track live, and which of its streams carries each.

use crate::clock::{Micros, SECOND};
use crate::ladder::{MAX_SPATIAL, Point};

/// A layer without packets for so long is dead while another layer of its track lives: congestion
/// control switched it off. Less would take one late key frame for an end.
const LAYER_SILENCE: Micros = SECOND;
/// A whole track without packets for so long fell silent (mute). Opus DTX sends every 400 ms, a still
/// screen is sent once a second.
const TRACK_SILENCE: Micros = 3 * SECOND;

#[derive(Clone, Copy, Debug, Default)]
struct Layer {
    /// True from the first packet until it falls silent while another layer goes on. The silence of
    /// the whole track changes nothing: nobody could choose better.
    live: bool,
    /// A packet came since the layer or the track was silent.
    heard: bool,
    /// When the last packet came.
    last_at: Micros,
    /// The stream that brought it.
    stream: u8,
}

/// What a look at the clock showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Which layers live changed.
    pub changed: bool,
    /// Streams of which nothing can be expected any more.
    pub streams: [bool; MAX_SPATIAL],
}

/// See the module.
#[derive(Debug)]
pub struct Liveness {
    layers: [Layer; MAX_SPATIAL],
    silent: bool,
    /// When the track was last heard again after silence.
    resumed_at: Micros,
}

impl Default for Liveness {
    fn default() -> Self {
        Self {
            layers: [Layer::default(); MAX_SPATIAL],
            silent: true,
            resumed_at: 0,
        }
    }
}

impl Liveness {
    /// True before the first packet and while nothing comes at all (mute).
    pub const fn is_silent(&self) -> bool {
        self.silent
    }

    /// Which layers live.
    pub fn live(&self) -> [bool; MAX_SPATIAL] {
        self.layers.map(|layer| layer.live)
    }

    /// True when the stream carries a layer that lives.
    pub fn is_live_stream(&self, stream: u8) -> bool {
        let mut layers = self.layers.iter();
        layers.any(|layer| layer.live && layer.stream == stream)
    }

    /// The stream that carries a layer: by its packets, or by its place before there are any.
    pub fn stream_of(&self, spatial: u8, streams: usize) -> u8 {
        let layer = self.layers.get(usize::from(spatial));
        let known = layer.filter(|layer| layer.last_at > 0);
        known.map_or_else(
            || spatial.min(streams.saturating_sub(1) as u8),
            |layer| layer.stream,
        )
    }

    /// A packet of a layer came. True: the layer or the whole track was silent until now.
    pub fn note(&mut self, own: Point, stream: u8, now: Micros) -> bool {
        let Some(layer) = self.layers.get_mut(usize::from(own.spatial)) else {
            return false;
        };
        (layer.live, layer.last_at, layer.stream) = (true, now.max(1), stream);
        let became_live = !std::mem::replace(&mut layer.heard, true);
        if std::mem::replace(&mut self.silent, false) {
            self.resumed_at = now;
        }
        became_live
    }

    /// A key frame of a stream with several layers says which it has: each gets its time to come.
    /// True when that changes anything.
    pub fn announce(&mut self, layers: [bool; MAX_SPATIAL], stream: u8, now: Micros) -> bool {
        let mut changed = false;
        for (layer, announced) in self.layers.iter_mut().zip(layers) {
            if announced {
                (layer.last_at, layer.stream) = (now.max(1), stream);
                layer.heard = true;
            } else if layer.stream == stream {
                layer.heard = false;
            } else {
                continue;
            }
            changed |= std::mem::replace(&mut layer.live, announced) != announced;
        }
        changed
    }

    /// Takes from elsewhere which layers live and whether nothing comes at all. True when that changed.
    pub fn follow(&mut self, live: [bool; MAX_SPATIAL], silent: bool) -> bool {
        let before = (self.live(), self.silent);
        for (layer, live) in self.layers.iter_mut().zip(live) {
            layer.live = live;
        }
        self.silent = silent;
        before != (live, silent)
    }

    /// The stream said good-bye.
    pub fn end(&mut self, stream: u8) {
        // Silent since ever: the next look at the clock finds it dead.
        let ended = self
            .layers
            .iter_mut()
            .filter(|layer| layer.stream == stream);
        ended.for_each(|layer| layer.last_at = 0);
    }

    /// Finds what fell silent.
    pub fn expire(&mut self, now: Micros) -> Expired {
        let newest = self.layers.iter().map(|layer| layer.last_at).max();
        let quiet = now.saturating_sub(newest.unwrap_or(0));
        if quiet >= TRACK_SILENCE {
            self.silent = true;
            self.layers.iter_mut().for_each(|layer| layer.heard = false);
            return Expired {
                changed: false,
                streams: [true; MAX_SPATIAL],
            };
        }
        let mut expired = Expired::default();
        for layer in &mut self.layers {
            // After a silence of the track every layer has its time to come back.
            let silence = now.saturating_sub(layer.last_at.max(self.resumed_at));
            if layer.live && quiet < LAYER_SILENCE && silence >= LAYER_SILENCE {
                (layer.heard, layer.live) = (false, false);
                expired.changed = true;
            }
        }
        for (stream, dead) in expired.streams.iter_mut().enumerate() {
            *dead = expired.changed && !self.is_live_stream(stream as u8);
        }
        expired
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLI;

    const LOW: Point = Point::new(0, 0);
    const HIGH: Point = Point::new(2, 0);

    #[test]
    fn a_layer_is_dead_when_it_falls_silent_while_another_goes_on() {
        let mut live = Liveness::default();
        assert!(live.is_silent());
        for ms in (0..1_000).step_by(20) {
            assert_eq!(live.note(LOW, 0, ms * MILLI), ms == 0);
            assert_eq!(live.note(HIGH, 2, ms * MILLI), ms == 0);
        }
        for ms in (1_000..2_500).step_by(20) {
            live.note(LOW, 0, ms * MILLI);
            let expired = live.expire(ms * MILLI);
            assert_eq!(expired.changed, ms == 1_980, "{ms} ms");
        }
        assert_eq!(live.live(), [true, false, false]);
        assert!(
            live.note(HIGH, 2, 2_500 * MILLI),
            "and again when it comes back"
        );
    }

    #[test]
    fn a_mute_is_no_reason_to_change_layers() {
        let mut live = Liveness::default();
        live.note(LOW, 0, 0);
        live.note(HIGH, 2, 0);
        for ms in (0..10_000).step_by(100) {
            assert!(!live.expire(ms * MILLI).changed);
        }
        assert!(live.is_silent());
        assert_eq!(live.live(), [true, false, true]);
        assert!(live.note(LOW, 0, 10_000 * MILLI));
        for ms in (10_000..10_500).step_by(20) {
            live.note(LOW, 0, ms * MILLI);
            assert!(!live.expire(ms * MILLI).changed, "the other has its time");
        }
        assert!(live.note(HIGH, 2, 10_500 * MILLI));
    }

    #[test]
    fn a_key_frame_announces_the_layers_of_its_stream() {
        let mut live = Liveness::default();
        live.note(LOW, 0, 5);
        assert!(live.announce([true, true, false], 0, 5));
        assert_eq!(live.live(), [true, true, false]);
        assert_eq!(live.stream_of(1, 1), 0);
        assert!(!live.announce([true, true, false], 0, 6));
        assert!(
            live.announce([true, false, false], 0, 7),
            "one was switched off"
        );
        assert!(live.is_live_stream(0) && !live.is_live_stream(1));
    }

    #[test]
    fn a_stream_that_says_good_bye_is_dead_at_the_next_look() {
        let mut live = Liveness::default();
        live.note(LOW, 0, SECOND);
        live.note(HIGH, 2, SECOND);
        live.resumed_at = 0;
        live.end(2);
        assert!(live.expire(SECOND + MILLI).changed);
        assert_eq!(live.live(), [true, false, false]);
    }
}
