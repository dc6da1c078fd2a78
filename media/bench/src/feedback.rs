//! Transport-wide feedback of one receiver, as browsers send it, so that a server that estimates bandwidth
//! from it sees a clean line (draft-holmer-rmcat-transport-wide-cc-extensions-01).

use rapat_wire::rtcp::Writer;

/// Arrivals of one feedback, which has to fit into a datagram; the others go into the next, at once.
const PER_FEEDBACK: usize = 256;
/// Arrivals that wait for feedback: a tenth of a second of 400 Mbit/s. Beyond it the server sees loss.
const WAITING_MAX: usize = 4_096;
/// Unit of the deltas.
const TICK_NS: u64 = 250_000;
/// Ticks of the reference time's unit, 64 ms.
const TICKS_PER_REFERENCE: u64 = 256;

/// Packets that came since the last feedback, in order of arrival.
#[derive(Default)]
pub struct Arrivals {
    seen: Vec<(u16, u64)>,
    count: u8,
}

impl Arrivals {
    /// A packet with transport-wide number `seq` came.
    pub fn note(&mut self, seq: u16, now_ns: u64) {
        if self.seen.len() < WAITING_MAX {
            self.seen.push((seq, now_ns / TICK_NS));
        }
    }

    /// Nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Writes one feedback about the oldest of them and forgets those; false when it did not fit.
    pub fn write(&mut self, writer: &mut Writer<'_>, sender: u32, media: u32) -> bool {
        let mut seen = std::mem::take(&mut self.seen);
        let Some(&(newest, _)) = seen.last() else {
            return false;
        };
        // Numbers wrap: what lies up to half a circle before the newest is older.
        seen.sort_by_key(|(seq, _)| std::cmp::Reverse(newest.wrapping_sub(*seq) as i16));
        seen.dedup_by_key(|(seq, _)| *seq);
        self.seen = seen.split_off(seen.len().min(PER_FEEDBACK));
        let (base, earliest) = seen[0];
        let reference = earliest / TICKS_PER_REFERENCE;
        let span = usize::from(seen[seen.len() - 1].0.wrapping_sub(base));
        let mut deltas = vec![None; span.min(PER_FEEDBACK * 2) + 1];
        let mut before = reference * TICKS_PER_REFERENCE;
        for (seq, tick) in &seen {
            if let Some(slot) = deltas.get_mut(usize::from(seq.wrapping_sub(base))) {
                *slot = Some((*tick as i64 - before as i64) as i16);
                before = *tick;
            }
        }
        self.count = self.count.wrapping_add(1);
        let reference = reference as u32 & 0x00ff_ffff;
        writer.transport_cc(sender, media, base, self.count, reference, &deltas)
    }
}

#[cfg(test)]
mod tests {
    use rapat_wire::rtcp::{Item, items};

    use super::*;

    #[test]
    fn a_feedback_names_first_number_and_count_over_the_wrap() {
        let mut arrivals = Arrivals::default();
        for (seq, ms) in [(65_534u16, 100), (65_535, 100), (1, 101)] {
            arrivals.note(seq, ms * 1_000_000);
        }
        let mut bytes = [0; 200];
        let mut writer = Writer::new(&mut bytes);
        assert!(arrivals.write(&mut writer, 1, 2));
        let len = writer.finish();
        let Some(Item::TransportCc(body)) = items(&bytes[..len]).next() else {
            panic!("one feedback was written");
        };
        let at = body.len() - (len - 12); // the fields after both SSRCs, with or without the header
        assert_eq!(body[at..at + 4], [0xff, 0xfe, 0, 4]);
        assert!(arrivals.is_empty());
    }

    #[test]
    fn what_is_too_much_for_one_feedback_is_told_in_the_next() {
        let mut arrivals = Arrivals::default();
        (0..600_u16).for_each(|seq| arrivals.note(seq, u64::from(seq) * TICK_NS));
        let mut told = 0;
        while !arrivals.is_empty() {
            let mut bytes = [0; 1_200];
            let mut writer = Writer::new(&mut bytes);
            assert!(arrivals.write(&mut writer, 1, 2));
            told += 1;
        }
        assert_eq!(told, 3);
    }
}
