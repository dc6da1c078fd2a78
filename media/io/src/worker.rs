//! One worker thread: its sockets, its node, and the loop that joins them.
//!
//! A turn takes the whole waiting batch before anything is sent, so that packets to one subscriber
//! lie together and leave as one GSO message; under load batches, and so savings, grow by themselves.
//! A panic that escapes the node ends this worker's calls, not the process.

use std::any::Any;
use std::collections::HashSet;
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::crossing::{Crossing, CrossingCounters};
use crate::events::{EventQueue, peer_of};
use crate::feedback::FeedbackSockets;
use crate::inbox::Parcel;
use crate::mailbox::{Mailbox, Order};
use crate::runs::Grouper;
use crate::stats::{Gauge, Stats, add_node};
use crate::sys::RECEIVE_MESSAGES;
use crate::udp::{ReceiveBatch, SendCounters, SendScratch, UdpSocket};
use crate::waiting;
use rapat_sfu::arena::Path;
use rapat_sfu::command::Command;
use rapat_sfu::event::{CloseReason, Event};
use rapat_sfu::ids::PeerId;
use rapat_sfu::node::{Node, NodeConfig, NodeStats};

/// Orders taken per turn. At some microseconds each they delay media by less than 2 ms.
const ORDERS_PER_TURN: usize = 256;
/// Bytes that one turn should send: half of what the node's arena holds, and in the order of what
/// socket buffers hold. Higher makes longer runs but bursts that get lost.
const TARGET_EGRESS_BYTES: u64 = 4 << 20;
/// Bytes that are sealed before they are sent: what the core's nearer caches hold. More would leave them before the
/// kernel copies them and lets the first receivers wait for the last, less would make more system calls.
const EGRESS_PART_BYTES: usize = 128 << 10;
/// Received messages (each up to 64 KB of joined datagrams) per turn and socket, however small the
/// fan-out. At some ten microseconds each this is 5 ms of work; more would delay timers.
const MAX_MESSAGES_PER_TURN: u64 = 512;

/// How often counters are published by a worker that is awake anyway. Counting walks all peers, whose
/// memory is cold by then: more often would show in the cost of a packet, and who looks does so every few seconds.
const STATS_PERIOD: Duration = Duration::from_millis(500);
/// Messages of other workers between two looks at [`TARGET_EGRESS_BYTES`]: with a hundred subscribers
/// their fan-out is about as much.
const MESSAGES_AT_ONCE: usize = 32;

/// How old published counters may be: a worker that fell idle wakes once for them, then sleeps.
const STATS_PATIENCE: Duration = Duration::from_secs(1);

/// What a worker is made of.
pub(crate) struct WorkerConfig {
    /// For the node, and for a fresh one after a panic.
    pub node: NodeConfig,
    /// One per bind address; the index is [`Path::socket`].
    pub sockets: Vec<UdpSocket>,
    /// Where transport-wide feedback comes in.
    pub feedback: FeedbackSockets,
    /// Where orders come from.
    pub mailbox: Arc<Mailbox>,
    /// Where events go.
    pub events: Arc<EventQueue>,
    /// Where other threads look.
    pub gauge: Arc<Gauge>,
    /// The way to other workers; `None` when there are none.
    pub crossing: Option<Crossing>,
}

/// The running worker; lives on its thread's stack.
struct Worker {
    config: WorkerConfig,
    node: Node,
    /// Peers that the node has: to be told of when it is lost.
    peers: HashSet<PeerId>,
    /// Counters of nodes lost to panics.
    before_restart: NodeStats,
    batch: ReceiveBatch,
    grouper: Grouper,
    scratch: SendScratch,
    sent: SendCounters,
    orders: Vec<Order>,
    /// Sent bytes per received message: rises at once, falls slowly. Keeps a turn near
    /// [`TARGET_EGRESS_BYTES`].
    egress_per_message: u64,
    /// When counters are to be published; `None`: nothing happened since.
    stats_due: Option<Instant>,
    is_stopping: bool,
}

/// The thread's body: returns after [`Order::Stop`].
pub(crate) fn run(config: WorkerConfig) {
    let mailbox = Arc::clone(&config.mailbox);
    let gauge = Arc::clone(&config.gauge);
    let mut worker = Worker::new(config);
    let mut is_ready = vec![false; worker.config.sockets.len()];
    while !worker.is_stopping {
        wait(&worker, &mailbox, &mut is_ready);
        gauge.begin_turn(Instant::now());
        // The node's state after a panic is unknown: it is replaced as a whole, nothing of it is used.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| worker.turn(&is_ready))) {
            worker.restart_node(panic);
        }
        gauge.end_turn(Instant::now());
    }
    // A panic while saying goodbye only costs the goodbye.
    let _ = catch_unwind(AssertUnwindSafe(|| worker.close_all()));
    worker.config.gauge.publish(worker.stats());
}

