//! Offers of a client by template, and what it needs to know of the server's answer or offer.

use std::fmt::Write as _;
use std::net::SocketAddr;

use rapat_wire::session::{IceCredentials, Kind};

/// Payload types of our offers.
pub const OPUS_PT: u8 = 111;
/// Payload types of our offers.
pub const VP8_PT: u8 = 96;
/// Payload types of our offers.
pub const RTX_PT: u8 = 97;
/// Extension ids of our offers.
pub const EXT_AUDIO_LEVEL: u8 = 1;
/// Extension ids of our offers.
pub const EXT_ABS_SEND_TIME: u8 = 2;
/// Extension ids of our offers.
pub const EXT_TRANSPORT_CC: u8 = 3;

/// Payload types in which media comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayloadTypes {
    /// Sound.
    pub opus: u8,
    /// Pictures.
    pub vp8: u8,
}

impl Default for PayloadTypes {
    fn default() -> Self {
        Self {
            opus: OPUS_PT,
            vp8: VP8_PT,
        }
    }
}

/// One `m=` section; its place in the list is its mid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Section {
    /// Data channels.
    Data,
    /// For somebody's track.
    Receive(Kind),
    /// Our own track.
    Send {
        /// Audio or video.
        kind: Kind,
        /// Ours.
        ssrc: u32,
        /// As in `AddTrackRequest`.
        cid: String,
    },
}

/// An offer with `sections`.
pub fn offer(
    ice: &IceCredentials,
    fingerprint: &(String, Vec<u8>),
    version: u32,
    sections: &[Section],
) -> String {
    let mids: Vec<String> = (0..sections.len()).map(|mid| mid.to_string()).collect();
    let mut sdp = format!(
        "v=0\r\no=- 4611 {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n",
        mids.join(" ")
    );
    let hash: Vec<String> = fingerprint
        .1
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    let common = format!(
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=ice-options:trickle\r\na=fingerprint:{} {}\r\na=setup:active\r\n",
        ice.ufrag,
        ice.pwd,
        fingerprint.0,
        hash.join(":")
    );
    for (mid, section) in sections.iter().enumerate() {
        write_section(&mut sdp, mid, section, &common);
    }
    sdp
}

fn write_section(sdp: &mut String, mid: usize, section: &Section, common: &str) {
    let (kind, sending) = match section {
        Section::Data => {
            let _ = write!(
                sdp,
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n{common}a=mid:{mid}\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n"
            );
            return;
        }
        Section::Receive(kind) => (*kind, None),
        Section::Send { kind, ssrc, cid } => (*kind, Some((*ssrc, cid))),
    };
    let (media, formats) = match kind {
        Kind::Audio => ("audio", AUDIO_LINES),
        Kind::Video => ("video", VIDEO_LINES),
    };
    let pts = match kind {
        Kind::Audio => OPUS_PT.to_string(),
        Kind::Video => format!("{VP8_PT} {RTX_PT}"),
    };
    let direction = if sending.is_some() {
        "sendonly"
    } else {
        "recvonly"
    };
    let _ = write!(
        sdp,
        "m={media} 9 UDP/TLS/RTP/SAVPF {pts}\r\n{common}a=mid:{mid}\r\n{EXTENSION_LINES}a={direction}\r\na=rtcp-mux\r\na=rtcp-rsize\r\n{formats}"
    );
    if let Some((ssrc, cid)) = sending {
        let _ = write!(
            sdp,
            "a=msid:stream {cid}\r\na=ssrc:{ssrc} cname:bench\r\na=ssrc:{ssrc} msid:stream {cid}\r\n"
        );
    }
}

const AUDIO_LINES: &str = "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";
const VIDEO_LINES: &str = "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n";
const EXTENSION_LINES: &str = "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\na=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n";

/// The other end of a connection, as its offer or answer tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// The server's.
    pub ice: IceCredentials,
    /// Hash name and hash.
    pub fingerprint: (String, Vec<u8>),
    /// First UDP candidate; `None` when they come apart from the text.
    pub candidate: Option<SocketAddr>,
    /// Transport-wide feedback is agreed on: id of its extension.
    pub transport_cc: Option<u8>,
}

