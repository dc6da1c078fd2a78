//! One `LiveKit` client: signalling, transport, socket, and what it sends or receives.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rapat_io::udp::{ReceiveBatch, UdpSocket};
use rapat_transport::{Certificate, Output, Transport};
use rapat_wire::demux::{PacketKind, classify};
use rapat_wire::rtcp::{Item, ReportBlock, Writer, items};
use rapat_wire::session::{IceCredentials, Kind};
use rapat_wire::srtp::{Opener, Profile, Sealer};
use rustix::net::SendFlags;

use crate::gso;
use crate::proto::{self, AddTrackRequest, JoinRequest, Request, Response, SessionDescription};
use crate::publisher::Publisher;
use crate::reception::Reception;
use crate::scenario::Scenario;
use crate::sdp::{self, Section};
use crate::signal::Signal;
use crate::token::join_token;

/// Receiver reports: as browsers do for video.
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// The server ends a session whose client is silent for 15 s (`JoinResponse.ping_timeout`).
const PING_EVERY: Duration = Duration::from_secs(5);
/// SSRC of receiver reports of those who do not send.
const REPORTER_SSRC: u32 = 1;
/// Messages of one receive call.
const RECEIVE_LIMIT: usize = 32;
/// Kernel messages of one turn, so that a busy socket cannot starve the others.
const TURNS: usize = 4;

/// What all participants of a run share.
pub struct Shared {
    /// Signalling and metrics address.
    pub server: SocketAddr,
    /// One certificate for all: making fifty costs time and measures nothing.
    pub certificate: Certificate,
    /// Room that all join.
    pub room: String,
    /// What is measured.
    pub scenario: Scenario,
    /// Zero of the stamps.
    pub epoch: Instant,
    /// Sockets take joined datagrams.
    pub gro: bool,
}

impl Shared {
    /// Nanoseconds since the start: the stamps' clock.
    pub fn now_ns(&self) -> u64 {
        self.epoch.elapsed().as_nanos() as u64
    }
}

/// What a participant does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Publishes the scenario's track.
    pub publishes: bool,
    /// Subscribes to everybody else's.
    pub receives: bool,
}

/// One client.
#[allow(clippy::struct_excessive_bools)] // independent facts of signalling and transport, not states of one machine
pub struct Participant {
    /// Its UDP socket.
    pub socket: UdpSocket,
    /// What came.
    pub reception: Reception,
    /// From opening the WebSocket to the first decrypted packet.
    pub join_time: Option<Duration>,
    signal: Signal,
    transport: Transport,
    ice: IceCredentials,
    sections: Vec<Section>,
    offers: u32,
    offer_pending: bool,
    offer_wanted: bool,
    path: Option<SocketAddr>,
    keys: Option<(Sealer, Opener)>,
    connected: bool,
    publisher: Option<Publisher>,
    published: bool,
    /// Packets published so far.
    pub sent: u64,
    joined_at: Instant,
    next_report: Instant,
    next_ping: Instant,
}

impl Participant {
    /// Joins; the rest happens in [`Self::turn`].
    ///
    /// # Errors
    /// The server refuses, or sockets cannot be had.
    pub fn join(shared: &Shared, number: usize, role: Role) -> crate::Result<Self> {
        let joined_at = Instant::now();
        let socket = UdpSocket::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        if !shared.gro {
            gso::switch_off_gro(&socket)?;
        }
        let ice = IceCredentials {
            ufrag: format!("bench{number:04}"),
            pwd: format!("benchmark-password-{number:06}"),
        };
        let transport = Transport::client(joined_at, &shared.certificate, ice.clone());
        let mut sections = vec![Section::Data];
        if role.receives {
            sections.extend(
                (0..shared.scenario.tracks_per_receiver())
                    .map(|_| Section::Receive(shared.scenario.kind)),
            );
        }
        let offer = sdp::offer(&ice, &shared.certificate.fingerprint(), 1, &sections);
        let request = JoinRequest {
            client_info: Some(proto::ClientInfo {
                sdk: proto::SDK_RUST,
                version: "0.8.2".to_owned(),
                protocol: 17,
            }),
            connection_settings: Some(proto::ConnectionSettings {
                auto_subscribe: role.receives,
            }),
            publisher_offer: Some(SessionDescription {
                kind: "offer".to_owned(),
                sdp: offer,
                id: 1,
            }),
        };
        let now_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let token = join_token(&format!("bench-{number}"), &shared.room, now_s);
        let signal = Signal::join(shared.server, &token, &request)?;
        let ssrc = 0x1000_0000 + number as u32;
        let publisher = role
            .publishes
            .then(|| Publisher::new(shared.scenario, ssrc, 1_000));
        Ok(Self {
            socket,
            reception: Reception::default(),
            join_time: None,
            signal,
            transport,
            ice,
            sections,
            offers: 1,
            offer_pending: true,
            offer_wanted: false,
            path: None,
            keys: None,
            connected: false,
            publisher,
            published: false,
            sent: 0,
            joined_at,
            next_report: joined_at + REPORT_EVERY,
            next_ping: joined_at + PING_EVERY,
        })
    }

