//! One peer's transport: the state machine around a media-less `Rtc`.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use rapat_wire::session::{DataChannel, IceCredentials};
use rapat_wire::srtp::KeyingMaterial;
use str0m::channel::ChannelData;
use str0m::config::DtlsCert;
use str0m::crypto::Fingerprint;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceCreds, Input, Output as RtcOutput, Rtc, RtcConfig};

use crate::certificate::Certificate;
use crate::channels::{self, Channels, SendError};
use crate::keys;
use crate::limits::{
    DISCONNECTED_AFTER, GONE_AFTER, HANDSHAKE_WITHIN, MESSAGE_MAX_BYTES, OUTPUTS_MAX,
    SEND_BUFFER_BYTES,
};
use crate::stun::{self, Authentic};

/// What str0m believes to be our addresses. It only compares them with each other; which socket a
/// datagram really came by is the caller's knowledge. One of each family, as pairs do not mix them.
const LOCAL_V4: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9);
const LOCAL_V6: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 9);
/// First bytes of RTP and RTCP (RFC 7983): str0m may never send those, see `keys.rs`.
const SRTP_RANGE: std::ops::RangeInclusive<u8> = 128..=191;

/// Why a transport ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// No authenticated STUN for 15 s.
    IceTimeout,
    /// Fingerprint, alert, or not done in time.
    DtlsFailed,
    /// The peer said goodbye (`close_notify` or SCTP abort).
    ByClient,
    /// The peer broke a limit or the SCTP protocol.
    Abuse,
}

/// What a transport wants of its caller.
#[derive(Debug)]
pub enum Output {
    /// Send this datagram.
    Send {
        /// Path address, as given to `handle_datagram`.
        to: SocketAddr,
        /// STUN or DTLS.
        bytes: Vec<u8>,
    },
    /// From now on media goes to and is accepted from this address: authenticated and nominated.
    Path(SocketAddr),
    /// SRTP keys; before `Connected`, once per handshake.
    Keys(KeyingMaterial),
    /// ICE and DTLS are done, or the path works again after `Disconnected`.
    Connected,
    /// No authenticated STUN for 6 s.
    Disconnected,
    /// A channel can be used in both directions.
    ChannelOpen {
        /// Which.
        channel: DataChannel,
    },
    /// A data message.
    Message {
        /// On which channel.
        channel: DataChannel,
        /// At most 64,000 bytes.
        payload: Vec<u8>,
    },
    /// The end; nothing follows.
    Closed(CloseReason),
}

/// One peer's ICE, DTLS and SCTP.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts; a product of enums would hide that"
)]
pub struct Transport {
    rtc: Rtc,
    certificate: Certificate,
    is_server: bool,
    local_ice: IceCredentials,
    remote_ice: Option<IceCredentials>,
    channels: Channels,
    outputs: VecDeque<Output>,
    rtc_timeout: Option<Instant>,
    born: Instant,
    first_heard: Option<Instant>,
    last_heard: Option<Instant>,
    heard_from: Vec<SocketAddr>,
    path: Option<SocketAddr>,
    dtls_started: bool,
    dtls_done: bool,
    connected: bool,
    closed: bool,
}

/// Addresses that one peer may prove at a time; browsers try a handful of interfaces.
const ADDRESSES_MAX: usize = 16;

impl Transport {
    /// The SFU's end: ICE-lite, DTLS server (`a=setup:passive`), SCTP server.
    #[must_use]
    pub fn server(now: Instant, certificate: &Certificate, local_ice: IceCredentials) -> Self {
        Self::new(now, certificate, local_ice, true)
    }

    /// A client's end: full ICE, DTLS client. For the load generator and tests.
    #[must_use]
    pub fn client(now: Instant, certificate: &Certificate, local_ice: IceCredentials) -> Self {
        Self::new(now, certificate, local_ice, false)
    }

    fn new(
        now: Instant,
        certificate: &Certificate,
        local_ice: IceCredentials,
        is_server: bool,
    ) -> Self {
        let cert: DtlsCert = certificate.cert.clone();
        let mut rtc = RtcConfig::new()
            .set_crypto_provider(certificate.provider.clone())
            .set_dtls_cert(cert)
            .set_local_ice_credentials(creds(&local_ice))
            .set_ice_lite(is_server)
            .clear_codecs()
            .set_sctp_max_buffered_amount(SEND_BUFFER_BYTES)
            .build(now);
        for address in [LOCAL_V4, LOCAL_V6] {
            if let Ok(candidate) = Candidate::host(address, Protocol::Udp) {
                rtc.add_local_candidate(candidate);
            }
        }
        rtc.direct_api().set_ice_controlling(!is_server);
        Self {
            rtc,
            certificate: certificate.clone(),
            is_server,
            local_ice,
            remote_ice: None,
            channels: Channels::default(),
            outputs: VecDeque::new(),
            rtc_timeout: None,
            born: now,
            first_heard: None,
            last_heard: None,
            heard_from: Vec::new(),
            path: None,
            dtls_started: false,
            dtls_done: false,
            connected: false,
            closed: false,
        }
    }