/// Reads an answer or offer; `None` when credentials or fingerprint are missing.
pub fn read_remote(sdp: &str) -> Option<Remote> {
    let value = |name: &str| {
        sdp.lines()
            .find_map(|line| line.strip_prefix("a=")?.strip_prefix(name))
    };
    let (hash, hex) = value("fingerprint:")?.split_once(' ')?;
    let bytes: Option<Vec<u8>> = hex
        .trim()
        .split(':')
        .map(|byte| u8::from_str_radix(byte, 16).ok())
        .collect();
    let agreed = sdp
        .lines()
        .any(|line| line.starts_with("a=rtcp-fb:") && line.trim_end().ends_with(" transport-cc"));
    let extension = sdp
        .lines()
        .filter_map(|line| line.strip_prefix("a=extmap:")?.trim_end().split_once(' '))
        .find(|(_, uri)| uri.ends_with("transport-wide-cc-extensions-01"))
        .and_then(|(id, _)| id.split('/').next()?.parse().ok());
    Some(Remote {
        ice: IceCredentials {
            ufrag: value("ice-ufrag:")?.to_owned(),
            pwd: value("ice-pwd:")?.to_owned(),
        },
        fingerprint: (hash.to_lowercase(), bytes?),
        candidate: sdp
            .lines()
            .filter_map(|line| line.strip_prefix("a=candidate:"))
            .find_map(udp_candidate),
        transport_cc: extension.filter(|_| agreed),
    })
}

/// The address of a trickled candidate: JSON of `RTCIceCandidateInit`, of which only one member matters.
pub fn read_trickle(json: &str) -> Option<SocketAddr> {
    let (_, rest) = json.split_once("candidate:")?;
    udp_candidate(rest.split('"').next()?)
}

/// The address of a candidate as its attribute writes it, with or without `candidate:` before.
pub fn read_candidate(line: &str) -> Option<SocketAddr> {
    udp_candidate(line.strip_prefix("candidate:").unwrap_or(line))
}

/// RFC 8839 §5.1: foundation, component, transport, priority, address, port. IPv4 alone: so are our sockets.
fn udp_candidate(line: &str) -> Option<SocketAddr> {
    let mut words = line.split(' ');
    let transport = words.nth(2)?;
    let ip = words.nth(1)?.parse().ok()?;
    let port = words.next()?.parse().ok()?;
    let address = SocketAddr::new(ip, port);
    (transport.eq_ignore_ascii_case("udp") && address.is_ipv4()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> (IceCredentials, (String, Vec<u8>)) {
        let ice = IceCredentials {
            ufrag: "abcd".to_owned(),
            pwd: "0123456789abcdefghijkl".to_owned(),
        };
        (ice, ("sha-256".to_owned(), vec![0xab; 32]))
    }

    #[test]
    fn the_servers_parser_reads_our_offer() {
        let (ice, fingerprint) = ours();
        let send = Section::Send {
            kind: Kind::Video,
            ssrc: 7,
            cid: "cam".to_owned(),
        };
        let text = offer(
            &ice,
            &fingerprint,
            1,
            &[Section::Data, Section::Receive(Kind::Audio), send],
        );
        let sections = rapat_wire::sdp::inspect(&text).unwrap();
        assert_eq!(sections.len(), 3);
    }

    #[test]
    fn an_answer_gives_credentials_fingerprint_and_address() {
        let text = "v=0\r\na=ice-ufrag:uf\r\na=ice-pwd:secret\r\na=fingerprint:SHA-256 0A:FF\r\na=candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host\r\n";
        let remote = read_remote(text).unwrap();
        assert_eq!(remote.candidate, "127.0.0.1:7882".parse().ok());
        assert_eq!(remote.fingerprint, ("sha-256".to_owned(), vec![10, 255]));
        assert_eq!(
            (remote.ice.ufrag.as_str(), remote.ice.pwd.as_str()),
            ("uf", "secret")
        );
        assert_eq!(read_remote("a=ice-ufrag:uf\r\na=ice-pwd:x\r\n"), None);
    }

    #[test]
    fn a_trickled_udp_candidate_is_read_and_others_are_not() {
        let udp =
            r#"{"candidate":"candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host","sdpMid":"0"}"#;
        assert_eq!(read_trickle(udp), "127.0.0.1:7882".parse().ok());
        let tcp = r#"{"candidate":"candidate:2 1 tcp 1 127.0.0.1 7881 typ host tcptype passive"}"#;
        assert_eq!(read_trickle(tcp), None);
        assert_eq!(read_trickle("{}"), None);
    }

    #[test]
    fn feedback_is_sent_only_when_both_extension_and_message_are_agreed_on() {
        let base = "a=ice-ufrag:uf\r\na=ice-pwd:secret\r\na=fingerprint:sha-256 0A\r\na=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";
        assert_eq!(read_remote(base).unwrap().transport_cc, None);
        let agreed = format!("{base}a=rtcp-fb:96 transport-cc\r\n");
        assert_eq!(read_remote(&agreed).unwrap().transport_cc, Some(3));
    }
}