/// Waits for datagrams, orders, parcels or the next timer; `is_ready` says which sockets have something.
fn wait(worker: &Worker, mailbox: &Mailbox, is_ready: &mut [bool]) {
    let (now, feedback) = (Instant::now(), &worker.config.feedback);
    let stats_at_last = worker.stats_due.map(|due| due + STATS_PATIENCE);
    let patient_until = feedback.patient_until(now);
    let wanted = [worker.node.next_timeout(), stats_at_last, patient_until];
    let timeout = wanted.into_iter().flatten().min();
    let timeout = timeout.map(|at| at.saturating_duration_since(now));
    // A turn that holds a frame back does not look at feedback: it must not be woken by it.
    let is_holding = worker.node.is_holding();
    let sockets = worker.config.sockets.iter().map(AsFd::as_fd);
    let sockets = sockets.chain(feedback.fds(now).filter(|_| !is_holding));
    let inbox = worker.config.crossing.as_ref().map(Crossing::inbox);
    waiting::wait(timeout, sockets, mailbox, inbox, is_ready);
}

/// Gives each datagram of a batch to whose it is: the node's, else another worker's.
fn hand_out(
    node: &mut Node,
    mut crossing: Option<&mut Crossing>,
    socket: u8,
    batch: &mut ReceiveBatch,
) {
    let now = Instant::now();
    batch.for_each(|address, datagram| {
        let path = Path { socket, address };
        let Some(crossing) = &mut crossing else {
            return node.handle_datagram(now, path, datagram);
        };
        if !node.offer_datagram(now, path, datagram) && !crossing.hand_over(path, datagram) {
            node.drop_datagram(datagram);
        }
    });
}

impl Worker {
    fn new(config: WorkerConfig) -> Self {
        Self {
            node: Node::new(config.node.clone()),
            config,
            peers: HashSet::new(),
            before_restart: NodeStats::default(),
            batch: ReceiveBatch::new(),
            grouper: Grouper::default(),
            scratch: SendScratch::default(),
            sent: SendCounters::default(),
            orders: Vec::with_capacity(ORDERS_PER_TURN),
            egress_per_message: 0,
            stats_due: None,
            is_stopping: false,
        }
    }

    fn turn(&mut self, is_ready: &[bool]) {
        let mut has_word = self.catch_up();
        let received = self.receive(is_ready, &mut has_word);
        let now = Instant::now();
        let is_due = self.node.next_timeout().is_some_and(|at| at <= now);
        if is_due {
            self.node.handle_timeout(now);
        }
        // Before the flush, so that the others work while this one seals and sends; and after it, for
        // what the fan-out led to.
        self.send_parcels();
        let sent = self.flush();
        self.send_parcels();
        has_word |= self.take_feedback();
        if let Some(latest) = sent.checked_div(received) {
            self.egress_per_message = latest.max((self.egress_per_message * 7 + latest) / 8);
        }
        self.give_events();
        self.publish_stats(now, received > 0 || is_due || has_word);
    }

    /// Publishes the counters within [`STATS_PERIOD`] of what they count.
    fn publish_stats(&mut self, now: Instant, something_happened: bool) {
        if self.stats_due.is_some_and(|due| due <= now) {
            self.config.gauge.publish(self.stats());
            self.stats_due = None;
        }
        if something_happened && self.stats_due.is_none() {
            self.stats_due = Some(now + STATS_PERIOD);
        }
    }

    /// Takes orders and what other workers have. True when there was something.
    ///
    /// Whatever led to a datagram or a parcel is in force before it is looked at: a client answers only after the
    /// order about it was given, and would find nobody and repeat itself a quarter of a second later. So a batch
    /// is taken first, then the parcels, then the orders; and they are carried out in the opposite order.
    fn catch_up(&mut self) -> bool {
        let parcels = self.config.crossing.as_mut().map(Crossing::take);
        let has_orders = self.take_orders();
        let Some(mut parcels) = parcels else {
            return has_orders;
        };
        let has_parcels = !parcels.is_empty();
        for parcel in &mut parcels {
            self.open(parcel);
        }
        if let Some(crossing) = &mut self.config.crossing {
            crossing.give_back(parcels);
        }
        has_orders || has_parcels
    }

