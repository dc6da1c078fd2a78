//! Pinning a thread to a core, and what it used of it.

use std::time::Duration;

use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

/// Binds the calling thread to `core`.
///
/// # Errors
/// The machine has no such core, or we are confined to others.
pub fn pin(core: usize) -> crate::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set)
        .map_err(|error| format!("cannot run on core {core}: {error}").into())
}

/// CPU time of the calling thread, user and system, the softirq work of its sends included.
pub fn thread_cpu() -> Duration {
    elapsed(ClockId::ThreadCPUTime)
}

/// The same of all our threads.
pub fn process_cpu() -> Duration {
    elapsed(ClockId::ProcessCPUTime)
}

fn elapsed(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        time.tv_nsec.unsigned_abs() as u32,
    )
}
