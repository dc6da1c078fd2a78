//! Janus's signalling of one client, for its `VideoRoom` plugin (`janus.plugin.videoroom`, multistream): JSON over
//! a WebSocket, one session, one handle for what the client publishes and one for all that it receives. The
//! transaction of a request says which one an answer is for.

use std::os::fd::{AsFd, BorrowedFd};

use rapat_transport::Certificate;
use serde_json::{Value, json};

use crate::dialogue::{Dialogue, Join, Offered, Parts};
use crate::link::Link;
use crate::sdp::{self, Section};
use crate::sdp_answer;
use crate::signal::Socket;

/// Where the server listens, and the subprotocol that it insists on.
const PATH: &str = "/";
const SUBPROTOCOL: &str = "janus-protocol";
const PLUGIN: &str = "janus.plugin.videoroom";
/// Transactions.
const CREATE: &str = "create";
const ATTACH_PUBLISHER: &str = "attach-publisher";
const ATTACH_SUBSCRIBER: &str = "attach-subscriber";
const TALK: &str = "talk";

/// One client's dialogue.
pub struct Janus {
    socket: Socket,
    room: String,
    identity: String,
    certificate: Certificate,
    tracks: Vec<Offered>,
    receives: bool,
    session: Value,
    publisher: Value,
    subscriber: Value,
    /// People whose tracks we do not have yet.
    feeds: Vec<Value>,
    subscription: Subscription,
    is_published: bool,
}

/// The server takes one change of what we receive at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subscription {
    /// Nothing was asked for.
    None,
    /// A change is under way.
    Changing,
    /// The last change is done.
    Settled,
}

impl Janus {
    /// Opens a session; the rest follows from what the server says.
    ///
    /// # Errors
    /// The server is not there or refuses.
    pub fn join(join: &Join<'_>, tracks: Vec<Offered>) -> crate::Result<Self> {
        let mut socket = Socket::open_as(join.server, PATH, SUBPROTOCOL)?;
        socket.send_text(&json!({"janus": "create", "transaction": CREATE}).to_string())?;
        Ok(Self {
            socket,
            room: join.room.to_owned(),
            identity: join.identity.to_owned(),
            certificate: join.certificate.clone(),
            tracks,
            receives: join.receives,
            session: Value::Null,
            publisher: Value::Null,
            subscriber: Value::Null,
            feeds: Vec::new(),
            subscription: Subscription::None,
            is_published: false,
        })
    }

    fn on_message(&mut self, message: &Value, parts: &mut Parts<'_>) -> crate::Result<()> {
        let text = |name: &str| message[name].as_str().unwrap_or_default();
        match (text("janus"), text("transaction")) {
            ("success", CREATE) => self.on_session(&message["data"]["id"]),
            ("success", ATTACH_PUBLISHER) => {
                self.publisher = message["data"]["id"].clone();
                let body = json!({"request": "join", "ptype": "publisher", "room": self.room, "display": self.identity});
                self.ask(&self.publisher.clone(), &body, None)
            }
            ("success", ATTACH_SUBSCRIBER) => {
                self.subscriber = message["data"]["id"].clone();
                self.subscribe()
            }
            ("event", _) => self.on_event(message, parts),
            ("error" | "timeout", _) => Err(format!("the server refuses: {message}").into()),
            _ => Ok(()),
        }
    }

    fn on_session(&mut self, id: &Value) -> crate::Result<()> {
        self.session = id.clone();
        self.attach(ATTACH_PUBLISHER)?;
        if self.receives {
            self.attach(ATTACH_SUBSCRIBER)?;
        }
        Ok(())
    }

    fn attach(&mut self, transaction: &str) -> crate::Result<()> {
        let request = json!({"janus": "attach", "plugin": PLUGIN, "session_id": self.session, "transaction": transaction});
        self.socket.send_text(&request.to_string())
    }

    fn ask(&mut self, handle: &Value, body: &Value, jsep: Option<Value>) -> crate::Result<()> {
        let mut request = json!({
            "janus": "message", "session_id": self.session, "handle_id": handle, "transaction": TALK, "body": body,
        });
        if let Some(jsep) = jsep {
            request["jsep"] = jsep;
        }
        self.socket.send_text(&request.to_string())
    }

    fn on_event(&mut self, message: &Value, parts: &mut Parts<'_>) -> crate::Result<()> {
        let data = &message["plugindata"]["data"];
        if !data["error"].is_null() {
            return Err(format!("the server refuses: {}", data["error"]).into());
        }
        if message["sender"] == self.subscriber {
            return self.on_subscription(message, parts);
        }
        if data["videoroom"] == "joined" {
            self.publish(parts.publishing)?;
        }
        if let Some(sdp) = message["jsep"]["sdp"].as_str() {
            let remote = sdp::read_remote(sdp).ok_or("an answer without ICE")?;
            parts.publishing.set_remote(&remote)?;
            self.is_published = true;
        }
        let people = data["publishers"].as_array().into_iter().flatten();
        self.feeds
            .extend(people.map(|person| json!({"feed": person["id"]})));
        self.subscribe()
    }

    fn publish(&mut self, link: &Link) -> crate::Result<()> {
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
        let offer = json!({"type": "offer", "sdp": sdp});
        let publisher = self.publisher.clone();
        self.ask(&publisher, &json!({"request": "publish"}), Some(offer))
    }

    /// Asks for everybody who is new, when nothing is under way.
    fn subscribe(&mut self) -> crate::Result<()> {
        let is_ready = self.subscription != Subscription::Changing && !self.subscriber.is_null();
        if !self.receives || !is_ready || self.feeds.is_empty() {
            return Ok(());
        }
        let streams = std::mem::take(&mut self.feeds);
        let body = if self.subscription == Subscription::None {
            json!({"request": "join", "ptype": "subscriber", "room": self.room, "streams": streams})
        } else {
            json!({"request": "subscribe", "streams": streams})
        };
        self.subscription = Subscription::Changing;
        let subscriber = self.subscriber.clone();
        self.ask(&subscriber, &body, None)
    }

    fn on_subscription(&mut self, message: &Value, parts: &mut Parts<'_>) -> crate::Result<()> {
        if message["plugindata"]["data"]["started"] == "ok" {
            self.subscription = Subscription::Settled;
            return self.subscribe();
        }
        let Some(offer) = message["jsep"]["sdp"].as_str() else {
            return Ok(());
        };
        let link = parts
            .receiving
            .first_mut()
            .ok_or("an offer to somebody who receives nothing")?;
        let remote = sdp::read_remote(offer).ok_or("an offer without ICE")?;
        let (sdp, types) = sdp_answer::answer(offer, link.ice(), &self.certificate.fingerprint());
        parts.reception.expect(types, remote.transport_cc);
        link.set_remote(&remote)?;
        let answer = json!({"type": "answer", "sdp": sdp});
        let subscriber = self.subscriber.clone();
        self.ask(&subscriber, &json!({"request": "start"}), Some(answer))
    }
}

impl Dialogue for Janus {
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
        let alive = json!({"janus": "keepalive", "session_id": self.session, "transaction": TALK});
        self.socket.send_text(&alive.to_string())
    }

    fn leave(&mut self) -> crate::Result<()> {
        let end = json!({"janus": "destroy", "session_id": self.session, "transaction": TALK});
        self.socket.send_text(&end.to_string())
    }
}
