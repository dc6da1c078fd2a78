//! The figures of one run and their one line of JSON.

use rapat_wire::srtp::Profile;

use crate::measure::Window;
use crate::scenario::{Scenario, profile_name};

/// What came out of a steady meeting. Times in ms, memory in KiB.
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
    /// The same as a share of one core.
    pub server_share: f64,
    /// Share of a core that this program used itself; near 1 it is the bottleneck.
    pub generator_share: f64,
    /// Cores that others kept busy meanwhile.
    pub foreign_cores: f64,
    /// Share of a core that the same meeting costs when nobody sends; `None` when that was not measured.
    pub idle_cpu_share: Option<f64>,
    /// As `packets_per_cpu_second`, without what the silent meeting costs anyway.
    pub marginal_packets_per_cpu_second: f64,
    /// Datagrams per message to the kernel; `None` when the server does not tell.
    pub mean_run_length: Option<f64>,
    /// p50 and p99 from the publisher's send call to the arrival at the receiver's socket.
    pub delay: (f64, f64),
    /// Growth of the server's memory per receiver.
    pub rss_per_subscriber_kib: f64,
    /// p50 and p95 from opening the WebSocket to the first decrypted packet.
    pub join: (f64, f64),
    /// To the first picture that can be decoded.
    pub picture: (f64, f64),
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
    /// What follows from a window; `idle`: share of a core that the silent meeting costs.
    pub fn of(mut window: Window, idle: f64) -> Self {
        let (packets, seconds) = (window.packets as f64, window.seconds.max(f64::EPSILON));
        Self {
            offered_pps: window.sent as f64 / seconds,
            forwarded_pps: packets / seconds,
            packets_per_cpu_second: packets / window.cpu.max(f64::EPSILON),
            cpu_seconds: window.cpu,
            server_share: window.cpu / seconds,
            generator_share: window.own_cpu / seconds,
            foreign_cores: window.foreign_cpu / seconds,
            marginal_packets_per_cpu_second: packets
                / (window.cpu - idle * seconds).max(f64::EPSILON),
            mean_run_length: window.mean_run,
            delay: (
                percentile_ms(&mut window.delays, 0.50),
                percentile_ms(&mut window.delays, 0.99),
            ),
            lost: window.lost,
            unopened: window.unopened,
            ..Self::default()
        }
    }

    /// One line of JSON for `scripts/bench`.
    pub fn to_json(&self, scenario: Scenario) -> String {
        let known = |value: Option<f64>, places| {
            value.map_or_else(|| "null".to_owned(), |value| format!("{value:.places$}"))
        };
        let marginal = self
            .idle_cpu_share
            .map(|_| self.marginal_packets_per_cpu_second);
        format!(
            concat!(
                r#"{{"scenario":"{}","offered_pps":{:.0},"forwarded_pps":{:.0},"packets_per_cpu_second":{:.0},"#,
                r#""server_cpu_seconds":{:.3},"server_cpu_share":{:.3},"generator_cpu_share":{:.3},"foreign_cores":{:.2},"idle_cpu_share":{},"marginal_packets_per_cpu_second":{},"#,
                r#""mean_run_length":{},"added_delay_ms":{{"p50":{:.3},"p99":{:.3}}},"#,
                r#""join_ms":{{"p50":{:.1},"p95":{:.1}}},"picture_ms":{{"p50":{:.1},"p95":{:.1}}},"#,
                r#""rss_per_subscriber_kib":{:.0},"lost":{},"undecryptable":{},"srtp_profile":"{}"}}"#
            ),
            scenario,
            self.offered_pps,
            self.forwarded_pps,
            self.packets_per_cpu_second,
            self.cpu_seconds,
            self.server_share,
            self.generator_share,
            self.foreign_cores,
            known(self.idle_cpu_share, 4),
            known(marginal, 0),
            known(self.mean_run_length, 2),
            self.delay.0,
            self.delay.1,
            self.join.0,
            self.join.1,
            self.picture.0,
            self.picture.1,
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

    #[test]
    fn the_silent_meetings_cost_is_taken_off_the_margin_alone() {
        let window = Window {
            seconds: 2.0,
            cpu: 1.0,
            packets: 1_000,
            ..Window::default()
        };
        let figures = Figures::of(window, 0.25);
        assert!((figures.packets_per_cpu_second - 1_000.0).abs() < 1e-6);
        assert!((figures.marginal_packets_per_cpu_second - 2_000.0).abs() < 1e-6);
    }
}