    /// The peer's credentials and certificate hash, from its SDP. Again with new credentials = ICE
    /// restart (RFC 8445 §9): DTLS and data channels live on. Only `sha-256` is accepted.
    pub fn set_remote(
        &mut self,
        now: Instant,
        ice: &IceCredentials,
        fingerprint: &(String, Vec<u8>),
    ) {
        if self.closed {
            return;
        }
        if !fingerprint.0.eq_ignore_ascii_case("sha-256") {
            return self.close_with(CloseReason::DtlsFailed);
        }
        let changed = self.remote_ice.as_ref() != Some(ice);
        let mut api = self.rtc.direct_api();
        if changed {
            api.set_remote_ice_credentials(creds(ice));
            self.remote_ice = Some(ice.clone());
        }
        if !self.dtls_started {
            api.set_remote_fingerprint(Fingerprint {
                hash_func: "sha-256".to_owned(),
                bytes: fingerprint.1.clone(),
            });
            let started = api.start_dtls(!self.is_server);
            api.start_sctp(!self.is_server);
            self.dtls_started = true;
            if started.is_err() {
                return self.close_with(CloseReason::DtlsFailed);
            }
        }
        self.drive(now);
    }

    /// Our new credentials for an ICE restart; call before [`Self::set_remote`] with the peer's new ones.
    pub fn restart_ice(&mut self, local_ice: IceCredentials) {
        self.rtc
            .direct_api()
            .set_local_ice_credentials(creds(&local_ice));
        self.local_ice = local_ice;
    }

    /// Client role: where the peer can be reached.
    pub fn add_remote_candidate(&mut self, now: Instant, address: SocketAddr) {
        if let Ok(candidate) = Candidate::host(address, Protocol::Udp) {
            self.rtc.add_remote_candidate(candidate);
            self.drive(now);
        }
    }

    /// Client role: opens the three channels.
    pub fn open_channels(&mut self, now: Instant) {
        for channel in [
            DataChannel::Reliable,
            DataChannel::Lossy,
            DataChannel::DataTrack,
        ] {
            self.rtc
                .direct_api()
                .create_data_channel(channels::config(channel));
        }
        self.drive(now);
    }

    /// A STUN or DTLS datagram from `from`. Anything else, and DTLS from an address that has not
    /// proven itself by STUN, is ignored.
    pub fn handle_datagram(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        if self.closed {
            return;
        }
        match datagram.first() {
            Some(0..=3) => {
                let remote_pwd = self.remote_ice.as_ref().map(|ice| ice.pwd.as_str());
                match stun::authenticate(
                    datagram,
                    &self.certificate.provider,
                    &self.local_ice.pwd,
                    remote_pwd,
                ) {
                    Some(authentic) => self.hear(now, from, authentic),
                    None => return,
                }
            }
            Some(20..=63) if self.heard_from.contains(&from) => {}
            _ => return,
        }
        let Ok(contents) = datagram.try_into() else {
            return;
        };
        let destination = local_for(from);
        let receive = Receive {
            proto: Protocol::Udp,
            source: from,
            destination,
            contents,
        };
        if self.rtc.handle_input(Input::Receive(now, receive)).is_err() {
            return self.close_with(if self.dtls_done {
                CloseReason::Abuse
            } else {
                CloseReason::DtlsFailed
            });
        }
        self.drive(now);
    }

    fn hear(&mut self, now: Instant, from: SocketAddr, authentic: Authentic) {
        self.first_heard.get_or_insert(now);
        self.last_heard = Some(now);
        if !self.heard_from.contains(&from) {
            if self.heard_from.len() >= ADDRESSES_MAX {
                self.heard_from.remove(0);
            }
            self.heard_from.push(from);
        }
        let nominates = matches!(authentic, Authentic::Request(true) | Authentic::Response);
        let is_first = self.path.is_none();
        if (nominates || is_first) && self.path != Some(from) {
            self.path = Some(from);
            self.outputs.push_back(Output::Path(from));
        }
        if self.dtls_done && !self.connected {
            self.connected = true;
            self.outputs.push_back(Output::Connected);
        }
    }

