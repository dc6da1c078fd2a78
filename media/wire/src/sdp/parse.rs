//! An offer as borrowed text: lines, m-lines, and where each attribute belongs.

use super::attributes;
use super::limits::{LINE_BYTES_MAX, OFFER_BYTES_MAX, PAYLOAD_TYPES_MAX, SECTIONS_MAX};
use super::{Direction, SdpError, SectionKind};

/// One payload type of an m-line with everything said about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Format<'a> {
    pub pt: u8,
    /// Encoding name of `a=rtpmap`; empty for a static payload type.
    pub name: &'a str,
    pub clock: u32,
    pub channels: u8,
    pub fmtp: &'a str,
    /// Bits of [`super::formats::Feedback`].
    pub feedback: u8,
}

/// One `a=extmap`.
#[derive(Clone, Debug)]
pub(super) struct Extension<'a> {
    pub id: u8,
    /// `None` = both ways.
    pub direction: Option<Direction>,
    pub uri: &'a str,
}

/// What belongs to the transport; said for the session or for a section.
#[derive(Clone, Debug, Default)]
pub(super) struct TransportAttributes<'a> {
    pub ufrag: Option<&'a str>,
    pub pwd: Option<&'a str>,
    /// Hash name in lower case, and the hash.
    pub fingerprint: Option<(&'static str, Vec<u8>)>,
}

/// One m-line and its attributes.
#[allow(clippy::struct_excessive_bools)] // flags of the format
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    /// Line of the m-line, from 1.
    pub line: usize,
    pub kind: SectionKind,
    pub protocol: &'a str,
    /// Port 0 and not `a=bundle-only`: the client has given this section up.
    pub port_zero: bool,
    pub bundle_only: bool,
    pub mid: &'a str,
    pub direction: Direction,
    pub transport: TransportAttributes<'a>,
    pub rtcp_mux: bool,
    pub rtcp_rsize: bool,
    pub allow_mixed: bool,
    pub formats: Vec<Format<'a>>,
    pub extensions: Vec<Extension<'a>>,
    pub stream_id: &'a str,
    pub track_id: &'a str,
    /// `a=rid … send`, in order.
    pub rids: Vec<&'a str>,
    /// Send list of `a=simulcast`, first alternative of each.
    pub simulcast: Vec<&'a str>,
    pub ssrcs: Vec<u32>,
    /// `a=ssrc-group:FID`: source and its retransmission.
    pub fid: Vec<(u32, u32)>,
}

impl<'a> Section<'a> {
    /// Neither side uses it any more.
    pub fn is_rejected(&self) -> bool {
        self.port_zero && !self.bundle_only
    }

    /// Rids that the client will send with, in the order of `a=simulcast`.
    pub fn send_rids(&self) -> &[&'a str] {
        if self.simulcast.is_empty() {
            &self.rids
        } else {
            &self.simulcast
        }
    }

    pub fn format_mut(&mut self, pt: u8) -> Option<&mut Format<'a>> {
        self.formats.iter_mut().find(|format| format.pt == pt)
    }
}

/// A whole offer.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer<'a> {
    pub transport: TransportAttributes<'a>,
    pub allow_mixed: bool,
    /// Mids of `a=group:BUNDLE`.
    pub bundle: Vec<&'a str>,
    pub sections: Vec<Section<'a>>,
}

