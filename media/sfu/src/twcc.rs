//! Transport-wide congestion control feedback to publishers
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01): when each of their packets came.

use rapat_wire::rtcp::Writer;
use rapat_wire::seq::nearest;

use crate::clock::{MILLI, Micros};

/// Time between two messages: libwebrtc's own range is 50–250 ms.
pub const INTERVAL: Micros = 100 * MILLI;
/// Packets remembered; power of two. 100 ms at 10,000 packets/s.
const RING: usize = 1024;
/// Packets that one message tells of: fits a datagram also in the worst pattern of gaps.
const MAX_PER_MESSAGE: u64 = 400;
/// Unit of a delta.
const DELTA: Micros = 250;
/// Unit of the reference time.
const REFERENCE: Micros = 64 * MILLI;

/// When packets came.
#[derive(Debug)]
pub struct Arrivals {
    /// Arrival time + 1 by number; 0 = did not come. Made with the first packet.
    times: Vec<Micros>,
    /// The first number not told yet, and one past the highest.
    from: u64,
    to: u64,
    messages: u8,
    deltas: Vec<Option<i16>>,
}

impl Arrivals {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            times: Vec::new(),
            from: 0,
            to: 0,
            messages: 0,
            deltas: Vec::new(),
        }
    }

    #[cfg(test)]
    const fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Notes a packet with transport-wide number `seq`.
    pub fn record(&mut self, seq: u16, now: Micros) {
        if self.times.is_empty() {
            self.times = vec![0; RING];
            self.deltas = Vec::with_capacity(MAX_PER_MESSAGE as usize);
            (self.from, self.to) = ((1 << 16) | u64::from(seq), (1 << 16) | u64::from(seq));
        }
        let seq = nearest(self.to, seq);
        if seq < self.from {
            return; // It was told as lost already; the draft allows to tell again, senders gain nothing.
        }
        if seq >= self.to {
            let first_new = self.to.max((seq + 1).saturating_sub(RING as u64));
            for skipped in first_new..seq {
                self.times[skipped as usize % RING] = 0;
            }
            self.to = seq + 1;
            self.from = self.from.max(self.to.saturating_sub(RING as u64));
        }
        self.times[seq as usize % RING] = now + 1;
    }

    /// Writes one message about what is not told yet. False: nothing to tell, or no room. Call again
    /// until false.
    pub fn write(&mut self, sender: u32, media: u32, out: &mut Writer<'_>) -> bool {
        let Some(received) = (self.from..self.to).find(|seq| self.times[*seq as usize % RING] != 0)
        else {
            self.from = self.to;
            return false;
        };
        if received - self.from >= MAX_PER_MESSAGE {
            self.from = received;
        }
        let first = self.times[received as usize % RING] - 1;
        let reference = first / REFERENCE;
        let end = self.collect(reference * REFERENCE);
        let written = out.transport_cc(
            sender,
            media,
            self.from as u16,
            self.messages,
            reference as u32,
            &self.deltas,
        );
        if written {
            self.messages = self.messages.wrapping_add(1);
            self.from = end;
        }
        written
    }

    /// Fills `deltas` from `from` on; returns one past the last number in it.
    fn collect(&mut self, reference: Micros) -> u64 {
        self.deltas.clear();
        let mut before = (reference / DELTA) as i64;
        let last = self.to.min(self.from + MAX_PER_MESSAGE);
        for seq in self.from..last {
            let time = self.times[seq as usize % RING];
            if time == 0 {
                self.deltas.push(None);
                continue;
            }
            let at = ((time - 1) / DELTA) as i64;
            let Ok(delta) = i16::try_from(at - before) else {
                return seq;
            };
            before = at;
            self.deltas.push(Some(delta));
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapat_wire::rtcp::items;

    fn messages(arrivals: &mut Arrivals) -> usize {
        let mut count = 0;
        loop {
            let mut buffer = [0; 1200];
            let mut writer = Writer::new(&mut buffer);
            if !arrivals.write(1, 2, &mut writer) {
                return count;
            }
            let len = writer.finish();
            assert_eq!(items(&buffer[..len]).count(), 1);
            count += 1;
        }
    }

    #[test]
    fn what_came_is_told_once() {
        let mut arrivals = Arrivals::new();
        for (step, seq) in [65_534, 65_535, 1, 0, 5].into_iter().enumerate() {
            arrivals.record(seq, step as Micros * MILLI);
        }
        assert_eq!(messages(&mut arrivals), 1);
        assert!(arrivals.is_empty());
        arrivals.record(3, 9 * MILLI);
        assert!(arrivals.is_empty(), "told as lost");
        arrivals.record(6, 9 * MILLI);
        assert_eq!(messages(&mut arrivals), 1);
    }

    #[test]
    fn a_jump_of_numbers_and_a_long_pause_need_bounded_work_and_stay_valid() {
        let mut arrivals = Arrivals::new();
        arrivals.record(0, 0);
        arrivals.record(30_000, 60_000 * MILLI);
        arrivals.record(30_001, 75_000 * MILLI);
        assert!(
            messages(&mut arrivals) >= 2,
            "a delta does not reach over 8 s"
        );
    }

    #[test]
    fn deltas_count_from_the_reference_time() {
        let mut arrivals = Arrivals::new();
        arrivals.record(10, 64 * MILLI + 500);
        arrivals.record(12, 64 * MILLI + 1_500);
        arrivals.from = 65_546;
        assert_eq!(arrivals.collect(64 * MILLI), 65_549);
        assert_eq!(arrivals.deltas, [Some(2), None, Some(4)]);
    }
}
