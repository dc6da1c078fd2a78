//! `LiveKit`'s signalling of one client, with one connection for both directions or with two: what was said
//! so far, and what each message makes of the client's links. Media is not its matter.
//!
//! One connection: the client always offers. Two: it offers the one on which it publishes, and answers the
//! server's offers of the one on which it receives; a client that publishes nothing has only the latter.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rapat_transport::Certificate;
use rapat_wire::session::Kind;

use crate::dialogue::{Dialogue, Join, Mode, Offered, PING_EVERY, Parts};
use crate::link::Link;
use crate::proto::{self, AddTrackRequest, JoinRequest, Request, Response, SessionDescription};
use crate::sdp::{self, Section};
use crate::sdp_answer;
use crate::signal::Signal;
use crate::token::join_token;

/// Sections that the server may ask for in one message.
const SECTIONS_MAX: u32 = 4_000;

/// Receiving sections of a kind in the first offer, as browsers have; the server asks for more.
const SECTIONS_FIRST: usize = 3;

/// One client's dialogue.
pub struct LiveKit {
    signal: Signal,
    mode: Mode,
    certificate: Certificate,
    tracks: Vec<Offered>,
    acknowledged: usize,
    sections: Vec<Section>,
    offers: u32,
    offer_pending: bool,
    offer_wanted: bool,
    is_published: bool,
    ping_every: Duration,
}

impl LiveKit {
    /// Joins with `link`'s credentials in the first offer (one connection).
    ///
    /// # Errors
    /// The server is not there or refuses.
    pub fn join(join: &Join<'_>, tracks: Vec<Offered>, link: &Link) -> crate::Result<Self> {
        let certificate = join.certificate;
        let now_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let own = || join_token(join.identity, join.room, now_s);
        let token = join.token.map_or_else(own, str::to_owned);
        let mut sections = vec![Section::Data];
        let (signal, offers) = match join.mode {
            Mode::Dual => (Signal::join_dual(join.server, &token, join.receives)?, 0),
            Mode::Single | Mode::Galene | Mode::Janus => {
                if join.receives {
                    for kind in [Kind::Audio, Kind::Video] {
                        let count = join.scenario.tracks_per_receiver(kind).min(SECTIONS_FIRST);
                        sections.extend((0..count).map(|_| Section::Receive(kind)));
                    }
                }
                let sdp = sdp::offer(link.ice(), &certificate.fingerprint(), 1, &sections);
                let request = join_request(join.receives, sdp);
                (Signal::join_single(join.server, &token, &request)?, 1)
            }
        };
        Ok(Self {
            signal,
            mode: join.mode,
            certificate: certificate.clone(),
            tracks,
            acknowledged: 0,
            sections,
            offers,
            offer_pending: offers > 0,
            offer_wanted: false,
            is_published: false,
            ping_every: PING_EVERY,
        })
    }

    fn on_message(&mut self, message: Response, parts: &mut Parts<'_>) -> crate::Result<()> {
        match message {
            Response::Join(joined) => {
                self.ping_every = ping_every(joined.ping_interval);
                self.add_tracks()
            }
            Response::TrackPublished(_) => self.on_track_published(parts.publishing),
            Response::MediaSections(wanted) => {
                let more = |kind, count: u32| {
                    (0..count.min(SECTIONS_MAX)).map(move |_| Section::Receive(kind))
                };
                self.sections.extend(more(Kind::Audio, wanted.num_audios));
                self.sections.extend(more(Kind::Video, wanted.num_videos));
                self.offer(parts.publishing)
            }
            Response::Answer(answer) => self.on_answer(&answer.sdp, parts),
            Response::Offer(offer) => self.on_offer(&offer, parts),
            Response::Trickle(trickle) => on_trickle(&trickle, parts),
            Response::Leave(leave) => {
                Err(format!("the server ended the session, reason {}", leave.reason).into())
            }
        }
    }

    fn add_tracks(&mut self) -> crate::Result<()> {
        for track in self.tracks.clone() {
            let (kind, source, width, height) = match track.kind {
                Kind::Audio => (proto::TRACK_AUDIO, proto::SOURCE_MICROPHONE, 0, 0),
                Kind::Video => (proto::TRACK_VIDEO, proto::SOURCE_CAMERA, 1_280, 720),
            };
            self.signal.send(Request::AddTrack(AddTrackRequest {
                cid: cid(track),
                name: cid(track),
                kind,
                width,
                height,
                source,
            }))?;
        }
        Ok(())
    }

