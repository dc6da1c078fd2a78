//! Who gets how much of one subscriber's line. Every track first gets its smallest rung, in the order
//! of preference; what is left raises the preferred ones first. A track is paused only when not even
//! the smallest rungs of all fit.
//!
//! Going down happens at once, going up only with a margin and after a while: a picture that changes
//! its size every second is worse than a small one.

use crate::clock::{Micros, SECOND};
use crate::ladder::{POINTS, Point, Rung};
use crate::slab::Key;

/// Share of the budget that a raise may bring into use, percent: 1 / 1.15.
const RAISE_PERCENT: u64 = 87;
/// Time without a decrease or congestion before anything is raised.
const STABLE: Micros = 3 * SECOND;
/// Time without them before a paused track comes back: a small picture is better than none.
const RESUME: Micros = SECOND;
/// A raise that is taken back within this was too much.
const TRIAL: Micros = 10 * SECOND;
/// What was too much is not tried again for so long: each try is a freeze here and a key frame for everybody.
/// Longer with each time, up to the second.
const DOUBT: Micros = 8 * SECOND;
const DOUBT_MOST: Micros = 60 * SECOND;
/// A budget so far above what was too much ends the doubt, percent.
const UNDOUBTED_PERCENT: u64 = 150;
/// A smallest rung stays until it costs more than this share of the budget, percent. An estimate that
/// was just lowered lies below what the line carries, and a rung's rate jumps with every key frame.
const KEEP_PERCENT: u64 = 130;
/// Rates of ladders are of datagrams; IP and UDP headers come on top, percent.
const OVERHEAD_PERCENT: u64 = 103;

/// Order of preference between a subscriber's tracks, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A shared screen, or what the client ranks itself.
    Preferred,
    /// Who speaks, or did just now.
    Speaker,
    /// Everybody else.
    Crowd,
}

/// One track of a subscriber.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// Key of its down track.
    pub down: Key,
    /// See [`Class`].
    pub class: Class,
    /// The client's wish within the class; higher is better.
    pub priority: u8,
    /// The largest picture that is wanted of it.
    pub size: u8,
    /// What it may have now; `None`: paused.
    pub allowed: Option<Point>,
    /// It was never decided on before.
    pub fresh: bool,
    rungs: [Rung; POINTS],
    count: usize,
    /// Rungs that it gets, 0 = paused.
    level: usize,
    /// Rungs that it gets while more is being looked for.
    lasting: usize,
}

impl Demand {
    /// A track that wants nothing yet; rungs are to be added.
    pub fn new(down: Key, class: Class, priority: u8, size: u8) -> Self {
        let nothing = Rung {
            point: Point::new(0, 0),
            bitrate_bps: 0,
            frames_per_second: 0,
        };
        Self {
            down,
            class,
            priority,
            size,
            allowed: None,
            fresh: true,
            rungs: [nothing; POINTS],
            count: 0,
            level: 0,
            lasting: 0,
        }
    }

    /// Adds what the track offers, lowest first. A larger picture at less than half the frame rate is
    /// not worth having, except of what comes first: that is to be read.
    pub fn offer(&mut self, rungs: impl Iterator<Item = Rung>) {
        let from = self.count;
        for rung in rungs.take(POINTS - from) {
            self.rungs[self.count] = rung;
            self.count += 1;
        }
        if self.class == Class::Preferred {
            return;
        }
        let all = self.rungs;
        let best = |spatial: u8| {
            let same = all[..self.count].iter().map(|rung| rung.point);
            same.filter(|point| point.spatial == spatial)
                .map(|point| point.temporal)
                .max()
                .unwrap_or(0)
        };
        let lowest = all[0].point.spatial;
        let mut kept = 0;
        for rung in &all[..self.count] {
            let Point { spatial, temporal } = rung.point;
            if spatial == lowest || temporal + 1 >= best(spatial) {
                self.rungs[kept] = *rung;
                kept += 1;
            }
        }
        self.count = kept;
    }

    /// True when nothing is known of what it costs.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What it may have: the whole track when that is its highest rung.
    pub fn decided(&self) -> Option<Point> {
        if self.level == self.count {
            return Some(Point::TOP);
        }
        let at = self.level.checked_sub(1)?;
        Some(self.rungs[at].point)
    }

