//! Answers to real offers (captured from Chromium 156 and the Python SDK) and to made-up ones.

mod answers;
mod hostile;
mod plans;

use rapat_wire::sdp::{Negotiator, NegotiatorConfig, SectionPlan, seeded_random};
use rapat_wire::session::{HostCandidate, IceCredentials};

pub(crate) const CHROMIUM: &str = include_str!("../data/offer-chromium156-livekit-client-2.23.sdp");
pub(crate) const PYTHON: &str = include_str!("../data/offer-python-livekit-1.2.1.sdp");

pub(crate) fn negotiator() -> Negotiator {
    let candidates = vec![
        HostCandidate {
            address: "192.0.2.1:7882".parse().unwrap(),
        },
        HostCandidate {
            address: "[2001:db8::1]:7882".parse().unwrap(),
        },
    ];
    let config = NegotiatorConfig {
        local_ice: IceCredentials {
            ufrag: "ours".into(),
            pwd: "ourpasswordourpassword".into(),
        },
        fingerprint: ("sha-256".into(), vec![0xAB; 32]),
        candidates,
        cname: "rapat-1".into(),
    };
    Negotiator::new(config, seeded_random(1))
}

pub(crate) fn send(mid: &str, down: u64) -> SectionPlan {
    SectionPlan::Send {
        mid: mid.into(),
        down,
        track: 1000 + down,
        stream_id: format!("PA_a|TR_{down}"),
        track_id: format!("TR_{down}"),
        red: true,
    }
}

pub(crate) fn receive(mid: &str, track: u64) -> SectionPlan {
    SectionPlan::Receive {
        mid: mid.into(),
        track,
        rids: None,
        codecs: None,
        dtx: false,
        stereo: false,
        red: false,
    }
}

/// Lines of the section with this mid, m-line first.
pub(crate) fn section<'a>(sdp: &'a str, mid: &str) -> Vec<&'a str> {
    let wanted = format!("a=mid:{mid}");
    sdp.split("\r\nm=")
        .skip(1)
        .map(|section| {
            section
                .split("\r\n")
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
        })
        .find(|lines| lines.contains(&wanted.as_str()))
        .unwrap()
}

/// An offer as a publishing client makes it: microphone, camera with three layers, data.
pub(crate) fn publishing_offer() -> String {
    let transport = "c=IN IP4 0.0.0.0\na=ice-ufrag:them\na=ice-pwd:theirpasswordtheirpass\n\
        a=fingerprint:sha-256 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F:20\n\
        a=setup:actpass\na=rtcp-mux\na=rtcp-rsize\n";
    format!(
        "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE mic cam 2\na=extmap-allow-mixed\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0\n{transport}a=mid:mic\na=sendonly\na=msid:stream1 mictrack\n\
        a=rtpmap:111 opus/48000/2\na=fmtp:111 minptime=10;useinbandfec=1\na=rtcp-fb:111 transport-cc\na=rtcp-fb:111 nack\n\
        a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:0 PCMU/8000\n\
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\na=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\n\
        a=ssrc:777 cname:x\na=ssrc:777 msid:stream1 mictrack\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 45 46\n{transport}a=mid:cam\na=sendonly\na=msid:stream1 camtrack\n\
        a=rtpmap:96 VP8/90000\na=rtcp-fb:96 goog-remb\na=rtcp-fb:96 transport-cc\na=rtcp-fb:96 ccm fir\na=rtcp-fb:96 nack\na=rtcp-fb:96 nack pli\n\
        a=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\na=rtpmap:45 AV1/90000\na=fmtp:45 level-idx=5;profile=0;tier=0\n\
        a=rtpmap:46 rtx/90000\na=fmtp:46 apt=45\n\
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\na=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\n\
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\n\
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\n\
        a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\n\
        a=extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension\n\
        a=rid:q send\na=rid:h send\na=rid:f send\na=simulcast:send q;h;f\n\
        a=candidate:1 1 udp 2113937151 c8a2c9d2-0000.local 50000 typ host\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n{transport}a=mid:2\na=sctp-port:5000\na=max-message-size:262144\n"
    )
}
