//! What can go wrong at the engine's face. Every text says what to do next.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};

use rapat_wire::sdp::SdpError;

/// The engine cannot start or cannot go on.
#[derive(Debug)]
pub enum EngineError {
    /// No address to bind, or more than [`crate::engine::MAX_BINDS`].
    BindCount {
        /// How many were given.
        given: usize,
    },
    /// Workers outside 1 to [`crate::engine::MAX_WORKERS`].
    WorkerCount {
        /// How many were asked for.
        given: u16,
    },
    /// Clients cannot be told port 0.
    NoPort,
    /// Clients cannot be told a wildcard address.
    Unspecified {
        /// The wildcard.
        address: IpAddr,
    },
    /// A socket cannot be had.
    Bind {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Threads or file descriptors ran out.
    System(io::Error),
    /// The number names a living peer.
    PeerInUse,
    /// The worker does not take commands: it hangs.
    WorkerStuck {
        /// Which.
        worker: usize,
    },
    /// [`crate::engine::Engine::shutdown`] was called.
    ShutDown,
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BindCount { given } => write!(
                f,
                "{given} addresses to bind: give 1 to {}",
                crate::engine::MAX_BINDS
            ),
            Self::WorkerCount { given } => write!(
                f,
                "{given} workers: give 1 to {}",
                crate::engine::MAX_WORKERS
            ),
            Self::NoPort => write!(f, "port 0 cannot be told to clients: choose 1–65535"),
            Self::Unspecified { address } => {
                write!(
                    f,
                    "{address} cannot be told to clients: name the addresses to advertise"
                )
            }
            Self::Bind { address, source } => {
                write!(
                    f,
                    "UDP {address} cannot be bound ({source}): free it or choose another address or port"
                )
            }
            Self::System(source) => write!(
                f,
                "the system refuses threads or descriptors ({source}): raise its limits"
            ),
            Self::PeerInUse => write!(
                f,
                "the peer number is in use: numbers are never reused in a process"
            ),
            Self::WorkerStuck { worker } => {
                write!(
                    f,
                    "media worker {worker} does not take commands: restart the server and report its log"
                )
            }
            Self::ShutDown => write!(
                f,
                "the engine is shut down: create a new one in a new process"
            ),
        }
    }
}

impl std::error::Error for EngineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind { source, .. } | Self::System(source) => Some(source),
            _ => None,
        }
    }
}

/// Why an offer got no answer.
#[derive(Debug)]
pub enum AnswerError {
    /// The offer or the plan is bad.
    Sdp(SdpError),
    /// No such peer: it may just have closed.
    NoPeer,
    /// The peer's worker cannot take a new track.
    NoMemory {
        /// Which.
        worker: usize,
    },
    /// The engine cannot go on.
    Engine(EngineError),
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sdp(source) => source.fmt(f),
            Self::NoPeer => write!(f, "no such peer: it may just have closed"),
            Self::NoMemory { worker } => write!(
                f,
                "media worker {worker} has no memory for a new track: let people leave, or raise the number of workers"
            ),
            Self::Engine(source) => source.fmt(f),
        }
    }
}

impl std::error::Error for AnswerError {}

impl From<SdpError> for AnswerError {
    fn from(source: SdpError) -> Self {
        Self::Sdp(source)
    }
}

impl From<EngineError> for AnswerError {
    fn from(source: EngineError) -> Self {
        Self::Engine(source)
    }
}