    fn cost(&self, level: usize) -> u64 {
        let at = level.checked_sub(1);
        let bps = at.map_or(0, |at| self.rungs[at].bitrate_bps);
        bps * OVERHEAD_PERCENT / 100
    }

    /// The level that its present limit means.
    fn held(&self) -> usize {
        let Some(allowed) = self.allowed else {
            return 0;
        };
        let rungs = &self.rungs[..self.count];
        let fits = |rung: &Rung| rung.point.within(allowed) == rung.point;
        rungs.iter().rposition(fits).map_or(1, |at| at + 1)
    }
}

/// What a round of allocation found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is given out, bits per second.
    pub given_bps: u64,
    /// What the next raise would need of the budget; `None`: everybody has everything.
    pub wanted_bps: Option<u64>,
}

/// What happened to a line's estimate of late.
#[derive(Clone, Copy, Debug, Default)]
pub struct Recent {
    /// When congestion was last seen.
    pub congested_at: Option<Micros>,
    /// A probe just found more, and the next one may find more again.
    pub is_climbing: bool,
}

/// Remembers when things were last lowered, and which raise had to be taken back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allocator {
    lowered_at: Option<Micros>,
    /// The last raise: when, and what was given out then.
    raised: Option<(Micros, u64)>,
    /// So much was too much, and is not tried again before that time.
    doubted: Option<(u64, Micros)>,
    /// How long the next doubt lasts, less [`DOUBT`].
    doubt_more: Micros,
}

impl Allocator {
    /// Decides on all tracks of a subscriber. `demands` come in any order and leave sorted by
    /// preference, each with its [`Demand::decided`].
    pub fn decide(
        &mut self,
        demands: &mut [Demand],
        budget_bps: u64,
        line: &Recent,
        now: Micros,
    ) -> Outcome {
        demands.sort_unstable_by_key(|d| (d.class, u8::MAX - d.priority, u8::MAX - d.size, d.down));
        for demand in demands.iter_mut() {
            demand.level = if demand.fresh { 0 } else { demand.held() };
        }
        let is_new = demands.iter().any(|d| d.fresh);
        if total(demands) > budget_bps {
            share(demands, budget_bps, Demand::held);
            if demands.iter().any(|d| !d.fresh && d.level < d.held()) {
                self.lower(now);
            }
        } else if is_new {
            share_new(demands, budget_bps);
        }
        for demand in demands.iter_mut() {
            demand.lasting = demand.level.max(1);
        }
        let quiet_since = self.lowered_at.max(line.congested_at);
        let quiet_for = |time| quiet_since.is_none_or(|at| now >= at + time);
        let room = budget_bps * RAISE_PERCENT / 100;
        if quiet_for(RESUME) {
            raise(demands, room, |demand| demand.level.max(1));
        }
        let (before, most) = (total(demands), self.undoubted(room, now));
        if quiet_for(STABLE) {
            if is_unfair(demands) {
                share(demands, most, |demand| demand.count);
            } else {
                raise(demands, most, |demand| demand.count);
            }
        }
        let wanted_bps = wanted(demands).map(|bps| self.worth_probing(bps, room, now));
        if line.is_climbing && wanted_bps.is_some() {
            // Each larger picture costs everybody a key frame: one step is better than two.
            for demand in demands.iter_mut() {
                demand.level = demand.level.min(demand.lasting);
            }
        }
        let given_bps = total(demands);
        if given_bps > before {
            self.raised = Some((now, given_bps));
        }
        Outcome {
            given_bps,
            wanted_bps,
        }
    }

    /// Something is lowered. A raise that caused it is doubted.
    fn lower(&mut self, now: Micros) {
        self.lowered_at = Some(now);
        let Some((at, given)) = self.raised.take() else {
            return;
        };
        if now < at + TRIAL {
            let lasts = DOUBT + self.doubt_more;
            self.doubted = Some((given, now + lasts));
            self.doubt_more = lasts.min(DOUBT_MOST - DOUBT);
        } else {
            self.doubt_more = 0;
        }
    }

