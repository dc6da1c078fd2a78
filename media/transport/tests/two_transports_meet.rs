//! A client and a server transport over an in-memory link, in virtual time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rapat_transport::{Certificate, CloseReason, Output, SendError, Transport};
use rapat_wire::session::{DataChannel, IceCredentials};
use rapat_wire::srtp::KeyingMaterial;

const SERVER: &str = "127.0.0.1:7000";
const CLIENT: &str = "127.0.0.1:5000";

fn ice(ufrag: &str) -> IceCredentials {
    IceCredentials {
        ufrag: ufrag.to_owned(),
        pwd: format!("{ufrag}-0123456789abcdefghij"),
    }
}

#[derive(Default)]
struct Seen {
    keys: Vec<KeyingMaterial>,
    connected: usize,
    disconnected: usize,
    open: Vec<DataChannel>,
    messages: Vec<(DataChannel, Vec<u8>)>,
    closed: Option<CloseReason>,
    paths: Vec<SocketAddr>,
}

struct End {
    transport: Transport,
    address: SocketAddr,
    seen: Seen,
}

impl End {
    /// Takes every output; answers the datagrams to carry.
    fn drain(&mut self) -> Vec<Vec<u8>> {
        let mut sends = Vec::new();
        while let Some(output) = self.transport.poll() {
            match output {
                Output::Send { bytes, .. } => sends.push(bytes),
                Output::Path(address) => self.seen.paths.push(address),
                Output::Keys(keys) => self.seen.keys.push(keys),
                Output::Connected => self.seen.connected += 1,
                Output::Disconnected => self.seen.disconnected += 1,
                Output::ChannelOpen { channel } => self.seen.open.push(channel),
                Output::Message { channel, payload } => self.seen.messages.push((channel, payload)),
                Output::Closed(reason) => self.seen.closed = Some(reason),
            }
        }
        sends
    }
}

struct Link {
    now: Instant,
    client: End,
    server: End,
    up: bool,
}

impl Link {
    fn new(wrong_fingerprint: bool) -> Self {
        let now = Instant::now();
        let (ours, theirs) = (Certificate::generate(), Certificate::generate());
        let mut server = Transport::server(now, &ours, ice("serv"));
        let mut client = Transport::client(now, &theirs, ice("clie"));
        let mut expected = theirs.fingerprint();
        if wrong_fingerprint {
            expected.1[0] ^= 1;
        }
        server.set_remote(now, &ice("clie"), &expected);
        client.set_remote(now, &ice("serv"), &ours.fingerprint());
        client.add_remote_candidate(now, SERVER.parse().unwrap());
        client.open_channels(now);
        let end = |transport, address: &str| End {
            transport,
            address: address.parse().unwrap(),
            seen: Seen::default(),
        };
        Self {
            now,
            client: end(client, CLIENT),
            server: end(server, SERVER),
            up: true,
        }
    }

    /// Carries datagrams and time for `span`.
    fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            for _ in 0..20 {
                let up = self.client.drain();
                let down = self.server.drain();
                if up.is_empty() && down.is_empty() {
                    break;
                }
                if self.up {
                    for bytes in up {
                        self.server.transport.handle_datagram(
                            self.now,
                            self.client.address,
                            &bytes,
                        );
                    }
                    for bytes in down {
                        self.client.transport.handle_datagram(
                            self.now,
                            self.server.address,
                            &bytes,
                        );
                    }
                }
            }
            self.now += Duration::from_millis(10);
            for side in [&mut self.client, &mut self.server] {
                if side
                    .transport
                    .next_timeout()
                    .is_some_and(|due| due <= self.now)
                {
                    side.transport.handle_timeout(self.now);
                }
            }
        }
    }
}

#[test]
fn both_ends_connect_and_agree_on_srtp_keys() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    assert_eq!(
        (link.client.seen.connected, link.server.seen.connected),
        (1, 1)
    );
    assert_eq!(link.client.seen.keys.len(), 1);
    assert_eq!(link.client.seen.keys, link.server.seen.keys);
    assert_eq!(
        link.server.seen.paths,
        [CLIENT.parse::<SocketAddr>().unwrap()]
    );
}

#[test]
fn what_one_end_seals_the_other_opens() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    let (sealer, _) = link.server.seen.keys[0].server_contexts().unwrap();
    let (_, opener) = link.client.seen.keys[0].client_contexts().unwrap();
    let mut packet = [0u8; 128];
    packet[0] = 0x80;
    packet[3] = 7;
    packet[12..16].copy_from_slice(b"rtp!");
    let sealed = sealer.seal_rtp(&mut packet, 12, 16, 0).unwrap();
    assert_eq!(opener.open_rtp(&mut packet[..sealed], 12, 7), Some(16));
    assert_eq!(&packet[12..16], b"rtp!");
}

