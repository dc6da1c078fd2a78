//! The answer as text. Lines end in CRLF (RFC 8866 §5).

use std::fmt::Write;

use super::agree::{AgreedFormat, AgreedSection, Role};
use super::formats::Feedback;
use super::{NegotiatorConfig, SectionKind};

/// SCTP port of both sides, RFC 8841 §5.
const SCTP_PORT: u16 = 5000;
/// Largest message that we accept (RFC 8841 §6); clients send at most 64,000 bytes.
const MAX_MESSAGE_SIZE: u32 = 65_536;
/// RFC 8445 §5.1.2.2: type preference of host candidates.
const HOST_PREFERENCE: u32 = 126;

/// Everything in an answer that does not come from one section.
pub(super) struct Frame<'n> {
    pub config: &'n NegotiatorConfig,
    /// Said for the session or for each section, as the offer did.
    pub session_allow_mixed: bool,
    /// SSRC and RTX SSRC of a down track.
    pub sources: &'n dyn Fn(u64) -> Option<(u32, u32)>,
}

/// The lines behind `o=`.
pub(super) fn body(frame: &Frame<'_>, sections: &[AgreedSection<'_, '_, '_>]) -> String {
    let mut text = String::from("s=-\r\nt=0 0\r\na=ice-lite\r\na=group:BUNDLE");
    for agreed in in_use(sections) {
        push(&mut text, format_args!(" {}", agreed.section.mid));
    }
    text.push_str("\r\na=msid-semantic: WMS *\r\n");
    if frame.session_allow_mixed {
        text.push_str("a=extmap-allow-mixed\r\n");
    }
    let tagged = in_use(sections).next().map(|agreed| agreed.section.mid);
    for agreed in sections {
        media_line(&mut text, agreed);
        if !matches!(agreed.role, Role::Rejected) {
            transport(&mut text, frame.config);
            match agreed.role {
                Role::Data => line(
                    &mut text,
                    format_args!(
                        "a=sctp-port:{SCTP_PORT}\r\na=max-message-size:{MAX_MESSAGE_SIZE}"
                    ),
                ),
                _ => media(&mut text, agreed, frame),
            }
            if tagged == Some(agreed.section.mid) {
                candidates(&mut text, frame.config);
            }
        }
    }
    text
}

fn in_use<'v, 's, 'o, 'p>(
    sections: &'v [AgreedSection<'s, 'o, 'p>],
) -> impl Iterator<Item = &'v AgreedSection<'s, 'o, 'p>> {
    sections
        .iter()
        .filter(|agreed| !matches!(agreed.role, Role::Rejected))
}

/// Writing to a `String` cannot fail.
fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    push(text, arguments);
    text.push_str("\r\n");
}

/// m-line, connection, mid and direction.
fn media_line(text: &mut String, agreed: &AgreedSection<'_, '_, '_>) {
    let section = agreed.section;
    let kind = match section.kind {
        SectionKind::Audio => "audio",
        SectionKind::Video => "video",
        SectionKind::Application => "application",
    };
    let port = if matches!(agreed.role, Role::Rejected) {
        0
    } else {
        9
    };
    push(text, format_args!("m={kind} {port} {}", section.protocol));
    if section.kind == SectionKind::Application {
        text.push_str(" webrtc-datachannel");
    }
    for agreed in &agreed.formats {
        push(text, format_args!(" {}", agreed.format.pt));
        if let Some(rtx) = agreed.rtx {
            push(text, format_args!(" {}", rtx.pt));
        }
    }
    text.push_str("\r\nc=IN IP4 0.0.0.0\r\n");
    if !section.mid.is_empty() {
        line(text, format_args!("a=mid:{}", section.mid));
    }
    match agreed.role {
        Role::Receive { .. } => text.push_str("a=recvonly\r\n"),
        Role::Send { .. } => text.push_str("a=sendonly\r\n"),
        Role::Idle | Role::Rejected => text.push_str("a=inactive\r\n"),
        Role::Data => {}
    }
}

