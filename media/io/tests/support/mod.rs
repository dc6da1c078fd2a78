//! A WebRTC client for tests: one real socket, a client transport, and offers as small as they may be.
#![allow(dead_code)] // each test file uses its part

pub mod meeting;

use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use rapat_transport::{Certificate, Output, Transport};
use rapat_wire::demux::{PacketKind, classify};
use rapat_wire::rtp::{RtpHeader, write_header};
use rapat_wire::session::{DataChannel, ExtMap, IceCredentials};
use rapat_wire::srtp::{Opener, Sealer};

/// Opus, as the offers number it.
const OPUS_PT: u8 = 111;

/// Which way the offered audio section goes, seen from the client.
#[derive(Clone, Copy)]
pub enum Audio {
    /// The client sends with this SSRC.
    Sends(u32),
    /// The client receives.
    Receives,
}

/// See the module.
pub struct Client {
    pub socket: UdpSocket,
    transport: Transport,
    ice: IceCredentials,
    fingerprint: (String, Vec<u8>),
    server: Option<SocketAddr>,
    keys: Option<(Sealer, Opener)>,
    sent: u16,
    pub is_connected: bool,
    pub open: Vec<DataChannel>,
    pub messages: Vec<(DataChannel, Vec<u8>)>,
    /// SSRC and payload of the RTP packets that came.
    pub packets: Vec<(u32, Vec<u8>)>,
}

impl Client {
    pub fn new(ufrag: &str) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let certificate = Certificate::generate();
        let ice = IceCredentials {
            ufrag: ufrag.to_owned(),
            pwd: format!("{ufrag}-0123456789abcdefghij"),
        };
        Self {
            socket,
            transport: Transport::client(Instant::now(), &certificate, ice.clone()),
            ice,
            fingerprint: certificate.fingerprint(),
            server: None,
            keys: None,
            sent: 0,
            is_connected: false,
            open: Vec::new(),
            messages: Vec::new(),
            packets: Vec::new(),
        }
    }

    /// One audio section (mid 0) and data channels (mid 1).
    pub fn offer(&self, audio: Audio) -> String {
        let common = format!(
            "c=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=fingerprint:{} {}\r\n",
            self.ice.ufrag,
            self.ice.pwd,
            self.fingerprint.0,
            hex(&self.fingerprint.1),
        );
        let direction = match audio {
            Audio::Sends(ssrc) => {
                format!("a=sendonly\r\na=msid:stream cid\r\na=ssrc:{ssrc} cname:c\r\n")
            }
            Audio::Receives => "a=recvonly\r\n".to_owned(),
        };
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
             m=audio 9 UDP/TLS/RTP/SAVPF {OPUS_PT}\r\n{common}a=mid:0\r\n{direction}a=rtcp-mux\r\n\
             a=rtpmap:{OPUS_PT} opus/48000/2\r\n\
             m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n{common}a=mid:1\r\na=sctp-port:5000\r\n"
        )
    }

    /// Starts the checks towards what the answer says.
    pub fn accept(&mut self, answer: &str) {
        let now = Instant::now();
        let value = |name: &str| {
            let prefix = format!("a={name}:");
            answer
                .lines()
                .find_map(|line| line.strip_prefix(&prefix))
                .unwrap()
                .to_owned()
        };
        let ice = IceCredentials {
            ufrag: value("ice-ufrag"),
            pwd: value("ice-pwd"),
        };
        let fingerprint = value("fingerprint");
        let (hash, bytes) = fingerprint.split_once(' ').unwrap();
        let bytes = bytes
            .split(':')
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect();
        let candidate = value("candidate");
        let fields: Vec<&str> = candidate.split(' ').collect();
        let server = format!("{}:{}", fields[4], fields[5]).parse().unwrap();
        self.server = Some(server);
        self.transport
            .set_remote(now, &ice, &(hash.to_lowercase(), bytes));
        self.transport.add_remote_candidate(now, server);
        self.transport.open_channels(now);
    }

    /// Takes what waits on the socket and runs what is due; never waits.
    pub fn step(&mut self) {
        let mut buffer = [0; 2048];
        while let Ok((len, from)) = self.socket.recv_from(&mut buffer) {
            let datagram = &mut buffer[..len];
            match classify(datagram) {
                PacketKind::Rtp => self.take_rtp(datagram),
                PacketKind::Stun | PacketKind::Dtls => {
                    self.transport
                        .handle_datagram(Instant::now(), from, datagram);
                    self.drain();
                }
                _ => {}
            }
        }
        if self.next_timeout().is_some_and(|due| due <= Instant::now()) {
            self.transport.handle_timeout(Instant::now());
        }
        self.drain();
    }

    /// Where the answer said that the server is.
    pub fn server_port(&self) -> u16 {
        self.server.unwrap().port()
    }

    pub fn next_timeout(&self) -> Option<Instant> {
        self.transport.next_timeout()
    }

    /// Sends one Opus packet.
    pub fn send_audio(&mut self, ssrc: u32, payload: &[u8]) {
        let (sealer, _) = self.keys.as_ref().unwrap();
        let mut packet = [0; 1500];
        let timestamp = u32::from(self.sent) * 960;
        let header = write_header(
            &mut packet,
            OPUS_PT,
            false,
            self.sent,
            timestamp,
            ssrc,
            &[],
            false,
        )
        .unwrap();
        packet[header..header + payload.len()].copy_from_slice(payload);
        let len = sealer
            .seal_rtp(&mut packet, header, header + payload.len(), 0)
            .unwrap();
        self.sent += 1;
        self.socket
            .send_to(&packet[..len], self.server.unwrap())
            .unwrap();
    }

    pub fn send_message(&mut self, channel: DataChannel, payload: &[u8]) {
        self.transport
            .send(Instant::now(), channel, payload)
            .unwrap();
        self.drain();
    }

    pub fn close(&mut self) {
        self.transport.close(Instant::now());
        self.drain();
    }

    fn take_rtp(&mut self, packet: &mut [u8]) {
        let (_, opener) = self.keys.as_ref().unwrap();
        let header = RtpHeader::parse(packet, &ExtMap::default()).unwrap();
        let len = opener
            .open_rtp(packet, header.header_len, u64::from(header.seq))
            .unwrap();
        let payload = header.payload_range(&packet[..len]).unwrap();
        self.packets.push((header.ssrc, packet[payload].to_vec()));
    }

    fn drain(&mut self) {
        while let Some(output) = self.transport.poll() {
            match output {
                Output::Send { to, bytes } => drop(self.socket.send_to(&bytes, to).unwrap()),
                Output::Keys(keys) => self.keys = keys.client_contexts(),
                Output::Connected => self.is_connected = true,
                Output::ChannelOpen { channel } => self.open.push(channel),
                Output::Message { channel, payload } => self.messages.push((channel, payload)),
                Output::Path(_) | Output::Disconnected | Output::Closed(_) => {}
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .join(":")
}
