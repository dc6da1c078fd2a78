//! One client: its dialogue with the server, its links, and what it sends or receives.

use std::os::fd::{AsFd as _, BorrowedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rapat_transport::Certificate;
use rapat_wire::demux::PacketKind;
use rapat_wire::rtcp::{Item, ReportBlock, Writer, items};
use rapat_wire::session::Kind;
use rapat_wire::srtp::Profile;

use crate::dialogue::{Dialogue, Join, Mode, Offered, PING_EVERY, Parts};
use crate::frames::Frames;
use crate::galene::Galene;
use crate::inbox::{self, Inbox};
use crate::janus::Janus;
use crate::link::Link;
use crate::livekit::LiveKit;
use crate::publisher::Publisher;
use crate::reception::Reception;
use crate::scenario::{Scenario, frame_interval};

/// Receiver reports: as browsers do for video.
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// Transport-wide feedback: browsers send one every 50-100 ms.
const FEEDBACK_EVERY: Duration = Duration::from_millis(100);
/// SSRC of the reports of those who do not send.
const REPORTER_SSRC: u32 = 1;
/// SSRCs of one participant's tracks follow each other.
const SSRCS_PER_PERSON: u32 = 4;
/// What receivers claim that their line carries: above all that a scenario sends.
const REMB_BPS: u64 = 100_000_000;
/// Place of the first receiving link among the sockets: the dialogue's and the publishing link's come before.
const FIRST_RECEIVING: usize = 2;
/// Bytes of a compound of reports.
const COMPOUND_MAX: usize = 1_200;

/// What all participants of a run share.
pub struct Shared {
    /// Signalling and metrics address.
    pub server: std::net::SocketAddr,
    /// One certificate for all: making fifty costs time and measures nothing.
    pub certificate: Certificate,
    /// What is measured.
    pub scenario: Scenario,
    /// One or two connections a client.
    pub mode: Mode,
    /// Zero of the stamps, on the clock of [`inbox::now_ns`].
    pub epoch_ns: u64,
    /// Sockets take joined datagrams.
    pub gro: bool,
    /// What they join with, in the order in which they come; beyond these, tokens and rooms of our own.
    pub tokens: Arc<[String]>,
    /// Sizes of a camera's packets.
    pub camera: Arc<Frames>,
    /// Sizes of a microphone's packets.
    pub microphone: Arc<Frames>,
}

impl Shared {
    /// Nanoseconds since the start: the stamps' clock.
    pub fn now_ns(&self) -> u64 {
        inbox::now_ns().saturating_sub(self.epoch_ns)
    }
}

/// What a participant does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Number of its room.
    pub room: usize,
    /// Publishes the scenario's tracks.
    pub publishes: bool,
    /// Subscribes to everybody else's.
    pub receives: bool,
}

struct Track {
    publisher: Publisher,
    /// Its next frame, or packet when paced.
    due: Instant,
}

/// One client.
pub struct Participant {
    /// What came.
    pub reception: Reception,
    /// What it does.
    pub role: Role,
    /// From opening the WebSocket to the first decrypted packet.
    pub join_time: Option<Duration>,
    /// To the first picture that can be decoded.
    pub picture_time: Option<Duration>,
    /// Packets published so far.
    pub sent: u64,
    dialogue: Box<dyn Dialogue>,
    publishing: Link,
    receiving: Vec<Link>,
    tracks: Vec<Track>,
    joined_at: Instant,
    next_report: Instant,
    next_feedback: Instant,
    next_ping: Instant,
}

impl Participant {
    /// Joins; the rest happens in [`Self::turn`] and [`Self::receive`].
    ///
    /// # Errors
    /// The server refuses, or sockets cannot be had.
    pub fn join(shared: &Shared, number: usize, role: Role) -> crate::Result<Self> {
        let joined_at = Instant::now();
        let open =
            |name: &str| Link::open(&shared.certificate, name, shared.gro, shared.mode.from());
        let publishing = open(&format!("{number}"))?;
        let receiving = (0..receiving_links(shared, role))
            .map(|link| open(&format!("{number}r{link}")))
            .collect::<crate::Result<Vec<_>>>()?;
        let kinds = if role.publishes {
            shared.scenario.media.kinds()
        } else {
            &[]
        };
        let ssrc = 0x1000_0000 + number as u32 * SSRCS_PER_PERSON;
        let offered: Vec<Offered> = kinds
            .iter()
            .zip(ssrc..)
            .map(|(kind, ssrc)| Offered { kind: *kind, ssrc })
            .collect();
        let dialogue = open_dialogue(shared, number, role, offered.clone(), &publishing)?;
        let tracks = offered
            .iter()
            .map(|offered| Track::new(shared, *offered, number, joined_at))
            .collect();
        Ok(Self {
            reception: Reception::default(),
            role,
            join_time: None,
            picture_time: None,
            sent: 0,
            dialogue,
            publishing,
            receiving,
            tracks,
            joined_at,
            next_report: joined_at + REPORT_EVERY,
            next_feedback: joined_at + FEEDBACK_EVERY,
            next_ping: joined_at + PING_EVERY,
        })
    }

