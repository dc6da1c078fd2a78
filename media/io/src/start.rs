//! Starting an engine: checks the numbers, binds every socket, then starts the threads, so that a
//! start that fails leaves nothing behind.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use rapat_sfu::clock::Epoch;
use rapat_sfu::node::NodeConfig;
use rapat_transport::Certificate;
use rapat_wire::sdp::system_random;
use rapat_wire::session::HostCandidate;

use crate::crossing::Crossing;
use crate::engine::{CACHE_BYTES, EngineConfig, MAX_BINDS, MAX_WORKERS, WorkerHandle};
use crate::error::EngineError;
use crate::events::EventQueue;
use crate::feedback::FeedbackSockets;
use crate::inbox::Inbox;
use crate::mailbox::Mailbox;
use crate::routes::{Routes, WorkerNumber};
use crate::stats::Gauge;
use crate::udp::{BUFFER_BYTES, Buffers, Pair, UdpSocket};
use crate::worker::{self, WorkerConfig};

/// What a start gives the engine.
pub(crate) struct Started {
    pub(crate) workers: Vec<WorkerHandle>,
    pub(crate) events: Arc<EventQueue>,
    pub(crate) fingerprint: (String, Vec<u8>),
    pub(crate) warnings: Vec<String>,
    pub(crate) candidates: Vec<HostCandidate>,
}

/// See the module.
pub(crate) fn start(config: &EngineConfig) -> Result<Started, EngineError> {
    check(config)?;
    let sockets = bind_all(config)?;
    let media = sockets.iter().flatten().map(|pair| pair.media.buffers());
    let warnings = buffer_warnings(media);
    let certificate = Arc::new(Certificate::generate());
    let events = Arc::new(EventQueue::new().map_err(EngineError::System)?);
    let origin = Instant::now();
    // A wall clock before 1970 only shifts the NTP times in sender reports, which receivers compare
    // with each other.
    let epoch = Epoch::new(
        origin,
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default(),
    );
    let mut crossings = crossings(sockets.len())?;
    let mut workers = Vec::with_capacity(sockets.len());
    for (index, sockets) in sockets.into_iter().enumerate() {
        let mailbox = Arc::new(Mailbox::new().map_err(EngineError::System)?);
        let gauge = Arc::new(Gauge::new(origin));
        let node = NodeConfig {
            certificate: Arc::clone(&certificate),
            seed: random_seed(),
            epoch,
            floor: config.floor,
            cache_limit: cache_bytes(config),
        };
        let (sockets, feedback): (Vec<_>, Vec<_>) = sockets
            .into_iter()
            .map(|pair| (pair.media, pair.feedback))
            .unzip();
        let own = WorkerConfig {
            node,
            sockets,
            feedback: FeedbackSockets::new(feedback.into_iter().flatten().collect(), origin),
            mailbox: Arc::clone(&mailbox),
            events: Arc::clone(&events),
            gauge: Arc::clone(&gauge),
            crossing: crossings.next(),
        };
        match spawn(index, own) {
            Ok(thread) => workers.push(WorkerHandle {
                mailbox,
                gauge,
                thread: Some(thread),
            }),
            Err(error) => {
                stop_all(&workers);
                return Err(EngineError::System(error));
            }
        }
    }
    Ok(Started {
        workers,
        events,
        fingerprint: certificate.fingerprint(),
        warnings,
        candidates: candidates(config),
    })
}

/// One per worker, in order; none for a worker alone.
fn crossings(workers: usize) -> Result<impl Iterator<Item = Crossing>, EngineError> {
    let inboxes = (0..workers).map(|_| Inbox::new().map(Arc::new));
    let inboxes = inboxes.collect::<io::Result<Vec<_>>>();
    let inboxes = inboxes.map_err(EngineError::System)?;
    let routes = Arc::new(Routes::default());
    let count = if workers > 1 { workers } else { 0 };
    Ok((0..count)
        .map(move |own| Crossing::new(own as WorkerNumber, inboxes.clone(), Arc::clone(&routes))))
}

/// Ends the threads that a failing start leaves; they own nothing that must be waited for.
fn stop_all(workers: &[WorkerHandle]) {
    for worker in workers {
        worker.mailbox.stop();
    }
}

fn check(config: &EngineConfig) -> Result<(), EngineError> {
    if !(1..=MAX_BINDS).contains(&config.bind.len()) {
        return Err(EngineError::BindCount {
            given: config.bind.len(),
        });
    }
    if !(1..=MAX_WORKERS).contains(&config.workers) {
        return Err(EngineError::WorkerCount {
            given: config.workers,
        });
    }
    if config.port == 0 {
        return Err(EngineError::NoPort);
    }
    match advertised(config)
        .iter()
        .find(|address| address.is_unspecified())
    {
        Some(address) => Err(EngineError::Unspecified { address: *address }),
        None => Ok(()),
    }
}

