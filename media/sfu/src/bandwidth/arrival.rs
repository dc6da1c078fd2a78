//! Inter-arrival grouping (draft-ietf-rmcat-gcc-02 §5.2): packets that left in one burst count as one,
//! and what matters is by how much two neighbouring bursts grew apart on their way.

use crate::clock::{MILLI, Micros, SECOND};

/// Packets that left within this time of the group's first one belong to it.
const BURST: Micros = 5 * MILLI;
/// Packets that arrive this close behind their group belong to it although they left later: they
/// queued behind it somewhere. As libwebrtc.
const ARRIVAL_BURST: i64 = 5 * MILLI as i64;
/// A group never lasts longer, whatever its packets do.
const LONGEST: i64 = 100 * MILLI as i64;
/// A gap of arrivals beyond this is an outage or a clock that was set: begin anew.
const RESET: i64 = 3 * SECOND as i64;

#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: Micros,
    last_sent: Micros,
    first_arrived: i64,
    last_arrived: i64,
}

/// How two neighbouring groups differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delta {
    /// Time between their sending.
    pub sent: i64,
    /// Time between their arrivals.
    pub arrived: i64,
    /// Arrival of the younger one.
    pub at: i64,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    previous: Option<Group>,
    current: Option<Group>,
}

impl Groups {
    /// A packet arrived. Gives the difference of the last two complete groups when it begins a new one.
    pub fn take(&mut self, sent_at: Micros, arrived_at: i64) -> Option<Delta> {
        let fresh = Group {
            first_sent: sent_at,
            last_sent: sent_at,
            first_arrived: arrived_at,
            last_arrived: arrived_at,
        };
        let Some(current) = &mut self.current else {
            self.current = Some(fresh);
            return None;
        };
        if (arrived_at - current.last_arrived).abs() > RESET {
            (self.previous, self.current) = (None, Some(fresh));
            return None;
        }
        if sent_at < current.first_sent {
            return None;
        }
        if current.holds(sent_at, arrived_at) {
            current.last_sent = current.last_sent.max(sent_at);
            current.last_arrived = current.last_arrived.max(arrived_at);
            return None;
        }
        let complete = *current;
        self.current = Some(fresh);
        let previous = self.previous.replace(complete)?;
        Some(Delta {
            sent: complete.last_sent as i64 - previous.last_sent as i64,
            arrived: complete.last_arrived - previous.last_arrived,
            at: complete.last_arrived,
        })
    }
}

impl Group {
    fn holds(&self, sent_at: Micros, arrived_at: i64) -> bool {
        if sent_at - self.first_sent <= BURST {
            return true;
        }
        let sent = sent_at as i64 - self.last_sent as i64;
        let arrived = arrived_at - self.last_arrived;
        arrived < sent && arrived <= ARRIVAL_BURST && arrived_at - self.first_arrived < LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bursts_become_groups_and_their_growing_apart_is_seen() {
        let mut groups = Groups::default();
        let mut deltas = Vec::new();
        for frame in 0..4_u64 {
            for packet in 0..3_u64 {
                let sent = frame * 33_000 + packet * 100;
                let arrived = (frame * 40_000 + packet * 100) as i64;
                deltas.extend(groups.take(sent, arrived));
            }
        }
        assert_eq!(deltas.len(), 2, "the last group is not complete");
        assert!(
            deltas
                .iter()
                .all(|d| d.sent == 33_000 && d.arrived == 40_000)
        );
    }

    #[test]
    fn packets_that_queued_behind_a_group_join_it() {
        let mut groups = Groups::default();
        assert_eq!(groups.take(0, 50_000), None);
        for n in 1..6 {
            assert_eq!(groups.take(n * 10_000, 50_000 + n as i64 * 1_000), None);
        }
    }

    #[test]
    fn an_outage_begins_anew_and_disorder_is_ignored() {
        let mut groups = Groups::default();
        groups.take(0, 0);
        groups.take(20_000, 20_000);
        assert_eq!(groups.take(10_000, 21_000), None);
        assert_eq!(groups.take(9_000_000, 9_000_000), None);
        assert_eq!(groups.take(9_020_000, 9_020_000), None);
        assert!(groups.take(9_040_000, 9_040_000).is_some());
    }
}
