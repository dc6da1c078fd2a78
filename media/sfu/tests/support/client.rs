//! A simulated client: real ICE, DTLS and SRTP, media made by hand.

use std::collections::HashMap;
use std::time::Instant;

use rapat_sfu::arena::Path;
use rapat_sfu::ids::PeerId;
use rapat_transport::{Certificate, Output, Transport};
use rapat_wire::demux::{PacketKind, classify};
use rapat_wire::rtcp::Writer;
use rapat_wire::rtp::{RtpHeader, write_header};
use rapat_wire::session::{DataChannel, Ext, ExtMap, IceCredentials, Session};
use rapat_wire::srtp::{Opener, ReplayWindow, Sealer};

use super::link::Link;

/// One packet as the client got it.
#[derive(Clone, Debug)]
pub struct Rtp {
    pub header: RtpHeader,
    pub index: u64,
    pub payload: Vec<u8>,
    pub mid: Option<Vec<u8>>,
    pub described: Option<Vec<u8>>,
    pub audio_level: Option<Vec<u8>>,
    pub abs_send_time: Option<Vec<u8>>,
    pub playout_delay: Option<Vec<u8>>,
    pub transport_seq: Option<u16>,
    pub at: Instant,
}

/// What to put into one packet.
#[derive(Clone, Debug, Default)]
pub struct Outgoing<'a> {
    pub ssrc: u32,
    pub pt: u8,
    pub seq: u64,
    pub timestamp: u32,
    pub marker: bool,
    pub exts: &'a [(Ext, &'a [u8])],
    pub payload: &'a [u8],
    /// Bytes of padding, 0 = none.
    pub padding: u8,
}

pub struct Client {
    pub id: PeerId,
    pub path: Path,
    pub transport: Transport,
    pub session: Session,
    pub server_fingerprint: (String, Vec<u8>),
    pub sealer: Option<Sealer>,
    pub opener: Option<Opener>,
    pub connected: bool,
    pub rtp: Vec<Rtp>,
    pub rtcp: Vec<Vec<u8>>,
    pub messages: Vec<(DataChannel, Vec<u8>)>,
    /// Datagrams that the node gets, oldest first.
    pub outbox: Vec<Vec<u8>>,
    /// True for what the network loses on the way to this client: (header, number seen so far).
    pub loses: Box<dyn FnMut(&RtpHeader) -> bool>,
    pub duplicates: usize,
    /// A narrow way to this client; media alone goes over it.
    pub link: Option<Link>,
    windows: HashMap<u32, ReplayWindow>,
}

pub fn ice(ufrag: &str) -> IceCredentials {
    IceCredentials {
        ufrag: ufrag.to_owned(),
        pwd: format!("{ufrag}-0123456789abcdefghijkl"),
    }
}

/// Extension ids of a client; `shift` makes them differ between clients.
pub fn exts(shift: u8) -> ExtMap {
    let mut map = ExtMap {
        allow_mixed: true,
        ..ExtMap::default()
    };
    let all = [
        Ext::AudioLevel,
        Ext::AbsSendTime,
        Ext::TransportCc,
        Ext::Mid,
        Ext::Rid,
        Ext::RepairedRid,
        Ext::DependencyDescriptor,
        Ext::PlayoutDelay,
    ];
    for (index, ext) in all.into_iter().enumerate() {
        map.ids[ext as usize] = Some((index as u8 + shift) % 14 + 1);
    }
    map
}

impl Client {
    pub fn new(now: Instant, id: u64, path: Path, server: &Certificate) -> Self {
        let certificate = Certificate::generate();
        let (ours, theirs) = (
            ice(&format!("client{id:04}")),
            ice(&format!("server{id:04}")),
        );
        let mut transport = Transport::client(now, &certificate, ours.clone());
        transport.set_remote(now, &theirs, &server.fingerprint());
        transport.add_remote_candidate(now, "127.0.0.1:7000".parse().unwrap());
        transport.open_channels(now);
        let session = Session {
            local_ice: theirs,
            remote_ice: ours,
            fingerprint: certificate.fingerprint(),
            ice_restart: false,
            data_channels: true,
            exts: exts(id as u8),
            cname: format!("cname{id}"),
            up: Vec::new(),
            down: Vec::new(),
        };
        Self {
            id: PeerId(id),
            path,
            transport,
            session,
            server_fingerprint: server.fingerprint(),
            sealer: None,
            opener: None,
            connected: false,
            rtp: Vec::new(),
            rtcp: Vec::new(),
            messages: Vec::new(),
            outbox: Vec::new(),
            loses: Box::new(|_| false),
            duplicates: 0,
            link: None,
            windows: HashMap::new(),
        }
    }

    /// Takes the transport's outputs.
    pub fn settle(&mut self) {
        while let Some(output) = self.transport.poll() {
            match output {
                Output::Send { bytes, .. } => self.outbox.push(bytes),
                Output::Keys(keys) => {
                    let (sealer, opener) = keys.client_contexts().unwrap();
                    (self.sealer, self.opener) = (Some(sealer), Some(opener));
                }
                Output::Connected => self.connected = true,
                Output::Message { channel, payload } => self.messages.push((channel, payload)),
                Output::Path(_)
                | Output::Disconnected
                | Output::ChannelOpen { .. }
                | Output::Closed(_) => {}
            }
        }
    }