    /// What is doubted now, and what would be room enough for it.
    fn doubt(&self, now: Micros) -> Option<(u64, u64)> {
        let (bps, _) = self.doubted.filter(|(_, until)| now < *until)?;
        Some((bps, bps * UNDOUBTED_PERCENT / 100))
    }

    /// What may be given out after a raise: less than what was too much of late.
    fn undoubted(&self, room: u64, now: Micros) -> u64 {
        let doubt = self.doubt(now).filter(|(_, enough)| room < *enough);
        doubt.map_or(room, |(bps, _)| room.min(bps.saturating_sub(1)))
    }

    /// What a probe should look for: a doubt ends only with far more room than there seems to be.
    fn worth_probing(&self, wanted_bps: u64, room: u64, now: Micros) -> u64 {
        let doubt = self.doubt(now).filter(|(_, enough)| room < *enough);
        doubt.map_or(wanted_bps, |(_, enough)| {
            wanted_bps.max(enough * 100 / RAISE_PERCENT + 1)
        })
    }
}

/// What the next raise would need of the budget; `None`: everybody has everything.
fn wanted(demands: &[Demand]) -> Option<u64> {
    let given_bps = total(demands);
    let next = demands.iter().filter(|demand| demand.level < demand.count);
    let next = next.map(|d| d.cost(d.level + 1).saturating_sub(d.cost(d.level)));
    next.min()
        .map(|more| (given_bps + more) * 100 / RAISE_PERCENT + 1)
}

fn total(demands: &[Demand]) -> u64 {
    demands.iter().map(|demand| demand.cost(demand.level)).sum()
}

/// Gives everything out anew, to each at most `cap`.
fn share(demands: &mut [Demand], budget: u64, cap: impl Fn(&Demand) -> usize) {
    for demand in demands.iter_mut() {
        demand.level = 0;
    }
    let mut spent = 0;
    for demand in demands.iter_mut().filter(|demand| cap(demand) > 0) {
        let is_shown = !demand.fresh && demand.held() > 0;
        let most = budget * if is_shown { KEEP_PERCENT } else { 100 } / 100;
        let cost = demand.cost(1);
        if spent + cost <= most && demand.count > 0 {
            (demand.level, spent) = (1, spent + cost);
        }
    }
    raise(demands, budget, cap);
}

/// New tracks get what fits beside the old ones, at once.
fn share_new(demands: &mut [Demand], budget: u64) {
    let cap = |demand: &Demand| {
        if demand.fresh {
            demand.count
        } else {
            demand.level
        }
    };
    let floor = demands
        .iter()
        .filter(|d| d.fresh)
        .map(|d| d.cost(1))
        .sum::<u64>();
    if total(demands) + floor > budget {
        // Room for all comes before size of some.
        share(demands, budget, |demand| {
            if demand.fresh {
                demand.count
            } else {
                demand.held()
            }
        });
    } else {
        raise(demands, budget, cap);
    }
}

/// Raises the preferred ones first; within a class one step each in turn.
fn raise(demands: &mut [Demand], budget: u64, cap: impl Fn(&Demand) -> usize) {
    let mut left = budget.saturating_sub(total(demands));
    for class in [Class::Preferred, Class::Speaker, Class::Crowd] {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for demand in demands.iter_mut().filter(|demand| demand.class == class) {
                let top = cap(demand).min(demand.count);
                let held = demand.cost(demand.level);
                let next = (demand.level + 1..=top)
                    .find(|level| demand.cost(*level).saturating_sub(held) <= left);
                if let Some(level) = next {
                    left = (left + held).saturating_sub(demand.cost(level));
                    (demand.level, changed) = (level, true);
                }
            }
        }
    }
}

/// True when somebody of a lower class has more than the least while a preferred one lacks something.
fn is_unfair(demands: &[Demand]) -> bool {
    let lacking = demands
        .iter()
        .filter(|d| d.level < d.count)
        .map(|d| d.class)
        .min();
    let Some(lacking) = lacking else {
        return false;
    };
    demands
        .iter()
        .any(|demand| demand.class > lacking && demand.level > 1)
}

#[cfg(test)]
mod tests;
