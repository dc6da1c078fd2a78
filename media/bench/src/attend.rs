//! People who are in somebody else's room and do nothing: an audience for what the server sends on its own, as chat.

use std::time::Duration;

use crate::measure::{self, JOINS_AT_A_TIME, Run};
use crate::participant::Participant;

/// Nobody may wait longer for a connection.
const JOIN_WITHIN: Duration = Duration::from_secs(20);

/// Lets the scenario's subscribers join, says on stdout that they are in, and stays.
///
/// # Errors
/// Somebody does not get in, or is sent away.
pub fn run(run: &Run) -> crate::Result<String> {
    let mut crowd = run.crowd(JOINS_AT_A_TIME)?;
    crowd.silent = true;
    let people = measure::subscribers(run.scenario.subscribers, 1);
    crowd.admit(
        people,
        JOINS_AT_A_TIME,
        JOIN_WITHIN,
        Participant::is_connected,
    )?;
    println!(r#"{{"attending":{}}}"#, run.scenario.subscribers);
    loop {
        crowd.step()?;
    }
}
