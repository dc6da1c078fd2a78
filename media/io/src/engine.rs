//! The control side of the media plane: starts and stops workers, places rooms, answers offers and
//! sends commands to the worker they concern. Not per packet, not blocking, for one thread.

use std::collections::HashMap;
use std::net::IpAddr;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rapat_sfu::audio::floor::FloorConfig;
use rapat_sfu::command::{Command, Wish};
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};
use rapat_wire::sdp::{
    ICE_MARKS, Negotiator, NegotiatorConfig, SectionPlan, new_ice_credentials, system_random,
};
use rapat_wire::session::{DataChannel, HostCandidate, Session};

use crate::error::{AnswerError, EngineError};
use crate::events::{EventQueue, peer_of};
use crate::links::{self, Links};
use crate::mailbox::Mailbox;
use crate::placement::{Placement, ROOM_PEERS_PER_WORKER, WorkerIndex};
use crate::start;
use crate::stats::{Gauge, Stats};

/// Addresses that may be bound: a host with more interfaces than this binds the wildcard.
pub const MAX_BINDS: usize = 16;
/// Threads: more than today's machines have cores would only cost memory, and the mark of an ICE user
/// name fragment tells no more apart.
pub const MAX_WORKERS: u16 = ICE_MARKS as u16;

/// Cache memory of a worker: a thousand cameras of the largest kind, more than a core forwards. Higher
/// would let a flood of tracks drive the machine into swapping, lower would shorten what is resent.
pub const CACHE_BYTES: usize = 1 << 30;
/// Share of it at which new tracks are refused, percent: the rest is for those who are there to grow.
const REFUSE_PERCENT: u64 = 90;

/// What an engine is made of.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// UDP port, shared by all workers.
    pub port: u16,
    /// Local addresses, one socket each per worker.
    pub bind: Vec<IpAddr>,
    /// Addresses for the candidates in answers, best first; empty: `bind`.
    pub advertise: Vec<IpAddr>,
    /// Threads that forward packets.
    pub workers: u16,
    /// Peers of one room on one worker before the room spills over to the next; `None`:
    /// [`ROOM_PEERS_PER_WORKER`].
    pub room_peers: Option<usize>,
    /// Bytes that one worker's caches of published packets may hold; `None`: [`CACHE_BYTES`].
    pub cache_bytes: Option<usize>,
    /// How many microphones of a room with many open ones are passed on.
    pub floor: FloorConfig,
}

/// One worker as the control side sees it.
pub(crate) struct WorkerHandle {
    /// Its orders.
    pub(crate) mailbox: Arc<Mailbox>,
    /// Its counters.
    pub(crate) gauge: Arc<Gauge>,
    /// Its thread; `None` once joined.
    pub(crate) thread: Option<JoinHandle<()>>,
}

/// See the module.
pub struct Engine {
    workers: Vec<WorkerHandle>,
    events: Arc<EventQueue>,
    fingerprint: (String, Vec<u8>),
    warnings: Vec<String>,
    candidates: Vec<HostCandidate>,
    placement: Placement,
    cache_bytes: usize,
    /// `None` with one worker.
    links: Option<Links>,
    negotiators: HashMap<PeerId, Negotiator>,
    is_shut_down: bool,
}

impl Engine {
    /// Binds the sockets and starts the workers.
    ///
    /// # Errors
    /// An address cannot be bound, a number is out of range, or the system is out of resources.
    pub fn start(config: &EngineConfig) -> Result<Self, EngineError> {
        let started = start::start(config)?;
        let room_peers = config.room_peers.unwrap_or(ROOM_PEERS_PER_WORKER);
        Ok(Self {
            placement: Placement::new(started.workers.len(), room_peers.max(1)),
            cache_bytes: start::cache_bytes(config),
            links: (started.workers.len() > 1).then(Links::default),
            workers: started.workers,
            events: started.events,
            fingerprint: started.fingerprint,
            warnings: started.warnings,
            candidates: started.candidates,
            negotiators: HashMap::new(),
            is_shut_down: false,
        })
    }