    /// Time has come to what [`Self::next_timeout`] said (or later).
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if let Some(reason) = self.overdue(now) {
            return self.close_with(reason);
        }
        if self.connected
            && self
                .last_heard
                .is_some_and(|heard| now >= heard + DISCONNECTED_AFTER)
        {
            self.connected = false;
            self.outputs.push_back(Output::Disconnected);
        }
        if self.rtc_timeout.is_some_and(|due| due <= now) {
            if self.rtc.handle_input(Input::Timeout(now)).is_err() {
                return self.close_with(CloseReason::DtlsFailed);
            }
            self.drive(now);
        }
    }

    fn overdue(&self, now: Instant) -> Option<CloseReason> {
        match (self.first_heard, self.last_heard) {
            (_, Some(heard)) if now >= heard + GONE_AFTER => Some(CloseReason::IceTimeout),
            (Some(first), _) if !self.dtls_done && now >= first + HANDSHAKE_WITHIN => {
                Some(CloseReason::DtlsFailed)
            }
            (None, _) if self.is_server && now >= self.born + HANDSHAKE_WITHIN => {
                Some(CloseReason::IceTimeout)
            }
            _ => None,
        }
    }

    /// When to call [`Self::handle_timeout`] at the latest; `None` after the end.
    #[must_use]
    pub fn next_timeout(&self) -> Option<Instant> {
        if self.closed {
            return None;
        }
        let alive = match (self.connected, self.last_heard) {
            (true, Some(heard)) => heard + DISCONNECTED_AFTER,
            (false, Some(heard)) => {
                let first = self.first_heard.unwrap_or(heard);
                if self.dtls_done {
                    heard + GONE_AFTER
                } else {
                    (first + HANDSHAKE_WITHIN).min(heard + GONE_AFTER)
                }
            }
            _ => self.born + HANDSHAKE_WITHIN,
        };
        Some(self.rtc_timeout.map_or(alive, |due| due.min(alive)))
    }

    /// The next thing to do; `None` = wait.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Sends one message.
    ///
    /// # Errors
    /// See [`SendError`]; nothing was sent then.
    pub fn send(
        &mut self,
        now: Instant,
        channel: DataChannel,
        payload: &[u8],
    ) -> Result<(), SendError> {
        if self.closed {
            return Err(SendError::Closed);
        }
        if payload.len() > MESSAGE_MAX_BYTES {
            return Err(SendError::TooLong);
        }
        let id = self.channels.id(channel).ok_or(SendError::NotOpen)?;
        let mut handle = self.rtc.channel(id).ok_or(SendError::NotOpen)?;
        let written = handle.write(true, payload);
        self.drive(now);
        match written {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Full),
            Err(_) => Err(SendError::Closed),
        }
    }

    /// Says goodbye: the outputs that follow hold a `close_notify`. Idempotent; no `Closed` follows.
    pub fn close(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if self.rtc.close().is_ok() {
            self.drive(now);
        }
        self.closed = true;
        self.outputs
            .retain(|output| matches!(output, Output::Send { .. }));
    }

    fn close_with(&mut self, reason: CloseReason) {
        // Keys of a handshake that failed half way belong to nobody.
        let _ = keys::take();
        if !self.closed {
            self.closed = true;
            self.rtc.disconnect();
            self.outputs.push_back(Output::Closed(reason));
        }
    }

    /// Drains str0m down to its timeout, which its contract asks for after every mutation.
    fn drive(&mut self, now: Instant) {
        loop {
            let output = self.rtc.poll_output();
            // Emptied on every path, so that one peer's keys can never wait there for the next peer;
            // given out only when the same call found the peer's certificate in order.
            let keys = keys::take();
            if let Some(keys) = keys.filter(|_| output.is_ok()) {
                self.dtls_done = true;
                self.outputs.push_back(Output::Keys(keys));
            }
            match output {
                Ok(RtcOutput::Timeout(due)) => {
                    self.rtc_timeout = (due > now).then_some(due).or(Some(now));
                    break;
                }
                Ok(RtcOutput::Transmit(transmit)) => {
                    self.transmit(transmit.destination, &transmit.contents);
                }
                Ok(RtcOutput::Event(event)) => self.on_event(event),
                Err(_) => {
                    let reason = if self.dtls_done {
                        CloseReason::Abuse
                    } else {
                        CloseReason::DtlsFailed
                    };
                    return self.close_with(reason);
                }
            }
            if self.outputs.len() > OUTPUTS_MAX {
                return self.close_with(CloseReason::Abuse);
            }
        }
        if !self.closed && !self.rtc.is_alive() {
            self.close_with(CloseReason::ByClient);
        }
    }

    fn transmit(&mut self, to: SocketAddr, bytes: &[u8]) {
        if bytes
            .first()
            .is_some_and(|first| !SRTP_RANGE.contains(first))
        {
            self.outputs.push_back(Output::Send {
                to,
                bytes: bytes.to_vec(),
            });
        }
    }

    fn on_event(&mut self, event: Event) {
        match event {
            Event::Connected if !self.connected => {
                self.connected = true;
                self.outputs.push_back(Output::Connected);
            }
            Event::ChannelOpen(id, label) => {
                if let Some(channel) = self.channels.open(id, &label) {
                    self.outputs.push_back(Output::ChannelOpen { channel });
                }
            }
            Event::ChannelData(ChannelData { id, data, .. }) => {
                if let Some(channel) = self
                    .channels
                    .channel(id)
                    .filter(|_| data.len() <= MESSAGE_MAX_BYTES)
                {
                    self.outputs.push_back(Output::Message {
                        channel,
                        payload: data,
                    });
                }
            }
            Event::ChannelClose(id) => self.channels.close(id),
            _ => {}
        }
    }
}

fn creds(ice: &IceCredentials) -> IceCreds {
    IceCreds {
        ufrag: ice.ufrag.clone(),
        pass: ice.pwd.clone(),
    }
}

fn local_for(remote: SocketAddr) -> SocketAddr {
    if remote.is_ipv4() { LOCAL_V4 } else { LOCAL_V6 }
}