    /// The agreed SRTP profile; `None` before the handshake is done.
    pub fn profile(&self) -> Option<Profile> {
        self.keys.as_ref().map(|(sealer, _)| sealer.profile())
    }

    /// Media can flow from here.
    pub fn is_publishing(&self) -> bool {
        self.published && self.connected
    }

    /// Signalling, timers and reports: every few ms is enough.
    ///
    /// # Errors
    /// The server ended the session, or answered what we cannot use.
    pub fn turn(&mut self, shared: &Shared) -> crate::Result<()> {
        while let Some(message) = self.signal.poll()? {
            self.on_signal(shared, message)?;
        }
        let now = Instant::now();
        if self.transport.next_timeout().is_some_and(|due| due <= now) {
            self.transport.handle_timeout(now);
            self.drain()?;
        }
        if now >= self.next_report {
            self.next_report = now + REPORT_EVERY;
            self.report();
        }
        if now >= self.next_ping {
            self.next_ping = now + PING_EVERY;
            self.signal
                .send(Request::Ping(shared.now_ns() as i64 / 1_000_000))?;
        }
        Ok(())
    }

    fn on_signal(&mut self, shared: &Shared, message: Response) -> crate::Result<()> {
        match message {
            Response::Join(_) => self.add_track(shared),
            Response::TrackPublished(_) => {
                let kind = shared.scenario.kind;
                self.sections.push(Section::Send {
                    kind,
                    ssrc: self.ssrc(),
                    cid: "track".to_owned(),
                });
                self.offer(shared)
            }
            Response::MediaSections(wanted) => {
                let more =
                    |kind, count: u32| (0..count.min(64)).map(move |_| Section::Receive(kind));
                self.sections.extend(more(Kind::Audio, wanted.num_audios));
                self.sections.extend(more(Kind::Video, wanted.num_videos));
                self.offer(shared)
            }
            Response::Answer(answer) => self.on_answer(shared, &answer.sdp),
            Response::Leave(leave) => {
                Err(format!("the server ended the session, reason {}", leave.reason).into())
            }
        }
    }

    fn ssrc(&self) -> u32 {
        self.publisher
            .as_ref()
            .map_or(REPORTER_SSRC, Publisher::ssrc)
    }

    fn add_track(&mut self, shared: &Shared) -> crate::Result<()> {
        if self.publisher.is_none() {
            return Ok(());
        }
        let (kind, source, width, height) = match shared.scenario.kind {
            Kind::Audio => (proto::TRACK_AUDIO, proto::SOURCE_MICROPHONE, 0, 0),
            Kind::Video => (proto::TRACK_VIDEO, proto::SOURCE_CAMERA, 1_280, 720),
        };
        let (cid, name) = ("track".to_owned(), "track".to_owned());
        self.signal.send(Request::AddTrack(AddTrackRequest {
            cid,
            name,
            kind,
            width,
            height,
            source,
        }))
    }

    /// Offers now, or after the answer that is under way.
    fn offer(&mut self, shared: &Shared) -> crate::Result<()> {
        if self.offer_pending {
            self.offer_wanted = true;
            return Ok(());
        }
        self.offers += 1;
        self.offer_pending = true;
        let sdp = sdp::offer(
            &self.ice,
            &shared.certificate.fingerprint(),
            self.offers,
            &self.sections,
        );
        self.signal.send(Request::Offer(SessionDescription {
            kind: "offer".to_owned(),
            sdp,
            id: self.offers,
        }))
    }