fn transport(text: &mut String, config: &NegotiatorConfig) {
    line(
        text,
        format_args!(
            "a=ice-ufrag:{}\r\na=ice-pwd:{}",
            config.local_ice.ufrag, config.local_ice.pwd
        ),
    );
    push(
        text,
        format_args!("a=fingerprint:{} ", config.fingerprint.0),
    );
    for (at, byte) in config.fingerprint.1.iter().enumerate() {
        push(
            text,
            format_args!("{}{byte:02X}", if at == 0 { "" } else { ":" }),
        );
    }
    text.push_str("\r\na=setup:passive\r\n");
}

/// RFC 8839 §5.1. One component, RTP and RTCP together.
fn candidates(text: &mut String, config: &NegotiatorConfig) {
    for (at, candidate) in config.candidates.iter().enumerate() {
        let local_preference = 65_535_u32.saturating_sub(at as u32);
        let priority = HOST_PREFERENCE << 24 | local_preference << 8 | 255;
        let (ip, port) = (candidate.address.ip(), candidate.address.port());
        line(
            text,
            format_args!(
                "a=candidate:{} 1 udp {priority} {ip} {port} typ host",
                at + 1
            ),
        );
    }
    text.push_str("a=end-of-candidates\r\n");
}

fn media(text: &mut String, agreed: &AgreedSection<'_, '_, '_>, frame: &Frame<'_>) {
    text.push_str("a=rtcp-mux\r\n");
    if agreed.section.rtcp_rsize {
        text.push_str("a=rtcp-rsize\r\n");
    }
    if agreed.section.allow_mixed && !frame.session_allow_mixed {
        text.push_str("a=extmap-allow-mixed\r\n");
    }
    for format in &agreed.formats {
        codec(text, format);
    }
    for extension in &agreed.extensions {
        line(
            text,
            format_args!(
                "a=extmap:{}{} {}",
                extension.id, extension.direction, extension.uri
            ),
        );
    }
    match &agreed.role {
        Role::Receive { rids, .. } if !rids.is_empty() => {
            for rid in rids {
                line(text, format_args!("a=rid:{rid} recv"));
            }
            line(text, format_args!("a=simulcast:recv {}", rids.join(";")));
        }
        Role::Send {
            down,
            stream_id,
            track_id,
            ..
        } => {
            line(text, format_args!("a=msid:{stream_id} {track_id}"));
            let repaired = agreed.formats.iter().any(|format| format.rtx.is_some());
            if let Some(sources) = (frame.sources)(*down) {
                source_lines(text, sources, repaired, &frame.config.cname);
            }
        }
        _ => {}
    }
}

fn codec(text: &mut String, agreed: &AgreedFormat<'_, '_>) {
    let format = agreed.format;
    // A static payload type may come without a=rtpmap (RFC 3551 §6): then there is nothing to echo.
    if !format.name.is_empty() {
        let channels = if format.channels > 1 {
            format!("/{}", format.channels)
        } else {
            String::new()
        };
        line(
            text,
            format_args!(
                "a=rtpmap:{} {}/{}{channels}",
                format.pt, format.name, format.clock
            ),
        );
    }
    if !agreed.fmtp.is_empty() {
        line(text, format_args!("a=fmtp:{} {}", format.pt, agreed.fmtp));
    }
    for (bit, name) in Feedback::NAMES {
        if agreed.feedback & bit != 0 {
            line(text, format_args!("a=rtcp-fb:{} {name}", format.pt));
        }
    }
    if let Some(rtx) = agreed.rtx {
        line(
            text,
            format_args!(
                "a=rtpmap:{} {}/{}\r\na=fmtp:{} {}",
                rtx.pt, rtx.name, rtx.clock, rtx.pt, rtx.fmtp
            ),
        );
    }
}

/// RFC 5576: our sources, so that the client knows them before the first packet.
fn source_lines(text: &mut String, (ssrc, rtx_ssrc): (u32, u32), repaired: bool, cname: &str) {
    if repaired {
        line(text, format_args!("a=ssrc-group:FID {ssrc} {rtx_ssrc}"));
    }
    line(text, format_args!("a=ssrc:{ssrc} cname:{cname}"));
    if repaired {
        line(text, format_args!("a=ssrc:{rtx_ssrc} cname:{cname}"));
    }
}