impl<'a> Offer<'a> {
    /// Reads an offer. Unknown attributes and line types are skipped.
    pub fn parse(text: &'a str) -> Result<Self, SdpError> {
        if text.len() > OFFER_BYTES_MAX {
            return Err(SdpError::Limit {
                line: 0,
                what: "bytes",
                max: OFFER_BYTES_MAX,
            });
        }
        let mut offer = Self::default();
        let mut lines = text
            .split('\n')
            .enumerate()
            .map(|(at, line)| (at + 1, line.strip_suffix('\r').unwrap_or(line)));
        if lines.next().is_none_or(|(_, first)| first != "v=0") {
            return Err(SdpError::Line {
                line: 1,
                expected: "v=0",
            });
        }
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            offer.line(number, line)?;
        }
        offer.check_mids()?;
        Ok(offer)
    }

    fn line(&mut self, number: usize, line: &'a str) -> Result<(), SdpError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(SdpError::Limit {
                line: number,
                what: "bytes",
                max: LINE_BYTES_MAX,
            });
        }
        match line.split_once('=') {
            Some(("m", value)) => {
                if self.sections.len() == SECTIONS_MAX {
                    return Err(SdpError::Limit {
                        line: number,
                        what: "m-lines",
                        max: SECTIONS_MAX,
                    });
                }
                self.sections.push(media_line(number, value)?);
                Ok(())
            }
            Some(("a", value)) => match self.sections.last_mut() {
                Some(section) => attributes::of_section(section, value, number),
                None => attributes::of_session(self, value, number),
            },
            Some((kind, _)) if kind.len() == 1 => Ok(()),
            _ => Err(SdpError::Line {
                line: number,
                expected: "<letter>=<value>",
            }),
        }
    }

    /// Each section in use has its own mid (RFC 9143 §7.2).
    fn check_mids(&self) -> Result<(), SdpError> {
        for (at, section) in self.sections.iter().enumerate() {
            let expected = match section.mid {
                "" if section.is_rejected() => continue,
                "" => "an a=mid in this section",
                mid if self.sections[..at].iter().any(|other| other.mid == mid) => {
                    "a mid that no other section has"
                }
                _ => continue,
            };
            return Err(SdpError::Line {
                line: section.line,
                expected,
            });
        }
        Ok(())
    }
}

/// `m=<kind> <port>[/<count>] <protocol> <format> …`
fn media_line(line: usize, value: &str) -> Result<Section<'_>, SdpError> {
    let wrong = |expected| SdpError::Line { line, expected };
    let mut tokens = value.split(' ').filter(|token| !token.is_empty());
    let kind = match tokens.next() {
        Some("audio") => SectionKind::Audio,
        Some("video") => SectionKind::Video,
        Some("application") => SectionKind::Application,
        _ => return Err(wrong("audio, video or application")),
    };
    let port = tokens
        .next()
        .and_then(|port| port.parse::<u16>().ok())
        .ok_or(wrong("a port"))?;
    let protocol = tokens.next().ok_or(wrong("a protocol"))?;
    check_protocol(kind, protocol).map_err(wrong)?;
    let formats = match kind {
        SectionKind::Application => {
            tokens
                .next()
                .filter(|format| *format == "webrtc-datachannel")
                .ok_or(wrong("webrtc-datachannel"))?;
            Vec::new()
        }
        _ => payload_types(line, tokens)?,
    };
    Ok(Section {
        line,
        kind,
        protocol,
        port_zero: port == 0,
        bundle_only: false,
        mid: "",
        direction: Direction::SendRecv,
        transport: TransportAttributes::default(),
        rtcp_mux: false,
        rtcp_rsize: false,
        allow_mixed: false,
        formats,
        extensions: Vec::new(),
        stream_id: "",
        track_id: "",
        rids: Vec::new(),
        simulcast: Vec::new(),
        ssrcs: Vec::new(),
        fid: Vec::new(),
    })
}

/// RFC 8829 §5.1.2 and RFC 8841 §4: what a WebRTC client may name.
fn check_protocol(kind: SectionKind, protocol: &str) -> Result<(), &'static str> {
    let known: &[&str] = match kind {
        SectionKind::Application => &["UDP/DTLS/SCTP", "TCP/DTLS/SCTP"],
        _ => &["UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF"],
    };
    known
        .contains(&protocol)
        .then_some(())
        .ok_or("a DTLS transport protocol of WebRTC")
}

fn payload_types<'a>(
    line: usize,
    tokens: impl Iterator<Item = &'a str>,
) -> Result<Vec<Format<'a>>, SdpError> {
    let mut formats: Vec<Format<'_>> = Vec::new();
    for token in tokens {
        let pt = token.parse().ok().filter(|pt| *pt < 128);
        let pt = pt.ok_or(SdpError::Line {
            line,
            expected: "payload types below 128",
        })?;
        if formats.len() == PAYLOAD_TYPES_MAX {
            return Err(SdpError::Limit {
                line,
                what: "payload types",
                max: PAYLOAD_TYPES_MAX,
            });
        }
        if formats.iter().any(|format| format.pt == pt) {
            return Err(SdpError::Line {
                line,
                expected: "each payload type once",
            });
        }
        formats.push(Format {
            pt,
            ..Format::default()
        });
    }
    if formats.is_empty() {
        Err(SdpError::Line {
            line,
            expected: "a payload type",
        })
    } else {
        Ok(formats)
    }
}
