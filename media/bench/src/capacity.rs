//! The highest load that a server carries: it grows until packets are lost or late, then halves the doubt.
//!
//! A unit of load is one more receiver, or where people publish to each other one more such room.

use std::time::Duration;

use crate::crowd::Crowd;
use crate::figures::{Figures, percentile_ms};
use crate::measure::{self, Run, Window};
use crate::participant::{Participant, Role};
use crate::scenario::Scenario;

/// Added delay that a carried load keeps in 99 of 100 packets: above it frames miss their turn.
pub const DELAY_P99_MAX_MS: f64 = 15.0;
/// Each step of growth; more finds the end faster and overloads further.
const GROWTH: f64 = 1.5;
/// Halvings between the last carried and the first failed load.
const HALVINGS: usize = 3;
/// A load that fails is measured again so often before that is believed: other work on the machine passes.
const TRIES: usize = 3;
/// Joins under way at a time: a search has many.
const JOINS_AT_A_TIME: usize = 25;
/// After a change of load: joins, key frames and backlogs are over.
const SETTLE: Duration = Duration::from_millis(1_500);
/// A load at which somebody waits so long for media is not carried.
const JOIN_WITHIN: Duration = Duration::from_secs(10);
/// Where the search ends even if the server could do more: beyond it the generator's core is the limit.
const UNITS_MAX: [usize; 2] = [990, 40];

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Capacity {
    /// Receivers, or rooms.
    pub units: usize,
    /// The search ended before the server did.
    pub is_lower_bound: bool,
    /// Figures of the highest carried load.
    pub figures: Figures,
    /// The first load that was too much, and why; empty when none was.
    pub failed: String,
}

/// Searches from `first` units on.
///
/// # Errors
/// The server closes, or does not even carry the first load.
pub fn search(run: &Run, first: usize) -> crate::Result<Capacity> {
    let mut crowd = run.crowd(JOINS_AT_A_TIME)?;
    let scenario = run.scenario;
    let most = UNITS_MAX[usize::from(scenario.is_mutual())];
    if !scenario.is_mutual() {
        let publishers = measure::publishers(scenario, 0..1);
        crowd.admit(publishers, 1, JOIN_WITHIN, Participant::is_publishing)?;
    }
    let (mut best, mut carried, mut too_much) = (Capacity::default(), 0, most + 1);
    let (mut units, mut halvings) = (first.clamp(1, most), 0);
    while units > carried && units < too_much {
        match load(&mut crowd, run, units)? {
            Ok(figures) => {
                carried = units;
                (best.units, best.figures) = (units, figures);
            }
            Err(why) => {
                too_much = units;
                best.failed = format!("{units}: {why}");
            }
        }
        if too_much > most {
            units = ((units as f64 * GROWTH) as usize).clamp(units + 1, most.max(units + 1));
        } else if halvings < HALVINGS {
            halvings += 1;
            units = usize::midpoint(carried, too_much);
        } else {
            break;
        }
    }
    best.is_lower_bound = too_much > most;
    if carried == 0 {
        return Err(format!("not even the first load is carried: {}", best.failed).into());
    }
    Ok(best)
}

/// Brings the crowd to `units` and measures: the figures, or why they are not good enough.
fn load(
    crowd: &mut Crowd,
    run: &Run,
    units: usize,
) -> crate::Result<std::result::Result<Figures, String>> {
    let scenario = run.scenario;
    let people = people(scenario, units);
    crowd.dismiss_to(people);
    let missing = roles(scenario, units).skip(crowd.people.len());
    let missing: Vec<Role> = missing.collect();
    let ready: fn(&Participant) -> bool = if scenario.is_mutual() {
        Participant::is_publishing
    } else {
        |person| person.join_time.is_some()
    };
    if let Err(error) = crowd.admit(missing, JOINS_AT_A_TIME, JOIN_WITHIN, ready) {
        return Ok(Err(error.to_string()));
    }
    if let Err(error) = measure::until_all_hear(crowd, scenario) {
        return Ok(Err(error.to_string()));
    }
    let mut verdict = Err(String::new());
    for _ in 0..TRIES {
        crowd.spin(SETTLE)?;
        let window = measure::window(crowd, run)?;
        verdict = judge(&window, expected_packets(scenario, &window, units));
        if verdict.is_ok() {
            return Ok(Ok(Figures {
                profile: crowd.people.last().and_then(Participant::profile),
                ..Figures::of(window, 0.0)
            }));
        }
    }
    Ok(verdict.map(|()| Figures::default()))
}

fn people(scenario: Scenario, units: usize) -> usize {
    if scenario.is_mutual() {
        scenario.publishers * units
    } else {
        scenario.publishers + units
    }
}

/// Everybody of that load, in the order of joining.
fn roles(scenario: Scenario, units: usize) -> Box<dyn Iterator<Item = Role>> {
    if scenario.is_mutual() {
        return Box::new(measure::publishers(scenario, 0..units));
    }
    let publishers = measure::publishers(scenario, 0..1);
    Box::new(publishers.chain(measure::subscribers(units, 1)))
}

/// Each packet sent comes to all others of its room.
fn expected_packets(scenario: Scenario, window: &Window, units: usize) -> f64 {
    let others = if scenario.is_mutual() {
        scenario.publishers - 1
    } else {
        units
    };
    window.sent as f64 * others as f64
}

/// Packets that are under way at both ends of a window make up so much of it at most.
const MISSING_MAX: f64 = 0.03;

fn judge(window: &Window, expected: f64) -> std::result::Result<(), String> {
    let p99 = percentile_ms(&mut window.delays.clone(), 0.99);
    if window.lost > 0 {
        return Err(format!("{} packets lost", window.lost));
    }
    if window.unopened > 0 {
        return Err(format!("{} packets not decryptable", window.unopened));
    }
    if (window.packets as f64) < expected * (1.0 - MISSING_MAX) {
        return Err(format!("{} of {expected:.0} packets came", window.packets));
    }
    if p99 > DELAY_P99_MAX_MS {
        return Err(format!("p99 of the delay {p99:.1} ms"));
    }
    Ok(())
}

impl Capacity {
    /// One line of JSON for `scripts/bench`.
    pub fn to_json(&self, scenario: Scenario) -> String {
        let line = self.figures.to_json(scenario);
        let rest = line.strip_prefix('{').unwrap_or_default();
        format!(
            r#"{{"capacity":{},"capacity_is_lower_bound":{},"capacity_failed":"{}",{rest}"#,
            self.units, self.is_lower_bound, self.failed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(packets: u64, lost: u64, delay_ms: u64) -> Window {
        Window {
            packets,
            lost,
            delays: vec![delay_ms * 1_000_000; 10],
            ..Window::default()
        }
    }

    #[test]
    fn a_load_is_carried_only_without_loss_and_in_time() {
        assert!(judge(&window(1_000, 0, 5), 1_000.0).is_ok());
        assert!(judge(&window(1_000, 1, 5), 1_000.0).is_err());
        assert!(judge(&window(1_000, 0, 16), 1_000.0).is_err());
        assert!(judge(&window(900, 0, 5), 1_000.0).is_err());
    }

    #[test]
    fn a_load_counts_receivers_or_rooms() {
        let lecture: Scenario = "video-1x50".parse().unwrap();
        let rooms: Scenario = "av-8x8".parse().unwrap();
        assert_eq!((people(lecture, 70), people(rooms, 3)), (71, 24));
        assert_eq!(roles(lecture, 70).count(), 71);
        assert_eq!(roles(rooms, 3).last().map(|role| role.room), Some(2));
    }
}
