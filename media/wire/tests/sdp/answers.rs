//! What an answer says, and what its session says.

use rapat_wire::sdp::{Direction, SectionKind, SectionPlan, inspect};
use rapat_wire::session::{Codec, Ext, Kind};

use crate::{CHROMIUM, PYTHON, negotiator, publishing_offer, receive, section, send};

#[test]
fn captured_offers_are_understood() {
    for (offer, ufrag) in [(CHROMIUM, "tx5E"), (PYTHON, "ChEC")] {
        let sections = inspect(offer).unwrap();
        let kinds: Vec<_> = sections
            .iter()
            .map(|s| (s.mid.as_str(), s.kind, s.direction))
            .collect();
        assert_eq!(kinds.len(), 7);
        assert_eq!(kinds[0], ("0", SectionKind::Audio, Direction::RecvOnly));
        assert_eq!(kinds[5], ("5", SectionKind::Video, Direction::RecvOnly));
        assert_eq!(kinds[6].1, SectionKind::Application);
        assert_eq!(sections[0].codecs, ["audio/opus", "audio/red"]);
        assert_eq!(sections[3].codecs.len(), 4);
        let (_, session) = negotiator().answer(offer, &[]).unwrap();
        assert_eq!(session.remote_ice.ufrag, ufrag);
        assert_eq!(
            (session.fingerprint.0.as_str(), session.fingerprint.1.len()),
            ("sha-256", 32)
        );
        assert!(session.data_channels && session.exts.allow_mixed && !session.ice_restart);
    }
}

#[test]
fn the_frame_of_an_answer_is_that_of_an_ice_lite_dtls_server() {
    let (answer, session) = negotiator().answer(CHROMIUM, &[]).unwrap();
    assert!(answer.starts_with("v=0\r\no=- "));
    for line in [
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=group:BUNDLE 0 1 2 3 4 5 6",
        "a=msid-semantic: WMS *",
        "a=extmap-allow-mixed",
    ] {
        assert!(
            answer
                .split("\r\nm=")
                .next()
                .unwrap()
                .split("\r\n")
                .any(|l| l == line),
            "{line}"
        );
    }
    let first = section(&answer, "0");
    let fingerprint = format!("a=fingerprint:sha-256 {}", ["AB"; 32].join(":"));
    let expected = [
        "a=ice-ufrag:ours",
        "a=ice-pwd:ourpasswordourpassword",
        "a=setup:passive",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host",
        "a=candidate:2 1 udp 2130706175 2001:db8::1 7882 typ host",
        "a=end-of-candidates",
        fingerprint.as_str(),
    ];
    for line in expected {
        assert!(first.contains(&line), "{line}");
    }
    assert!(
        !section(&answer, "1")
            .iter()
            .any(|l| l.starts_with("a=candidate")),
        "once per BUNDLE"
    );
    assert_eq!(session.local_ice.ufrag, "ours");
    assert!(!answer.replace("\r\n", "").contains(['\r', '\n']));
}