    fn on_answer(&mut self, shared: &Shared, text: &str) -> crate::Result<()> {
        self.offer_pending = false;
        if self.path.is_none() {
            let answer =
                sdp::read_answer(text).ok_or("an answer without ICE, fingerprint or candidate")?;
            let now = Instant::now();
            self.path = Some(answer.candidate);
            self.transport
                .set_remote(now, &answer.ice, &answer.fingerprint);
            self.transport.add_remote_candidate(now, answer.candidate);
            self.transport.open_channels(now);
            self.drain()?;
        }
        self.published |= self
            .sections
            .iter()
            .any(|section| matches!(section, Section::Send { .. }))
            && !self.offer_wanted;
        if std::mem::take(&mut self.offer_wanted) {
            self.offer(shared)
        } else {
            Ok(())
        }
    }

    /// Takes what waits on the socket.
    ///
    /// # Errors
    /// The transport closed.
    pub fn receive(&mut self, shared: &Shared, batch: &mut ReceiveBatch) -> crate::Result<()> {
        for _ in 0..TURNS {
            if self.socket.receive(batch, RECEIVE_LIMIT) == 0 {
                break;
            }
            let now_ns = shared.now_ns();
            batch.for_each(|from, datagram| self.on_datagram(from, datagram, now_ns));
        }
        if self.join_time.is_none() && self.reception.has_opened() {
            self.join_time = Some(self.joined_at.elapsed());
        }
        self.drain()
    }

    fn on_datagram(&mut self, from: SocketAddr, datagram: &mut [u8], now_ns: u64) {
        match (classify(datagram), &mut self.keys) {
            (PacketKind::Rtp, Some((_, opener))) => self.reception.take(datagram, opener, now_ns),
            (PacketKind::Rtcp, Some((_, opener))) => {
                let (Some(len), Some(publisher)) =
                    (opener.open_rtcp(datagram), &mut self.publisher)
                else {
                    return;
                };
                let compound = datagram.get(..len).unwrap_or_default();
                if items(compound).any(|item| matches!(item, Item::Pli { .. } | Item::Fir { .. })) {
                    publisher.want_key_frame();
                }
            }
            (PacketKind::Stun | PacketKind::Dtls, _) => {
                self.transport
                    .handle_datagram(Instant::now(), from, datagram);
            }
            _ => {}
        }
    }

    fn drain(&mut self) -> crate::Result<()> {
        while let Some(output) = self.transport.poll() {
            match output {
                Output::Send { to, bytes } => send(&self.socket, &bytes, to),
                Output::Keys(keys) => self.keys = keys.client_contexts(),
                Output::Connected => self.connected = true,
                Output::Closed(reason) => {
                    return Err(format!("the transport closed: {reason:?}").into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends one packet of the track; `true` when a frame is complete (or nothing can be sent).
    pub fn publish(&mut self, now_ns: u64) -> bool {
        let (Some(publisher), Some((sealer, _)), Some(path)) =
            (&mut self.publisher, &self.keys, self.path)
        else {
            return true;
        };
        let Some((packet, last)) = publisher.next(now_ns, sealer) else {
            return true;
        };
        send(&self.socket, packet, path);
        self.sent += 1;
        last
    }

    fn report(&mut self) {
        let ssrc = self.ssrc();
        let (Some((sealer, _)), Some(path)) = (&mut self.keys, self.path) else {
            return;
        };
        let blocks: Vec<ReportBlock> = self
            .reception
            .highest()
            .take(31)
            .map(|(ssrc, highest_seq)| ReportBlock {
                ssrc,
                highest_seq,
                ..ReportBlock::default()
            })
            .collect();
        let mut compound = [0; 1_200];
        let mut writer = Writer::new(&mut compound);
        if !writer.rr(ssrc, &blocks) || !writer.sdes(ssrc, "bench") {
            return;
        }
        let len = writer.finish();
        if let Some(bytes) = sealer
            .seal_rtcp(&mut compound, len)
            .and_then(|sealed| compound.get(..sealed))
        {
            send(&self.socket, bytes, path);
        }
    }
}

/// What the kernel does not take is lost, as on any network; the counts show it.
fn send(socket: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    let _ = rustix::net::sendto(socket, bytes, SendFlags::empty(), &to);
}
