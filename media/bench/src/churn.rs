//! Memory of a server whose people come and go while nobody sends: what one of them holds, and what stays
//! behind when all of them left and others came, again and again.

use std::time::Duration;

use crate::measure::{self, JOINS_AT_A_TIME, Run};
use crate::participant::{Participant, Role};
use crate::server;

/// Nobody may wait longer for a connection.
const JOIN_WITHIN: Duration = Duration::from_secs(20);
/// After joins or leaves, before memory is read: sessions end, allocators settle.
const SETTLE: Duration = Duration::from_secs(1);

/// Lets everybody but the publishers leave and come again `rounds` times; gives one line of JSON.
///
/// # Errors
/// Somebody does not get in.
pub fn run(run: &Run, rounds: usize) -> crate::Result<String> {
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
    let mut full = Vec::new();
    for _ in 0..rounds.max(1) {
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
        r#"{{"scenario":"{scenario}","churn_rounds":{},"rss_per_idle_subscriber_kib":{per_subscriber:.0},"rss_empty_kib":{empty},"rss_full_kib":[{}]}}"#,
        full.len(),
        rows.join(",")
    ))
}
