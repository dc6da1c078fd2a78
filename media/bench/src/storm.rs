//! Many people join a running meeting: how long each waits for a picture, and what a join costs the server.

use std::time::{Duration, Instant};

use crate::measure::{self, Run, times};
use crate::participant::Participant;
use crate::server;

/// Everybody is there by then, or the run fails.
const WITHIN: Duration = Duration::from_secs(40);
/// Before the first join, the publishers' meeting runs in.
const WARM_UP: Duration = Duration::from_secs(1);
/// With joins at a rate: connections that may be opened at a time, above what any rate needs.
const DOORS: usize = 16;
/// Names lines of a storm in which nobody sends: what counts then is the connection.
const SILENT: &str = "silent";

/// How people come.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    /// How many; they only receive.
    pub joins: usize,
    /// A second; `None`: all at once.
    pub rate: Option<f64>,
    /// Nobody publishes: the cost of joining alone.
    pub silent: bool,
}

/// Runs to the end and gives one line of JSON.
///
/// # Errors
/// Somebody does not get in, or gets no picture.
pub fn run(run: &Run, storm: Storm) -> crate::Result<String> {
    let doors = if storm.rate.is_some() {
        DOORS
    } else {
        storm.joins
    };
    let mut crowd = run.crowd(doors)?;
    crowd.silent = storm.silent;
    crowd.admit(
        measure::publishers(run.scenario, 0..1),
        1,
        WITHIN,
        Participant::is_publishing,
    )?;
    crowd.spin(WARM_UP)?;
    let (cpu, started) = (server::cpu_seconds(run.pid)?, Instant::now());
    let ready: fn(&Participant) -> bool = if storm.silent {
        Participant::is_connected
    } else {
        |person| person.picture_time.is_some()
    };
    let mut roles = measure::subscribers(storm.joins, 1);
    let mut invited = 0;
    loop {
        let due = storm.rate.map_or(storm.joins, |rate| {
            1 + (started.elapsed().as_secs_f64() * rate) as usize
        });
        for role in roles.by_ref().take(due.saturating_sub(invited)) {
            crowd.invite(role)?;
            invited += 1;
        }
        let guests = || crowd.people.iter().filter(|person| person.role.receives);
        let arrived = guests().filter(|person| ready(person)).count();
        if arrived >= storm.joins {
            break;
        }
        if started.elapsed() > WITHIN {
            return Err(format!("{arrived} of {} have joined", storm.joins).into());
        }
        crowd.step()?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let cpu = server::cpu_seconds(run.pid)? - cpu;
    let (join, picture) = (
        times(&crowd, |person| person.join_time),
        times(&crowd, |person| person.picture_time),
    );
    let kind = match (storm.silent, storm.rate) {
        (true, _) => SILENT.to_owned(),
        (false, Some(rate)) => format!("{rate:.0}/s"),
        (false, None) => "at once".to_owned(),
    };
    Ok(format!(
        concat!(
            r#"{{"scenario":"{}","storm":"{}","joins":{},"seconds":{:.3},"joins_per_second":{:.1},"cpu_ms_per_join":{:.2},"#,
            r#""join_ms":{{"p50":{:.1},"p95":{:.1}}},"picture_ms":{{"p50":{:.1},"p95":{:.1}}}}}"#
        ),
        run.scenario,
        kind,
        storm.joins,
        seconds,
        storm.joins as f64 / seconds,
        cpu * 1_000.0 / storm.joins as f64,
        join.0,
        join.1,
        picture.0,
        picture.1
    ))
}