    /// A datagram left the node.
    pub fn arrive(&mut self, now: Instant, datagram: Vec<u8>) {
        match (&mut self.link, classify(&datagram)) {
            (Some(link), PacketKind::Rtp | PacketKind::Rtcp) => link.push(now, datagram),
            _ => self.receive(now, datagram),
        }
    }

    /// Takes what came over the link by now.
    pub fn take_arrived(&mut self, now: Instant) {
        while let Some((at, datagram)) = self.link.as_mut().and_then(|link| link.pop(now)) {
            self.receive(at, datagram);
        }
    }

    /// A datagram from the node.
    pub fn receive(&mut self, now: Instant, mut datagram: Vec<u8>) {
        match classify(&datagram) {
            PacketKind::Rtp => self.receive_rtp(now, &mut datagram),
            PacketKind::Rtcp => {
                let len = self
                    .opener
                    .as_mut()
                    .unwrap()
                    .open_rtcp(&mut datagram)
                    .expect("authentic RTCP");
                datagram.truncate(len);
                self.rtcp.push(datagram);
            }
            _ => {
                self.transport
                    .handle_datagram(now, "127.0.0.1:7000".parse().unwrap(), &datagram);
                self.settle();
            }
        }
    }

    fn receive_rtp(&mut self, now: Instant, datagram: &mut [u8]) {
        let header = RtpHeader::parse(datagram, &self.session.exts).expect("an RTP header");
        if (self.loses)(&header) {
            return;
        }
        let window = self.windows.entry(header.ssrc).or_default();
        let index = window.index_of(header.seq);
        if !window.is_fresh(index) {
            self.duplicates += 1;
            return;
        }
        let opened = self
            .opener
            .as_ref()
            .unwrap()
            .open_rtp(datagram, header.header_len, index);
        let len = opened.expect("authentic RTP under the guessed rollover counter");
        window.accept(index);
        let packet = &datagram[..len];
        let get = |ext| header.exts.get(packet, ext).map(<[u8]>::to_vec);
        self.rtp.push(Rtp {
            header,
            index,
            payload: packet[header.payload_range(packet).expect("valid padding")].to_vec(),
            mid: get(Ext::Mid),
            described: get(Ext::DependencyDescriptor),
            audio_level: get(Ext::AudioLevel),
            abs_send_time: get(Ext::AbsSendTime),
            playout_delay: get(Ext::PlayoutDelay),
            transport_seq: get(Ext::TransportCc)
                .map(|bytes| u16::from_be_bytes([bytes[0], bytes[1]])),
            at: now,
        });
    }

    /// Protects a packet and puts it on the way to the node.
    pub fn send(&mut self, packet: &Outgoing<'_>) {
        let datagram = self.protect(packet);
        self.outbox.push(datagram);
    }

    /// The protected packet.
    pub fn protect(&self, packet: &Outgoing<'_>) -> Vec<u8> {
        let ids: Vec<(u8, &[u8])> = packet
            .exts
            .iter()
            .filter_map(|(ext, value)| Some((self.session.exts.id(*ext)?, *value)))
            .collect();
        let mut buffer = vec![0; 1600];
        let (seq, roc) = (packet.seq as u16, (packet.seq >> 16) as u32);
        let header_len = write_header(
            &mut buffer,
            packet.pt,
            packet.marker,
            seq,
            packet.timestamp,
            packet.ssrc,
            &ids,
            self.session.exts.allow_mixed,
        )
        .unwrap();
        let mut len = header_len + packet.payload.len();
        buffer[header_len..len].copy_from_slice(packet.payload);
        if packet.padding > 0 {
            buffer[0] |= 0x20;
            len += packet.padding as usize;
            buffer[len - 1] = packet.padding;
        }
        let len = self
            .sealer
            .as_ref()
            .expect("connected")
            .seal_rtp(&mut buffer, header_len, len, roc)
            .unwrap();
        buffer.truncate(len);
        buffer
    }

    /// Protects an RTCP compound and puts it on the way to the node.
    pub fn send_rtcp(&mut self, fill: impl FnOnce(&mut Writer<'_>)) {
        let mut buffer = vec![0; 1400];
        let mut writer = Writer::new(&mut buffer[..1300]);
        fill(&mut writer);
        let len = writer.finish();
        let len = self
            .sealer
            .as_mut()
            .expect("connected")
            .seal_rtcp(&mut buffer, len)
            .unwrap();
        buffer.truncate(len);
        self.outbox.push(buffer);
    }

    /// Packets of one SSRC, in the order of arrival.
    pub fn of(&self, ssrc: u32) -> Vec<&Rtp> {
        self.rtp
            .iter()
            .filter(|rtp| rtp.header.ssrc == ssrc)
            .collect()
    }
}