    /// What the operator should know about this start, one sentence each; empty when all is well.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Readable while events wait.
    pub fn event_fd(&self) -> BorrowedFd<'_> {
        self.events.as_fd()
    }

    /// Takes up to `limit` events in order; never blocks. Events of peers that were removed meanwhile
    /// are left out, so fewer than `limit` does not mean that none is left.
    pub fn drain(&mut self, limit: usize) -> Vec<Event> {
        let mut events = self.events.drain(limit);
        events
            .retain(|event| peer_of(event).is_none_or(|peer| self.negotiators.contains_key(&peer)));
        let mut faulty = Vec::new();
        for event in &events {
            if let Event::Closed { peer, reason } = event {
                faulty.extend(
                    self.placement
                        .of_peer(*peer)
                        .filter(|_| *reason == CloseReason::Fault),
                );
                // A worker that hangs is told of by the next call that can.
                let _ = self.forget(*peer);
            }
        }
        faulty.dedup();
        for worker in faulty {
            let links = self.links.as_ref();
            let orders = links.map_or_else(Vec::new, |links| links.repeat(worker));
            let _ = self.send_all(orders);
        }
        events
    }

    /// Makes a peer on a worker of `room`: see [`crate::placement`].
    ///
    /// # Errors
    /// The number is in use, or the engine cannot go on.
    pub fn add_peer(&mut self, peer: PeerId, room: u64) -> Result<(), EngineError> {
        self.check_running()?;
        if self.negotiators.contains_key(&peer) {
            return Err(EngineError::PeerInUse);
        }
        let worker = self.placement.add(peer, room, &self.busy_percents());
        let mut random = system_random();
        let local_ice = new_ice_credentials(&mut random, worker as u8);
        // Says nothing about the person, and differs between two connections of one person.
        let cname = new_ice_credentials(&mut random, 0).pwd;
        if let Err(error) = self.send_to(
            worker,
            Command::AddPeer {
                peer,
                room,
                local_ice: local_ice.clone(),
            },
        ) {
            self.placement.remove(peer);
            return Err(error);
        }
        let config = NegotiatorConfig {
            local_ice,
            fingerprint: self.fingerprint.clone(),
            candidates: self.candidates.clone(),
            cname,
        };
        self.negotiators
            .insert(peer, Negotiator::new(config, random));
        Ok(())
    }

    /// Answers an offer and puts the agreed state in force.
    ///
    /// # Errors
    /// The offer or plan is bad, there is no such peer, the worker has no memory for a new track, or
    /// the engine cannot go on.
    pub fn answer(
        &mut self,
        peer: PeerId,
        offer: &str,
        plan: &[SectionPlan],
    ) -> Result<String, AnswerError> {
        self.check_running()?;
        self.check_memory(peer, plan)?;
        let negotiator = self.negotiators.get_mut(&peer).ok_or(AnswerError::NoPeer)?;
        let worker = self.placement.of_peer(peer).ok_or(AnswerError::NoPeer)?;
        let (answer, session) = negotiator.answer(offer, plan)?;
        let (tracks, downs) = numbers(&session);
        let links = self.links.as_mut();
        let orders = links.map_or_else(Vec::new, |links| links.set(peer, worker, &session));
        self.send_to(
            worker,
            Command::Negotiated {
                peer,
                session: Box::new(session),
            },
        )?;
        self.placement.set_sections(peer, tracks, downs);
        self.send_all(orders)?;
        Ok(answer)
    }

    /// Ends a peer; no event of it follows. Unknown peers are ignored.
    ///
    /// # Errors
    /// The worker hangs.
    pub fn remove_peer(&mut self, peer: PeerId) -> Result<(), EngineError> {
        let worker = self.placement.of_peer(peer);
        let linked = self.forget(peer);
        self.send_if(worker, Command::RemovePeer { peer })?;
        linked
    }

    /// How one subscription is forwarded. Unknown ones are ignored.
    ///
    /// # Errors
    /// The worker hangs.
    pub fn set_down_track(&self, down: DownTrackId, wish: Wish) -> Result<(), EngineError> {
        self.send_if(
            self.placement.of_down(down),
            Command::SetDownTrack { down, wish },
        )
    }

    /// Blocks or unblocks an up track. Unknown ones are ignored.
    ///
    /// # Errors
    /// The worker hangs.
    pub fn set_track(&self, track: TrackId, blocked: bool) -> Result<(), EngineError> {
        let followers = self.links.iter().flat_map(|links| links.followers(track));
        for worker in self.placement.of_track(track).into_iter().chain(followers) {
            self.send_to(worker, Command::SetTrack { track, blocked })?;
        }
        Ok(())
    }

    /// Asks a publisher for a key frame. Unknown tracks are ignored.
    ///
    /// # Errors
    /// The worker hangs.
    pub fn request_key_frame(&self, track: TrackId) -> Result<(), EngineError> {
        self.send_if(
            self.placement.of_track(track),
            Command::RequestKeyFrame { track },
        )
    }

    /// Sends one message (at most 64,000 bytes) to many peers. Unknown ones are ignored.
    ///
    /// # Errors
    /// A worker hangs.
    pub fn send_data(
        &self,
        peers: &[PeerId],
        channel: DataChannel,
        payload: &[u8],
    ) -> Result<(), EngineError> {
        let mut by_worker: Vec<Vec<PeerId>> = vec![Vec::new(); self.workers.len()];
        for peer in peers {
            if let Some(worker) = self.placement.of_peer(*peer) {
                by_worker[worker].push(*peer);
            }
        }
        let payload: Arc<[u8]> = payload.into();
        for (worker, peers) in by_worker
            .into_iter()
            .enumerate()
            .filter(|(_, peers)| !peers.is_empty())
        {
            self.send_to(
                worker,
                Command::SendData {
                    peers,
                    channel,
                    payload: Arc::clone(&payload),
                },
            )?;
        }
        Ok(())
    }

    /// For tests: processing a peer's packets, or packets for it, panics from now on.
    ///
    /// # Errors
    /// The worker hangs.
    #[cfg(feature = "faults")]
    pub fn plant_fault(&self, peer: PeerId) -> Result<(), EngineError> {
        let worker = self.placement.of_peer(peer);
        self.send_if(worker, Command::PlantFault { peer })
    }

    /// Totals of all workers, at most half a second old; exact after `shutdown`.
    pub fn stats(&self) -> Stats {
        let (mut total, now) = (Stats::default(), Instant::now());
        for worker in &self.workers {
            total.add(&worker.gauge.stats(now));
        }
        total
    }

    /// The longest turn of any worker since the last call, a running one included. Above 50 ms
    /// people hear it.
    pub fn take_longest_turn(&self) -> Duration {
        let now = Instant::now();
        self.workers
            .iter()
            .map(|worker| worker.gauge.take_longest_turn(now))
            .max()
            .unwrap_or_default()
    }

    /// Events of tracks that were dropped because nobody drained the queue, since start.
    pub fn lost_events(&self) -> u64 {
        self.events.lost()
    }

    /// Closes every peer and stops the workers; returns when they are gone. Idempotent.
    pub fn shutdown(&mut self) {
        self.is_shut_down = true;
        for worker in &self.workers {
            worker.mailbox.stop();
        }
        for worker in &mut self.workers {
            if let Some(thread) = worker.thread.take() {
                // A worker that panicked beyond its own guard is gone as well.
                let _ = thread.join();
            }
        }
        self.negotiators.clear();
    }

    /// Forgets a peer and ends what other workers have of it.
    fn forget(&mut self, peer: PeerId) -> Result<(), EngineError> {
        self.negotiators.remove(&peer);
        self.placement.remove(peer);
        let links = self.links.as_mut();
        let orders = links.map_or_else(Vec::new, |links| links.remove(peer));
        self.send_all(orders)
    }

    /// Refuses new tracks on a worker whose caches are nearly full.
    fn check_memory(&self, peer: PeerId, plan: &[SectionPlan]) -> Result<(), AnswerError> {
        let is_new = |entry: &SectionPlan| match entry {
            SectionPlan::Receive { track, .. } => {
                self.placement.of_track(TrackId(*track)).is_none()
            }
            SectionPlan::Send { .. } => false,
        };
        let Some(worker) = self
            .placement
            .of_peer(peer)
            .filter(|_| plan.iter().any(is_new))
        else {
            return Ok(());
        };
        let held = self.workers[worker]
            .gauge
            .stats(Instant::now())
            .node
            .cache_bytes;
        if held >= self.cache_bytes as u64 / 100 * REFUSE_PERCENT {
            return Err(AnswerError::NoMemory { worker });
        }
        Ok(())
    }

    fn busy_percents(&self) -> Vec<u8> {
        let now = Instant::now();
        let workers = self.workers.iter();
        workers
            .map(|worker| worker.gauge.busy_percent(now))
            .collect()
    }

    /// Sends what can be sent; tells the first error.
    fn send_all(&self, orders: Vec<links::Order>) -> Result<(), EngineError> {
        let sent = orders
            .into_iter()
            .map(|(worker, command)| self.send_to(worker, command));
        sent.fold(Ok(()), Result::and)
    }

    fn check_running(&self) -> Result<(), EngineError> {
        if self.is_shut_down {
            Err(EngineError::ShutDown)
        } else {
            Ok(())
        }
    }

    fn send_if(&self, worker: Option<WorkerIndex>, command: Command) -> Result<(), EngineError> {
        worker.map_or(Ok(()), |worker| self.send_to(worker, command))
    }

    fn send_to(&self, worker: WorkerIndex, command: Command) -> Result<(), EngineError> {
        self.check_running()?;
        self.workers[worker]
            .mailbox
            .push(command)
            .map_err(|_| EngineError::WorkerStuck { worker })
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shutdown();
    }
}

fn numbers(session: &Session) -> (Vec<TrackId>, Vec<DownTrackId>) {
    let tracks = session
        .up
        .iter()
        .map(|section| TrackId(section.track))
        .collect();
    let downs = session
        .down
        .iter()
        .map(|section| DownTrackId(section.down))
        .collect();
    (tracks, downs)
}