#[test]
fn sections_without_a_plan_are_inactive_and_keep_codecs_and_order() {
    let (answer, session) = negotiator().answer(CHROMIUM, &[]).unwrap();
    let mids: Vec<_> = answer
        .split("\r\n")
        .filter_map(|l| l.strip_prefix("a=mid:"))
        .collect();
    assert_eq!(mids, ["0", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(section(&answer, "0")[0], "audio 9 UDP/TLS/RTP/SAVPF 111 63");
    assert!(
        section(&answer, "3")[0].starts_with("video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 35 36")
    );
    assert!(section(&answer, "3").contains(&"a=inactive"));
    assert!(session.up.is_empty() && session.down.is_empty());
    let data = section(&answer, "6");
    assert_eq!(data[0], "application 9 UDP/DTLS/SCTP webrtc-datachannel");
    assert!(data.contains(&"a=sctp-port:5000") && data.contains(&"a=max-message-size:65536"));
}

#[test]
fn a_send_section_announces_stream_sources_and_what_tells_of_the_line() {
    let (answer, session) = negotiator()
        .answer(PYTHON, &[send("3", 9), send("0", 8)])
        .unwrap();
    let [audio, video] = &session.down[..] else {
        panic!("{:?}", session.down)
    };
    assert_eq!(
        (audio.mid.as_str(), audio.down, audio.track, audio.kind),
        ("0", 8, 1008, Kind::Audio)
    );
    assert_eq!(
        (video.mid.as_str(), video.down, video.kind),
        ("3", 9, Kind::Video)
    );
    let lines = section(&answer, "3");
    let (ssrc, rtx) = (video.ssrc, video.rtx_ssrc);
    let expected = [
        "a=sendonly".to_owned(),
        "a=msid:PA_a|TR_9 TR_9".to_owned(),
        format!("a=ssrc-group:FID {ssrc} {rtx}"),
        format!("a=ssrc:{ssrc} cname:rapat-1"),
        format!("a=ssrc:{rtx} cname:rapat-1"),
        "a=rtpmap:103 H264/90000".to_owned(),
        "a=fmtp:104 apt=103".to_owned(),
        "a=rtcp-fb:96 goog-remb".to_owned(),
        "a=rtcp-fb:96 transport-cc".to_owned(),
        "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay".to_owned(),
    ];
    for line in &expected {
        assert!(lines.contains(&line.as_str()), "{line}");
    }
    // Agreed for the sake of sections to come: libwebrtc offers there only what was agreed before.
    for (ext, id) in [
        (Ext::TransportCc, 3),
        (Ext::Rid, 10),
        (Ext::RepairedRid, 11),
    ] {
        assert_eq!(session.exts.id(ext), Some(id));
    }
    assert_eq!(session.exts.id(Ext::Mid), Some(4));
    assert!(
        !section(&answer, "0")
            .iter()
            .any(|l| l.starts_with("a=ssrc-group")),
        "no retransmission format for audio"
    );
}

#[test]
fn payload_types_are_the_clients_own() {
    for (offer, h264, rtx) in [(CHROMIUM, 102, 103), (PYTHON, 103, 104)] {
        let (_, session) = negotiator().answer(offer, &[send("3", 1)]).unwrap();
        let first = session.down[0]
            .payloads
            .iter()
            .find(|p| p.key.codec == Codec::H264)
            .unwrap();
        assert_eq!(
            (first.pt, first.rtx_pt, first.key.profile),
            (h264, Some(rtx), 0x4201)
        );
        assert!(session.down[0].payloads.iter().all(|p| p.rtx_pt.is_some()));
    }
}

#[test]
fn a_receive_section_takes_simulcast_with_feedback_that_adapts() {
    let (answer, session) = negotiator()
        .answer(&publishing_offer(), &[receive("cam", 5), receive("mic", 6)])
        .unwrap();
    let lines = section(&answer, "cam");
    for line in [
        "a=recvonly",
        "a=rid:q recv",
        "a=rid:h recv",
        "a=rid:f recv",
        "a=simulcast:recv q;h;f",
        "a=rtcp-fb:96 transport-cc",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=rtcp-fb:96 ccm fir",
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    ] {
        assert!(lines.contains(&line), "{line}");
    }
    assert!(!lines.iter().any(|l| l.contains("goog-remb")
        || l.contains("playout-delay")
        || l.starts_with("a=msid")));
    assert!(
        !lines.iter().any(|l| l.contains("dependency-descriptor")),
        "not with VP8 preferred"
    );
    let [mic, cam] = &session.up[..] else {
        panic!()
    };
    assert_eq!(
        cam.layers
            .iter()
            .map(|l| l.rid.as_str())
            .collect::<Vec<_>>(),
        ["q", "h", "f"]
    );
    assert!(cam.nack && mic.nack);
    assert_eq!((mic.layers.len(), mic.layers[0].ssrc), (1, Some(777)));
    assert_eq!(session.exts.id(Ext::TransportCc), Some(3));
    assert_eq!(session.exts.id(Ext::Rid), Some(10));
}

#[test]
fn the_plan_chooses_codecs_and_their_order() {
    let plan = |codecs: &[&str]| SectionPlan::Receive {
        mid: "cam".into(),
        track: 5,
        rids: Some(vec!["q".into(), "f".into()]),
        codecs: Some(codecs.iter().map(|c| (*c).to_owned()).collect()),
        dtx: false,
        stereo: false,
        red: false,
    };
    let (answer, session) = negotiator()
        .answer(&publishing_offer(), &[plan(&["video/av1", "video/VP8"])])
        .unwrap();
    assert_eq!(
        section(&answer, "cam")[0],
        "video 9 UDP/TLS/RTP/SAVPF 45 46 96 97"
    );
    assert!(section(&answer, "cam").contains(&"a=simulcast:recv q;f"));
    assert!(
        section(&answer, "cam")
            .iter()
            .any(|l| l.contains("dependency-descriptor")),
        "AV1 needs it"
    );
    assert_eq!(session.up[0].layers.len(), 2);
    let (answer, _) = negotiator()
        .answer(&publishing_offer(), &[plan(&["video/vp8"])])
        .unwrap();
    assert_eq!(
        section(&answer, "cam")[0],
        "video 9 UDP/TLS/RTP/SAVPF 96 97"
    );
    assert!(
        negotiator()
            .answer(&publishing_offer(), &[plan(&["video/h265"])])
            .is_err()
    );
}

#[test]
fn opus_says_what_the_plan_wants() {
    let plan = |dtx, stereo, red| SectionPlan::Receive {
        mid: "mic".into(),
        track: 5,
        rids: None,
        codecs: Some(vec!["audio/opus".into()]),
        dtx,
        stereo,
        red,
    };
    let offer = publishing_offer();
    let fmtp = |plan| {
        let (answer, session) = negotiator().answer(&offer, &[plan]).unwrap();
        let lines: Vec<String> = section(&answer, "mic")
            .iter()
            .map(|l| (*l).to_owned())
            .collect();
        (
            lines[0].clone(),
            lines
                .iter()
                .find(|l| l.starts_with("a=fmtp:111"))
                .unwrap()
                .clone(),
            session.up[0].nack,
        )
    };
    let base = "a=fmtp:111 minptime=10;useinbandfec=1".to_owned();
    assert_eq!(
        fmtp(plan(false, false, false)),
        ("audio 9 UDP/TLS/RTP/SAVPF 111".into(), base.clone(), true)
    );
    assert_eq!(fmtp(plan(true, false, false)).1, format!("{base};usedtx=1"));
    let stereo = format!("{base};stereo=1;sprop-stereo=1;maxaveragebitrate=510000");
    assert_eq!(fmtp(plan(false, true, false)).1, stereo);
    assert_eq!(
        fmtp(plan(false, false, true)),
        ("audio 9 UDP/TLS/RTP/SAVPF 63 111".into(), base, false)
    );
}

#[test]
fn lost_audio_is_repeated_where_it_is_not_redundant() {
    let asks = |red| {
        let mut plan = send("0", 1);
        if let SectionPlan::Send { red: wanted, .. } = &mut plan {
            *wanted = red;
        }
        let (answer, session) = negotiator().answer(CHROMIUM, &[plan]).unwrap();
        let lines = section(&answer, "0");
        let known = session.down[0].payloads.iter();
        let made = known.filter(|p| p.key.codec == Codec::Red).count();
        (
            lines.contains(&"a=rtcp-fb:111 nack"),
            lines.contains(&"a=rtpmap:63 red/48000/2"),
            made,
        )
    };
    assert_eq!(asks(true), (false, true, 1));
    assert_eq!(
        asks(false),
        (true, true, 0),
        "an encrypted track is not touched"
    );
}

#[test]
fn windows_and_unix_line_ends_are_the_same_to_us() {
    let unix = negotiator()
        .answer(&publishing_offer(), &[receive("mic", 1)])
        .unwrap();
    let windows = negotiator()
        .answer(
            &publishing_offer().replace('\n', "\r\n"),
            &[receive("mic", 1)],
        )
        .unwrap();
    assert_eq!(unix, windows);
}

#[test]
fn a_section_that_the_client_gave_up_stays_given_up() {
    let offer = publishing_offer()
        .replacen("m=audio 9", "m=audio 0", 1)
        .replace("BUNDLE mic cam 2", "BUNDLE cam 2");
    let (answer, session) = negotiator().answer(&offer, &[receive("cam", 1)]).unwrap();
    assert_eq!(
        section(&answer, "mic")[0],
        "audio 0 UDP/TLS/RTP/SAVPF 111 63 0"
    );
    assert!(answer.contains("a=group:BUNDLE cam 2\r\n"));
    assert!(
        section(&answer, "cam")
            .iter()
            .any(|l| l.starts_with("a=candidate")),
        "the first section in use has them"
    );
    assert_eq!(session.up.len(), 1);
}

#[test]
fn bundle_only_is_not_given_up() {
    let offer = publishing_offer()
        .replacen("m=video 9", "m=video 0", 1)
        .replacen("a=mid:cam", "a=mid:cam\na=bundle-only", 1);
    let (answer, session) = negotiator().answer(&offer, &[receive("cam", 1)]).unwrap();
    assert!(section(&answer, "cam")[0].starts_with("video 9 "));
    assert_eq!(session.up.len(), 1);
}

#[test]
fn transport_attributes_may_stand_before_the_sections() {
    let offer = publishing_offer();
    let fingerprint = offer
        .lines()
        .find(|l| l.starts_with("a=fingerprint"))
        .unwrap()
        .to_owned();
    let stripped = offer.replace(&format!("{fingerprint}\n"), "").replacen(
        "t=0 0",
        &format!("t=0 0\n{fingerprint}"),
        1,
    );
    let (_, session) = negotiator().answer(&stripped, &[]).unwrap();
    assert_eq!(session.fingerprint.1[..3], [1, 2, 3]);
}

#[test]
fn directed_and_conflicting_extensions_are_agreed_only_where_they_fit() {
    let directed = publishing_offer()
        .replace("a=extmap:10 ", "a=extmap:10/sendonly ")
        .replace("a=extmap:11 ", "a=extmap:11/recvonly ")
        .replacen("a=extmap:1 ", "a=extmap:3 ", 1);
    let (answer, session) = negotiator()
        .answer(&directed, &[receive("mic", 1), receive("cam", 2)])
        .unwrap();
    let cam = section(&answer, "cam");
    assert!(cam.contains(&"a=extmap:10/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"));
    assert!(!cam.iter().any(|l| l.starts_with("a=extmap:11")));
    assert_eq!(session.exts.id(Ext::AudioLevel), Some(3));
    assert_eq!(
        session.exts.id(Ext::TransportCc),
        None,
        "its id means something else in this BUNDLE"
    );
}
