//! Probing (as libwebrtc's probe clusters): for a moment more is sent than the estimate, with padding,
//! to see whether the line takes it. Without it a rate that was lowered never comes back while the
//! senders offer nothing between what is sent and the next layer.

use super::history::{NO_PROBE, Reported};
use crate::clock::{MILLI, Micros, SECOND};

/// Length of a probe. Shorter ones slip through a shaper's burst allowance and lie; longer ones fill
/// a full line's queue: at twice its rate this one adds 100 ms.
pub const LENGTH: Micros = 100 * MILLI;
/// A probe asks for at most this multiple of the estimate.
const MAX_FACTOR: u64 = 2;
/// Packets that a result needs.
const MIN_PACKETS: u32 = 5;
/// Packets of the probe that must be reported on, percent.
const REPORTED_PERCENT: u32 = 80;
/// A probe without a result after this time failed: its packets or their feedback were lost.
const TIMEOUT: Micros = SECOND;
/// Receiving slower than this share of the sending rate means that the line was full.
const KEPT_UP: f64 = 0.9;
/// Share taken of the rate that a full line showed.
const FULL_LINE: f64 = 0.95;
/// Share of the target that counts as success.
const SUCCESS: f64 = 0.85;
/// More loss than this, beyond what the line always loses, is failure.
const MAX_LOST: f64 = 0.1;
/// Pause after the first failed probe; doubles up to [`MAX_PAUSE`]. Shorter would disturb a bad line,
/// longer would keep people small on a line that is good again.
const MIN_PAUSE: Micros = 2 * SECOND;
const MAX_PAUSE: Micros = 6 * SECOND;

/// One probe under way.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    number: u8,
    target_bps: u64,
    started: Micros,
    /// Packets and bytes sent in it.
    packets: u32,
    bytes: u64,
    reported: u32,
    lost: u32,
    arrived: Option<Span>,
}

/// What of it arrived.
#[derive(Clone, Copy, Debug)]
struct Span {
    sent: (Micros, Micros),
    arrived: (i64, i64),
    first_size: u64,
    last_size: u64,
    bytes: u64,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Prober {
    cluster: Option<Cluster>,
    numbers: u8,
    pause: Micros,
    not_before: Micros,
}

impl Default for Prober {
    fn default() -> Self {
        Self {
            cluster: None,
            numbers: NO_PROBE,
            pause: MIN_PAUSE,
            not_before: 0,
        }
    }
}

impl Prober {
    /// Begins a probe for `wanted` bits per second above an estimate, unless it is too early for one.
    /// Returns the number to mark packets with.
    pub fn start(&mut self, wanted: u64, estimate: u64, now: Micros) -> Option<u8> {
        self.expire(now);
        if self.cluster.is_some() || now < self.not_before || wanted <= estimate {
            return None;
        }
        self.numbers = self.numbers.checked_add(1).unwrap_or(NO_PROBE + 1);
        self.cluster = Some(Cluster {
            number: self.numbers,
            target_bps: wanted.min(estimate * MAX_FACTOR),
            started: now,
            packets: 0,
            bytes: 0,
            reported: 0,
            lost: 0,
            arrived: None,
        });
        Some(self.numbers)
    }

    /// Bytes that the probe still wants by now; `None`: no probe is being sent.
    pub fn owed(&self, now: Micros) -> Option<u64> {
        let cluster = self.cluster.as_ref()?;
        let elapsed = now.saturating_sub(cluster.started);
        // A byte short at the start is a burst at the end: begin with a tick's worth.
        let due = cluster.target_bps * (elapsed + super::TICK).min(LENGTH) / (8 * SECOND);
        (elapsed <= LENGTH).then(|| due.saturating_sub(cluster.bytes))
    }

    /// A packet went out while [`Prober::owed`] says that the probe is being sent.
    pub fn sent(&mut self, packets: u32, bytes: u64) {
        if let Some(cluster) = &mut self.cluster {
            cluster.packets += packets;
            cluster.bytes += bytes;
        }
    }

    /// A packet was reported on.
    pub fn note(&mut self, packet: &Reported) {
        let Some(cluster) = &mut self.cluster else {
            return;
        };
        if packet.probe != cluster.number {
            return;
        }
        cluster.reported += 1;
        let Some(arrived_at) = packet.arrived_at else {
            cluster.lost += 1;
            return;
        };
        let size = u64::from(packet.size);
        let span = cluster.arrived.get_or_insert(Span {
            sent: (packet.sent_at, packet.sent_at),
            arrived: (arrived_at, arrived_at),
            first_size: size,
            last_size: size,
            bytes: 0,
        });
        span.bytes += size;
        span.sent.0 = span.sent.0.min(packet.sent_at);
        span.arrived.0 = span.arrived.0.min(arrived_at);
        if packet.sent_at >= span.sent.1 {
            (span.sent.1, span.last_size) = (packet.sent_at, size);
        }
        span.arrived.1 = span.arrived.1.max(arrived_at);
    }

