//! The figures of one run and their one line of JSON.

use rapat_wire::srtp::Profile;

use crate::scenario::profile_name;

/// What came out. Times in ms, memory in KiB.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Packets a second that the publishers sent.
    pub offered_pps: f64,
    /// Packets a second that receivers got.
    pub forwarded_pps: f64,
    /// Per second of server CPU, all threads, user and system.
    pub packets_per_cpu_second: f64,
    /// Server CPU seconds of the window.
    pub cpu_seconds: f64,
    /// Share of a core that the same meeting costs when nobody sends.
    pub idle_cpu_share: f64,
    /// As `packets_per_cpu_second`, without what the silent meeting costs anyway.
    pub marginal_packets_per_cpu_second: f64,
    /// Datagrams per message to the kernel; `None` when the server does not tell.
    pub mean_run_length: Option<f64>,
    /// From the publisher's send call to the receiver's turn; generator and kernel included.
    pub delay_p50: f64,
    /// As above.
    pub delay_p99: f64,
    /// Growth of the server's memory per receiver.
    pub rss_per_subscriber_kib: f64,
    /// Opening the WebSocket to the first decrypted packet.
    pub join_p50: f64,
    /// As above.
    pub join_p95: f64,
    /// Gaps in sequence numbers.
    pub lost: u64,
    /// Packets that a receiver could not decrypt; must be 0.
    pub unopened: u64,
    /// SRTP profile that the server agreed on.
    pub profile: Option<Profile>,
}

/// Nearest rank; 0 when there is nothing.
pub fn percentile_ms(values_ns: &mut [u64], share: f64) -> f64 {
    values_ns.sort_unstable();
    let rank = (values_ns.len() as f64 * share).ceil() as usize;
    values_ns
        .get(rank.saturating_sub(1))
        .map_or(0.0, |value| *value as f64 / 1e6)
}

impl Figures {
    /// One line of JSON for `scripts/bench`, which adds the limit.
    pub fn to_json(&self, scenario: &str) -> String {
        let run = self
            .mean_run_length
            .map_or_else(|| "null".to_owned(), |run| format!("{run:.2}"));
        format!(
            concat!(
                r#"{{"scenario":"{}","offered_pps":{:.0},"forwarded_pps":{:.0},"packets_per_cpu_second":{:.0},"#,
                r#""server_cpu_seconds":{:.3},"idle_cpu_share":{:.4},"marginal_packets_per_cpu_second":{:.0},"#,
                r#""mean_run_length":{},"added_delay_ms":{{"p50":{:.3},"p99":{:.3}}},"#,
                r#""join_ms":{{"p50":{:.1},"p95":{:.1}}},"rss_per_subscriber_kib":{:.0},"lost":{},"undecryptable":{},"srtp_profile":"{}"}}"#
            ),
            scenario,
            self.offered_pps,
            self.forwarded_pps,
            self.packets_per_cpu_second,
            self.cpu_seconds,
            self.idle_cpu_share,
            self.marginal_packets_per_cpu_second,
            run,
            self.delay_p50,
            self.delay_p99,
            self.join_p50,
            self.join_p95,
            self.rss_per_subscriber_kib,
            self.lost,
            self.unopened,
            self.profile.map_or("none", profile_name)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks_in_milliseconds() {
        let mut values: Vec<u64> = (1..=100).rev().map(|ms| ms * 1_000_000).collect();
        assert!((percentile_ms(&mut values, 0.50) - 50.0).abs() < 1e-9);
        assert!((percentile_ms(&mut values, 0.99) - 99.0).abs() < 1e-9);
        assert!(percentile_ms(&mut [], 0.5).abs() < 1e-9);
    }
}
