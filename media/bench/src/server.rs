//! What the server used and did, read from outside: `/proc` (proc(5)) and its `/metrics`.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for `/metrics`.
const METRICS_WITHIN: Duration = Duration::from_secs(5);

/// CPU seconds of all threads of `pid` so far, user and system: the clock that the limit is measured
/// with, to the nanosecond. Kernels without scheduler statistics give ticks of 10 ms instead.
///
/// # Errors
/// There is no such process.
pub fn cpu_seconds(pid: u32) -> crate::Result<f64> {
    Ok(thread_seconds(pid)?
        .iter()
        .map(|(_, seconds)| seconds)
        .sum())
}

/// CPU seconds that all cores of the machine were busy since its start, whoever had them.
///
/// # Errors
/// This is no Linux.
pub fn machine_seconds() -> crate::Result<f64> {
    let ticks = busy_ticks(&fs::read_to_string("/proc/stat")?).ok_or("no cpu line")?;
    Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// user, nice, system, irq, softirq: all but idle, iowait and what follows steal.
fn busy_ticks(stat: &str) -> Option<u64> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let fields: Vec<u64> = line
        .split_ascii_whitespace()
        .filter_map(|field| field.parse().ok())
        .collect();
    [0, 1, 2, 5, 6]
        .into_iter()
        .map(|at| fields.get(at).copied())
        .sum()
}

/// Name and CPU seconds of each thread of `pid`.
///
/// # Errors
/// There is no such process.
pub fn thread_seconds(pid: u32) -> crate::Result<Vec<(String, f64)>> {
    let mut threads = Vec::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let path = task?.path();
        // A thread may end between listing and reading: then its files read as empty.
        let read = |name: &str| fs::read_to_string(path.join(name)).unwrap_or_default();
        let seconds = nanoseconds_of(&read("schedstat")).map_or_else(
            || {
                ticks_of(&read("stat")).unwrap_or(0) as f64
                    / rustix::param::clock_ticks_per_second() as f64
            },
            |nanoseconds| nanoseconds as f64 / 1e9,
        );
        threads.push((read("comm").trim_end().to_owned(), seconds));
    }
    Ok(threads)
}

/// First field of `schedstat`: time on a processor. All-zero when the kernel does not count.
fn nanoseconds_of(schedstat: &str) -> Option<u64> {
    schedstat
        .split_ascii_whitespace()
        .next()?
        .parse()
        .ok()
        .filter(|nanoseconds| *nanoseconds > 0)
}

/// utime and stime: fields 14 and 15, counted after the name, which may hold blanks and brackets.
fn ticks_of(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

/// Resident KiB of `pid`.
///
/// # Errors
/// There is no such process.
pub fn rss_kib(pid: u32) -> crate::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Counters of the media plane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counters {
    /// Datagrams sent.
    pub packets_out: f64,
    /// Of these, in GSO messages.
    pub gso_segments: f64,
    /// GSO messages.
    pub gso_messages: f64,
}

impl Counters {
    /// Reads `/metrics`. `None`: not there, or without our counters.
    pub fn read(server: SocketAddr) -> Option<Self> {
        let mut stream = TcpStream::connect(server).ok()?;
        stream.set_read_timeout(Some(METRICS_WITHIN)).ok()?;
        let request =
            format!("GET /metrics HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Option<Self> {
        let value = |name: &str| {
            text.lines().find_map(|line| {
                let (key, value) = line.split_once(' ')?;
                key.strip_suffix("_total")?
                    .ends_with(name)
                    .then(|| value.parse().ok())?
            })
        };
        Some(Self {
            packets_out: value("_packets_out")?,
            gso_segments: value("_gso_segments")?,
            gso_messages: value("_gso_messages")?,
        })
    }

    /// Datagrams per message to the kernel since `before`.
    pub fn mean_run(&self, before: &Self) -> Option<f64> {
        let packets = self.packets_out - before.packets_out;
        let joined = self.gso_segments - before.gso_segments;
        let messages = self.gso_messages - before.gso_messages + (packets - joined).max(0.0);
        (messages > 0.0).then(|| packets.max(joined) / messages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_survives_a_strange_process_name() {
        let stat = "12 (a ) b) S 1 1 1 0 -1 4194560 10 0 0 0 250 50 0 0 20 0";
        assert_eq!(ticks_of(stat), Some(300));
    }

    #[test]
    fn a_machine_is_busy_with_everything_but_waiting() {
        assert_eq!(
            busy_ticks("cpu  1 2 4 1000 1000 8 16 1000 0 0\ncpu0 1\n"),
            Some(31)
        );
        assert_eq!(busy_ticks("intr 5"), None);
    }

    #[test]
    fn a_kernel_that_does_not_count_is_not_believed() {
        assert_eq!(nanoseconds_of("739764 1591474 4\n"), Some(739_764));
        assert_eq!((nanoseconds_of("0 0 0"), nanoseconds_of("")), (None, None));
    }

    #[test]
    fn our_own_process_has_memory_and_cpu_time() {
        assert!(rss_kib(std::process::id()).unwrap() > 0);
        assert!(cpu_seconds(std::process::id()).is_ok());
    }

    #[test]
    fn runs_count_single_datagrams_too() {
        let before = Counters::default();
        let text = "# x\nrapat_media_packets_out_total 100.0\nrapat_media_gso_segments_total 80.0\nrapat_media_gso_messages_total 20.0\n";
        let after = Counters::parse(text).unwrap();
        assert_eq!(after.mean_run(&before), Some(2.5));
    }
}
