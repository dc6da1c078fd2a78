//! Reception statistics of one layer: RFC 3550 §6.4.1 and appendices A.3, A.8.

use rapat_wire::ntp;
use rapat_wire::rtcp::ReportBlock;

use crate::clock::{Micros, SECOND};

/// Cumulative loss is a signed 24-bit number.
const MAX_CUMULATIVE: i64 = 0x7f_ffff;

/// The publisher's last sender report.
#[derive(Clone, Copy, Debug)]
struct LastReport {
    ntp_middle: u32,
    at: Micros,
}

/// Counts at some moment, to tell what happened since.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    expected: u64,
    received: u64,
    repaired: u64,
    bytes: u64,
}

/// What one layer received over a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Packets that should have come.
    pub expected: u32,
    /// Packets that did not come, even by retransmission.
    pub lost: u32,
    /// Bytes of all packets, with headers.
    pub bytes: u64,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Reception {
    base: Option<u64>,
    highest: u64,
    now: Mark,
    at_report: Mark,
    at_period: Mark,
    transit: Option<i64>,
    /// In timestamp units, scaled by 16 (RFC 3550 A.8).
    jitter_scaled: u64,
    last_report: Option<LastReport>,
}

impl Reception {
    /// A packet with extended number `seq` came by itself.
    pub fn on_packet(
        &mut self,
        seq: u64,
        timestamp: u32,
        len: usize,
        now: Micros,
        clock_rate: u32,
    ) {
        self.note(seq, len);
        self.now.received += 1;
        let arrival = (u128::from(now) * u128::from(clock_rate) / u128::from(SECOND)) as u32;
        let transit = i64::from(arrival.wrapping_sub(timestamp));
        if let Some(before) = self.transit {
            let distance =
                u64::from(((transit as u32).wrapping_sub(before as u32) as i32).unsigned_abs());
            // A jump of seconds is a new timestamp base, not jitter.
            if distance < u64::from(clock_rate) {
                self.jitter_scaled =
                    (self.jitter_scaled + distance).saturating_sub((self.jitter_scaled + 8) >> 4);
            }
        }
        self.transit = Some(transit);
    }

    /// A packet came by retransmission.
    pub fn on_repaired(&mut self, seq: u64, len: usize) {
        self.note(seq, len);
        self.now.repaired += 1;
    }

    /// A sender report came.
    pub fn on_sender_report(&mut self, ntp: u64, now: Micros) {
        self.last_report = Some(LastReport {
            ntp_middle: ntp::middle(ntp),
            at: now,
        });
    }

    fn note(&mut self, seq: u64, len: usize) {
        let base = *self.base.get_or_insert(seq);
        self.highest = self.highest.max(seq);
        self.now.expected = self.highest.saturating_sub(base) + 1;
        self.now.bytes += len as u64;
    }

    /// The block for a receiver report; begins a new reporting interval. `None` before the first packet.
    pub fn report_block(&mut self, ssrc: u32, now: Micros) -> Option<ReportBlock> {
        self.base?;
        let expected = self.now.expected - self.at_report.expected;
        let received = self.now.received - self.at_report.received;
        let lost = expected.saturating_sub(received);
        self.at_report = self.now;
        let cumulative = self.now.expected as i64 - self.now.received as i64;
        let (last_sr, delay_since_last_sr) = self.last_report.map_or((0, 0), |report| {
            (
                report.ntp_middle,
                (now.saturating_sub(report.at) * 65_536 / SECOND) as u32,
            )
        });
        Some(ReportBlock {
            ssrc,
            fraction_lost: (lost * 256).checked_div(expected).unwrap_or(0).min(255) as u8,
            cumulative_lost: cumulative.clamp(-MAX_CUMULATIVE - 1, MAX_CUMULATIVE) as i32,
            highest_seq: self.highest as u32,
            jitter: (self.jitter_scaled >> 4) as u32,
            last_sr,
            delay_since_last_sr,
        })
    }

    /// What came since the last call.
    pub fn take_period(&mut self) -> Period {
        let since = self.at_period;
        self.at_period = self.now;
        let expected = self.now.expected - since.expected;
        let came = (self.now.received + self.now.repaired) - (since.received + since.repaired);
        Period {
            expected: expected as u32,
            lost: expected.saturating_sub(came) as u32,
            bytes: self.now.bytes - since.bytes,
        }
    }

    /// Interarrival jitter in milliseconds.
    pub fn jitter_ms(&self, clock_rate: u32) -> f32 {
        (self.jitter_scaled >> 4) as f32 * 1000.0 / clock_rate as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLI;

    #[test]
    fn loss_is_reported_per_interval_and_in_total() {
        let mut reception = Reception::default();
        for seq in (100..200).filter(|s| s % 4 != 0 || *s == 100) {
            reception.on_packet(seq, 0, 100, 0, 90_000);
        }
        let block = reception.report_block(7, 0).unwrap();
        assert_eq!(
            (block.cumulative_lost, block.fraction_lost),
            (24, (24 * 256 / 100) as u8)
        );
        for seq in 200..300 {
            reception.on_packet(seq, 0, 100, 0, 90_000);
        }
        let block = reception.report_block(7, 0).unwrap();
        assert_eq!(
            (
                block.cumulative_lost,
                block.fraction_lost,
                block.highest_seq
            ),
            (24, 0, 299)
        );
    }

    #[test]
    fn a_repaired_packet_is_lost_for_the_network_but_not_for_the_track() {
        let mut reception = Reception::default();
        reception.on_packet(1, 0, 100, 0, 90_000);
        reception.on_packet(3, 0, 100, 0, 90_000);
        reception.on_repaired(2, 100);
        assert_eq!(reception.report_block(7, 0).unwrap().cumulative_lost, 1);
        assert_eq!(
            reception.take_period(),
            Period {
                expected: 3,
                lost: 0,
                bytes: 300
            }
        );
        assert_eq!(reception.take_period(), Period::default());
    }

    #[test]
    fn an_even_stream_has_no_jitter_and_an_uneven_one_has() {
        let mut even = Reception::default();
        let mut uneven = Reception::default();
        for step in 0..100_u64 {
            let timestamp = (step * 960) as u32;
            even.on_packet(step, timestamp, 100, step * 20 * MILLI, 48_000);
            uneven.on_packet(
                step,
                timestamp,
                100,
                (step * 20 + step % 2 * 10) * MILLI,
                48_000,
            );
        }
        assert!(even.jitter_ms(48_000) < 0.1);
        assert!((9.0..11.0).contains(&uneven.jitter_ms(48_000)));
    }

    #[test]
    fn the_delay_since_the_sender_report_is_told() {
        let mut reception = Reception::default();
        reception.on_packet(1, 0, 100, 0, 90_000);
        reception.on_sender_report(0x0001_2345_6789_0000, SECOND);
        let block = reception.report_block(7, SECOND * 3 / 2).unwrap();
        assert_eq!(
            (block.last_sr, block.delay_since_last_sr),
            (0x2345_6789, 32_768)
        );
    }
}
