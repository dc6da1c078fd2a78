//! `a=` lines: one small handler per attribute that matters here, found by name.

#![allow(clippy::unnecessary_wraps)] // one signature for all handlers of a table

use super::formats::Feedback;
use super::limits::{
    EXTENSIONS_MAX, MID_BYTES_MAX, PWD_LEN, RID_BYTES_MAX, RIDS_PARSED_MAX, SECTIONS_MAX,
    SSRCS_MAX, UFRAG_LEN,
};
use super::parse::{Extension, Format, Offer, Section, TransportAttributes};
use super::{Direction, SdpError};

/// What a handler found: all of them have this type to fit the tables, those that cannot fail too.
type Outcome = Result<(), Refusal>;
type SectionHandler = for<'a> fn(&mut Section<'a>, &'a str) -> Outcome;
type TransportHandler = for<'a> fn(&mut TransportAttributes<'a>, &'a str) -> Outcome;

/// Why a handler refused; the caller adds the line.
enum Refusal {
    Expected(&'static str),
    Limit(&'static str, usize),
}

impl Refusal {
    const fn at(self, line: usize) -> SdpError {
        match self {
            Self::Expected(expected) => SdpError::Line { line, expected },
            Self::Limit(what, max) => SdpError::Limit { line, what, max },
        }
    }
}

const TRANSPORT_HANDLERS: &[(&str, TransportHandler)] = &[
    ("ice-ufrag", ice_ufrag),
    ("ice-pwd", ice_pwd),
    ("fingerprint", fingerprint),
    ("setup", setup),
];

const SECTION_HANDLERS: &[(&str, SectionHandler)] = &[
    ("mid", mid),
    ("sendrecv", |section, _| {
        direction(section, Direction::SendRecv)
    }),
    ("sendonly", |section, _| {
        direction(section, Direction::SendOnly)
    }),
    ("recvonly", |section, _| {
        direction(section, Direction::RecvOnly)
    }),
    ("inactive", |section, _| {
        direction(section, Direction::Inactive)
    }),
    ("rtcp-mux", |section, _| set(&mut section.rtcp_mux)),
    ("rtcp-rsize", |section, _| set(&mut section.rtcp_rsize)),
    ("extmap-allow-mixed", |section, _| {
        set(&mut section.allow_mixed)
    }),
    ("bundle-only", |section, _| set(&mut section.bundle_only)),
    ("rtpmap", rtpmap),
    ("fmtp", fmtp),
    ("rtcp-fb", rtcp_fb),
    ("extmap", extmap),
    ("msid", msid),
    ("rid", rid),
    ("simulcast", simulcast),
    ("ssrc", ssrc),
    ("ssrc-group", ssrc_group),
];

fn split(attribute: &str) -> (&str, &str) {
    attribute.split_once(':').unwrap_or((attribute, ""))
}

/// An attribute before the first m-line. Candidates and everything unknown are skipped.
pub(super) fn of_session<'a>(
    offer: &mut Offer<'a>,
    attribute: &'a str,
    line: usize,
) -> Result<(), SdpError> {
    match split(attribute) {
        ("group", value) => group(offer, value).map_err(|refusal| refusal.at(line)),
        ("extmap-allow-mixed", _) => {
            offer.allow_mixed = true;
            Ok(())
        }
        (name, value) => of_transport(&mut offer.transport, name, value, line).map(|_| ()),
    }
}

/// An attribute of a section. Candidates and everything unknown are skipped.
pub(super) fn of_section<'a>(
    section: &mut Section<'a>,
    attribute: &'a str,
    line: usize,
) -> Result<(), SdpError> {
    let (name, value) = split(attribute);
    if of_transport(&mut section.transport, name, value, line)? {
        return Ok(());
    }
    match SECTION_HANDLERS.iter().find(|(known, _)| *known == name) {
        Some((_, handler)) => handler(section, value).map_err(|refusal| refusal.at(line)),
        None => Ok(()),
    }
}

/// True when `name` is an attribute of the transport.
fn of_transport<'a>(
    transport: &mut TransportAttributes<'a>,
    name: &str,
    value: &'a str,
    line: usize,
) -> Result<bool, SdpError> {
    let handler = TRANSPORT_HANDLERS.iter().find(|(known, _)| *known == name);
    handler.map_or(Ok(false), |(_, handler)| {
        handler(transport, value)
            .map_err(|refusal| refusal.at(line))
            .map(|()| true)
    })
}