    /// Feeds the node with what waits, up to the turn's share; gives the number of messages.
    fn receive(&mut self, is_ready: &[bool], has_word: &mut bool) -> u64 {
        let share =
            (TARGET_EGRESS_BYTES / self.egress_per_message.max(1)).clamp(1, MAX_MESSAGES_PER_TURN);
        let mut total = 0;
        for index in (0..is_ready.len()).filter(|index| is_ready[*index]) {
            let mut left = share as usize;
            while left > 0 {
                let wanted = left.min(RECEIVE_MESSAGES);
                let Some(socket) = self.config.sockets.get(index) else {
                    break;
                };
                let taken = socket.receive(&mut self.batch, wanted);
                *has_word |= self.catch_up();
                let (node, crossing) = (&mut self.node, &mut self.config.crossing);
                hand_out(node, crossing.as_mut(), index as u8, &mut self.batch);
                total += taken as u64;
                left -= taken;
                if taken < wanted {
                    break;
                }
            }
        }
        total
    }

    /// Takes feedback if it is time to, behind the media: that waits for nobody. True when there was some.
    fn take_feedback(&mut self) -> bool {
        if self.node.is_holding() {
            return false;
        }
        let (node, crossing) = (&mut self.node, &mut self.config.crossing);
        let give =
            |socket, batch: &mut ReceiveBatch| hand_out(node, crossing.as_mut(), socket, batch);
        let any = self
            .config
            .feedback
            .take(Instant::now(), &mut self.batch, give);
        if any {
            self.flush();
            self.send_parcels();
        }
        any
    }

    fn open(&mut self, parcel: &mut Parcel) {
        let (node, now) = (&mut self.node, Instant::now());
        parcel.for_each_datagram(|path, datagram| node.handle_datagram(now, path, datagram));
        let paths = parcel.taken_paths.drain(..);
        paths.for_each(|path| node.lose_path(path));
        for part in parcel.relay.parts(MESSAGES_AT_ONCE) {
            self.node.handle_relay(Instant::now(), parcel.from, &part);
            if self.node.unsent() as u64 > TARGET_EGRESS_BYTES {
                self.flush();
            }
        }
    }

    /// Gives other workers what is theirs.
    fn send_parcels(&mut self) {
        let changes = self.node.take_path_changes();
        if let Some(crossing) = &mut self.config.crossing {
            crossing.note_paths(changes);
            crossing.relay(self.node.relays());
            crossing.send();
        }
    }

    /// Forwards what the batch brought and sends it, part by part; gives the bytes.
    fn flush(&mut self) -> u64 {
        let mut bytes = 0;
        loop {
            let sent = self.flush_part();
            bytes += sent;
            if sent < EGRESS_PART_BYTES as u64 {
                return bytes;
            }
        }
    }

    /// One part, and what the arena held before it; gives the bytes.
    fn flush_part(&mut self) -> u64 {
        let arena = self.node.egress_up_to(EGRESS_PART_BYTES);
        if arena.is_empty() {
            return 0;
        }
        let plan = self.grouper.plan(arena.entries());
        for messages in plan.messages.chunk_by(|a, b| a.socket == b.socket) {
            if let Some(socket) = self.config.sockets.get(usize::from(messages[0].socket)) {
                socket.send(
                    arena.bytes(),
                    plan,
                    messages,
                    &mut self.scratch,
                    &mut self.sent,
                );
            }
        }
        let bytes = arena.bytes().len() as u64;
        arena.clear();
        bytes
    }

    /// True when there were any.
    fn take_orders(&mut self) -> bool {
        self.config.mailbox.take(ORDERS_PER_TURN, &mut self.orders);
        let any = !self.orders.is_empty();
        let now = Instant::now();
        let mut orders = std::mem::take(&mut self.orders);
        for order in orders.drain(..) {
            match order {
                Order::Apply(command) => self.apply(now, command),
                Order::Stop => self.is_stopping = true,
            }
        }
        self.orders = orders; // keeps its memory
        any
    }

    fn apply(&mut self, now: Instant, command: Command) {
        match &command {
            Command::AddPeer { peer, .. } => self.peers.insert(*peer),
            Command::RemovePeer { peer } => self.peers.remove(peer),
            _ => false,
        };
        self.node.apply(now, command);
    }