    /// Every socket on which something may come: the dialogue's first.
    pub fn sockets(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        let links = std::iter::once(&self.publishing).chain(&self.receiving);
        std::iter::once(self.dialogue.socket()).chain(links.map(|link| link.socket.as_fd()))
    }

    /// The agreed SRTP profile; `None` before the handshake is done.
    pub fn profile(&self) -> Option<Profile> {
        self.publishing
            .profile()
            .or_else(|| self.receiving.first()?.profile())
    }

    /// Media can flow from here.
    pub fn is_publishing(&self) -> bool {
        self.dialogue.is_published() && self.publishing.is_connected()
    }

    /// The connection on which it receives works, whether or not anything comes.
    pub fn is_connected(&self) -> bool {
        self.receiving
            .first()
            .unwrap_or(&self.publishing)
            .is_connected()
    }

    /// Timers, pings and reports: every few ms is enough.
    ///
    /// # Errors
    /// The server ended the session.
    pub fn turn(&mut self, shared: &Shared, now: Instant) -> crate::Result<()> {
        self.publishing.turn(now)?;
        for link in &mut self.receiving {
            link.turn(now)?;
        }
        if now >= self.next_feedback {
            self.next_feedback = now + FEEDBACK_EVERY;
            while !self.reception.arrivals.is_empty() {
                let ssrc = self.ssrc();
                self.tell(|writer, reception| {
                    let media = reception.highest().next().map_or(0, |(ssrc, _)| ssrc);
                    reception.arrivals.write(writer, ssrc, media)
                });
            }
        }
        if now >= self.next_report {
            self.next_report = now + REPORT_EVERY;
            self.report();
        }
        if now >= self.next_ping {
            self.next_ping = now + self.dialogue.ping_every();
            let now_ms = shared.now_ns() as i64 / 1_000_000;
            self.dialogue.ping(now_ms)?;
        }
        Ok(())
    }

    /// Takes what waits on socket number `socket` of [`Self::sockets`].
    ///
    /// # Errors
    /// The server ended the session or said what we cannot use, or the transport closed.
    pub fn take(&mut self, shared: &Shared, socket: usize, inbox: &mut Inbox) -> crate::Result<()> {
        if socket == 0 {
            self.listen()
        } else {
            self.receive(shared, socket.checked_sub(FIRST_RECEIVING), inbox)
        }
    }

    fn listen(&mut self) -> crate::Result<()> {
        self.dialogue.turn(&mut Parts {
            publishing: &mut self.publishing,
            receiving: &mut self.receiving,
            reception: &mut self.reception,
        })
    }

    fn receive(
        &mut self,
        shared: &Shared,
        receiving: Option<usize>,
        inbox: &mut Inbox,
    ) -> crate::Result<()> {
        let (reception, tracks) = (&mut self.reception, &mut self.tracks);
        let link = receiving
            .and_then(|at| self.receiving.get_mut(at))
            .unwrap_or(&mut self.publishing);
        link.receive(inbox, |kind, at_ns, datagram, opener| match kind {
            PacketKind::Rtp => {
                reception.take(datagram, opener, at_ns.saturating_sub(shared.epoch_ns));
            }
            _ => {
                if let Some(len) = opener.open_rtcp(datagram) {
                    obey(datagram.get(..len).unwrap_or_default(), tracks);
                }
            }
        })?;
        if self.join_time.is_none() && self.reception.has_opened() {
            self.join_time = Some(self.joined_at.elapsed());
        }
        if self.picture_time.is_none() && self.reception.is_decodable() {
            self.picture_time = Some(self.joined_at.elapsed());
        }
        Ok(())
    }

    /// Says goodbye, as a client does whose user leaves. A connection that is gone already is left too.
    pub fn leave(mut self) {
        let _ = self.dialogue.leave();
    }