    /// The rate that a complete probe showed, bits per second: at most one per probe. `inherent` is the
    /// share that the line loses at any rate.
    pub fn result(&mut self, inherent: f64, now: Micros) -> Option<u64> {
        let cluster = self.cluster.as_ref()?;
        let ended = now.saturating_sub(cluster.started) > LENGTH;
        let enough =
            cluster.reported >= (cluster.packets * REPORTED_PERCENT / 100).max(MIN_PACKETS);
        if !ended || !enough {
            self.expire(now);
            return None;
        }
        let cluster = self.cluster.take()?;
        let shown = cluster.rate(inherent)?;
        if shown >= cluster.target_bps as f64 * SUCCESS {
            (self.pause, self.not_before) = (MIN_PAUSE, now);
        } else {
            self.back_off(now);
        }
        Some(shown as u64)
    }

    /// The line turned out full: the next probe has time.
    pub fn back_off(&mut self, now: Micros) {
        self.not_before = now + self.pause;
        self.pause = (self.pause * 2).min(MAX_PAUSE);
    }

    /// True while packets must be marked.
    pub fn is_sending(&self, now: Micros) -> bool {
        self.owed(now).is_some()
    }

    fn expire(&mut self, now: Micros) {
        if self.cluster.is_some_and(|c| now >= c.started + TIMEOUT) {
            self.cluster = None;
            self.back_off(now);
        }
    }
}

impl Cluster {
    /// The smaller one of the sending and the receiving rate; `None`: the probe says nothing.
    fn rate(&self, inherent: f64) -> Option<f64> {
        let span = self.arrived?;
        let lost = f64::from(self.lost) / f64::from(self.reported.max(1));
        if lost > inherent + MAX_LOST {
            return Some(0.0);
        }
        // Of what is lost by chance the line had room for too.
        let per_second = 8.0 * SECOND as f64 / (1.0 - lost.min(inherent));
        let rate = |bytes: u64, span: u64| bytes as f64 * per_second / span.max(1) as f64;
        let sent = rate(span.bytes - span.last_size, span.sent.1 - span.sent.0);
        let took = u64::try_from(span.arrived.1 - span.arrived.0).unwrap_or(0);
        let received = rate(span.bytes - span.first_size, took);
        Some(if received < KEPT_UP * sent {
            FULL_LINE * received
        } else {
            sent.min(received)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends a whole probe over a line of `line_bps` and gives its result.
    fn run(
        prober: &mut Prober,
        wanted: u64,
        estimate: u64,
        line_bps: u64,
        from: Micros,
    ) -> Option<u64> {
        let number = prober.start(wanted, estimate, from)?;
        let (mut now, mut free, mut packets) = (from, from, Vec::new());
        while let Some(owed) = prober.owed(now) {
            for _ in 0..owed.div_ceil(250) {
                prober.sent(1, 250);
                free = free.max(now) + 250 * 8 * SECOND / line_bps;
                packets.push((now, free as i64));
            }
            now += super::super::TICK;
        }
        for (sent_at, arrived) in packets {
            prober.note(&Reported {
                sent_at,
                arrived_at: Some(arrived),
                size: 250,
                probe: number,
            });
        }
        prober.result(0.0, now + 100 * MILLI)
    }

    #[test]
    fn a_probe_shows_what_the_line_takes_up_to_twice_the_estimate() {
        let mut prober = Prober::default();
        let shown = run(&mut prober, 5_000_000, 500_000, 100_000_000, 0).unwrap();
        assert!((850_000..1_100_000).contains(&shown), "{shown}");
        let shown = run(&mut prober, 5_000_000, shown, 100_000_000, SECOND).unwrap();
        assert!(
            (1_700_000..2_200_000).contains(&shown),
            "at once again: {shown}"
        );
    }

    #[test]
    fn a_full_line_is_seen_and_left_alone_for_longer_each_time() {
        let (mut prober, mut now, mut starts) = (Prober::default(), 0, Vec::new());
        while now < 40 * SECOND {
            if let Some(shown) = run(&mut prober, 5_000_000, 500_000, 520_000, now) {
                assert!((400_000..540_000).contains(&shown), "{shown}");
                starts.push(now);
            }
            now += 100 * MILLI;
        }
        let pauses: Vec<_> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(
            pauses[0] >= MIN_PAUSE && pauses[0] < pauses[1],
            "{pauses:?}"
        );
        assert!(pauses.iter().all(|pause| *pause <= MAX_PAUSE + SECOND));
    }

    #[test]
    fn nothing_is_probed_for_when_nothing_more_is_wanted() {
        let mut prober = Prober::default();
        assert_eq!(prober.start(400_000, 500_000, 0), None);
        assert_eq!(prober.owed(0), None);
    }
}
