//! How one microphone counts among those of its room, packet by packet from its level extension
//! (RFC 6464). Quicker than `speakers`, which tells people who speaks.

use crate::clock::{MILLI, Micros, SECOND};

/// Loudness holds for so long after its peak, so that words and syllables are not torn apart.
pub const HANG_OVER: Micros = 300 * MILLI;
/// Packets further apart than this come from discontinuous transmission (every 400 ms in silence): the
/// microphone is as good as muted.
const CONTINUOUS: Micros = 200 * MILLI;
/// A microphone counts as open for so long after its last packet with sound.
const OPEN: Micros = SECOND;
/// The level that means digital silence, and the mask that takes the voice flag off.
const SILENCE: u8 = 127;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    last_at: Micros,
    open_until: Micros,
    /// Moving average of dB above silence.
    loudness: u8,
    peak: u8,
    peak_until: Micros,
    tells_level: bool,
}

impl Voice {
    /// A packet came, with this level extension.
    pub fn on_packet(&mut self, extension: Option<&[u8]>, now: Micros) {
        let level = extension.and_then(|bytes| Some(bytes.first()? & SILENCE));
        let is_continuous = now.saturating_sub(self.last_at) <= CONTINUOUS;
        (self.last_at, self.tells_level) = (now, level.is_some());
        let strength = SILENCE - level.unwrap_or(SILENCE);
        self.loudness = match is_continuous {
            false => strength,
            // The first packet of a word tells of it; a word ends more slowly.
            true if strength > self.loudness => self.loudness.midpoint(strength).midpoint(strength),
            true => self.loudness.midpoint(strength),
        };
        if self.loudness >= self.peak || now >= self.peak_until {
            (self.peak, self.peak_until) = (self.loudness, now + HANG_OVER);
        }
        if is_continuous && strength > 0 {
            self.open_until = now + OPEN;
        }
    }

    /// False: it never says how loud it is, so it cannot be ranked.
    pub const fn tells_level(&self) -> bool {
        self.tells_level
    }

    /// Sends sound: neither muted nor silent.
    pub const fn is_open(&self, now: Micros) -> bool {
        now < self.open_until
    }

    /// Decibels above silence, at their highest in the last [`HANG_OVER`].
    pub const fn peak(&self) -> u8 {
        self.peak
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: Micros = 20 * MILLI;

    fn speak(voice: &mut Voice, level: u8, from: Micros, packets: u64) -> Micros {
        for packet in 0..packets {
            voice.on_packet(Some(&[level]), from + packet * PACKET);
        }
        from + packets * PACKET
    }

    #[test]
    fn loudness_rises_at_once_and_falls_after_the_hang_over() {
        let mut voice = Voice::default();
        let now = speak(&mut voice, 0x80 | 0x1e, SECOND, 20);
        assert!(voice.is_open(now) && voice.tells_level());
        assert!((96..=97).contains(&voice.peak()));
        let now = speak(&mut voice, 90, now, 10);
        assert!(voice.peak() > 90, "a pause between two words");
        speak(&mut voice, 90, now, 15);
        assert!(voice.peak() < 50);
    }

    #[test]
    fn comfort_noise_and_digital_silence_are_no_open_microphone() {
        let mut voice = Voice::default();
        for packet in 0..10 {
            let now = SECOND + packet * 400 * MILLI;
            voice.on_packet(Some(&[60]), now);
            assert!(!voice.is_open(now));
        }
        let now = speak(&mut voice, SILENCE, 10 * SECOND, 50);
        assert!(!voice.is_open(now));
    }

    #[test]
    fn who_tells_no_level_is_known() {
        let mut voice = Voice::default();
        voice.on_packet(None, SECOND);
        assert!(!voice.tells_level());
    }
}
