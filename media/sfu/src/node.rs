//! One worker's forwarding unit. Takes datagrams, commands and time; gives datagrams (in the
//! [`Arena`]) and events. Deterministic given its seed; owns no socket, thread or clock.
//!
//! Use: feed a batch with [`Node::handle_datagram`], call [`Node::handle_timeout`] when
//! [`Node::next_timeout`] has come, then flush [`Node::egress`] and drain [`Node::poll_event`].
//! Forwarding itself happens in `egress`, so that one batch's packets to one subscriber lie together.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use rapat_transport::Certificate;
use rapat_wire::demux::{PacketKind, classify, stun_username};

use crate::arena::{Arena, Path};
use crate::audio::floor::{FloorConfig, Floors};
use crate::bandwidth::TICK;
use crate::bandwidth::allocator::Demand;
use crate::batch::{Batch, Sink};
use crate::clock::{Epoch, Micros};
use crate::command::Command;
use crate::control::{self, Desk, Line};
use crate::event::{CloseReason, Event};
use crate::ids::PeerId;
use crate::ingress::{self, Ready, Rejected, Taken};
use crate::peer::TimerKind;
use crate::random::Random;
use crate::relay::remote::REMOTE_PUBLISHER;
use crate::report::{self, REPAIR_TICK};
use crate::slab::Key;
use crate::tables::Tables;
use crate::twcc;
use crate::wheel::{Timer, Wheel};

mod bandwidth;
mod commands;
mod relay;
mod stats;
mod timers;
mod tracks;
mod transport;

pub use stats::{LineStats, NodeStats};

#[cfg(test)]
mod tests;

/// What a node is made of.
#[derive(Clone)]
pub struct NodeConfig {
    /// DTLS identity, one per process.
    pub certificate: Arc<Certificate>,
    /// Seed of everything random in the node (sequence numbers). Secret where it matters: draw it
    /// from the system.
    pub seed: u64,
    /// Origin of time.
    pub epoch: Epoch,
    /// When microphones of a room are withheld.
    pub floor: FloorConfig,
    /// Bytes that caches of published packets may hold together: a layer's takes 40 KB (audio) to
    /// 1 MB. At the limit caches stop growing, then new layers are not forwarded.
    pub cache_limit: usize,
}

/// An address that became one of the node's peers, or stopped being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathChange {
    /// The address and our socket.
    pub path: Path,
    /// True: its datagrams are for this node from now on.
    pub is_here: bool,
}

/// See the module.
pub struct Node {
    config: NodeConfig,
    arena: Arena,
    events: VecDeque<Event>,
    tables: Tables,
    /// Our ufrag → peer, for STUN from new addresses.
    ufrags: HashMap<String, Key>,
    /// Verified address → peer. Hashed with a process-random key: attackers choose addresses.
    paths: HashMap<Path, Key>,
    /// For [`Node::take_path_changes`].
    path_changes: Vec<PathChange>,
    batch: Batch,
    wheel: Wheel,
    random: Random,
    now: Micros,
    /// The node's own timers are armed.
    timers_run: bool,
    relay_armed: relay::Armed,
    /// Totals, with those of peers that left; gauges are filled in when asked for.
    stats: NodeStats,
    scratch: Scratch,
    #[cfg(any(test, feature = "faults"))]
    panic_on: Option<PeerId>,
    #[cfg(test)]
    panic_on_relayed: bool,
}

/// Lists that keep their memory between calls.
#[derive(Default)]
struct Scratch {
    due: Vec<Timer>,
    lost: Vec<u16>,
    repair: Vec<Key>,
    switched: Vec<Key>,
    demands: Vec<Demand>,
}