/// What one worker's caches may hold.
pub(crate) fn cache_bytes(config: &EngineConfig) -> usize {
    config.cache_bytes.unwrap_or(CACHE_BYTES)
}

/// What clients are told.
fn advertised(config: &EngineConfig) -> &[IpAddr] {
    if config.advertise.is_empty() {
        &config.bind
    } else {
        &config.advertise
    }
}

/// The same for all workers: they share one port.
fn candidates(config: &EngineConfig) -> Vec<HostCandidate> {
    advertised(config)
        .iter()
        .map(|ip| HostCandidate {
            address: SocketAddr::new(*ip, config.port),
        })
        .collect()
}

/// Sockets per worker, in the order of `config.bind`. Feedback has sockets of its own on every address or on none:
/// what the kernel knows, it knows for all.
fn bind_all(config: &EngineConfig) -> Result<Vec<Vec<Pair>>, EngineError> {
    let count = usize::from(config.workers);
    let mut per_worker: Vec<Vec<Pair>> = (0..count).map(|_| Vec::new()).collect();
    for ip in &config.bind {
        let address = SocketAddr::new(*ip, config.port);
        let group = UdpSocket::bind_group(address, count)
            .map_err(|source| EngineError::Bind { address, source })?;
        for (sockets, pair) in per_worker.iter_mut().zip(group) {
            sockets.push(pair);
        }
    }
    Ok(per_worker)
}

/// One sentence when the kernel caps the buffers: the limit is the system's, so all sockets agree.
fn buffer_warnings(buffers: impl Iterator<Item = Buffers> + Clone) -> Vec<String> {
    let receive = buffers
        .clone()
        .map(|given| given.receive)
        .min()
        .unwrap_or(BUFFER_BYTES);
    let send = buffers
        .map(|given| given.send)
        .min()
        .unwrap_or(BUFFER_BYTES);
    [("receive", receive, "net.core.rmem_max"), ("send", send, "net.core.wmem_max")]
        .into_iter()
        .filter(|(_, bytes, _)| *bytes < BUFFER_BYTES)
        .map(|(way, bytes, key)| {
            format!("UDP {way} buffer is {bytes} bytes instead of {BUFFER_BYTES}: bursts get lost; set sysctl {key}={BUFFER_BYTES}")
        })
        .collect()
}

fn spawn(index: usize, config: WorkerConfig) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new()
        .name(format!("rapat-media-{index}"))
        .spawn(move || worker::run(config))
}

fn random_seed() -> u64 {
    let mut bytes = [0; 8];
    system_random()(&mut bytes);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use rapat_sfu::audio::floor::FloorConfig;

    use super::*;

    fn config() -> EngineConfig {
        EngineConfig {
            port: 7882,
            bind: vec![[127, 0, 0, 1].into()],
            advertise: Vec::new(),
            workers: 2,
            room_peers: None,
            cache_bytes: None,
            floor: FloorConfig::default(),
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused_before_anything_is_bound() {
        let refused = |change: fn(&mut EngineConfig)| {
            let mut config = config();
            change(&mut config);
            check(&config).unwrap_err()
        };
        assert!(matches!(
            refused(|c| c.bind.clear()),
            EngineError::BindCount { given: 0 }
        ));
        assert!(matches!(
            refused(|c| c.workers = 0),
            EngineError::WorkerCount { given: 0 }
        ));
        assert!(matches!(
            refused(|c| c.workers = 65),
            EngineError::WorkerCount { given: 65 }
        ));
        assert!(matches!(refused(|c| c.port = 0), EngineError::NoPort));
        assert!(matches!(
            refused(|c| c.bind = vec![[0, 0, 0, 0].into()]),
            EngineError::Unspecified { .. }
        ));
    }

    #[test]
    fn capped_buffers_are_told_once_with_the_key_to_set() {
        let enough = Buffers {
            receive: BUFFER_BYTES,
            send: BUFFER_BYTES,
        };
        let capped = Buffers {
            receive: 212_992,
            send: BUFFER_BYTES,
        };
        assert!(buffer_warnings([enough, enough].into_iter()).is_empty());
        let warnings = buffer_warnings([enough, capped, capped].into_iter());
        assert_eq!(warnings.len(), 1);
        assert!(
            warnings[0].contains("212992") && warnings[0].contains("net.core.rmem_max=4194304")
        );
    }

    #[test]
    fn clients_are_told_the_one_port_at_the_advertised_addresses() {
        let mut config = config();
        config.advertise = vec![[203, 0, 113, 5].into(), [127, 0, 0, 1].into()];
        let addresses: Vec<String> = candidates(&config)
            .iter()
            .map(|c| c.address.to_string())
            .collect();
        assert_eq!(addresses, ["203.0.113.5:7882", "127.0.0.1:7882"]);
    }
}