fn set(flag: &mut bool) -> Outcome {
    *flag = true;
    Ok(())
}

fn direction(section: &mut Section<'_>, direction: Direction) -> Outcome {
    section.direction = direction;
    Ok(())
}

fn expect<T>(value: Option<T>, expected: &'static str) -> Result<T, Refusal> {
    value.ok_or(Refusal::Expected(expected))
}

fn push<T>(list: &mut Vec<T>, item: T, max: usize, what: &'static str) -> Outcome {
    if list.len() >= max {
        return Err(Refusal::Limit(what, max));
    }
    list.push(item);
    Ok(())
}

/// Visible ASCII, so that what is echoed in the answer cannot break its lines.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn group<'a>(offer: &mut Offer<'a>, value: &'a str) -> Outcome {
    let mut tokens = value.split(' ').filter(|token| !token.is_empty());
    if tokens.next() != Some("BUNDLE") {
        return Ok(());
    }
    tokens.try_for_each(|mid| push(&mut offer.bundle, mid, SECTIONS_MAX, "bundled mids"))
}

fn ice_ufrag<'a>(transport: &mut TransportAttributes<'a>, value: &'a str) -> Outcome {
    let fits = UFRAG_LEN.contains(&value.len()) && is_token(value);
    transport.ufrag = Some(expect(
        fits.then_some(value),
        "an ICE ufrag of 4 to 256 characters",
    )?);
    Ok(())
}

fn ice_pwd<'a>(transport: &mut TransportAttributes<'a>, value: &'a str) -> Outcome {
    let fits = PWD_LEN.contains(&value.len()) && is_token(value);
    transport.pwd = Some(expect(
        fits.then_some(value),
        "an ICE password of 22 to 256 characters",
    )?);
    Ok(())
}

/// RFC 8122 §5. SHA-256 wins over others; hashes that are unknown or too weak are skipped.
fn fingerprint<'a>(transport: &mut TransportAttributes<'a>, value: &'a str) -> Outcome {
    let (name, hash) = expect(value.split_once(' '), "<hash> <fingerprint>")?;
    let known = [("sha-256", 32), ("sha-384", 48), ("sha-512", 64)];
    let Some((name, len)) = known
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    else {
        return Ok(());
    };
    let bytes: Option<Vec<u8>> = hash.split(':').map(hex_byte).collect();
    let bytes = expect(
        bytes.filter(|bytes| bytes.len() == len),
        "a fingerprint as long as its hash",
    )?;
    if transport
        .fingerprint
        .as_ref()
        .is_none_or(|(other, _)| *other != "sha-256")
    {
        transport.fingerprint = Some((name, bytes));
    }
    Ok(())
}

fn hex_byte(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .then(|| u8::from_str_radix(text, 16).ok())
        .flatten()
}

/// We are always the DTLS server, so the client must be able to start the handshake (RFC 5763 §5).
fn setup<'a>(_: &mut TransportAttributes<'a>, value: &'a str) -> Outcome {
    expect(
        matches!(value, "actpass" | "active").then_some(()),
        "setup actpass or active",
    )
}

fn mid<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    section.mid = expect(is_token(value).then_some(value), "a mid")?;
    if value.len() > MID_BYTES_MAX {
        Err(Refusal::Limit("bytes of a mid", MID_BYTES_MAX))
    } else {
        Ok(())
    }
}

/// `<pt> <rest>` of an attribute about a payload type; `None` when the m-line does not list it.
fn about_format<'s, 'a>(
    section: &'s mut Section<'a>,
    value: &'a str,
) -> Result<Option<(&'s mut Format<'a>, &'a str)>, Refusal> {
    let (pt, rest) = expect(value.split_once(' '), "<payload type> <value>")?;
    let pt: u8 = expect(pt.parse().ok(), "a payload type")?;
    Ok(section.format_mut(pt).map(|format| (format, rest)))
}

fn rtpmap<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let Some((format, rest)) = about_format(section, value)? else {
        return Ok(());
    };
    let mut parts = rest.trim_end().split('/');
    format.name = expect(
        parts.next().filter(|name| is_token(name)),
        "an encoding name",
    )?;
    format.clock = expect(
        parts.next().and_then(|clock| clock.parse().ok()),
        "a clock rate",
    )?;
    format.channels = parts
        .next()
        .and_then(|channels| channels.parse().ok())
        .unwrap_or(1);
    Ok(())
}

fn fmtp<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    if let Some((format, rest)) = about_format(section, value)? {
        let visible = rest
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic());
        format.fmtp = expect(visible.then_some(rest), "visible characters")?;
    }
    Ok(())
}