impl Node {
    /// An empty node.
    pub fn new(config: NodeConfig) -> Self {
        let random = Random::new(config.seed);
        let mut tables = Tables::default();
        tables.count_memory(config.cache_limit);
        tables.floors = Floors::new(config.floor);
        Self {
            config,
            arena: Arena::new(),
            events: VecDeque::new(),
            tables,
            ufrags: HashMap::new(),
            paths: HashMap::new(),
            path_changes: Vec::new(),
            batch: Batch::new(),
            wheel: Wheel::new(),
            random,
            now: 0,
            timers_run: false,
            relay_armed: relay::Armed::default(),
            stats: NodeStats::default(),
            scratch: Scratch::default(),
            #[cfg(any(test, feature = "faults"))]
            panic_on: None,
            #[cfg(test)]
            panic_on_relayed: false,
        }
    }

    /// Does what the control plane asks. Commands that name something unknown are ignored: it may
    /// just have gone.
    pub fn apply(&mut self, now: Instant, command: Command) {
        self.advance(now);
        self.fan_out();
        commands::apply(self, now, command);
    }

    /// Takes one datagram (a GRO bundle must be split before). Decrypts in place: the bytes are
    /// used up.
    pub fn handle_datagram(&mut self, now: Instant, path: Path, datagram: &mut [u8]) {
        if !self.offer_datagram(now, path, datagram) {
            self.drop_datagram(datagram);
        }
    }

    /// Counts a datagram that is for nobody.
    pub fn drop_datagram(&mut self, datagram: &[u8]) {
        self.stats.packets_in += 1;
        self.stats.bytes_in += datagram.len() as u64;
        self.stats.packets_dropped += 1;
    }

    /// As [`Node::handle_datagram`], but leaves a datagram of no peer of this node alone, uncounted,
    /// and gives false: it may be for another node behind the same port.
    pub fn offer_datagram(&mut self, now: Instant, path: Path, datagram: &mut [u8]) -> bool {
        self.advance(now);
        let kind = classify(datagram);
        let Some(key) = self.owner(kind, path, datagram) else {
            return false;
        };
        self.stats.packets_in += 1;
        self.stats.bytes_in += datagram.len() as u64;
        self.guard(key, |node| match kind {
            PacketKind::Rtp => node.take_rtp(key, datagram),
            PacketKind::Rtcp => node.take_rtcp(key, datagram),
            _ => node.take_transport(now, key, path, datagram),
        });
        true
    }

