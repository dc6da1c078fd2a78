//! The last datagrams of one microphone to one subscriber, as they left: sound has no stream of its own for repeats,
//! so a lost packet is sent again under its own number, and then it must be the same to the last byte: other
//! header extensions would be a second text under one nonce.
//!
//! Only libwebrtc asks for sound again, and only where redundancy was not agreed. Datagrams are kept from the first
//! time on that a subscriber asks; who never does costs nothing.

use crate::clock::{MILLI, Micros};

/// Datagrams kept: 640 ms. More would come too late to be played.
const SLOTS: usize = 32;
/// Largest one kept: Opus of 80 kbit/s with everything around it. Larger ones are not repeated.
const SLOT_LEN: usize = 320;
/// Answers per packet; receivers ask with every packet that comes, but wait only for so long.
const MAX_RESENDS: u8 = 3;
/// A repeat sooner than this, or than three quarters of the round trip, is the same wish seen twice.
const MIN_INTERVAL: Micros = 40 * MILLI;

/// One datagram; `len` 0 = none.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    seq: u16,
    len: u16,
    resends: u8,
    resent_at: Micros,
}

/// See the module.
#[derive(Debug)]
pub struct Sealed {
    slots: [Slot; SLOTS],
    bytes: Vec<u8>,
}

impl Default for Sealed {
    fn default() -> Self {
        Self {
            slots: [Slot::default(); SLOTS],
            bytes: vec![0; SLOTS * SLOT_LEN],
        }
    }
}

impl Sealed {
    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }

    /// A datagram left.
    pub fn keep(&mut self, seq: u16, datagram: &[u8]) {
        let at = usize::from(seq) % SLOTS;
        let room = self.bytes.get_mut(at * SLOT_LEN..);
        let room = room.and_then(|room| room.get_mut(..datagram.len().min(SLOT_LEN)));
        let kept = room.filter(|room| room.len() == datagram.len());
        let len = kept.map_or(0, |room| {
            room.copy_from_slice(datagram);
            datagram.len() as u16
        });
        self.slots[at] = Slot {
            seq,
            len,
            ..Slot::default()
        };
    }

    /// The datagram with this number, if it is to be sent again now; counts as sent.
    pub fn take(&mut self, seq: u16, rtt: Option<Micros>, now: Micros) -> Option<&[u8]> {
        let at = usize::from(seq) % SLOTS;
        let interval = MIN_INTERVAL.max(rtt.unwrap_or(0) * 3 / 4);
        let slot = self.slots.get_mut(at)?;
        let is_soon = slot.resends > 0 && now < slot.resent_at + interval;
        if slot.len == 0 || slot.seq != seq || slot.resends >= MAX_RESENDS || is_soon {
            return None;
        }
        (slot.resends, slot.resent_at) = (slot.resends + 1, now);
        let from = at * SLOT_LEN;
        self.bytes.get(from..from + usize::from(slot.len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datagram_is_given_again_as_it_was_but_not_at_once_and_not_for_ever() {
        let mut sealed = Sealed::default();
        sealed.keep(7, &[7; 200]);
        sealed.keep(8, &[8; 100]);
        let given: Vec<_> = (0..60)
            .filter(|n| sealed.take(7, None, n * 10 * MILLI) == Some(&[7; 200][..]))
            .collect();
        assert_eq!(given, [0, 4, 8]);
        assert_eq!(sealed.take(8, None, 0), Some(&[8; 100][..]));
        assert_eq!(sealed.take(8, Some(100 * MILLI), 70 * MILLI), None);
        assert!(sealed.take(8, Some(100 * MILLI), 75 * MILLI).is_some());
    }

    #[test]
    fn what_is_old_or_large_or_was_never_sent_is_not_given() {
        let mut sealed = Sealed::default();
        sealed.keep(1, &[1; 50]);
        sealed.keep(1 + SLOTS as u16, &[2; 50]);
        sealed.keep(2, &[3; SLOT_LEN + 1]);
        for seq in [0, 1, 2, 3] {
            assert_eq!(sealed.take(seq, None, 0), None, "{seq}");
        }
    }
}
