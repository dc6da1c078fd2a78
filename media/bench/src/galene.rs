//! Galène's signalling of one client (`galene-protocol.md` of that project, version 2): JSON messages, and a peer
//! connection of its own for each stream. A client of ours publishes at most one stream.

use std::os::fd::{AsFd, BorrowedFd};

use rapat_transport::Certificate;
use serde_json::{Value, json};

use crate::dialogue::{Dialogue, Join, Offered, Parts};
use crate::link::Link;
use crate::sdp::{self, Section};
use crate::sdp_answer;
use crate::signal::Socket;

/// Where the server listens.
const PATH: &str = "/ws";
/// Name of the only stream that a client publishes.
const STREAM: &str = "stream";

/// One client's dialogue.
pub struct Galene {
    socket: Socket,
    id: String,
    certificate: Certificate,
    tracks: Vec<Offered>,
    receives: bool,
    /// Streams that come, each on the receiving link of its place.
    incoming: Vec<String>,
    is_published: bool,
}

impl Galene {
    /// Joins the group of that name.
    ///
    /// # Errors
    /// The server is not there or refuses.
    pub fn join(join: &Join<'_>, tracks: Vec<Offered>) -> crate::Result<Self> {
        let id = join.identity.to_owned();
        let mut socket = Socket::open(join.server, PATH)?;
        socket.send_text(&json!({"type": "handshake", "version": ["2"], "id": id}).to_string())?;
        let group = json!({"type": "join", "kind": "join", "group": join.room, "username": id, "password": "any"});
        socket.send_text(&group.to_string())?;
        Ok(Self {
            socket,
            id,
            certificate: join.certificate.clone(),
            tracks,
            receives: join.receives,
            incoming: Vec::new(),
            is_published: false,
        })
    }

    fn on_message(&mut self, message: &Value, parts: &mut Parts<'_>) -> crate::Result<()> {
        let text = |name: &str| message[name].as_str().unwrap_or_default();
        match (text("type"), text("kind")) {
            ("joined", "join") => self.on_joined(parts.publishing),
            ("joined", "fail") | ("usermessage", "error") => {
                Err(format!("the server refuses: {}", message["value"]).into())
            }
            ("answer", _) => {
                let remote = sdp::read_remote(text("sdp")).ok_or("an answer without ICE")?;
                parts.publishing.set_remote(&remote)?;
                self.is_published = true;
                Ok(())
            }
            ("offer", _) => self.on_offer(text("id"), text("sdp"), parts),
            ("ice", _) => self.on_candidate(text("id"), message, parts),
            ("ping", _) => self.socket.send_text(&json!({"type": "pong"}).to_string()),
            _ => Ok(()),
        }
    }

    fn on_joined(&mut self, link: &Link) -> crate::Result<()> {
        if self.receives {
            let wanted = json!({"type": "request", "request": {"": ["audio", "video"]}});
            self.socket.send_text(&wanted.to_string())?;
        }
        if self.tracks.is_empty() {
            return Ok(());
        }
        let sections: Vec<Section> = self
            .tracks
            .iter()
            .map(|track| Section::Send {
                kind: track.kind,
                ssrc: track.ssrc,
                cid: format!("{}", track.ssrc),
            })
            .collect();
        let sdp = sdp::offer(link.ice(), &self.certificate.fingerprint(), 1, &sections);
        let offer = json!({"type": "offer", "id": self.stream(), "label": "camera", "source": self.id, "username": self.id, "sdp": sdp});
        self.socket.send_text(&offer.to_string())
    }

    fn stream(&self) -> String {
        format!("{STREAM}-{}", self.id)
    }

    fn on_offer(&mut self, id: &str, offer: &str, parts: &mut Parts<'_>) -> crate::Result<()> {
        let at = self.place_of(id).unwrap_or(self.incoming.len());
        if at == self.incoming.len() {
            self.incoming.push(id.to_owned());
        }
        let link = parts
            .receiving
            .get_mut(at)
            .ok_or("more streams than people who publish")?;
        let remote = sdp::read_remote(offer).ok_or("an offer without ICE")?;
        let (sdp, types) = sdp_answer::answer(offer, link.ice(), &self.certificate.fingerprint());
        parts.reception.expect(types, remote.transport_cc);
        link.set_remote(&remote)?;
        let answer = json!({"type": "answer", "id": id, "sdp": sdp});
        self.socket.send_text(&answer.to_string())
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.incoming.iter().position(|known| known == id)
    }

    fn on_candidate(&self, id: &str, message: &Value, parts: &mut Parts<'_>) -> crate::Result<()> {
        let line = message["candidate"]["candidate"]
            .as_str()
            .unwrap_or_default();
        let Some(candidate) = sdp::read_candidate(line) else {
            return Ok(()); // TCP, IPv6, or the end of candidates
        };
        let receiving = self.place_of(id).and_then(|at| parts.receiving.get_mut(at));
        receiving.map_or(Ok(()), |link| link.add_candidate(candidate))?;
        if id == self.stream() {
            parts.publishing.add_candidate(candidate)?;
        }
        Ok(())
    }
}

impl Dialogue for Galene {
    fn socket(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    fn is_published(&self) -> bool {
        self.is_published
    }

    fn turn(&mut self, parts: &mut Parts<'_>) -> crate::Result<()> {
        while let Some(text) = self.socket.poll_text()? {
            self.on_message(&serde_json::from_str(&text)?, parts)?;
        }
        Ok(())
    }

    fn ping(&mut self, _now_ms: i64) -> crate::Result<()> {
        self.socket.send_text(&json!({"type": "ping"}).to_string())
    }

    fn leave(&mut self) -> crate::Result<()> {
        self.socket
            .send_text(&json!({"type": "join", "kind": "leave"}).to_string())
    }
}