    /// All are offered together, once the server knows all.
    fn on_track_published(&mut self, link: &Link) -> crate::Result<()> {
        self.acknowledged += 1;
        if self.acknowledged != self.tracks.len() {
            return Ok(());
        }
        let sections = self.tracks.iter().map(|track| Section::Send {
            kind: track.kind,
            ssrc: track.ssrc,
            cid: cid(*track),
        });
        self.sections.extend(sections);
        self.offer(link)
    }

    /// Offers now, or after the answer that is under way.
    fn offer(&mut self, link: &Link) -> crate::Result<()> {
        if self.offer_pending {
            self.offer_wanted = true;
            return Ok(());
        }
        self.offers += 1;
        self.offer_pending = true;
        let fingerprint = self.certificate.fingerprint();
        let sdp = sdp::offer(link.ice(), &fingerprint, self.offers, &self.sections);
        let id = self.offers;
        self.signal
            .send(Request::Offer(description("offer", sdp, id)))
    }

    fn on_answer(&mut self, sdp: &str, parts: &mut Parts<'_>) -> crate::Result<()> {
        let remote = sdp::read_remote(sdp).ok_or("an answer without ICE or fingerprint")?;
        parts.publishing.set_remote(&remote)?;
        if self.mode == Mode::Single {
            parts
                .reception
                .expect(sdp::PayloadTypes::default(), remote.transport_cc);
        }
        self.offer_pending = false;
        if std::mem::take(&mut self.offer_wanted) {
            return self.offer(parts.publishing);
        }
        self.is_published |= self
            .sections
            .iter()
            .any(|section| matches!(section, Section::Send { .. }));
        Ok(())
    }

    fn on_offer(&mut self, offer: &SessionDescription, parts: &mut Parts<'_>) -> crate::Result<()> {
        let link = parts
            .receiving
            .first_mut()
            .ok_or("an offer of the server on the only connection")?;
        let remote = sdp::read_remote(&offer.sdp).ok_or("an offer without ICE or fingerprint")?;
        let (sdp, types) =
            sdp_answer::answer(&offer.sdp, link.ice(), &self.certificate.fingerprint());
        parts.reception.expect(types, remote.transport_cc);
        link.set_remote(&remote)?;
        self.signal
            .send(Request::Answer(description("answer", sdp, offer.id)))
    }
}

impl Dialogue for LiveKit {
    fn socket(&self) -> BorrowedFd<'_> {
        self.signal.as_fd()
    }

    fn is_published(&self) -> bool {
        self.is_published
    }

    fn ping_every(&self) -> Duration {
        self.ping_every
    }

    fn turn(&mut self, parts: &mut Parts<'_>) -> crate::Result<()> {
        while let Some(message) = self.signal.poll()? {
            self.on_message(message, parts)?;
        }
        Ok(())
    }

    fn ping(&mut self, now_ms: i64) -> crate::Result<()> {
        self.signal.send(Request::Ping(now_ms))
    }

    fn leave(&mut self) -> crate::Result<()> {
        let reason = proto::CLIENT_INITIATED;
        self.signal.send(Request::Leave(proto::Leave { reason }))
    }
}

fn on_trickle(trickle: &proto::Trickle, parts: &mut Parts<'_>) -> crate::Result<()> {
    let Some(candidate) = sdp::read_trickle(&trickle.candidate_init) else {
        return Ok(()); // TCP, or the end of candidates
    };
    match (trickle.target, parts.receiving.first_mut()) {
        (proto::TARGET_SUBSCRIBER, Some(link)) => link.add_candidate(candidate),
        _ => parts.publishing.add_candidate(candidate),
    }
}

fn cid(track: Offered) -> String {
    format!("{:?}-{}", track.kind, track.ssrc).to_lowercase()
}

fn description(kind: &str, sdp: String, id: u32) -> SessionDescription {
    SessionDescription {
        kind: kind.to_owned(),
        sdp,
        id,
    }
}

fn join_request(subscribe: bool, sdp: String) -> JoinRequest {
    JoinRequest {
        client_info: Some(proto::ClientInfo {
            sdk: proto::SDK_RUST,
            version: "0.8.2".to_owned(),
            protocol: 17,
        }),
        connection_settings: Some(proto::ConnectionSettings {
            auto_subscribe: subscribe,
        }),
        publisher_offer: Some(description("offer", sdp, 1)),
    }
}

/// What the server asked for; a server that does not ask hears from us as often as clients do by default.
fn ping_every(seconds: i32) -> Duration {
    u64::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds > 0)
        .map_or(PING_EVERY, Duration::from_secs)
}
