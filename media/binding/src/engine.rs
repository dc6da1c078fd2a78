//! The class `Engine`. The GIL is released while the engine works; the mutex makes calls from a
//! second thread wait instead of fail.

use std::net::IpAddr;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use rapat_io::engine::{Engine as Core, EngineConfig};
use rapat_io::stats::Stats;
use rapat_sfu::audio::floor::FloorConfig;
use rapat_sfu::ids::PeerId;

use crate::error::{EngineError, answer_error, engine_error, guarded};
use crate::{commands, events, sdp};

/// Sockets and worker threads. Created once per process.
#[pyclass(frozen, module = "rapat_sfu")]
pub struct Engine {
    core: Mutex<Core>,
    fd: RawFd,
}

impl Engine {
    /// Runs `work` on the engine without the GIL.
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut Core) -> T + Send) -> T {
        py.detach(|| work(&mut self.lock()))
    }

    fn lock(&self) -> MutexGuard<'_, Core> {
        // A panic under the lock was reported to its caller; the engine's maps stay usable.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Engine {
    /// Bind UDP sockets and start the workers.
    #[new]
    #[pyo3(signature = (
        *, port, bind, advertise = None, workers = 1, room_peers = None, loudest = None, loudest_above = None
    ))]
    // PyO3 gives owned values, one for each of the engine's settings.
    #[allow(clippy::needless_pass_by_value, clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        port: u16,
        bind: Vec<String>,
        advertise: Option<Vec<String>>,
        workers: u16,
        room_peers: Option<usize>,
        loudest: Option<usize>,
        loudest_above: Option<usize>,
    ) -> PyResult<Self> {
        guarded(|| {
            let bind = addresses("bind", &bind)?;
            let advertise = addresses("advertise", &advertise.unwrap_or_default())?;
            let floor = FloorConfig::default();
            let config = EngineConfig {
                port,
                bind,
                advertise,
                workers,
                room_peers,
                cache_bytes: None,
                floor: FloorConfig {
                    places: loudest.unwrap_or(floor.places),
                    above: loudest_above.unwrap_or(floor.above),
                },
            };
            let core = py
                .detach(|| Core::start(&config))
                .map_err(|error| engine_error(&error))?;
            let fd = core.event_fd().as_fd().as_raw_fd();
            Ok(Self {
                core: Mutex::new(core),
                fd,
            })
        })
    }

    /// An eventfd, readable while events wait. Valid as long as this object lives.
    fn fileno(&self) -> RawFd {
        self.fd
    }

    /// Take up to `limit` events in order; never blocks.
    #[pyo3(signature = (limit = 512))]
    fn drain<'py>(&self, py: Python<'py>, limit: usize) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        guarded(|| {
            let drained = self.with(py, |core| core.drain(limit));
            drained
                .into_iter()
                .map(|event| events::to_tuple(py, event))
                .collect()
        })
    }

    /// Make a peer on a worker of `room`.
    fn add_peer(&self, py: Python<'_>, peer: u64, room: u64) -> PyResult<()> {
        guarded(|| {
            self.with(py, |core| core.add_peer(PeerId(peer), room))
                .map_err(|error| engine_error(&error))
        })
    }

    /// Answer an offer and put the agreed state in force.
    fn answer(
        &self,
        py: Python<'_>,
        peer: u64,
        offer: &str,
        plan: &Bound<'_, PyList>,
    ) -> PyResult<String> {
        guarded(|| {
            let plan = sdp::read_plan(plan)?;
            let answer = self.with(py, |core| core.answer(PeerId(peer), offer, &plan));
            answer.map_err(|error| answer_error(&error))
        })
    }

    /// Apply commands in order.
    #[pyo3(name = "apply")]
    fn apply_commands(&self, py: Python<'_>, commands: &Bound<'_, PyList>) -> PyResult<()> {
        guarded(|| {
            let commands = commands::read(commands)?;
            let result = self.with(py, |core| {
                commands
                    .iter()
                    .try_for_each(|command| commands::apply(core, command))
            });
            result.map_err(|error| engine_error(&error))
        })
    }

    /// Totals since start, summed over workers.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| stats_dict(py, &self.with(py, |core| core.stats())))
    }

    /// What the operator should know about this start, one sentence each.
    fn warnings(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        guarded(|| Ok(self.with(py, |core| core.warnings().to_vec())))
    }

    /// The longest loop turn of any worker since the last call, milliseconds.
    fn longest_turn_ms(&self, py: Python<'_>) -> PyResult<f64> {
        guarded(|| Ok(self.with(py, |core| core.take_longest_turn()).as_secs_f64() * 1e3))
    }

    /// Close every peer and stop the workers; returns when they are gone.
    fn shutdown(&self, py: Python<'_>) -> PyResult<()> {
        guarded(|| {
            self.with(py, Core::shutdown);
            Ok(())
        })
    }
}

fn addresses(what: &str, texts: &[String]) -> PyResult<Vec<IpAddr>> {
    let parse = |text: &String| {
        text.parse().map_err(|_| {
            EngineError::new_err(format!(
                "{what}: {text} is not an IP address: give numbers, no names"
            ))
        })
    };
    texts.iter().map(parse).collect()
}

fn stats_dict<'py>(py: Python<'py>, stats: &Stats) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let node = &stats.node;
    let counters = [
        ("peers", node.peers),
        ("up_tracks", node.up_tracks),
        ("down_tracks", node.down_tracks),
        ("cache_bytes", node.cache_bytes),
        ("buffer_bytes", node.buffer_bytes),
        ("busy_percent", u64::from(stats.busy_percent)),
        ("lines_known", node.lines.known),
        ("lines_bps", node.lines.bps),
        ("down_tracks_paused", node.lines.paused),
        ("packets_in", node.packets_in),
        ("packets_out", node.packets_out),
        ("bytes_in", node.bytes_in),
        ("bytes_out", node.bytes_out),
        ("packets_dropped", node.packets_dropped),
        ("nacks_in", node.nacks_in),
        ("retransmitted", node.retransmitted),
        ("key_frame_requests", node.key_frame_requests),
        ("panics", node.panics),
        ("gso_segments", stats.gso_segments),
        ("gso_messages", stats.gso_messages),
        ("handed_over", stats.handed_over),
        ("relayed", node.relayed),
    ];
    for (name, value) in counters {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}
