//! Offers of a single-PC client by template, and the three facts of an answer that a transport needs.

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
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\na=ice-options:trickle\r\na=fingerprint:{} {}\r\na=setup:actpass\r\n",
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

/// Where and with what the server can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The server's.
    pub ice: IceCredentials,
    /// Hash name and hash.
    pub fingerprint: (String, Vec<u8>),
    /// First UDP candidate.
    pub candidate: SocketAddr,
}

/// Reads an answer; `None` when one of the facts is missing.
pub fn read_answer(sdp: &str) -> Option<Answer> {
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
    Some(Answer {
        ice: IceCredentials {
            ufrag: value("ice-ufrag:")?.to_owned(),
            pwd: value("ice-pwd:")?.to_owned(),
        },
        fingerprint: (hash.to_lowercase(), bytes?),
        candidate: sdp
            .lines()
            .filter_map(|line| line.strip_prefix("a=candidate:"))
            .find_map(udp_candidate)?,
    })
}

/// RFC 8839 §5.1: foundation, component, transport, priority, address, port.
fn udp_candidate(line: &str) -> Option<SocketAddr> {
    let mut words = line.split(' ');
    let transport = words.nth(2)?;
    let ip = words.nth(1)?.parse().ok()?;
    let port = words.next()?.parse().ok()?;
    transport
        .eq_ignore_ascii_case("udp")
        .then(|| SocketAddr::new(ip, port))
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
        let answer = read_answer(text).unwrap();
        assert_eq!(answer.candidate, "127.0.0.1:7882".parse().unwrap());
        assert_eq!(answer.fingerprint, ("sha-256".to_owned(), vec![10, 255]));
        assert_eq!(
            (answer.ice.ufrag.as_str(), answer.ice.pwd.as_str()),
            ("uf", "secret")
        );
    }

    #[test]
    fn an_answer_without_candidate_is_no_answer() {
        assert_eq!(
            read_answer("a=ice-ufrag:uf\r\na=ice-pwd:x\r\na=fingerprint:sha-256 0A\r\n"),
            None
        );
    }
}