    /// Which addresses came and went since the last call, in order: for those who steer datagrams to
    /// this node. To be called after every batch; the list is a few entries per join.
    pub fn take_path_changes(&mut self) -> impl Iterator<Item = PathChange> + '_ {
        self.path_changes.drain(..)
    }

    /// Another node has proved that `path` is its peer's now.
    pub fn lose_path(&mut self, path: Path) {
        self.paths.remove(&path);
    }

    /// Runs what is due. Calling early or late is harmless.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance(now);
        self.fan_out_due();
        let mut due = std::mem::take(&mut self.scratch.due);
        self.wheel.expire(self.now, &mut due);
        for timer in due.drain(..) {
            timers::expire(self, now, timer);
        }
        self.scratch.due = due;
    }

    /// When [`Node::handle_timeout`] is wanted; `None` when nothing waits.
    pub fn next_timeout(&self) -> Option<Instant> {
        let wanted = [self.wheel.next(), self.batch.held_until()];
        let wanted = wanted.into_iter().flatten().min();
        wanted.map(|at| self.config.epoch.instant(at))
    }

    /// The next event, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Forwards what the batch brought, unless a frame in it is still under way, and lends the send
    /// arena. The caller flushes it and calls [`Arena::clear`].
    pub fn egress(&mut self) -> &mut Arena {
        self.egress_up_to(usize::MAX)
    }

    /// As [`Node::egress`], but stops at the subscriber who fills the arena to `bytes`: the caller flushes, clears and
    /// calls again, until the arena has less. Before anything else is handed in, the rest is forwarded at once.
    pub fn egress_up_to(&mut self, bytes: usize) -> &mut Arena {
        if !self.is_holding() {
            self.fan_out_up_to(bytes);
        }
        &mut self.arena
    }

    /// True while the batch waits for the rest of a frame.
    pub fn is_holding(&self) -> bool {
        self.batch
            .held_until()
            .is_some_and(|until| until > self.now)
    }

    /// Bytes in the arena now: what the next flush sends at least.
    pub fn unsent(&self) -> usize {
        self.arena.bytes().len()
    }

    fn note_path(&mut self, path: Path, is_here: bool) {
        self.path_changes.push(PathChange { path, is_here });
    }

    fn advance(&mut self, now: Instant) {
        self.now = self.now.max(self.config.epoch.micros(now));
    }

    /// Whose datagram it is. STUN goes by our ufrag in it, since an address may change hands; the
    /// rest only by address, since only STUN can prove an address.
    fn owner(&self, kind: PacketKind, path: Path, datagram: &[u8]) -> Option<Key> {
        if kind == PacketKind::Stun {
            if let Some(username) = stun_username(datagram) {
                let ours = username.split(':').next()?;
                return self.ufrags.get(ours).copied();
            }
        }
        (kind != PacketKind::Other).then(|| self.paths.get(&path).copied())?
    }

    /// Runs one peer's step; a panic in it ends that peer and nobody else.
    fn guard(&mut self, key: Key, step: impl FnOnce(&mut Self)) {
        // Whatever the step left half done belongs to the peer that is now forgotten, or is a count.
        if catch_unwind(AssertUnwindSafe(|| step(self))).is_err() {
            self.stats.panics += 1;
            self.close(key, CloseReason::Fault);
        }
    }

    fn take_rtp(&mut self, key: Key, datagram: &mut [u8]) {
        #[cfg(any(test, feature = "faults"))]
        self.inject_panic(key);
        let mut taken = Taken::default();
        let media = ingress::take(&mut self.tables, key, datagram, self.now, &mut taken);
        let ready = media.and_then(|media| media.read(&mut self.tables, self.now, &mut taken));
        self.after_rtp(key, taken);
        self.admit(ready);
    }

    /// Stores a packet and puts it into the batch.
    fn admit(&mut self, ready: Result<Ready<'_>, Rejected>) {
        let stored = ready.is_ok_and(|ready| {
            if self.batch.is_under_way() || ready.must_wait(&self.tables, &self.batch) {
                self.fan_out();
            }
            ready.store(&mut self.tables, &mut self.batch)
        });
        self.stats.packets_dropped += u64::from(!stored);
    }

    fn after_rtp(&mut self, key: Key, taken: Taken) {
        if let Some((track, layer)) = taken.restarted {
            self.restart_layer(track, layer);
        }
        if let Some((track, layer)) = taken.became_live {
            self.layer_live(track, layer);
        }
        if taken.repair {
            self.arm(key, TimerKind::Repair, self.now + REPAIR_TICK);
        }
        if taken.feedback {
            self.arm(key, TimerKind::Feedback, self.now + twcc::INTERVAL);
        }
    }

    fn take_rtcp(&mut self, key: Key, datagram: &mut [u8]) {
        // Resends go behind what the batch has for the peer: they are older packets.
        let opened = self
            .tables
            .peers
            .get_mut(key)
            .and_then(|peer| peer.opener.as_mut()?.open_rtcp(datagram));
        let Some(compound) = opened.and_then(|len| datagram.get(..len)) else {
            self.stats.packets_dropped += 1;
            return;
        };
        let mut desk = Desk {
            arena: &mut self.arena,
            now: self.now,
            epoch: self.config.epoch,
            repair: &mut self.scratch.repair,
            nacks_in: &mut self.stats.nacks_in,
            retransmitted: &mut self.stats.retransmitted,
            line: Line::Silent,
        };
        control::handle(&mut self.tables, key, compound, &mut desk);
        let line = desk.line;
        self.arm_repairs();
        bandwidth::after_word(self, key, line);
    }

    /// Looks after the publishers that got a wish.
    fn arm_repairs(&mut self) {
        while let Some(publisher) = self.scratch.repair.pop() {
            self.arm(publisher, TimerKind::Repair, self.now);
        }
    }

    /// Sends the batch unless it waits for the rest of a frame.
    fn fan_out_due(&mut self) {
        if !self.is_holding() {
            self.fan_out();
        }
    }

    /// Sends the batch to everybody who wants it.
    fn fan_out(&mut self) {
        self.fan_out_up_to(usize::MAX);
    }

    /// As [`Node::fan_out`], or to the next of them until the arena has `bytes`.
    fn fan_out_up_to(&mut self, bytes: usize) {
        if self.batch.is_empty() {
            return;
        }
        let mut batch = std::mem::take(&mut self.batch);
        if !batch.is_under_way() {
            batch.release(&mut self.tables, self.now);
            batch.distribute(&mut self.tables);
        }
        let abs_send_time = self.config.epoch.abs_send_time(self.now);
        while self.unsent() < bytes {
            let Some(key) = batch.next_peer() else {
                batch.clear();
                break;
            };
            self.send_to(key, abs_send_time, |tables, sink| {
                batch.send_to(key, tables, sink);
            });
        }
        self.batch = batch;
        self.relist_switched();
    }

    /// Runs a step that sends something to a peer, and looks after what follows from it.
    fn send_to(
        &mut self,
        key: Key,
        abs_send_time: [u8; 3],
        step: impl FnOnce(&mut Tables, &mut Sink<'_>),
    ) {
        self.guard(key, |node| {
            #[cfg(any(test, feature = "faults"))]
            node.inject_panic(key);
            let mut sink = Sink {
                arena: &mut node.arena,
                events: &mut node.events,
                switched: &mut node.scratch.switched,
                abs_send_time,
                now: node.now,
                report_soon: false,
                waits: false,
            };
            step(&mut node.tables, &mut sink);
            let (report_soon, waits) = (sink.report_soon, sink.waits);
            if report_soon {
                node.arm(key, TimerKind::Report, node.now + report::SOON);
            }
            if waits {
                node.arm(key, TimerKind::Pace, node.now + TICK);
            }
        });
    }

    fn relist_switched(&mut self) {
        while let Some(track) = self.scratch.switched.pop() {
            self.tables.relist(track);
        }
    }

    /// Arms one of a peer's timers unless it fires sooner anyway.
    fn arm(&mut self, key: Key, kind: TimerKind, at: Micros) {
        let Some(peer) = self.tables.peers.get_mut(key) else {
            if key == REMOTE_PUBLISHER {
                self.arm_wishes(at);
            }
            return;
        };
        let armed = &mut peer.armed[kind as usize];
        if Wheel::tick_of(at) < *armed {
            *armed = self.wheel.arm(key, kind as u8, at);
        }
    }

    /// Ends a peer that the control plane did not ask to end, and says so.
    fn close(&mut self, key: Key, reason: CloseReason) {
        if let Some(id) = self.forget(key) {
            self.events.push_back(Event::Closed { peer: id, reason });
        }
    }

    /// Removes a peer and everything that is its own.
    fn forget(&mut self, key: Key) -> Option<PeerId> {
        let peer = self.tables.remove_peer(key)?;
        self.stats.packets_out += peer.outlet.packets;
        self.stats.bytes_out += peer.outlet.bytes;
        self.ufrags.retain(|_, owner| *owner != key);
        let changes = &mut self.path_changes;
        self.paths.retain(|&path, owner| {
            let is_here = *owner != key;
            if !is_here {
                changes.push(PathChange { path, is_here });
            }
            is_here
        });
        Some(peer.id)
    }

    #[cfg(any(test, feature = "faults"))]
    fn inject_panic(&self, key: Key) {
        let id = self.tables.peers.get(key).map(|peer| peer.id);
        assert!(id.is_none() || id != self.panic_on, "injected by a test");
    }
}
