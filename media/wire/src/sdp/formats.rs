//! Which offered payload types are codecs that we forward, and what their `fmtp` means.

use super::SectionKind;
use super::parse::{Format, Section};
use crate::session::{Codec, CodecKey};

/// Feedback kinds that we understand, as bits.
pub(super) struct Feedback;

impl Feedback {
    pub const TRANSPORT_CC: u8 = 1;
    pub const REMB: u8 = 2;
    pub const NACK: u8 = 4;
    pub const PLI: u8 = 8;
    pub const FIR: u8 = 16;

    /// Value of `a=rtcp-fb` per bit, in the order of our answers.
    pub const NAMES: [(u8, &'static str); 5] = [
        (Self::REMB, "goog-remb"),
        (Self::TRANSPORT_CC, "transport-cc"),
        (Self::FIR, "ccm fir"),
        (Self::NACK, "nack"),
        (Self::PLI, "nack pli"),
    ];

    /// 0 for a kind that we do not know.
    pub fn bit(kind: &str) -> u8 {
        Self::NAMES
            .iter()
            .find(|(_, name)| *name == kind.trim_end())
            .map_or(0, |(bit, _)| *bit)
    }
}

/// Codec of each section kind: encoding name, clock, channels, mime type.
const CODECS: [(SectionKind, &str, u32, u8, Codec, &str); 6] = [
    (
        SectionKind::Audio,
        "opus",
        48_000,
        2,
        Codec::Opus,
        "audio/opus",
    ),
    (
        SectionKind::Audio,
        "red",
        48_000,
        2,
        Codec::Red,
        "audio/red",
    ),
    (
        SectionKind::Video,
        "VP8",
        90_000,
        1,
        Codec::Vp8,
        "video/vp8",
    ),
    (
        SectionKind::Video,
        "H264",
        90_000,
        1,
        Codec::H264,
        "video/h264",
    ),
    (
        SectionKind::Video,
        "VP9",
        90_000,
        1,
        Codec::Vp9,
        "video/vp9",
    ),
    (
        SectionKind::Video,
        "AV1",
        90_000,
        1,
        Codec::Av1,
        "video/av1",
    ),
];

/// H.264 `profile_idc` when `profile-level-id` is absent: baseline (RFC 6184 §8.1).
const H264_BASELINE: u16 = 0x42;

/// Lower-case mime type.
pub(super) fn mime_of(codec: Codec) -> &'static str {
    CODECS
        .iter()
        .find(|known| known.4 == codec)
        .map_or("", |known| known.5)
}

/// What `format` is, when we forward it.
pub(super) fn key_of(kind: SectionKind, format: &Format<'_>) -> Option<CodecKey> {
    let codec = CODECS.iter().find(|(of, name, clock, channels, _, _)| {
        *of == kind
            && name.eq_ignore_ascii_case(format.name)
            && *clock == format.clock
            && *channels == format.channels
    })?;
    let codec = codec.4;
    let number = |name| {
        parameter(format.fmtp, name)
            .and_then(|value| value.parse::<u8>().ok())
            .unwrap_or(0)
    };
    let profile = match codec {
        Codec::H264 => h264_profile(format.fmtp) << 8 | u16::from(number("packetization-mode")),
        Codec::Vp9 => u16::from(number("profile-id")),
        Codec::Av1 => u16::from(number("profile")),
        Codec::Opus | Codec::Red | Codec::Vp8 => 0,
    };
    Some(CodecKey { codec, profile })
}

fn h264_profile(fmtp: &str) -> u16 {
    parameter(fmtp, "profile-level-id")
        .and_then(|id| id.get(..2))
        .and_then(|profile| u8::from_str_radix(profile, 16).ok())
        .map_or(H264_BASELINE, u16::from)
}

/// Value of one `name=value` in a `;`-separated list.
pub(super) fn parameter<'a>(fmtp: &'a str, name: &str) -> Option<&'a str> {
    fmtp.split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Retransmission format of `pt` (RFC 4588 §8.6).
pub(super) fn rtx_of<'s, 'a>(section: &'s Section<'a>, pt: u8) -> Option<&'s Format<'a>> {
    section.formats.iter().find(|format| {
        format.name.eq_ignore_ascii_case("rtx")
            && parameter(format.fmtp, "apt").and_then(|apt| apt.parse().ok()) == Some(pt)
    })
}

/// True when `red` (RFC 2198 §5, `fmtp` = `<pt>/<pt>…`) wraps the payload type `pt`.
pub(super) fn red_wraps(red: &Format<'_>, pt: u8) -> bool {
    red.fmtp
        .split('/')
        .all(|inner| inner.trim().parse() == Ok(pt))
}