#[test]
fn messages_pass_both_ways_on_the_three_channels() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    let mut open = link.server.seen.open.clone();
    open.sort_by_key(|channel| *channel as u8);
    assert_eq!(
        open,
        [
            DataChannel::Reliable,
            DataChannel::Lossy,
            DataChannel::DataTrack
        ]
    );
    let now = link.now;
    link.client
        .transport
        .send(now, DataChannel::Reliable, &vec![1; 60_000])
        .unwrap();
    link.server
        .transport
        .send(now, DataChannel::Lossy, b"pong")
        .unwrap();
    link.run(Duration::from_secs(2));
    assert_eq!(
        link.server.seen.messages,
        [(DataChannel::Reliable, vec![1; 60_000])]
    );
    assert_eq!(
        link.client.seen.messages,
        [(DataChannel::Lossy, b"pong".to_vec())]
    );
    assert_eq!(
        link.client
            .transport
            .send(link.now, DataChannel::Lossy, &vec![0; 64_001]),
        Err(SendError::TooLong)
    );
}

#[test]
fn a_foreign_certificate_is_refused() {
    let mut link = Link::new(true);
    link.run(Duration::from_secs(3));
    assert_eq!(link.server.seen.closed, Some(CloseReason::DtlsFailed));
    assert_eq!(link.server.seen.connected, 0);
    assert!(
        link.server.seen.keys.is_empty(),
        "no keys of a stranger leave the transport"
    );
}

#[test]
fn silence_disconnects_after_six_seconds_and_ends_after_fifteen() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    link.up = false;
    link.run(Duration::from_secs(9));
    assert_eq!(
        (link.server.seen.disconnected, link.server.seen.closed),
        (1, None)
    );
    link.run(Duration::from_secs(10));
    assert_eq!(link.server.seen.closed, Some(CloseReason::IceTimeout));
    assert!(link.server.transport.next_timeout().is_none());
}

#[test]
fn a_path_that_comes_back_connects_again() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    link.up = false;
    link.run(Duration::from_secs(10));
    assert_eq!(link.server.seen.disconnected, 1);
    link.up = true;
    link.run(Duration::from_secs(5));
    assert_eq!(
        (link.server.seen.connected, link.server.seen.closed),
        (2, None)
    );
}

#[test]
fn garbage_and_strangers_change_nothing() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    let stranger: SocketAddr = "127.0.0.1:6666".parse().unwrap();
    let now = link.now;
    for first in 0..=255u8 {
        for len in [1usize, 12, 20, 100] {
            let mut bytes = vec![0xa5; len];
            bytes[0] = first;
            link.server.transport.handle_datagram(now, stranger, &bytes);
            link.server
                .transport
                .handle_datagram(now, link.client.address, &bytes);
        }
    }
    link.run(Duration::from_secs(2));
    assert_eq!(link.server.seen.closed, None);
    assert_eq!(link.server.seen.paths.len(), 1);
}

#[test]
fn an_ice_restart_moves_the_path_and_keeps_keys_and_channels() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    let now = link.now;
    link.server.transport.restart_ice(ice("ser2"));
    link.client.transport.restart_ice(ice("cli2"));
    let (server_print, client_print) = (
        Certificate::generate().fingerprint(),
        Certificate::generate().fingerprint(),
    );
    link.server
        .transport
        .set_remote(now, &ice("cli2"), &client_print);
    link.client
        .transport
        .set_remote(now, &ice("ser2"), &server_print);
    link.client.address = "127.0.0.1:5001".parse().unwrap();
    link.client
        .transport
        .add_remote_candidate(now, SERVER.parse().unwrap());
    link.run(Duration::from_secs(4));
    assert_eq!(
        link.server.seen.paths.last(),
        Some(&"127.0.0.1:5001".parse().unwrap())
    );
    assert_eq!(link.server.seen.keys.len(), 1);
    link.client
        .transport
        .send(link.now, DataChannel::Reliable, b"still here")
        .unwrap();
    link.run(Duration::from_secs(2));
    assert_eq!(
        link.server.seen.messages,
        [(DataChannel::Reliable, b"still here".to_vec())]
    );
}

#[test]
fn a_goodbye_ends_the_other_end() {
    let mut link = Link::new(false);
    link.run(Duration::from_secs(3));
    let now = link.now;
    link.client.transport.close(now);
    link.run(Duration::from_secs(2));
    assert_eq!(link.server.seen.closed, Some(CloseReason::ByClient));
}