    /// Sends what is due: a whole frame of each track in a burst, or one packet when `paced`.
    pub fn publish(&mut self, shared: &Shared, paced: bool) {
        if !self.is_publishing() {
            return;
        }
        for track in &mut self.tracks {
            let now = Instant::now();
            if track.due > now {
                continue;
            }
            let frame = frame_interval(track.publisher.kind());
            let step = if paced {
                frame / track.publisher.packets_of_frame() as u32
            } else {
                frame
            };
            // A generator that fell behind does not make up for it in one burst.
            track.due = (track.due + step).max(now.checked_sub(step).unwrap_or(now));
            while let Some(last) = self
                .publishing
                .send_media(&mut track.publisher, shared.now_ns())
            {
                self.sent += 1;
                if last || paced {
                    break;
                }
            }
        }
    }

    /// When [`Self::publish`] has something to do; `None` for those who do not publish.
    pub fn next_due(&self) -> Option<Instant> {
        self.tracks.iter().map(|track| track.due).min()
    }

    fn ssrc(&self) -> u32 {
        self.tracks
            .first()
            .map_or(REPORTER_SSRC, |track| track.publisher.ssrc())
    }

    fn report(&mut self) {
        let ssrc = self.ssrc();
        self.tell(|writer, reception| {
            let blocks: Vec<ReportBlock> = reception
                .highest()
                .take(31)
                .map(|(ssrc, highest_seq)| ReportBlock {
                    ssrc,
                    highest_seq,
                    ..ReportBlock::default()
                })
                .collect();
            let sources: Vec<u32> = blocks.iter().map(|block| block.ssrc).collect();
            writer.rr(ssrc, &blocks)
                && writer.sdes(ssrc, "bench")
                && (sources.is_empty()
                    || reception.uses_transport_cc()
                    || writer.remb(ssrc, REMB_BPS, &sources))
        });
    }

    /// Sends a compound that `write` filled on each connection on which media comes; servers pass over what is
    /// about another one.
    fn tell(&mut self, write: impl FnOnce(&mut Writer<'_>, &mut Reception) -> bool) {
        let mut compound = [0; COMPOUND_MAX];
        let mut writer = Writer::new(&mut compound);
        if write(&mut writer, &mut self.reception) {
            let len = writer.finish();
            if self.receiving.is_empty() {
                self.publishing.send_rtcp(&mut compound, len);
            }
            for link in &mut self.receiving {
                link.send_rtcp(&mut compound.clone(), len);
            }
        }
    }
}

/// Connections that only receive.
fn receiving_links(shared: &Shared, role: Role) -> usize {
    match shared.mode {
        Mode::Dual | Mode::Janus => 1,
        Mode::Galene if role.receives => shared.scenario.others(),
        Mode::Single | Mode::Galene => 0,
    }
}

fn open_dialogue(
    shared: &Shared,
    number: usize,
    role: Role,
    offered: Vec<Offered>,
    link: &Link,
) -> crate::Result<Box<dyn Dialogue>> {
    let join = Join {
        server: shared.server,
        token: shared.tokens.get(number).map(String::as_str),
        room: &format!("bench-{}", role.room),
        identity: &format!("bench-{number}"),
        mode: shared.mode,
        receives: role.receives,
        scenario: shared.scenario,
        certificate: &shared.certificate,
    };
    Ok(match shared.mode {
        Mode::Galene => Box::new(Galene::join(&join, offered)?),
        Mode::Janus => Box::new(Janus::join(&join, offered)?),
        Mode::Single | Mode::Dual => Box::new(LiveKit::join(&join, offered, link)?),
    })
}

impl Track {
    fn new(shared: &Shared, offered: Offered, number: usize, now: Instant) -> Self {
        let frames = match offered.kind {
            Kind::Audio => &shared.microphone,
            Kind::Video => &shared.camera,
        };
        // Publishers start apart, as people do.
        let apart = frame_interval(offered.kind) * (number as u32 % 10) / 10;
        Self {
            publisher: Publisher::new(offered.kind, frames.clone(), offered.ssrc),
            due: now + apart,
        }
    }
}

/// Key frames that the server asks for.
fn obey(compound: &[u8], tracks: &mut [Track]) {
    for item in items(compound) {
        let media = match item {
            Item::Pli { media, .. } => Some(media),
            Item::Fir { .. } => None,
            _ => continue,
        };
        for track in tracks.iter_mut() {
            if track.publisher.kind() == Kind::Video
                && media.is_none_or(|ssrc| ssrc == track.publisher.ssrc())
            {
                track.publisher.want_key_frame();
            }
        }
    }
}
