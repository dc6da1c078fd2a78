//! How many older encodings a subscriber's packets repeat, from the loss that it reports.

/// Older encodings in a packet at most: three in a row are lost in 3 % of all cases at 30 % loss,
/// and more would have to wait longer for the packet that repeats them than receivers buffer.
pub const MAX_LEVEL: u8 = 2;
/// Lost share of a report, in 256ths, from which each level is worth its bit rate: 3 % and 10 %. Libwebrtc
/// hides single lost packets below the first; lower would double the audio of every wireless network.
const FROM: [u8; MAX_LEVEL as usize] = [8, 26];
/// Reports in a row below half of a level's share before it is given up. They come every 1–5 s.
const CALM: u8 = 3;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Redundancy {
    level: u8,
    calm: u8,
    is_withheld: bool,
}

impl Redundancy {
    /// Older encodings to repeat, 0 to [`MAX_LEVEL`]; `None`: not even those that the publisher repeats.
    pub fn level(self) -> Option<u8> {
        (!self.is_withheld).then_some(self.level)
    }

    /// Withholds all of it, or no longer: on a full line it costs what pictures need, and brings more loss.
    pub const fn withhold(&mut self, is_withheld: bool) {
        self.is_withheld = is_withheld;
    }

    /// A receiver report came; `fraction_lost` as in RFC 3550 §6.4.1.
    pub fn on_report(&mut self, fraction_lost: u8) {
        let wanted = FROM.iter().filter(|from| fraction_lost >= **from).count() as u8;
        let held = FROM.get(usize::from(self.level).wrapping_sub(1));
        let is_calm = held.is_some_and(|from| fraction_lost < from / 2);
        if wanted > self.level {
            (self.level, self.calm) = (wanted, 0);
        } else if !is_calm {
            self.calm = 0;
        } else if self.calm + 1 < CALM {
            self.calm += 1;
        } else {
            (self.level, self.calm) = (self.level - 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(reports: &[u8]) -> Vec<u8> {
        let mut redundancy = Redundancy::default();
        let told = reports.iter().map(|lost| {
            redundancy.on_report(*lost);
            redundancy.level().unwrap()
        });
        told.collect()
    }

    #[test]
    fn loss_raises_the_level_at_once() {
        assert_eq!(levels(&[0, 7, 8, 26, 255]), [0, 0, 1, 2, 2]);
    }

    #[test]
    fn what_is_withheld_comes_back_as_it_was() {
        let mut redundancy = Redundancy::default();
        redundancy.withhold(true);
        redundancy.on_report(30);
        assert_eq!(redundancy.level(), None);
        redundancy.withhold(false);
        assert_eq!(redundancy.level(), Some(2));
    }

    #[test]
    fn only_lasting_calm_lowers_it_and_step_by_step() {
        assert_eq!(levels(&[30, 0, 0, 0, 0, 0, 0, 0]), [2, 2, 2, 1, 1, 1, 0, 0]);
        assert_eq!(
            levels(&[30, 0, 0, 20, 0, 0]),
            [2; 6],
            "loss in between begins anew"
        );
        assert_eq!(
            levels(&[10, 5, 5, 5, 5]),
            [1; 5],
            "half of its share keeps it"
        );
    }
}
