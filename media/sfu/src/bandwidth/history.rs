//! What was sent under which transport-wide number, and what a feedback says became of it
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01).

use rapat_wire::rtcp::TransportCc;
use rapat_wire::seq::nearest;

use crate::clock::{MILLI, Micros, SECOND};

/// Packets remembered from the first one on: a second of a call with two people.
const FIRST_RING: usize = 256;
/// Packets remembered at most: a second of 80 Mbit/s to one subscriber. 64 KB.
const MAX_RING: usize = 8192;
/// A packet is remembered for so long at least, as far as [`MAX_RING`] goes: round trip and feedback
/// interval of a bad line.
const SPAN: u32 = SECOND as u32;
/// Bytes of IPv4 and UDP headers around every datagram: the line carries them too.
pub const OVERHEAD: u16 = 28;
/// Unit of arrival times.
const DELTA_UNIT: i64 = 250;
/// Unit of reference times.
const REFERENCE_UNIT: i64 = 64 * MILLI as i64;
/// Bits of a reference time.
const REFERENCE_BITS: u32 = 24;

/// A packet that has not left stands so far in the future, half of the clock's round.
const HELD: u32 = 1 << 31;

/// Packets of no probe.
pub const NO_PROBE: u8 = 0;

/// One sent packet, 8 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    /// Low 32 bits of the time; a packet is forgotten long before they wrap.
    at: u32,
    /// With [`OVERHEAD`]; 0 = never sent, or already reported on.
    size: u16,
    /// Number of the probe that it belongs to.
    probe: u8,
}

/// A packet that a feedback reported on for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// When it was sent.
    pub sent_at: Micros,
    /// When it arrived on the receiver's clock, in µs of an arbitrary origin; `None` = lost.
    pub arrived_at: Option<i64>,
    /// Bytes, with IP and UDP.
    pub size: u16,
    /// Probe number, or [`NO_PROBE`].
    pub probe: u8,
}

/// See the module.
#[derive(Debug, Default)]
pub struct History {
    ring: Vec<Sent>,
    /// The number of the next packet; only its lower half is on the wire.
    next: u64,
    /// The probe that packets belong to, and until when.
    probe: (u8, Micros),
    /// Unwrapped reference time of the last feedback, in its units.
    reference: Option<i64>,
}

impl History {
    /// The number for the packet that is written now; [`History::record`] makes it final.
    pub const fn next_seq(&self) -> u16 {
        self.next as u16
    }

    /// Bytes of memory that it holds.
    pub fn memory(&self) -> usize {
        self.ring.len() * size_of::<Sent>()
    }

    /// The packet with [`History::next_seq`] goes out, `len` bytes long.
    pub fn record(&mut self, len: usize, now: Micros) {
        let at = self.index(self.next);
        let stale = self.ring.get(at);
        if stale.is_none_or(|held| held.size > 0 && (now as u32).wrapping_sub(held.at) < SPAN) {
            self.grow();
        }
        let (at, probe) = (self.index(self.next), self.probe_at(now));
        if let Some(slot) = self.ring.get_mut(at) {
            *slot = Sent {
                at: now as u32,
                size: (len as u16).saturating_add(OVERHEAD),
                probe,
            };
        }
        self.next += 1;
    }

    /// The packet that was recorded last waits in the pacer: sound with a later number overtakes it, and
    /// nobody can miss it before it has left.
    pub fn hold(&mut self, now: Micros) {
        if let Some(sent) = self.find(self.next.saturating_sub(1)) {
            sent.at = (now as u32).wrapping_add(HELD);
        }
    }

    /// A packet that waited in the pacer leaves only now.
    pub fn postpone(&mut self, seq: u16, now: Micros) {
        let probe = self.probe_at(now);
        if let Some(sent) = self.find(nearest(self.next, seq)) {
            (sent.at, sent.probe) = (now as u32, probe);
        }
    }

    /// What leaves until then belongs to a probe.
    pub const fn mark(&mut self, probe: u8, until: Micros) {
        self.probe = (probe, until);
    }

    const fn probe_at(&self, now: Micros) -> u8 {
        if now <= self.probe.1 {
            self.probe.0
        } else {
            NO_PROBE
        }
    }

    /// Hands every packet that a feedback reports on, and that no feedback before did, to `take`.
    pub fn settle(
        &mut self,
        feedback: &TransportCc<'_>,
        now: Micros,
        mut take: impl FnMut(Reported),
    ) {
        let mut clock = self.unwrap_reference(feedback.reference_time_64ms) * REFERENCE_UNIT;
        let shortest = self.since_newest(feedback, now);
        for arrival in feedback.arrivals() {
            if let Some(delta) = arrival.delta {
                clock += i64::from(delta) * DELTA_UNIT;
            }
            let Some(sent) = self.find(nearest(self.next, arrival.seq)) else {
                continue;
            };
            let ago = (now as u32).wrapping_sub(sent.at);
            if arrival.delta.is_none() && (ago >= HELD || ago <= shortest) {
                continue; // on its way: nothing that left after it has arrived
            }
            take(Reported {
                sent_at: now.saturating_sub(Micros::from(ago)),
                arrived_at: arrival.delta.map(|_| clock),
                size: std::mem::take(&mut sent.size),
                probe: sent.probe,
            });
        }
    }

