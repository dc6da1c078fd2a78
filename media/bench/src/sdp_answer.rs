//! The answer of a client's receiving connection to a server's offer (two-connection mode): every section of
//! the offer is taken with Opus or VP8 alone (RFC 3264 §6, RFC 8843 for the bundle).

use std::fmt::Write as _;

use rapat_wire::session::IceCredentials;

use crate::sdp::PayloadTypes;

/// Codecs that we take, as `a=rtpmap` writes them.
const OPUS: &str = "opus/48000/2";
const VP8: &str = "VP8/90000";

/// Answers `offer`; gives the text and the payload types to expect.
pub fn answer(
    offer: &str,
    ice: &IceCredentials,
    fingerprint: &(String, Vec<u8>),
) -> (String, PayloadTypes) {
    let (session, sections) = split(offer);
    let group = session
        .iter()
        .find(|line| line.starts_with("a=group:BUNDLE"));
    let mut sdp = format!(
        "v=0\r\no=- 4612 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n{}\r\n",
        group.copied().unwrap_or("a=group:BUNDLE 0")
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
    let mut types = PayloadTypes::default();
    for section in sections {
        write_section(&mut sdp, &section, &common, &mut types);
    }
    (sdp, types)
}

/// Lines before the first `m=`, and the lines of each section.
fn split(sdp: &str) -> (Vec<&str>, Vec<Vec<&str>>) {
    let (mut session, mut sections): (Vec<&str>, Vec<Vec<&str>>) = (Vec::new(), Vec::new());
    for line in sdp.lines() {
        if line.starts_with("m=") {
            sections.push(Vec::new());
        }
        sections.last_mut().unwrap_or(&mut session).push(line);
    }
    (session, sections)
}

fn write_section(sdp: &mut String, lines: &[&str], common: &str, types: &mut PayloadTypes) {
    let media = lines.first().copied().unwrap_or_default();
    let kept = |prefixes: &[&str]| -> String {
        let own = |line: &&&str| prefixes.iter().any(|prefix| line.starts_with(prefix));
        lines
            .iter()
            .filter(own)
            .fold(String::new(), |mut all, line| {
                let _ = write!(all, "{line}\r\n");
                all
            })
    };
    if media.starts_with("m=application") {
        let _ = write!(
            sdp,
            "{media}\r\n{common}{}",
            kept(&["a=mid:", "a=sctp-port:"])
        );
        return;
    }
    let (codec, slot) = if media.starts_with("m=audio") {
        (OPUS, &mut types.opus)
    } else {
        (VP8, &mut types.vp8)
    };
    let offered = lines.iter().find_map(|line| {
        let (pt, name) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
        name.eq_ignore_ascii_case(codec).then(|| pt.parse().ok())?
    });
    *slot = offered.unwrap_or(*slot);
    let pt = *slot;
    let kind = media.split(' ').next().unwrap_or_default();
    let direction = if lines.contains(&"a=inactive") {
        "inactive"
    } else {
        "recvonly"
    };
    let formats = kept(&[
        "a=mid:",
        "a=extmap:",
        &format!("a=rtpmap:{pt} "),
        &format!("a=rtcp-fb:{pt} "),
        &format!("a=fmtp:{pt} "),
    ]);
    let _ = write!(
        sdp,
        "{kind} 9 UDP/TLS/RTP/SAVPF {pt}\r\n{common}{formats}a={direction}\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\na=group:BUNDLE 0 1\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=sctp-port:5000\r\nm=video 9 UDP/TLS/RTP/SAVPF 102 98\r\na=mid:1\r\na=rtpmap:102 H264/90000\r\na=rtpmap:98 VP8/90000\r\na=rtcp-fb:98 nack pli\r\na=rtcp-fb:102 nack\r\na=sendonly\r\n";

    #[test]
    fn every_section_is_answered_in_order_with_the_offers_payload_type() {
        let ice = IceCredentials {
            ufrag: "abcd".to_owned(),
            pwd: "0123456789abcdefghijkl".to_owned(),
        };
        let (text, types) = answer(OFFER, &ice, &("sha-256".to_owned(), vec![1; 32]));
        assert_eq!(types.vp8, 98);
        let media: Vec<&str> = text.lines().filter(|line| line.starts_with("m=")).collect();
        assert_eq!(
            media,
            [
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                "m=video 9 UDP/TLS/RTP/SAVPF 98"
            ]
        );
        assert!(text.contains("a=rtcp-fb:98 nack pli\r\n") && !text.contains("H264"));
        assert!(text.contains("a=setup:active") && text.contains("a=recvonly"));
    }
}