    /// Hands the node's events on; closes the peers that have too many waiting.
    fn give_events(&mut self) {
        while let Some(event) = self.node.poll_event() {
            if peer_of(&event).is_some_and(|peer| !self.peers.contains(&peer)) {
                continue; // closed a moment ago, in this very loop
            }
            if let Event::Closed { peer, .. } = event {
                self.peers.remove(&peer);
            }
            if let Err(overflow) = self.config.events.push(event) {
                self.apply(Instant::now(), Command::RemovePeer { peer: overflow.0 });
                // Never refused: `Closed` always fits.
                let _ = self.config.events.push(Event::Closed {
                    peer: overflow.0,
                    reason: CloseReason::Abuse,
                });
            }
        }
    }

    /// Replaces a node that panicked. Its peers end with `Fault`; their clients join again.
    /// The panic hook has told the log where it happened.
    fn restart_node(&mut self, panic: Box<dyn Any + Send>) {
        // Payloads and broken state may panic while being dropped.
        let _ = catch_unwind(AssertUnwindSafe(move || drop(panic)));
        let stats = catch_unwind(AssertUnwindSafe(|| self.node.stats())).unwrap_or_default();
        add_node(
            &mut self.before_restart,
            &NodeStats {
                peers: 0,
                up_tracks: 0,
                down_tracks: 0,
                cache_bytes: 0,
                buffer_bytes: 0,
                ..stats
            },
        );
        self.before_restart.panics += 1;
        self.config.crossing.iter().for_each(Crossing::forget_paths);
        let broken = std::mem::replace(&mut self.node, Node::new(self.config.node.clone()));
        let _ = catch_unwind(AssertUnwindSafe(move || drop(broken)));
        for peer in self.peers.drain() {
            let _ = self.config.events.push(Event::Closed {
                peer,
                reason: CloseReason::Fault,
            });
        }
    }

    /// Says goodbye to every peer.
    fn close_all(&mut self) {
        let now = Instant::now();
        for peer in std::mem::take(&mut self.peers) {
            self.node.apply(now, Command::RemovePeer { peer });
        }
        self.flush();
    }

    fn stats(&self) -> Stats {
        let crossed = self.config.crossing.as_ref();
        let crossed = crossed.map_or(CrossingCounters::default(), Crossing::counters);
        Stats::of_worker(
            &self.node.stats(),
            &self.before_restart,
            &self.sent,
            crossed,
        )
    }
}

#[cfg(test)]
mod tests {
    use rapat_sfu::audio::floor::FloorConfig;
    use rapat_sfu::clock::Epoch;
    use rapat_transport::Certificate;
    use rapat_wire::session::IceCredentials;

    use super::*;

    fn worker() -> Worker {
        let origin = Instant::now();
        Worker::new(WorkerConfig {
            node: NodeConfig {
                certificate: Arc::new(Certificate::generate()),
                seed: 1,
                epoch: Epoch::new(origin, Duration::ZERO),
                floor: FloorConfig::default(),
                cache_limit: 1 << 30,
            },
            sockets: Vec::new(),
            feedback: FeedbackSockets::new(Vec::new(), origin),
            mailbox: Arc::new(Mailbox::new().unwrap()),
            events: Arc::new(EventQueue::new().unwrap()),
            gauge: Arc::new(Gauge::new(origin)),
            crossing: None,
        })
    }

    fn add(worker: &Worker, peer: u64) {
        let ufrag = format!("ufrag{peer}");
        let local_ice = IceCredentials {
            ufrag,
            pwd: "0123456789abcdefghijkl".to_owned(),
        };
        let command = Command::AddPeer {
            peer: PeerId(peer),
            room: 1,
            local_ice,
        };
        worker.config.mailbox.push(command).unwrap();
    }

    #[test]
    fn a_lost_node_ends_its_peers_with_fault_and_the_next_one_works() {
        let mut worker = worker();
        add(&worker, 1);
        worker.turn(&[]);
        worker.restart_node(Box::new("boom"));
        let fault = Event::Closed {
            peer: PeerId(1),
            reason: CloseReason::Fault,
        };
        assert_eq!(worker.config.events.drain(9), [fault]);
        add(&worker, 2);
        worker.turn(&[]);
        let stats = worker.stats();
        assert_eq!((stats.node.peers, stats.node.panics), (1, 1));
    }

    #[test]
    fn a_stop_order_ends_the_loop_after_the_orders_before_it() {
        let mut worker = worker();
        add(&worker, 1);
        worker.config.mailbox.stop();
        worker.turn(&[]);
        assert!(worker.is_stopping);
        assert_eq!(worker.stats().node.peers, 1);
        worker.close_all();
        assert_eq!(worker.stats().node.peers, 0);
    }
}
