//! A node and its clients in virtual time. Datagrams travel within one millisecond unless a client
//! loses them; nothing here sleeps or reads a clock after the start.
#![allow(dead_code, missing_docs, clippy::missing_panics_doc)] // each test file uses its part

pub mod camera;
pub mod client;
pub mod link;
pub mod media;
pub mod pair;
pub mod reports;
pub mod scene;
pub mod viewer;

use std::sync::Arc;
use std::time::{Duration, Instant};

use rapat_sfu::arena::Path;
use rapat_sfu::audio::floor::FloorConfig;
use rapat_sfu::clock::Epoch;
use rapat_sfu::command::{Command, Wish};
use rapat_sfu::event::Event;
use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};
use rapat_sfu::node::{Node, NodeConfig};
use rapat_transport::Certificate;
use rapat_wire::rtcp::{Item, items};
use rapat_wire::session::{DownSection, Kind, PayloadType, UpLayer, UpSection};

use client::Client;

pub struct World {
    pub node: Node,
    pub now: Instant,
    pub start: Instant,
    pub clients: Vec<Client>,
    pub events: Vec<Event>,
    /// Of whoever joins next.
    pub room: u64,
    certificate: Certificate,
}

impl World {
    pub fn new() -> Self {
        Self::at(Instant::now())
    }

    /// A world whose time begins at `start`: worlds that meet share it.
    pub fn at(start: Instant) -> Self {
        let certificate = Certificate::generate();
        let epoch = Epoch::new(start, Duration::from_secs(1_700_000_000));
        let node = Node::new(NodeConfig {
            certificate: Arc::new(certificate.clone()),
            seed: 42,
            epoch,
            floor: FloorConfig::default(),
            cache_limit: 1 << 30,
        });
        Self {
            node,
            now: start,
            start,
            clients: Vec::new(),
            events: Vec::new(),
            room: 1,
            certificate,
        }
    }

    /// Adds a client and runs until it is connected. Returns its index.
    pub fn join(&mut self) -> usize {
        let index = self.enter();
        self.negotiate(index);
        for _ in 0..5_000 {
            self.run_ms(1);
            if self.is_connected(index) {
                return index;
            }
        }
        panic!("client {index} did not connect in 5 s");
    }

    /// Both ends know that the client is connected.
    pub fn is_connected(&self, client: usize) -> bool {
        let client = &self.clients[client];
        let told = Event::Connected { peer: client.id };
        client.connected && self.events.contains(&told)
    }

    /// Adds a client that begins to connect when it is negotiated with. Returns its index.
    pub fn enter(&mut self) -> usize {
        let index = self.clients.len();
        let id = index as u64 + 1;
        let path = Path {
            socket: 0,
            address: format!("10.0.0.{}:{}", id % 250 + 1, 5000 + id)
                .parse()
                .unwrap(),
        };
        let client = Client::new(self.now, id, path, &self.certificate);
        let local_ice = client.session.local_ice.clone();
        self.clients.push(client);
        self.node.apply(
            self.now,
            Command::AddPeer {
                peer: PeerId(id),
                room: self.room,
                local_ice,
            },
        );
        index
    }

    /// Puts a client's session in force.
    pub fn negotiate(&mut self, client: usize) {
        let client = &self.clients[client];
        let command = Command::Negotiated {
            peer: client.id,
            session: Box::new(client.session.clone()),
        };
        self.node.apply(self.now, command);
    }

    pub fn apply(&mut self, command: Command) {
        self.node.apply(self.now, command);
    }

    /// Lets time and datagrams pass.
    pub fn run_ms(&mut self, ms: u64) {
        for _ in 0..ms {
            self.exchange();
            self.now += Duration::from_millis(1);
            if self.node.next_timeout().is_some_and(|due| due <= self.now) {
                self.node.handle_timeout(self.now);
            }
            for client in &mut self.clients {
                if client
                    .transport
                    .next_timeout()
                    .is_some_and(|due| due <= self.now)
                {
                    client.transport.handle_timeout(self.now);
                }
                client.take_arrived(self.now);
                client.settle();
            }
            self.exchange();
        }
    }

    /// Carries what is under way, until nothing is.
    pub fn exchange(&mut self) {
        for _ in 0..20 {
            for client in &mut self.clients {
                for mut datagram in std::mem::take(&mut client.outbox) {
                    self.node
                        .handle_datagram(self.now, client.path, &mut datagram);
                }
            }
            let arena = self.node.egress();
            let sent: Vec<_> = arena
                .entries()
                .iter()
                .map(|e| (e.path, arena.datagram(e).to_vec()))
                .collect();
            arena.clear();
            let quiet = sent.is_empty();
            for (path, datagram) in sent {
                if let Some(client) = self.clients.iter_mut().find(|c| c.path == path) {
                    client.arrive(self.now, datagram);
                }
            }
            while let Some(event) = self.node.poll_event() {
                self.events.push(event);
            }
            if quiet && self.clients.iter().all(|c| c.outbox.is_empty()) {
                return;
            }
        }
    }

    /// The client publishes a track with these layers (rids low → high; one empty rid = single).
    pub fn publish(
        &mut self,
        client: usize,
        track: u64,
        kind: Kind,
        payloads: Vec<PayloadType>,
        layers: &[UpLayer],
    ) {
        let mid = format!("u{track}");
        let nack = kind == Kind::Video;
        let section = UpSection {
            mid,
            track,
            kind,
            payloads,
            layers: layers.to_vec(),
            nack,
        };
        self.clients[client].session.up.push(section);
        self.negotiate(client);
    }

    /// The client subscribes to a track. Returns (SSRC, RTX SSRC).
    pub fn subscribe(
        &mut self,
        client: usize,
        track: u64,
        kind: Kind,
        payloads: Vec<PayloadType>,
    ) -> (u32, u32) {
        let down = client as u64 * 1000 + track;
        let (ssrc, rtx_ssrc) = (0x1000_0000 + down as u32, 0x2000_0000 + down as u32);
        let section = DownSection {
            mid: format!("d{track}"),
            down,
            track,
            kind,
            payloads,
            ssrc,
            rtx_ssrc,
        };
        self.clients[client].session.down.push(section);
        self.negotiate(client);
        (ssrc, rtx_ssrc)
    }

    /// Limits the frames per second of a subscription.
    pub fn set_fps(&mut self, client: usize, track: u64, max_fps: u8) {
        let down = DownTrackId(client as u64 * 1000 + track);
        let wish = Wish {
            max_fps,
            ..Wish::default()
        };
        self.apply(Command::SetDownTrack { down, wish });
    }

    pub fn set_down(&mut self, client: usize, track: u64, paused: bool, max_layer: u8) {
        let down = DownTrackId(client as u64 * 1000 + track);
        let wish = Wish {
            paused,
            max_layer,
            ..Wish::default()
        };
        self.apply(Command::SetDownTrack { down, wish });
    }

    pub fn set_blocked(&mut self, track: u64, blocked: bool) {
        self.apply(Command::SetTrack {
            track: TrackId(track),
            blocked,
        });
    }

    /// How many RTCP items that `pick` knows the client got, and forgets them all.
    pub fn count_rtcp(&mut self, client: usize, pick: impl Fn(&Item<'_>) -> bool) -> usize {
        let compounds = std::mem::take(&mut self.clients[client].rtcp);
        compounds
            .iter()
            .map(|c| items(c).filter(&pick).count())
            .sum()
    }
}
