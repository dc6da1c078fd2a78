//! Offers that are malformed, too large, or made to be echoed.

use rapat_wire::sdp::{SdpError, inspect, limits};

use crate::{CHROMIUM, PYTHON, negotiator, publishing_offer, receive, send};

fn refused(offer: &str) -> String {
    inspect(offer)
        .and_then(|_| negotiator().answer(offer, &[]))
        .unwrap_err()
        .to_string()
}

#[test]
fn each_limit_names_itself() {
    let section = |mid: usize| format!("m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:{mid}\n");
    let video =
        |attributes: &str| format!("v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:0\n{attributes}");
    let many =
        |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    let cases = [
        (
            format!("v=0\n{}", "a".repeat(limits::OFFER_BYTES_MAX)),
            "offer: more than 1048576 bytes",
        ),
        (
            format!("v=0\n{}", many(&section, 257)),
            "more than 256 m-lines",
        ),
        (
            format!(
                "v=0\nm=video 9 UDP/TLS/RTP/SAVPF {}",
                many(&|pt| format!("{pt} "), 65)
            ),
            "line 2: more than 64 payload types",
        ),
        (
            video("a=mid:12345678901234567"),
            "line 4: more than 16 bytes of a mid",
        ),
        (
            video(&many(&|i| format!("a=rid:r{i} send\n"), 9)),
            "more than 8 rids",
        ),
        (
            video("a=simulcast:send 1;2;3;4;5;6;7;8;9"),
            "more than 8 simulcast layers",
        ),
        (
            video("a=rid:12345678901234567 send"),
            "more than 16 bytes of a rid",
        ),
        (
            video(&many(&|i| format!("a=ssrc:{i} cname:x\n"), 17)),
            "more than 16 SSRCs",
        ),
        (
            video(&many(&|i| format!("a=ssrc-group:FID {i} 5\n"), 17)),
            "more than 16 SSRC groups",
        ),
        (
            video(&many(&|i| format!("a=extmap:{} urn:{i}\n", i + 1), 33)),
            "more than 32 header extensions",
        ),
        (
            video(&format!("a=x:{}", "y".repeat(5000))),
            "line 4: more than 4096 bytes",
        ),
        (
            format!("v=0\na=group:BUNDLE{}", " x".repeat(257)),
            "more than 256 bundled mids",
        ),
    ];
    for (offer, expected) in cases {
        let error = refused(&offer);
        assert!(error.contains(expected), "{error} ≠ {expected}");
    }
}

#[test]
fn malformed_lines_are_named_by_number_and_never_echoed() {
    let secret = "s3cr3t";
    let cases = [
        "a=mid:s3cr3t s3cr3t",
        "a=rtpmap:s3cr3t opus/48000",
        "a=rtpmap:111 s3cr3t",
        "a=extmap:s3cr3t urn:x",
        "a=extmap:1/s3cr3t urn:x",
        "a=ice-ufrag:s3c",
        "a=ice-pwd:s3cr3t",
        "a=fingerprint:sha-256 s3:cr:3t",
        "a=setup:s3cr3t",
        "a=rid:s3cr3t! send",
        "a=ssrc:s3cr3t x",
        "a=ssrc-group:FID s3cr3t",
        "a=simulcast:send s3cr3t/",
        "s3cr3t",
        "a=fmtp:s3cr3t",
        "m=s3cr3t 9 x 0",
        "m=audio s3cr3t x 0",
        "m=audio 9 s3cr3t 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF s3cr3t",
        "m=application 9 UDP/DTLS/SCTP s3cr3t",
        "a=setup:passive",
        "m=audio 9 UDP/TLS/RTP/SAVPF 1 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 128",
        "m=audio 9 UDP/TLS/RTP/SAVPF",
    ];
    for case in cases {
        let offer = format!("v=0\ns=-\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n{case}\n");
        let error = refused(&offer);
        assert!(error.starts_with("line 4: expected "), "{case}: {error}");
        assert!(!error.contains(secret));
    }
}

#[test]
fn what_every_client_offers_must_be_there() {
    let offer = publishing_offer();
    let cases = [
        ("", "line 1: expected v=0"),
        ("v=0\n", "offer: no m-line in use"),
        (
            &offer.replace("a=ice-ufrag:them\n", ""),
            "offer: no a=ice-ufrag",
        ),
        (
            &offer.replace("a=ice-pwd:theirpasswordtheirpass\n", ""),
            "offer: no a=ice-pwd",
        ),
        (
            &offer.replace("a=fingerprint:sha-256", "a=fingerprint:sha-1"),
            "offer: no a=fingerprint with SHA-256 or better",
        ),
        (
            &offer.replace("a=group:BUNDLE mic cam 2\n", ""),
            "offer: no a=group:BUNDLE",
        ),
    ];
    for (offer, expected) in cases {
        assert_eq!(refused(offer), expected);
    }
    assert!(
        refused(&offer.replacen("a=rtcp-mux\n", "", 1))
            .ends_with("expected a=rtcp-mux in this section")
    );
    assert!(
        refused(&offer.replacen("BUNDLE mic cam", "BUNDLE mic", 1))
            .ends_with("expected a section in the BUNDLE group")
    );
    assert!(
        refused(&offer.replacen("a=mid:cam", "a=mid:mic", 1))
            .ends_with("expected a mid that no other section has")
    );
}

#[test]
fn foreign_candidates_and_unknown_lines_are_ignored() {
    let noise = "\na=candidate:nonsense\na=unknown:\u{fc}\u{0}\nb=AS:1\nz=\na=candidate:1 1 udp 1 x.local 1 typ host\na=";
    let offer = publishing_offer().replacen("a=mid:mic", &format!("a=mid:mic{noise}"), 1);
    assert_eq!(
        negotiator().answer(&offer, &[]).unwrap(),
        negotiator().answer(&publishing_offer(), &[]).unwrap()
    );
}

#[test]
fn every_cut_of_a_real_offer_gives_an_answer_or_an_error() {
    for offer in [CHROMIUM, PYTHON] {
        for end in (0..offer.len()).step_by(61) {
            let _ = inspect(&offer[..end]);
            let _ = negotiator().answer(&offer[..end], &[send("0", 1), send("3", 2)]);
        }
    }
}

#[test]
fn the_largest_offer_that_we_promise_is_answered() {
    let video: String = CHROMIUM.split("m=video").nth(1).unwrap().to_owned();
    let head = "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE";
    let mids: Vec<String> = (0..200).map(|mid| mid.to_string()).collect();
    let section = |mid: &String| {
        format!(
            "m=video{}",
            video.replace("a=mid:3", &format!("a=mid:{mid}"))
        )
    };
    let sections: Vec<String> = mids.iter().map(section).collect();
    let offer = format!("{head} {}\n{}", mids.join(" "), sections.concat());
    assert!(offer.len() > 900_000, "{}", offer.len());
    let plan: Vec<_> = (0..200).map(|mid| send(&mid.to_string(), mid)).collect();
    let (_, session) = negotiator().answer(&offer, &plan).unwrap();
    assert_eq!(session.down.len(), 200);
}

#[test]
fn a_plan_to_receive_what_is_not_sent_is_an_error_not_a_panic() {
    let error = negotiator()
        .answer(CHROMIUM, &[receive("3", 1)])
        .unwrap_err();
    assert_eq!(
        error,
        SdpError::Plan {
            entry: 0,
            why: "the client does not send in the section"
        }
    );
}