fn rtcp_fb<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    if let Some(kind) = value.strip_prefix("* ") {
        let bit = Feedback::bit(kind);
        section
            .formats
            .iter_mut()
            .for_each(|format| format.feedback |= bit);
    } else if let Some((format, kind)) = about_format(section, value)? {
        format.feedback |= Feedback::bit(kind);
    }
    Ok(())
}

/// RFC 8285 §5: `<id>[/<direction>] <uri> [<attributes>]`. Ids beyond one byte are placeholders
/// for later offers (§7) and are skipped.
fn extmap<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let (head, rest) = expect(value.split_once(' '), "<id> <uri>")?;
    let (id, direction) = head
        .split_once('/')
        .map_or((head, None), |(id, direction)| (id, Some(direction)));
    let id: u16 = expect(id.parse().ok(), "an extension id")?;
    let direction = match direction {
        None | Some("sendrecv") => None,
        Some("sendonly") => Some(Direction::SendOnly),
        Some("recvonly") => Some(Direction::RecvOnly),
        Some("inactive") => Some(Direction::Inactive),
        Some(_) => return Err(Refusal::Expected("an extension direction")),
    };
    let uri = expect(
        rest.split(' ').next().filter(|uri| is_token(uri)),
        "an extension URI",
    )?;
    match u8::try_from(id) {
        Ok(id) if id != 0 => push(
            &mut section.extensions,
            Extension { id, direction, uri },
            EXTENSIONS_MAX,
            "header extensions",
        ),
        _ => Ok(()),
    }
}

fn msid<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    // RFC 8830 allows several streams per track; the first one counts.
    if section.stream_id.is_empty() {
        let (stream, track) = value.split_once(' ').unwrap_or((value, ""));
        (section.stream_id, section.track_id) = (stream, track.trim_end());
    }
    Ok(())
}

fn rid<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let mut tokens = value.split(' ');
    let name = tokens.next().unwrap_or_default();
    if tokens.next() != Some("send") {
        return Ok(());
    }
    let name = rid_name(name)?;
    if section.rids.contains(&name) {
        return Err(Refusal::Expected("each rid once"));
    }
    push(&mut section.rids, name, RIDS_PARSED_MAX, "rids")
}

/// RFC 8852 §3.
fn rid_name(name: &str) -> Result<&str, Refusal> {
    let valid = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let name = expect(valid.then_some(name), "a rid of letters, digits, - and _")?;
    if name.len() > RID_BYTES_MAX {
        Err(Refusal::Limit("bytes of a rid", RID_BYTES_MAX))
    } else {
        Ok(name)
    }
}

/// RFC 8853 §5.1: `send <list> [recv <list>]`; `;` between layers, `,` between alternatives, `~` = paused.
fn simulcast<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let mut tokens = value.split(' ').filter(|token| !token.is_empty());
    while let (Some(direction), Some(list)) = (tokens.next(), tokens.next()) {
        if direction != "send" {
            continue;
        }
        section.simulcast.clear();
        for layer in list.split(';') {
            let name = layer.split(',').next().unwrap_or_default();
            let name = rid_name(name.strip_prefix('~').unwrap_or(name))?;
            if section.simulcast.contains(&name) {
                return Err(Refusal::Expected("each rid once"));
            }
            push(
                &mut section.simulcast,
                name,
                RIDS_PARSED_MAX,
                "simulcast layers",
            )?;
        }
    }
    Ok(())
}

fn ssrc<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let (source, attribute) = value.split_once(' ').unwrap_or((value, ""));
    let source: u32 = expect(source.parse().ok(), "an SSRC")?;
    if let Some(streams) = attribute.strip_prefix("msid:") {
        msid(section, streams)?;
    }
    if section.ssrcs.contains(&source) {
        Ok(())
    } else {
        push(&mut section.ssrcs, source, SSRCS_MAX, "SSRCs")
    }
}

fn ssrc_group<'a>(section: &mut Section<'a>, value: &'a str) -> Outcome {
    let Some(sources) = value.strip_prefix("FID ") else {
        return Ok(());
    };
    let mut sources = sources.split(' ').map(str::parse);
    let (Some(Ok(source)), Some(Ok(repair))) = (sources.next(), sources.next()) else {
        return Err(Refusal::Expected("two SSRCs"));
    };
    push(&mut section.fid, (source, repair), SSRCS_MAX, "SSRC groups")
}
