//! Memory of a server whose people come and go while nobody sends: what one of them holds, and what stays
//! behind when all of them left and others came, again and again.

use std::time::{Duration, Instant};

use crate::measure::{self, JOINS_AT_A_TIME, Run};
use crate::participant::{Participant, Role};
use crate::server;

/// Nobody may wait longer for a connection.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// After joins or leaves, before memory is read: sessions end, allocators settle.
const SETTLE: Duration = Duration::from_secs(1);

/// How long people come and go.
#[derive(Clone, Copy, Debug)]
pub struct Churn {
    /// At least so often.
    pub rounds: usize,
    /// And at least so long.
    pub lasts: Duration,
}

/// Lets everybody but the publishers leave and come again; gives one line of JSON.
///
/// # Errors
/// Somebody does not get in.
pub fn run(run: &Run, churn: Churn) -> crate::Result<String> {
    let scenario = run.scenario;
    let mut crowd = run.crowd(JOINS_AT_A_TIME)?;
    crowd.silent = true;
    crowd.admit(
        measure::publishers(scenario, 0..1),
        1,
        JOIN_WITHIN,
        Participant::is_publishing,
    )?;
    crowd.spin(SETTLE)?;
    let empty = server::rss_kib(run.pid)?;
    let (mut full, started) = (Vec::new(), Instant::now());
    while full.len() < churn.rounds.max(1) || started.elapsed() < churn.lasts {
        crowd.dismiss_to(scenario.publishers);
        crowd.spin(SETTLE)?;
        let guests: Vec<Role> = measure::subscribers(scenario.subscribers, 1).collect();
        let ready = Participant::is_connected;
        crowd.admit(guests, JOINS_AT_A_TIME, JOIN_WITHIN, ready)?;
        crowd.spin(SETTLE)?;
        full.push(server::rss_kib(run.pid)?);
    }
    let first = full.first().copied().unwrap_or(empty);
    let per_subscriber = first.saturating_sub(empty) as f64 / scenario.subscribers.max(1) as f64;
    let rows: Vec<String> = full.iter().map(ToString::to_string).collect();
    Ok(format!(
        r#"{{"scenario":"{scenario}","churn_rounds":{},"rss_per_idle_subscriber_kib":{per_subscriber:.0},"rss_empty_kib":{empty},"rss_growth":{:.4},"rss_full_kib":[{}]}}"#,
        full.len(),
        growth(&full),
        rows.join(",")
    ))
}

/// What a full server's memory grew by from the second quarter of the rounds to the last one, as a share: the
/// first rounds fill pools. The median of each quarter, so that one round's chance does not count.
fn growth(full: &[u64]) -> f64 {
    let quarter = full.len().div_ceil(4);
    let median = |part: &[u64]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part.get(part.len() / 2).copied().unwrap_or(0) as f64
    };
    let early = median(full.get(quarter..2 * quarter).unwrap_or(full));
    let late = median(&full[full.len() - quarter..]);
    if early > 0.0 { late / early - 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_from_the_second_quarter_to_the_last() {
        let grown = growth(&[100, 150, 200, 200, 210, 215, 220, 220]);
        assert!((grown - 0.1).abs() < 1e-9, "{grown}");
    }

    #[test]
    fn one_round_alone_has_not_grown() {
        assert!(growth(&[300]).abs() < 1e-9);
        assert!(growth(&[]).abs() < 1e-9);
    }
}
