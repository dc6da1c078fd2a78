//! Who is heard: loudness of audio tracks from the level extension (RFC 6464), never by decoding.

use crate::clock::{MILLI, Micros};

/// How often loudness is told.
pub const PERIOD: Micros = 300 * MILLI;
/// A packet at or above this level is speech, not room noise. dBov, negated as on the wire.
const AUDIBLE: u8 = 35;
/// Share of a period's packets that must be audible: a cough is not speech.
const AUDIBLE_PERCENT: u32 = 40;
/// Packets that a period of continuous sound has (20 ms each). With DTX fewer come; silence between
/// them then counts as silence.
const PACKETS_PER_PERIOD: u32 = (PERIOD / (20 * MILLI)) as u32;
/// Weight of the newest period in the moving average: about 600 ms of memory.
const SMOOTHING: f32 = 0.5;
/// Below this a track is silent.
const SILENT: f32 = 0.001;
/// The level extension's level is 7 bits; the 8th is the encoder's voice flag.
const LEVEL_MASK: u8 = 0x7f;

/// Loudness of one track.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loudness {
    packets: u32,
    audible: u32,
    /// Sum of linear levels of the audible packets.
    sum: f32,
    smoothed: f32,
    told: bool,
}

impl Loudness {
    /// A packet with this level extension came.
    pub fn on_packet(&mut self, extension: &[u8]) {
        let Some(level) = extension.first().map(|byte| byte & LEVEL_MASK) else {
            return;
        };
        self.packets += 1;
        if level <= AUDIBLE {
            self.audible += 1;
            self.sum += linear(level);
        }
    }

    /// True from the first period of speech until silence was told.
    pub const fn is_heard(&self) -> bool {
        self.told
    }

    /// Ends a period. `Some` when there is something to tell: the level of a heard track, or once 0
    /// for one that fell silent.
    pub fn take(&mut self) -> Option<f32> {
        let wanted = self.packets.max(PACKETS_PER_PERIOD) * AUDIBLE_PERCENT / 100;
        let heard = self.audible > 0 && self.audible >= wanted;
        let level = if heard {
            self.sum / self.audible as f32
        } else {
            0.0
        };
        (self.packets, self.audible, self.sum) = (0, 0, 0.0);
        self.smoothed += (level - self.smoothed) * SMOOTHING;
        if heard {
            self.told = true;
            return Some(self.smoothed.clamp(SILENT, 1.0));
        }
        if self.smoothed < linear(AUDIBLE) {
            self.smoothed = 0.0;
            return std::mem::take(&mut self.told).then_some(0.0);
        }
        self.told.then_some(self.smoothed)
    }
}

/// −dBov to 0–1.
fn linear(level: u8) -> f32 {
    10f32.powf(-f32::from(level) / 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(loudness: &mut Loudness, levels: &[u8]) -> Option<f32> {
        for level in levels {
            loudness.on_packet(&[*level]);
        }
        loudness.take()
    }

    #[test]
    fn continuous_speech_is_heard_and_gets_louder_with_the_voice() {
        let (mut loud, mut soft) = (Loudness::default(), Loudness::default());
        let loud_level = (0..5)
            .filter_map(|_| period(&mut loud, &[10; 15]))
            .last()
            .unwrap();
        let soft_level = (0..5)
            .filter_map(|_| period(&mut soft, &[0x80 | 0x1e; 15]))
            .last()
            .unwrap();
        assert!(loud_level > soft_level && soft_level > 0.0 && loud_level < 1.0);
    }

    #[test]
    fn a_cough_and_room_noise_are_not_speech() {
        assert_eq!(
            period(&mut Loudness::default(), &[5, 5, 5, 127, 127, 127, 127]),
            None
        );
        assert_eq!(period(&mut Loudness::default(), &[40; 15]), None);
    }

    #[test]
    fn silence_after_speech_is_told_once() {
        let mut loudness = Loudness::default();
        period(&mut loudness, &[20; 15]);
        let told: Vec<_> = (0..10).filter_map(|_| loudness.take()).collect();
        assert_eq!(told.last(), Some(&0.0));
        assert_eq!(told.iter().filter(|level| **level == 0.0).count(), 1);
    }
}