    /// How long ago the last one left of those that a feedback says have arrived.
    fn since_newest(&mut self, feedback: &TransportCc<'_>, now: Micros) -> u32 {
        let arrived = feedback
            .arrivals()
            .filter(|arrival| arrival.delta.is_some());
        let mut shortest = u32::MAX;
        for arrival in arrived {
            if let Some(sent) = self.find(nearest(self.next, arrival.seq)) {
                shortest = shortest.min((now as u32).wrapping_sub(sent.at));
            }
        }
        shortest
    }

    fn find(&mut self, seq: u64) -> Option<&mut Sent> {
        let at = self.index(seq);
        let (next, reach) = (self.next, self.ring.len() as u64);
        let sent = self.ring.get_mut(at)?;
        let held = seq < next && next - seq <= reach;
        (held && sent.size > 0).then_some(sent)
    }

    fn index(&self, seq: u64) -> usize {
        seq as usize & self.ring.len().wrapping_sub(1)
    }

    fn grow(&mut self) {
        let len = (self.ring.len() * 2).clamp(FIRST_RING, MAX_RING);
        if len == self.ring.len() {
            return;
        }
        let held = self.ring.len() as u64;
        let old = std::mem::replace(&mut self.ring, vec![Sent::default(); len]);
        for seq in self.next.saturating_sub(held)..self.next {
            let (from, to) = (seq as usize & (old.len() - 1), self.index(seq));
            self.ring[to] = old[from];
        }
    }

    fn unwrap_reference(&mut self, reference: i32) -> i64 {
        let last = self.reference.unwrap_or(i64::from(reference));
        let shift = 64 - REFERENCE_BITS;
        let step = ((i64::from(reference) - last) << shift) >> shift;
        *self.reference.insert(last + step)
    }
}

#[cfg(test)]
mod tests {
    use rapat_wire::rtcp::{Item, Writer, items};

    use super::*;

    fn report(
        history: &mut History,
        base: u16,
        reference: u32,
        deltas: &[Option<i16>],
    ) -> Vec<Reported> {
        let mut buffer = [0; 1200];
        let mut writer = Writer::new(&mut buffer);
        assert!(writer.transport_cc(1, 2, base, 0, reference, deltas));
        let len = writer.finish();
        let mut all = Vec::new();
        for item in items(&buffer[..len]) {
            let Item::TransportCc(bytes) = item else {
                continue;
            };
            let feedback = TransportCc::parse(bytes).unwrap();
            history.settle(&feedback, 10 * SECOND, |one| all.push(one));
        }
        all
    }

    #[test]
    fn every_packet_is_reported_once_with_both_its_times() {
        let mut history = History::default();
        for n in 0..4 {
            history.record(100, SECOND + n * MILLI);
        }
        let all = report(&mut history, 0, 10, &[Some(4), None, Some(8)]);
        let arrivals: Vec<_> = all.iter().map(|one| one.arrived_at).collect();
        assert_eq!(arrivals, [Some(641_000), None, Some(643_000)]);
        assert_eq!(all[2].sent_at, SECOND + 2 * MILLI);
        assert_eq!(all[0].size, 100 + OVERHEAD);
        assert_eq!(report(&mut history, 2, 10, &[Some(1), Some(1)]).len(), 1);
    }

    #[test]
    fn numbers_that_were_never_sent_or_are_long_gone_are_ignored() {
        let mut history = History::default();
        assert!(report(&mut history, 7, 0, &[Some(1)]).is_empty());
        for n in 0..100_000 {
            history.record(100, n * 10 * MILLI);
        }
        assert!(
            report(
                &mut history,
                (100_000_u32 - 2_000) as u16,
                0,
                &[Some(1); 10]
            )
            .is_empty(),
            "20 s old"
        );
        assert!(report(&mut history, 100_000_u32 as u16, 0, &[Some(1); 10]).is_empty());
    }

    #[test]
    fn a_fast_stream_is_remembered_for_a_second() {
        let mut history = History::default();
        for n in 0..5_000 {
            history.record(1_200, n * 250);
        }
        let all = report(&mut history, 1_010, 0, &[Some(1); 100]);
        assert_eq!(all.len(), 100);
        assert!(history.ring.len() <= MAX_RING);
    }

    #[test]
    fn the_reference_time_goes_on_over_its_wrap() {
        let mut history = History::default();
        (0..2).for_each(|_| history.record(100, 0));
        let before = report(&mut history, 0, 0x00ff_ffff, &[Some(0)]);
        let after = report(&mut history, 1, 0, &[Some(0)]);
        let step = after[0].arrived_at.unwrap() - before[0].arrived_at.unwrap();
        assert_eq!(step, REFERENCE_UNIT);
    }

    #[test]
    fn a_packet_that_waited_counts_from_when_it_left() {
        let mut history = History::default();
        history.record(100, 0);
        history.postpone(0, SECOND);
        assert_eq!(report(&mut history, 0, 0, &[Some(0)])[0].sent_at, SECOND);
    }
}
